"""The transcript widget: a conversation's cells drawn line by line, with no widget for any of them.

Gives keys and clicks their meaning; keys about one message are in `message_actions`. How it follows the model is in
`conversation_view`, how it gets on the screen in `view`, what is shown in `scene`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from codex_tui.keymap import Scope, bindings, key_label
from codex_tui.messages import ChangesWanted, CopyRequested, EndWanted, Said, StartWanted
from codex_tui.model.exploring import Exploration
from codex_tui.model.items import CommandItem, FileChangeItem
from codex_tui.model.safe_text import SafeText
from codex_tui.render.lines import COPY_CODE
from codex_tui.widgets.transcript.code_copy import CodeCopy
from codex_tui.widgets.transcript.conversation_view import ConversationView
from codex_tui.widgets.transcript.message_actions import MessageActions

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType

    from codex_tui.model.items import Item
    from codex_tui.ports import Ports
    from codex_tui.widgets.transcript.sequence import Cell

_SPOKEN_KINDS = {
    "user": "the prompt",
    "agent": "the answer",
    "reasoning": "the reasoning",
    "command": "the command and its output",
    "exploration": "the commands and their output",
    "file_change": "the changes",
    "proposed_plan": "the plan",
    "plan": "the plan",
    "notice": "the notice",
    "mcp_call": "the call and its result",
    "dynamic_call": "the call and its result",
    "web_search": "the search",
}
"""What a cell that was copied is called."""


class Transcript(MessageActions, ConversationView, can_focus=True):
    """One conversation, virtual and line-based."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.TRANSCRIPT)]
    ALLOW_SELECT = True
    # A drag that selects text must not take the keys from the composer; a plain click does, in `pick_cell`.
    FOCUS_ON_CLICK = False

    class Paged(Message):
        """A person wants to read all of an item."""

        def __init__(self, item: Item) -> None:
            super().__init__()
            self.item = item

    class EndAsked(Message):
        """A person wants to end a command."""

        def __init__(self, item: CommandItem | None) -> None:
            super().__init__()
            self.item = item
            """None: nothing runs in the cell where the cursor is."""

    class Left(Message):
        """A person wants to leave the transcript for the composer."""

    def __init__(self, ports: Ports, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(ports, id=id, classes=classes)
        self._code = CodeCopy(self._scene)

    def scroll_page(self, pages: int) -> None:
        """Moves by whole screens, with one line in common."""
        self.scroll_lines(pages * max(1, self.size.height - 1))

    def scroll_to_end(self) -> None:
        """Goes to the newest line and follows it from now on."""
        conversation = self._conversation
        if conversation is not None and not conversation.newer.complete:
            self._heading = "end"
            self.post_message(EndWanted(conversation.key))
            return
        self._scene.viewport.scroll_to_end()
        self.moved()

    def fold_all(self, folded: bool | None = None) -> None:
        """Folds or opens every cell that has a short form; None changes from the one to the other."""
        self._scene.cells.fold_all(not self._scene.cells.folded if folded is None else folded)
        self.moved()

    def selected_text(self) -> str:
        """The text that is selected, as it was written; "" if there is none."""
        return self._scene.selected_text()

    def copy_selection(self) -> None:
        """Asks for the selected text to be copied, once all of it is there."""

        def copy(text: str) -> None:
            self.post_message(CopyRequested(text, "the selection"))

        self.gather_selection(copy)

    def action_cell_down(self) -> None:
        self._scene.move_cursor(1)
        self.moved()

    def action_cell_up(self) -> None:
        self._scene.move_cursor(-1)
        self.moved()

    def action_scroll_first(self) -> None:
        conversation = self._conversation
        if conversation is not None and not conversation.history.complete:
            self._heading = "start"
            self.post_message(StartWanted(conversation.key))
        self._scene.viewport.scroll_to_start()
        self.moved()

    def action_scroll_last(self) -> None:
        self.scroll_to_end()

    def action_half_page(self, direction: int) -> None:
        self.scroll_lines(direction * max(1, self.size.height // 2))

    def action_toggle_fold(self) -> None:
        if self._scene.cursor is not None:
            self._toggle_fold(self._scene.cursor)

    def action_copy(self) -> None:
        if self.has_selection:
            self.copy_selection()
        elif self._scene.cursor is not None:
            item = self._scene.cells.shown_item(self._scene.cursor)
            self.post_message(CopyRequested(item.source(), _SPOKEN_KINDS.get(item.kind, "the cell")))

    def action_open_diff(self) -> None:
        """Shows the changes of the turn whose cell the cursor is on, from its first file on if it is a patch."""
        cell = self._scene.cursor
        if cell is not None:
            item = cell.item
            path = str(item.changes[0].path) if isinstance(item, FileChangeItem) and item.changes else None
            self.post_message(ChangesWanted(item.key.thread_key, item.key.turn, path))
        elif self._conversation is not None:
            self.post_message(ChangesWanted(self._conversation.key))

    def action_copy_code(self) -> None:
        self._copy_code(self._code.on_screen())

    def _copy_code(self, found: tuple[str, str] | None) -> None:
        if found is not None:
            self.post_message(CopyRequested(*found))
        else:
            key = key_label("transcript.copy", self._ports.keys)
            self.screen.post_message(Said(SafeText(f"No code block is on screen; {key} copies the cell")))

    def action_page(self) -> None:
        if self._scene.cursor is not None:
            self.post_message(self.Paged(self._scene.cells.shown_item(self._scene.cursor)))

    def action_end_command(self) -> None:
        item = self._scene.cells.shown_item(self._scene.cursor) if self._scene.cursor is not None else None
        commands = item.items if isinstance(item, Exploration) else (item,)
        running = (one for one in commands if isinstance(one, CommandItem) and one.running)
        self.post_message(self.EndAsked(next(running, None)))

    def action_leave(self) -> None:
        self.post_message(self.Left())

    def on_focus(self) -> None:
        self.want_frame()

    def on_blur(self) -> None:
        self.want_frame()

    def on_click(self, event: events.Click) -> None:
        # Textual would select the whole widget on a second click, that is the whole conversation.
        event.prevent_default()
        row = self._scene.row_at(event.y)
        if row is None or row.line < 0 or row.cell is self._head_cell:
            return
        if event.chain > 1:
            self.screen.selections = {self: self._scene.selection_of(row.cell)}
        elif not self.has_selection:
            target = row.cell.lines[row.line].target
            if target is not None and self._scene.toggle_part(row, event.y, target):
                self._scene.cursor = row.cell
                self.moved()
            else:
                self._pick(row.cell, row.line)

    def _pick(self, cell: Cell, line: int) -> None:
        self._scene.cursor = cell
        target = cell.lines[line].target
        if target == "fold":
            self._toggle_fold(cell)
        elif target == "page":
            self.post_message(self.Paged(cell.item))
            self.want_frame()
        else:
            if target == COPY_CODE:
                self._copy_code(self._code.of_line(cell, line))
            self.focus(scroll_visible=False)
            self.want_frame()

    def _toggle_fold(self, cell: Cell) -> None:
        if self._scene.toggle_fold(cell):
            self.moved()
