"""The conversation: one thread's transcript, what waits for an answer, and the composer under it.

Turns keys into intents. What is shown, and how the model reaches it, is in `conversation_parts`; what is done from one
message in `conversation_messages`.
"""

from __future__ import annotations

from itertools import takewhile

from textual import events, on

from codex_tui import model
from codex_tui.keymap import Scope, bindings, key_label
from codex_tui.messages import (
    ArchiveThread,
    ChangesWanted,
    CompactThread,
    CopyRequested,
    ForkThread,
    InterruptTurn,
    PromptSubmitted,
    ThreadIntent,
)
from codex_tui.model.safe_path import raw_path
from codex_tui.model.safe_text import SafeText
from codex_tui.one_piece import sent_on
from codex_tui.screens.conversation_menus import ConversationMenus
from codex_tui.screens.hears_keys import HearsKeys
from codex_tui.widgets.composer import Composer
from codex_tui.widgets.new_below import NewBelow
from codex_tui.widgets.panel.widget import LEAST_SCREEN
from codex_tui.widgets.requests.body import RequestBody
from codex_tui.widgets.requests.dock import RequestDock
from codex_tui.widgets.transcript import Transcript

QUIT_WINDOW = 2.0
"""Seconds in which a second press means it."""


class ConversationScreen(ConversationMenus, HearsKeys):
    """One thread, or with None a conversation that begins with its first prompt."""

    BINDINGS = bindings(Scope.CONVERSATION)

    # --- keys -----------------------------------------------------------------------------------------------

    def key_pressed(self, at: float) -> None:
        """What was said before it has been read."""
        if at > self._said_at:
            self.status.hush()

    def on_key(self, event: events.Key) -> None:
        """Types into the composer from wherever no other meaning is bound."""
        self.status.hush()
        # Also while the composer has the focus: then it was typed just before that, where the focus was, and behind
        # a text it is a letter, whatever it means on an empty composer.
        behind_text = self.focused is self.composer and bool(self.composer.text)
        if not event.is_printable or (event.key in self.active_bindings and not behind_text):
            return
        if self.dock.has_focus_within:
            # A word typed at the dock must not become an answer halfway, so it goes nowhere.
            self._say(f"{key_label('approval.later', self._ports.keys)} goes back to the composer")
        elif self.focused is not None and self.focused is self.find_bar.term:
            event.stop()
            self.find_bar.term.post_message(sent_on(event))
        elif event.character:
            event.stop()
            self.composer.type_text(event.character)

    @on(Transcript.Typed)
    def _typed_in_transcript(self, event: Transcript.Typed) -> None:
        event.stop()
        self.status.hush()
        self.set_focus(self.composer)
        text = list(takewhile(str.isprintable, (key.character or "\0" for key in event.keys)))
        self.composer.type_text("".join(text))
        for key in event.keys[len(text) :]:
            self.composer.post_message(events.Key(key.key, key.character))

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self.composer.type_text(event.text)

    @on(Composer.Typed)
    def _typed(self, event: Composer.Typed) -> None:
        event.stop()
        self._quit_armed_at = None
        self.key_pressed(event.time)

    @on(Composer.Kept)
    def _kept(self, event: Composer.Kept) -> None:
        event.stop()
        self._say(event.why, problem=True)

    @on(Composer.Told)
    def _told_of_paste(self, event: Composer.Told) -> None:
        event.stop()
        self._say(event.text, problem=True)

    @on(Transcript.Left)
    @on(RequestDock.Left)
    def _back_to_composer(self, event: Transcript.Left | RequestDock.Left) -> None:
        event.stop()
        self.composer.focus()

    @on(Transcript.Paged)
    def _page(self, event: Transcript.Paged) -> None:
        from codex_tui.screens.pager import PagerScreen  # not before one wants to read

        event.stop()
        if event.item.source():
            self.app.push_screen(PagerScreen(self._ports, event.item, raw_path(self._ports.state.folder)))

    @on(Transcript.EndAsked)
    def _ask_to_end(self, event: Transcript.EndAsked) -> None:
        from codex_tui.screens.end_command import ask_to_end

        event.stop()
        if event.item is None:
            self._say("No command runs in this cell")
        else:
            ask_to_end(self, self._ports, event.item)

    @on(Transcript.SurvivorReached)
    def _survivor_reached(self, event: Transcript.SurvivorReached) -> None:
        event.stop()
        self._tell()

    @on(PromptSubmitted)
    def _sent(self) -> None:
        """A person sees what he sent, and the answer to it, wherever he was reading."""
        if not self.transcript.at_end:
            self.transcript.scroll_to_end()
        self._tell()

    @on(NewBelow.Pressed)
    def _pressed_new_below(self, event: NewBelow.Pressed) -> None:
        event.stop()
        self.transcript.scroll_to_end()

    @on(events.TextSelected)
    def _copy_selected(self, event: events.TextSelected) -> None:
        """Of the transcript, whose text is more than what is shown."""
        if self.transcript.has_selection:
            event.stop()
            if self._ports.settings.input.copy_on_select:
                self.transcript.copy_selection()

    def action_escape(self) -> None:
        """Closes what is open, the innermost first; then interrupts."""
        if self.focused is not self.composer:
            self.composer.focus()
        elif self.composer.clear_selection():
            pass
        elif self.composer.selected_text or self.transcript.has_selection:
            self.clear_selection()
        elif self.find_bar.display:
            self._close_find(focus=False)
        elif self._runs:
            self._interrupt()
        else:
            self._go_to_last_prompt_at_second_press()

    def action_stop(self) -> None:
        """Copies a selection; else clears the draft, else interrupts, else quits at the second press."""
        # The app acts on this key while what was typed just before it may still wait in the queue of the focused
        # widget; there it takes its place behind that, and before what is typed next.
        (self.focused or self).call_later(self._stop)

    async def _stop(self) -> None:
        if self.composer.previews:
            self.composer.end_preview(take=False)
            self.composer.focus()
        elif selected := self.composer.selected_text:
            self.post_message(CopyRequested(selected, "the selection"))
        elif self.transcript.has_selection:
            self.transcript.copy_selection()
        elif self.composer.text.strip():
            self.composer.set_aside()
            self._say(f"Draft cleared; {key_label('composer.previous', self._ports.keys)} brings it back")
        elif self._runs:
            self._interrupt()
        else:
            await self._quit_at_second_press()

    def _interrupt(self) -> None:
        self._intend(InterruptTurn, "")
        self._say("Interrupting the turn")
        self._interrupting = True

    async def _quit_at_second_press(self) -> None:
        now = self._ports.monotonic()
        if self._quit_armed_at is not None and now - self._quit_armed_at <= QUIT_WINDOW:
            await self.run_action("app.quit")
            return
        self._quit_armed_at = now
        again = f"{key_label('conversation.stop', self._ports.keys)} again to quit"
        self._show_said(SafeText(again), problem=False, seconds=QUIT_WINDOW)

    def action_enter_approval(self) -> None:
        if self.dock.waiting:
            self.dock.enter()
        else:
            self._say("Nothing waits for your answer in this thread")

    @on(RequestBody.Zoomed)
    def _zoom(self, event: RequestBody.Zoomed) -> None:
        from codex_tui.screens.request import RequestScreen  # not before one wants to read

        event.stop()
        if self.dock.shown is not None:
            self.app.push_screen(RequestScreen(self._ports, self.dock, self.dock.shown))

    async def action_next_mode(self) -> None:
        await self.run_action("app.next_mode")

    def action_toggle_panel(self) -> None:
        wanted = not self.panel.display
        self._ports.layout.keep_panel(wanted)
        self.place_panel()
        if wanted and not self.panel.display:
            self._say(f"The panel needs {LEAST_SCREEN} columns")

    def action_open_diff(self) -> None:
        self._intend(ChangesWanted, "Nothing is changed yet")

    def action_compact(self) -> None:
        self._intend(CompactThread, "Nothing to summarise yet")

    def action_fork(self) -> None:
        self._intend(ForkThread, "Nothing to fork yet")

    def action_archive(self) -> None:
        self._intend(ArchiveThread, "Nothing to archive yet")

    def _intend(self, intent: type[ThreadIntent], without_thread: str) -> None:
        if self.thread is None:
            self._say(without_thread)
        else:
            self.post_message(intent(self.thread))

    def action_copy_last(self) -> None:
        """Copies the last message of the agent, as its source."""
        items = reversed(self.conversation.items) if self.conversation is not None else ()
        for item in items:
            if isinstance(item, model.items.AgentItem) and (text := item.source()):
                self.post_message(CopyRequested(text, "the last answer"))
                return
        self._say("There is no answer to copy yet")

    def action_fold_all(self) -> None:
        self.transcript.fold_all(None)

    def action_scroll_page(self, pages: int) -> None:
        self.transcript.scroll_page(pages)

    def action_scroll_end(self) -> None:
        self.transcript.scroll_to_end()
