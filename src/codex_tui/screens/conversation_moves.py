"""Moving in the conversation: the find bar, the map, and what the transcript asks of the screen for them.

Between what it does with one message (`conversation_messages`) and what its keys mean (`conversation`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from codex_tui.keymap import key_label
from codex_tui.one_piece import sent_on
from codex_tui.screens.conversation_messages import ConversationMessages
from codex_tui.widgets.find_bar import FindBar, said_of
from codex_tui.widgets.transcript import Transcript
from codex_tui.widgets.transcript.travel import Target

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.message_hits import FoundMessage
    from codex_tui.model.outline import TurnLine


class ConversationMoves(ConversationMessages, part=True):
    """A conversation in which one finds and goes to places."""

    def show(self, thread: ThreadKey | None) -> None:
        if thread != self.thread:
            self._close_find(focus=False)
        super().show(thread)

    # --- into the transcript --------------------------------------------------------------------------------

    def action_focus_transcript(self) -> None:
        # At once, and not by `focus()`, which takes effect a message later: what is typed next goes there.
        self.set_focus(self.transcript, scroll_visible=False)

    # --- find -----------------------------------------------------------------------------------------------

    @on(Transcript.FindWanted)
    async def _find_wanted(self, event: Transcript.FindWanted) -> None:
        event.stop()
        self.action_find()
        for key in event.keys:
            await self.app.on_event(sent_on(key))

    def action_find(self) -> None:
        """Opens the find bar; in it, goes to the next hit."""
        bar = self.find_bar
        known = bar.term
        if known is not None and bar.display and self.focused is known:
            known.call_later(known.action_next)
            return
        if not bar.display:
            self.transcript.begin_finding()
        term = bar.open()
        if term is not known:
            self.watch(term, "has_focus", self._tell)
        elif term.value and not self.transcript.finds:
            self.transcript.find(term.value)

    @on(FindBar.Typed)
    def _find_typed(self, event: FindBar.Typed) -> None:
        event.stop()
        # An input also tells what it was made with, which is looked for already.
        if self.find_bar.display and event.term != self.transcript.finding.term:
            self.transcript.find(event.term)

    @on(FindBar.Wanted)
    def _hit_wanted(self, event: FindBar.Wanted) -> None:
        event.stop()
        if event.step:
            self.transcript.find_next(event.step)
        elif not self.transcript.stop_seeking():
            self._close_find(focus=True)

    @on(Transcript.Found)
    def _found(self, event: Transcript.Found) -> None:
        event.stop()
        bar = self.find_bar
        bar.show(event.finding)
        if not event.finding.term and self.focused is not bar.term:
            bar.display = False
        if event.asked and not bar.display:
            self._say(
                said_of(
                    event.finding,
                    *(key_label(f"transcript.{name}", self._ports.keys) for name in ("leave", "find_next")),
                )
            )

    def show_found(self, term: str, message: FoundMessage | None) -> None:
        """Goes to a message that was found from elsewhere; its term is looked for from there on."""
        # In any case of letters, as it was found, also where it has a capital.
        term = term.lower()
        known = self.find_bar.term
        typed = self.find_bar.put(term)
        if typed is not known:
            self.watch(typed, "has_focus", self._tell, init=False)
        if message is None:
            self.transcript.begin_finding()
            self.transcript.find(term)
        else:
            self.transcript.find_at(term, message.item, message.place)

    def _close_find(self, *, focus: bool) -> None:
        """Hides the bar. The marks stay for `n` and `N`, until one leaves the transcript."""
        if self.find_bar.display:
            self.find_bar.display = False
            if focus:
                self.set_focus(self.transcript, scroll_visible=False)

    # --- map ------------------------------------------------------------------------------------------------

    @on(Transcript.MapWanted)
    async def _map_wanted(self, event: Transcript.MapWanted) -> None:
        event.stop()
        if self.focused is None:
            self.set_focus(self.transcript, scroll_visible=False)  # which gave it away
        if self.thread is None:
            self._say("Nothing to map yet")
            return
        from codex_tui.screens.thread_map import ThreadMap

        thread_map = ThreadMap(self._ports, self.thread, self.transcript.reading_turn)
        await self.app.push_screen(thread_map, self._go_to_turn)
        for key in event.keys:
            thread_map.set_focus(thread_map.query_one("#map-filter"))
            await self.app.on_event(sent_on(key))

    def _go_to_turn(self, turn: TurnLine | None) -> None:
        if turn is not None:
            self.set_focus(self.transcript, scroll_visible=False)
            self.transcript.go_to(Target(turn.id), turn.place)
