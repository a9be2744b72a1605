"""Going to places of a conversation that need not be loaded: from prompt to prompt, to a turn, to a hit.

The part of the transcript widget between following the model and what keys mean. What is loaded is gone to at once; for
the rest the page is asked for, and the journey goes on when it is there, unless a person moves elsewhere meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from codex_tui.messages.moving import PlaceWanted
from codex_tui.widgets.transcript.anchor import LineAnchor, TextAnchor
from codex_tui.widgets.transcript.conversation_view import ConversationView

if TYPE_CHECKING:
    from codex_tui.model.conversation import Conversation
    from codex_tui.model.keys import ItemKey
    from codex_tui.model.search import Place
    from codex_tui.ports import Ports
    from codex_tui.widgets.transcript.sequence import Cell

COVERED = 1
"""Rows at either edge over which the sticky prompt and "new below" lie."""


class Target(NamedTuple):
    """A place on the way to which one is: a turn, or an item of it and an offset in its source."""

    turn: str
    item: ItemKey | None = None
    offset: int = 0


class TravellingView(ConversationView, part=True):
    """A conversation in which one can go to any place."""

    def __init__(self, ports: Ports, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(ports, id=id, classes=classes)
        self._scene.viewport.covered = COVERED
        self._scene.sticky.ascii_only = ports.ascii_only
        self._target: Target | None = None
        """Where to go as soon as its page is loaded."""
        self._step: Literal[-1, 1] | None = None
        """Towards the prompt before or after the view, which lies in a page that is being loaded."""

    def show(self, conversation: Conversation | None) -> None:
        self._stay()
        super().show(conversation)

    @property
    def reading_turn(self) -> str | None:
        """The turn that the first row with text belongs to."""
        rows = self._scene.viewport.rows[COVERED:]
        return next((row.cell.item.key.turn for row in rows if row.cell is not self._head_cell), None)

    # --- a place ---------------------------------------------------------------------------------------------------

    def go_to(self, target: Target, place: Place | None) -> bool:
        """Goes to a place, or asks for its page; False if it is neither loaded nor known where its page begins."""
        self._stay()
        if self._show_target(target):
            self.moved()
            return True
        conversation = self._conversation
        if conversation is None or place is None:
            return False
        self._target = target
        self.intend(PlaceWanted(conversation.key, place))
        return True

    def _show_target(self, target: Target) -> bool:
        cell = self._cell_of(target)
        if cell is None:
            return False
        if target.item is None:
            self._put_first(cell)
        else:
            self._scene.cursor = cell
            self.reveal_offset(cell, target.offset)
        return True

    def _cell_of(self, target: Target) -> Cell | None:
        cells = self._scene.cells
        if target.item is not None:
            return cells.get(target.item)
        items = self._conversation.items if self._conversation is not None else ()
        key = next((item.key for item in items if item.key.turn == target.turn), None)
        return cells.get(key) if key is not None else None

    def reveal_offset(self, cell: Cell, offset: int) -> TextAnchor | None:
        """Shows the line of a cell that holds an offset of its source, where it is if it is on screen already."""
        scene = self._scene
        scene.cells.measure(cell)
        line = scene.cells.find(cell, LineAnchor(0, offset, 0)) if cell.lines else 0
        self._reveal_line(cell, line)
        return None

    def _reveal_line(self, cell: Cell, line: int) -> None:
        viewport = self._scene.viewport
        row = viewport.row_of(cell, line)
        if row is None or not COVERED <= row < viewport.height - COVERED:
            viewport.hold(cell, line, viewport.height // 3)

    def _put_first(self, cell: Cell) -> None:
        self._scene.cursor = cell
        self._scene.viewport.hold(cell, 0, 0)

    # --- prompts ---------------------------------------------------------------------------------------------------

    def go_to_prompt(self, step: Literal[-1, 1]) -> None:
        """Puts the prompt before or after the view at the top; its page is loaded first where that has to be.

        At the end of a thread, where the view goes no further, it is the one before or after the cursor.
        """
        self._stay()
        if not self._go_to_prompt(step):
            self._step = step
            self._load_towards(step)
        self.moved()

    def go_to_sticky(self) -> None:
        """Goes to the prompt whose answer one reads."""
        cell = self._scene.sticky.cell
        if cell is not None:
            self._put_first(cell)
            self.moved()

    def _go_to_prompt(self, step: Literal[-1, 1]) -> bool:
        """False if what is loaded has none, and more may be loaded."""
        conversation, cells, viewport = self._conversation, self._scene.cells, self._scene.viewport
        if conversation is None or not viewport.rows:
            return True
        top = viewport.rows[0]
        from_cell, inside = top.cell, top.line > 0
        cursor = self._scene.cursor
        if viewport.at_end and cursor is not None and cursor in viewport.visible:
            # There the first row is no place that anybody chose, and prompts below it would be passed by.
            from_cell, inside = cursor, False
        prompt = cells.prompt_after(from_cell)
        if step < 0:
            prompt = cells.prompt_at(from_cell) if inside else cells.prompt_before(from_cell)
        edge = conversation.history if step < 0 else conversation.newer
        if prompt is None:
            if not edge.complete:
                return False
            viewport.scroll_to_start() if step < 0 else viewport.scroll_to_end()
            return True
        self._put_first(prompt)
        return True

    def _load_towards(self, step: Literal[-1, 1]) -> None:
        conversation = self._conversation
        if conversation is not None and step < 0:
            self._ask_for_older(conversation)
        elif conversation is not None:
            self._ask_for_newer(conversation)

    # --- on the way ------------------------------------------------------------------------------------------------

    def _stay(self) -> None:
        """A person goes elsewhere, or nowhere any more."""
        self._target = self._step = None

    def scroll_lines(self, lines: int) -> None:
        self._stay()
        super().scroll_lines(lines)

    def _begin(self) -> None:
        super()._begin()
        if self._target is not None and self._show_target(self._target):
            self._target = None

    def after_frame(self) -> None:
        super().after_frame()
        conversation, step = self._conversation, self._step
        if conversation is not None and conversation.history.error is not None:
            self._target = None
        if conversation is None or step is None:
            return
        edge = conversation.history if step < 0 else conversation.newer
        if edge.error is not None:
            self._step = None
        elif not edge.loading:
            if self._go_to_prompt(step):
                self._step = None
                self.want_frame()
            else:
                self._load_towards(step)
