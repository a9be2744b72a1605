"""The composer: where a prompt is written. It sends, steers, recalls earlier prompts, and never loses a text.

What it holds is a draft (`model/draft.py`); how its text is edited is in `readline` and `draft_area`, what is pasted in
`pasting`, how it shows an earlier prompt in `recall_area`. What is typed leaves it in two ways: as `PromptSubmitted`,
and as `DraftChanged` with each change, and once more when the text is about to leave the screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.actions import SkipAction
from textual.content import Content
from textual.document._document import Selection
from textual.message import Message
from textual.widgets import TextArea

from codex_tui import model
from codex_tui.keymap import Scope, bindings, in_scope, keys_of
from codex_tui.messages import DraftChanged, PromptSubmitted, ShowThreads
from codex_tui.messages.drafts import EditDraft
from codex_tui.messages.queue import PromptQueued, SendQueued
from codex_tui.model.draft import Draft, draft_of, too_long
from codex_tui.model.safe_path import raw_path
from codex_tui.widgets.pasting import PastingArea
from codex_tui.widgets.prompt_history import HistoryWalk
from codex_tui.widgets.terminal_keys import know_alt_enter

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from textual.binding import BindingType
    from textual.geometry import Size

    from codex_tui.model.keys import ThreadKey
    from codex_tui.ports import Ports, PromptHistory

_NO_FOCUS_MOVES = ("tab", "shift+tab")
"""Tab is a key of the composer's own (queueing); it must not send what is typed next to an approval."""
_OF_THE_SCREEN = frozenset({"next_mode"})
"""Actions of the screen that are done before the next key is looked at, as what follows may be for a question."""


class Composer(PastingArea):
    """The prompt of one thread.

    Args:
        ports: for the earlier prompts and the drafts.
        blocked: why nothing can be sent now, or an empty text.
        command: takes what begins with a slash or an exclamation mark; gives False where that is a text.
        first: has each key before the composer; gives True where it has dealt with it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.COMPOSER), *bindings(Scope.EDITING)]

    class Typed(Message):
        """A person typed or pasted something, which goes no further up as a key."""

    class Kept(Message):
        """The text was not sent and stays."""

        def __init__(self, why: str) -> None:
            super().__init__()
            self.why = why

    def __init__(
        self,
        ports: Ports,
        blocked: Callable[[], str],
        *,
        command: Callable[[str], Awaitable[bool]] | None = None,
        first: Callable[[events.Key], Awaitable[bool]] | None = None,
        id: str | None = None,
    ) -> None:
        know_alt_enter()
        super().__init__(id=id, highlight_cursor_line=False, tab_behavior="focus")
        self.cursor_blink = False
        self.match_cursor_bracket = False
        self.thread: ThreadKey | None = None
        self.queue_place: int | None = None
        """Where what is written stood among the queued prompts, if it was taken out of them."""
        self._ports = ports
        self._blocked = blocked
        self._command = command
        self._first = first
        self._walk = HistoryWalk(lambda: self.history_here.entries())
        self._draft_waits = False
        self._saved = Draft()
        self._first_prompt = ""
        self._shown = False
        self._own_keys = self._bound_keys()

    def _bound_keys(self) -> frozenset[str]:
        actions = in_scope(Scope.COMPOSER, Scope.EDITING)
        return frozenset(key for action in actions for key in keys_of(action.id, self._ports.keys))

    def notify_style_update(self) -> None:
        """Also called when the settings give other keys."""
        super().notify_style_update()
        self._own_keys = self._bound_keys()

    # --- what it holds --------------------------------------------------------------------------------------

    def show(self, thread: ThreadKey | None) -> None:
        """Keeps the draft of the thread so far and shows that of another."""
        if self._shown and thread == self.thread:
            self._first_prompt = ""
            return  # what is in the composer is newer than any draft that was told
        self.end_preview(take=False)
        self._shown = True
        typed_since_sent = self.draft if self.starts_thread else Draft()
        if typed_since_sent.text:
            # The new thread of the prompt just sent: what was typed while it started belongs to it.
            self._set_draft(Draft())
        self.flush_draft()
        if self._walk.draft_behind(self.draft) is None:
            self._end_walk()
        self._walk.reset()
        self.thread = thread
        self.queue_place = None
        self._first_prompt = ""
        self._saved = self._ports.drafts.get(thread)
        self._set_draft(self._saved)
        if typed_since_sent.text:
            self.put_back(typed_since_sent)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written; at no cost where much is."""
        return self.document.end == (0, 0)

    @property
    def starts_thread(self) -> bool:
        """Whether a prompt went out from here that starts a thread, which is not there yet."""
        return bool(self.first_prompt)

    @property
    def first_prompt(self) -> str:
        """The prompt that went out from here to start a thread, until that is there; else empty."""
        return self._first_prompt if self.thread is None else ""

    def began(self, prompt: str) -> None:
        """A prompt went out from here that was not written here."""
        self._first_prompt = prompt if self.thread is None else ""

    def start_failed(self, prompt: str) -> None:
        """No thread came of a prompt; another may be tried, unless one starts by another prompt."""
        if prompt == self._first_prompt:
            self._first_prompt = ""

    def put_back(self, prompt: str | Draft) -> None:
        """Puts a prompt before whatever is being written."""
        self.end_preview(take=False)
        self._end_walk()
        self._set_draft(draft_of(prompt).before(self.draft))

    def quote(self, lines: Sequence[str]) -> None:
        """Quotes lines behind what is being written, and goes on behind them."""
        self.end_preview(take=True)
        text = self.text.rstrip()
        quoted = "\n".join(f"> {line}".rstrip() for line in lines)
        self._end_walk()
        self.put(draft_of(f"\n\n{quoted}\n\n" if text else f"{quoted}\n\n"), len(text), len(self.text))
        self.focus()

    def edited(self, before: Draft, text: str) -> None:
        """Takes what an editor made of the draft; what came before the draft meanwhile stays."""
        after = before.folded_again(text)
        self._end_walk()
        if self.text == before.text or (before.text and self.text.endswith(before.text)):
            self.put(after, len(self.text) - len(before.text), len(self.text))
        else:
            self.put_back(after)
        self.focus()

    def preview_taken(self, before: Draft) -> None:
        self._end_walk()
        if not before.is_blank and before != self.draft:
            self.history_here.add(before)
        self.flush_draft()

    def set_aside(self) -> None:
        """Clears the text; up brings it back."""
        self._end_walk()
        self.history_here.add(self.draft)
        self.queue_place = None
        self._set_draft(Draft())
        self.flush_draft()

    def flush_draft(self) -> None:
        """Tells the draft now, if it changed since it was told last."""
        self._draft_waits = False
        # A prompt that one only looks at, on the way through the earlier ones, is no draft.
        draft = (self._walk.draft_behind(self.draft) or self.draft).settled()
        if draft != self._saved and not self.previews:
            self._saved = draft
            # Straight to the app: in its queue this comes before whatever makes it read a draft again, and
            # it arrives even from a composer that is being removed.
            self.app.post_message(DraftChanged(self.thread, draft))

    def describe(self, hint: str) -> None:
        """Says in the empty composer what Enter will do."""
        if str(self.placeholder) != hint:
            self.placeholder = Content(hint)

    def clear_selection(self) -> bool:
        """Gives up the selection; False if there was none."""
        if self.selection.is_empty:
            return False
        self.selection = Selection.cursor(self.cursor_location)
        return True

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Grows with its text to a third of the screen, frame included; then it scrolls."""
        most = max(1, viewport.height // 3 - self.gutter.height)
        return max(1, min(super().get_content_height(container, viewport, width), most))

    @property
    def history_here(self) -> PromptHistory:
        """The prompts of the folder of the thread, or of the folder in which the next one begins."""
        self._ports.history.go_to(raw_path(self._ports.state.working_folder(self.thread)))
        return self._ports.history

    # --- keys -----------------------------------------------------------------------------------------------

    async def on_key(self, event: events.Key) -> None:
        typed = self.Typed()  # by its time it is older than what is said because of the key
        if self._first is not None and await self._first(event):
            event.stop()
            event.prevent_default()
            self.post_message(typed)
            return
        bound = event.key in self._own_keys and not (event.is_printable and self.text)
        if event.is_printable:
            self.post_message(self.Typed())
        if await self._act_for_screen(event):
            return
        if event.key in _NO_FOCUS_MOVES and event.key not in self._own_keys:
            event.stop()
            event.prevent_default()
        elif bound or not event.is_printable:
            await self._act_at_once(event)
            if bound:
                # It is the bindings' key, where the text area would type it.
                event.prevent_default()

    async def _act_for_screen(self, event: events.Key) -> bool:
        active = None if event.is_printable else self.screen.active_bindings.get(event.key)
        if active is None or active.binding.action not in _OF_THE_SCREEN:
            return False
        event.stop()
        event.prevent_default()
        return await self.app.run_action(active.binding.action, active.node)

    async def _act_at_once(self, event: events.Key) -> None:
        """Does what a key of the composer's own means, before the next key is looked at.

        Textual would do so only once the key has bubbled up to the app, while characters go in at once: where keys
        come quickly, as over a slow line, "a", new line, "b" would become "ab" and a new line.
        """
        active = self.screen.active_bindings.get(event.key)
        if active is None or active.node is not self or active.binding.priority or not active.enabled:
            return
        self.post_message(self.Typed())
        if await self.app.run_action(active.binding.action, self):
            event.stop()
            event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.post_message(self.Typed())
        self.type_text(event.text)

    async def action_send(self) -> None:
        """Sends the text, unless there is none or nobody to take it; then it stays. A command is done."""
        draft = await self._take_draft()
        if draft is not None:
            self.post_message(PromptSubmitted(self.thread, draft))

    async def action_queue(self) -> None:
        """Lets the text wait for the end of the turn; without one, what waits and is held goes on."""
        place = self.queue_place
        draft = await self._take_draft()
        if draft is not None:
            self.post_message(PromptQueued(self.thread, draft, place))
        elif self.draft.is_blank and self.thread is not None:
            conversation = self._ports.state.conversations.get(self.thread)
            if conversation is not None and conversation.queue_is_held:
                self.post_message(SendQueued(self.thread))

    async def _take_draft(self) -> Draft | None:
        """What goes out now, and is no longer in the composer; None where nothing does. A command is done."""
        await self.looked_at()
        draft = self.draft.trimmed()
        if draft.is_blank:
            return None
        is_command = draft.text.startswith(("/", "!"))
        if is_command and self._command is not None and await self._command(draft.expanded):
            return None
        if why := self._blocked() or too_long(draft):
            self.post_message(self.Kept(why))
            return None
        self._end_walk()
        self.history_here.add(draft)
        self._first_prompt = draft.text if self.thread is None else ""
        self.queue_place = None
        self._set_draft(Draft())
        self.flush_draft()
        return draft

    def action_newline(self) -> None:
        self.replace("\n", *self.selection, maintain_selection_offset=False)

    def action_previous(self) -> None:
        """A line up, and from the first line to the prompt sent before."""
        if self.navigator.is_first_wrapped_line(self.cursor_location):
            self._recall(self._walk.older(self.draft))
        else:
            self.action_cursor_up()

    def action_next(self) -> None:
        """A line down, and from the last line to the prompt sent after, at last to the draft."""
        if self.navigator.is_last_wrapped_line(self.cursor_location):
            self._recall(self._walk.newer(self.draft))
        else:
            self.action_cursor_down()

    def action_leave_left(self) -> None:
        if self.text:
            self.action_cursor_left()
        else:
            self.post_message(ShowThreads())

    def action_mention(self) -> None:
        """Begins to look for a file at the cursor."""
        at = self.cursor_offset_in_text
        before = self.text[at - 1 : at]
        self.type_text("@" if not before or before.isspace() else " @")

    async def action_help_when_empty(self) -> None:
        await self.run_action("app.help")

    def action_delete_right(self) -> None:
        """Leaves the key to the app where there is nothing to delete: ctrl+d on an empty composer quits."""
        if not self.text:
            raise SkipAction
        super().action_delete_right()

    def action_cursor_page_up(self) -> None:
        """Leaves the key to the transcript."""
        raise SkipAction

    def action_cursor_page_down(self) -> None:
        """Leaves the key to the transcript."""
        raise SkipAction

    def action_edit_draft(self) -> None:
        self.post_message(EditDraft(self.thread, self.draft.settled()))

    def action_expand_paste(self) -> None:
        place = self.element_beside_cursor()
        if place is not None and isinstance(place.element, model.draft_elements.PastedText):
            self.unfold(place)

    def _end_walk(self) -> None:
        """Goes on with what is shown; what was being written before it is one of the earlier prompts then."""
        draft = self._walk.draft
        self._walk.reset()
        if draft is not None and not draft.is_blank and draft != self.draft:
            self.history_here.add(draft)

    def _recall(self, prompt: Draft | None) -> None:
        if prompt is not None:
            self._set_draft(prompt)

    # --- drafts ---------------------------------------------------------------------------------------------

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        event.stop()
        if not self._draft_waits and (self.text != self._saved.text or self.places != self._saved.places):
            # Behind the keys that are here already, and mostly before they are painted: what a person has seen on the
            # screen outlives this process, however that ends.
            self._draft_waits = True
            self.call_later(self._flush_waiting)

    def _flush_waiting(self) -> None:
        if self._draft_waits:
            self.flush_draft()

    def on_blur(self) -> None:
        self.flush_draft()

    def on_unmount(self) -> None:
        self.flush_draft()
