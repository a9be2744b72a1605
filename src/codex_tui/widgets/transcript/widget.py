"""The transcript widget: a conversation's cells drawn line by line, with no widget for any of them.

Gives keys and clicks their meaning; keys about one message are in `message_actions`. How it finds is in `finding`, how
it goes to what is not loaded in `travel`, how it follows the model in `conversation_view`, how it gets on the screen in
`view`, what is shown in `scene`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from codex_tui import model
from codex_tui.keymap import Scope, bindings, key_label
from codex_tui.messages import ChangesWanted, CopyRequested, EndWanted, Said, StartWanted
from codex_tui.model.safe_text import SafeText
from codex_tui.render.lines import COPY_CODE
from codex_tui.widgets.keys_at_once import act_at_once
from codex_tui.widgets.transcript import copying
from codex_tui.widgets.transcript.code_copy import CodeCopy
from codex_tui.widgets.transcript.finding import FindingView
from codex_tui.widgets.transcript.message_actions import MessageActions
from codex_tui.widgets.transcript.picture_view import PictureView
from codex_tui.widgets.transcript.selection import between
from codex_tui.widgets.transcript.travel import COVERED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual import events
    from textual.binding import BindingType

    from codex_tui.model.items import CommandItem, Item
    from codex_tui.ports import Ports
    from codex_tui.widgets.transcript.sequence import Cell


class TypedOn(Message):
    """Something to type into is wanted; goes to the screen straight.

    Args:
        keys: what was typed for it here already.
    """

    def __init__(self, keys: Sequence[events.Key]) -> None:
        super().__init__()
        self.keys = keys


class Transcript(MessageActions, PictureView, FindingView, can_focus=True):
    """One conversation, virtual and line-based."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.TRANSCRIPT)]
    ALLOW_SELECT = True
    # A drag that selects text must not take the keys from the composer; a plain click does, in `_pick`.
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

    class Typed(TypedOn):
        """A text was begun here, by a key without a meaning."""

    class FindWanted(TypedOn):
        """A person wants to find something."""

    class MapWanted(TypedOn):
        """A person wants to see the turns of the thread."""

    def __init__(self, ports: Ports, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(ports, id=id, classes=classes)
        self._code = CodeCopy(self._scene)
        self._selecting: Cell | None = None
        """The cell at which selecting by key began."""
        self._typed: list[events.Key] = []
        """Keys that are meant for elsewhere, until no more of them wait in the queue of this widget."""
        self._typed_into: type[TypedOn] | None = None
        """What has those keys; None while keys mean what they do here."""

    def scroll_page(self, pages: int) -> None:
        """Moves by whole screens, with one line in common; what lies over the edges is no line that was read."""
        self.scroll_lines(pages * max(1, self.size.height - 1 - 2 * COVERED))

    def scroll_to_end(self) -> None:
        """Goes to the newest line and follows it from now on."""
        self._stay()
        conversation = self._conversation
        if conversation is not None and not self._begun:
            self._bookmarks.pop(conversation.key, None)
        if conversation is not None and (
            self._heading == "start" or not self._begun or not conversation.newer.complete
        ):
            # On the way to the start the end may be loaded still, and is only to stay so; what is being opened may
            # come as one left it, without its end.
            self._heading = None if conversation.newer.complete else "end"
            self.intend(EndWanted(conversation.key))
            if self._heading is not None:
                return
        self._scene.viewport.scroll_to_end()
        self.moved()

    def fold_all(self, folded: bool | None = None) -> None:
        """Folds or opens every cell that has a short form; None changes from the one to the other.

        Who has the cursor on a cell reads that one: it stays where it is.
        """
        scene = self._scene
        cell = scene.cells.standing_for(scene.cursor) if self.has_focus and scene.cursor is not None else None
        row = scene.viewport.row_of(cell) if cell is not None else None
        self._scene.cells.fold_all(not self._scene.cells.folded if folded is None else folded)
        if cell is not None and row is not None:
            scene.viewport.hold(scene.cells.standing_for(cell), 0, row)
        self.moved()

    def selected_text(self) -> str:
        """The text that is selected, as it was written; "" if there is none."""
        return self._scene.selected_text()

    def copy_selection(self) -> None:
        """Asks for the selected text to be copied as it is shown."""
        self._copy_selection(plain=True)

    def _copy_selection(self, *, plain: bool) -> None:
        span, cells = self._scene.span, self._scene.cells
        if span is None:
            return
        chosen = between(span, cells)
        if self._selecting is not None:
            self._copy_parts(
                copying.parts_of_cells(chosen, cells, plain=plain),
                copying.name_of(chosen, cells),
                plain=plain,
            )
        else:
            what = copying.name_of(chosen, cells) if len(chosen) > 1 else "the selection"
            self._copy_parts(copying.parts_of(span, cells, plain=plain), what, plain=plain)

    def _copy_cell(self, cell: Cell, *, plain: bool) -> None:
        parts = copying.parts_of_cells([cell], self._scene.cells, plain=plain)
        self._copy_parts(parts, copying.name_of([cell], self._scene.cells), plain=plain)

    def _copy_parts(self, parts: Iterator[str], what: str, *, plain: bool) -> None:
        def copy(texts: list[str]) -> None:
            text = copying.joined(texts, plain=plain)
            self.intend(CopyRequested(text, copying.described(what, text, plain=plain)))
            if self._selecting is not None:
                self._end_selecting()

        self.gather(parts, copy)

    def action_cell_down(self) -> None:
        self._move_cursor(1)

    def action_cell_up(self) -> None:
        self._move_cursor(-1)

    def _move_cursor(self, step: int) -> None:
        self._stay()
        self._scene.move_cursor(step)
        self.moved()
        if self._selecting is not None:
            self._select_cells()

    # --- selecting whole cells -------------------------------------------------------------------------------------

    def action_select(self) -> None:
        """Begins to select at the cursor, or ends it."""
        if self._selecting is not None:
            self._end_selecting()
        elif self._scene.cursor is not None:
            self._selecting = self._scene.cursor
            self._select_cells()

    def _select_cells(self) -> None:
        first, cursor = self._selecting, self._scene.cursor
        if first is None or cursor is None or first not in self._scene.cells.column:
            self._end_selecting()
            return
        self.screen.selections = {self: self._scene.selection_of(first, cursor)}

    def _end_selecting(self) -> None:
        self._selecting = None
        self.screen.clear_selection()

    def action_scroll_first(self) -> None:
        self._stay()
        conversation = self._conversation
        if conversation is not None and not conversation.history.complete:
            self._heading = "start"
            self.intend(StartWanted(conversation.key))
        self._scene.viewport.scroll_to_start()
        if self._selecting is None and len(self._scene.cells):
            self._scene.cursor = self._scene.cells.column[0]
        self.moved()

    def action_scroll_last(self) -> None:
        if self._selecting is None:
            self._scene.cursor = None  # it is put on the last cell
        self.scroll_to_end()

    def action_half_page(self, direction: int) -> None:
        self.scroll_lines(direction * max(1, self.size.height // 2))

    def action_toggle_fold(self) -> None:
        cell = self._scene.cursor
        if cell is not None and self._scene.open_more(cell):
            self.moved()
        elif cell is not None and not self._toggle_fold(cell):
            self._tell("Nothing in this is folded: all of it is shown")

    def moved(self) -> None:
        super().moved()
        # Keys act on what is under the cursor: on something that is seen, unless more is being selected.
        if self.has_focus and self._selecting is None and self._scene.bring_cursor():
            self.want_frame()

    def action_copy(self) -> None:
        self._copy(plain=False)

    def action_copy_plain(self) -> None:
        self._copy(plain=True)

    def _copy(self, *, plain: bool) -> None:
        if self.has_selection:
            self._copy_selection(plain=plain)
        elif (cell := self.message_cell()) is not None:
            self._copy_cell(cell, plain=plain)

    def action_open_diff(self) -> None:
        """Shows the changes of the turn whose cell the cursor is on, from its first file on if it is a patch."""
        cell = self._scene.cursor
        if cell is not None:
            item = cell.item
            path = (
                str(item.changes[0].path)
                if isinstance(item, model.items.FileChangeItem) and item.changes
                else None
            )
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
        if (item := self.message()) is not None:
            self.post_message(self.Paged(item))

    def action_end_command(self) -> None:
        self.post_message(self.EndAsked(self.running_command()))

    async def action_help(self) -> None:
        await self.run_action("app.help")

    def action_leave(self) -> None:
        """Ends what was begun here, the innermost first; then goes back to the composer."""
        if self._selecting is not None:
            self._end_selecting()
        elif not self.stop_seeking():
            self.end_finding()
            # At once: what is typed next is not meant for the transcript any more.
            self.screen.set_focus(None)
            self.post_message(self.Left())

    # --- moving far ------------------------------------------------------------------------------------------------

    def action_find(self) -> None:
        self._type_into(self.FindWanted)

    def action_find_next(self) -> None:
        self._find_on(1)

    def action_find_previous(self) -> None:
        self._find_on(-1)

    def _find_on(self, step: int) -> None:
        if self.finds:
            self.find_next(step)
        else:
            self._type_into(self.FindWanted)

    def action_previous_prompt(self) -> None:
        self.go_to_prompt(-1)

    def action_next_prompt(self) -> None:
        self.go_to_prompt(1)

    def action_map(self) -> None:
        self._type_into(self.MapWanted)

    async def on_key(self, event: events.Key) -> None:
        if self._typed_into is not None:
            self._typed.append(event)
        elif event.is_printable and event.key not in self.screen.active_bindings:
            self._typed.append(event)
            self._type_into(self.Typed)
        else:
            await act_at_once(self, event)
            return
        event.stop()
        event.prevent_default()

    def _type_into(self, wanted: type[TypedOn]) -> None:
        """From now on keys are meant for what that opens: over a slow line they are here before it is there."""
        if not self.has_focus:
            self.screen.post_message(wanted([]))  # by a command: keys go elsewhere
        elif self._typed_into is None:
            self._typed_into = wanted
            self._pass_on(-1)

    def _pass_on(self, known: int) -> None:
        """Gives away what was typed together with the keys right behind it, which may already wait here."""
        if self.message_queue_size and len(self._typed) > known:
            self.call_later(self._pass_on, len(self._typed))
            return
        wanted, self._typed_into = self._typed_into, None
        keys, self._typed = self._typed, []
        if wanted is not None:
            # Both at once: no later key overtakes these.
            self.screen.set_focus(None)
            self.screen.post_message(wanted(keys))

    def on_focus(self) -> None:
        self._scene.bring_cursor()
        self.want_frame()

    def on_blur(self) -> None:
        self.want_frame()

    def on_click(self, event: events.Click) -> None:
        # Textual would select the whole widget on a second click, that is the whole conversation.
        event.prevent_default()
        if event.y == 0 and self._scene.sticky.cell is not None:
            self.go_to_sticky()
            return
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
        self._selecting = None
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

    def _toggle_fold(self, cell: Cell) -> bool:
        folds = self._scene.toggle_fold(cell)
        if folds:
            self.moved()
        return folds
