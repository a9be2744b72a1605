"""A conversation on a screen without a terminal: the transcript's own scene, told what the session would tell it.

What the widget does with Textual is left out; what it does with the facts about its conversation is here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style
from textual.geometry import Size

from codex_tui import messages as say
from codex_tui.model.asked_items import asked_items
from codex_tui.model.items import Item
from codex_tui.model.search import Term
from codex_tui.render.cells import renderer_for
from codex_tui.render.gaps import gap_between
from codex_tui.render.lines import RenderContext
from codex_tui.render.pieces import PieceLines
from codex_tui.render.unrenderable import UnrenderableRenderer
from codex_tui.widgets.transcript.cells import Cells
from codex_tui.widgets.transcript.frame import FrameStyles
from codex_tui.widgets.transcript.highlight import Highlighter
from codex_tui.widgets.transcript.scene import Scene
from codex_tui.widgets.transcript.view import MIN_WIDTH
from tests.render.support import PALETTE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.message import Message

    from codex_tui.model.conversation import Conversation
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.state import AppState
    from codex_tui.widgets.transcript.sequence import Cell
    from codex_tui.widgets.transcript.viewport import Bookmark

STYLES = FrameStyles(Style(bgcolor="black"), Style(bgcolor="blue"), Style(color="cyan"), "|")
PALETTES = [PALETTE, PALETTE._replace(name="other", text=Style(color="color(3)"), dark=False)]
_STRUCTURE = (say.ItemStarted, say.ItemRemoved, say.HistoryLoaded)
_ITEM = (say.TextAppended, say.ItemUpdated, say.ItemCompleted, say.PlanUpdated)


class Window:
    """Shows one conversation at a time, and remembers where one stopped reading in others."""

    def __init__(self, state: AppState) -> None:
        self._state = state
        self.scene = Scene(Cells(renderer_for, gap_between))
        self.shown: Conversation | None = None
        self.size = Size(60, 20)
        self.palette = 0
        self._bookmarks: dict[ThreadKey, Bookmark | None] = {}
        self._structure_changed = False

    @property
    def cells(self) -> Cells:
        return self.scene.cells

    # --- what is shown --------------------------------------------------------------------------------------------

    def show(self, conversation: Conversation) -> None:
        self._leave_bookmark()
        self.shown = conversation
        self._begin()

    def _leave_bookmark(self) -> None:
        if self.shown is not None:
            self._bookmarks[self.shown.key] = self.scene.viewport.bookmark

    def _begin(self) -> None:
        assert self.shown is not None
        self._structure_changed = False
        self.scene.reset(self.shown.items, self._bookmarks.get(self.shown.key))

    def hear(self, facts: Iterable[Message]) -> None:
        for fact in facts:
            if self.shown is None or getattr(fact, "thread", None) != self.shown.key:
                continue
            if isinstance(fact, say.ConversationReset):
                self._leave_bookmark()
                self._begin()
            elif isinstance(fact, _STRUCTURE):
                self._structure_changed = True
            elif isinstance(fact, _ITEM):
                cell = self.cells.mark(fact.item)
                if cell is None or self.shown.get(fact.item, Item) is not cell.item:
                    self._structure_changed = True

    # --- frames ---------------------------------------------------------------------------------------------------

    def context(self) -> RenderContext:
        return RenderContext(
            max(self.size.width, MIN_WIDTH), PALETTES[self.palette], folder="/home/dev/project"
        )

    def compose(self) -> None:
        """Draws frames until nothing is left to do."""
        assert self.shown is not None
        self.cells.configure(self.context())
        if self._structure_changed:
            self._structure_changed = False
            self.scene.reconcile(self.shown.items)
        self.scene.more_below = not self.shown.newer.complete
        asked = self._state.inbox.of(self.shown.key)
        self.cells.set_waiting(asked_items(asked, self.shown) if asked else frozenset())
        self.scene.grow()
        self.scene.compose(self.size, STYLES, show_cursor=True)
        while self.scene.unfinished:
            self.scene.compose(self.size, STYLES, show_cursor=True)

    def find(self, text: str) -> None:
        assert self.shown is not None
        term = Term(text)
        for item in self.shown.items:
            term.offsets_in(item)
        self.scene.marks_of = Highlighter(term) if text else None

    # --- what must hold -------------------------------------------------------------------------------------------

    def check(self) -> None:
        assert self.shown is not None
        cells, viewport = self.cells, self.scene.viewport
        column = list(cells.column)
        assert [cell.item.key for cell in column] == [item.key for item in self.shown.items]
        assert all(cell.item is item for cell, item in zip(column, self.shown.items, strict=True))
        assert [strip.cell_length for strip in self.scene.frame.strips] == [
            self.size.width
        ] * self.size.height
        assert cells.column.height == sum(cell.height for cell in column)
        lines = [(cell, line) for cell in column for line in range(-cell.lead, cell.size)]
        assert viewport.rows == lines[viewport.top : viewport.top + len(viewport.rows)]
        assert len(viewport.rows) == min(self.size.height, len(lines))
        assert 0 <= self.scene.new_below <= viewport.below
        for cell in viewport.visible:
            self._check_lines(cell)

    def _check_lines(self, cell: Cell) -> None:
        assert not isinstance(cell.renderer, UnrenderableRenderer), texts_of(cell)
        if isinstance(cell.lines, PieceLines):
            return
        offsets = [line.source for line in cell.lines]
        assert offsets == sorted(offsets), cell.item.key
        widths = [line.strip.cell_length for line in cell.lines]
        assert max(widths, default=0) <= max(self.size.width, MIN_WIDTH), cell.item.key

    def drawn_anew(self) -> None:
        """All cells, kept up to date bit by bit, are as those of a window that is opened now."""
        assert self.shown is not None
        fresh = Cells(renderer_for, gap_between)
        fresh.folded = self.cells.folded
        fresh.configure(self.context())
        fresh.reconcile(self.shown.items)
        asked = self._state.inbox.of(self.shown.key)
        fresh.set_waiting(asked_items(asked, self.shown) if asked else frozenset())
        for old, new in zip(self.cells.column, fresh.column, strict=True):
            new.folded, new.own_folded = old.folded, old.own_folded
            if old.group is not None and old.group.lead is old:
                fresh.fold(new, self.cells.is_folded(old))
                new.own_folded = old.own_folded
        for old, new in zip(self.cells.column, fresh.column, strict=True):
            self.cells.ensure_all(old)
            fresh.ensure_all(new)
            assert texts_of(old) == texts_of(new), old.item.key
            assert old.size == new.size == len(old.lines)
            self._check_lines(old)


def texts_of(cell: Cell) -> list[str]:
    return [line.strip.text.rstrip() for line in cell.lines]


def all_text(conversation: Conversation) -> str:
    """All that a conversation shows, unfolded, without white space and so without the ends of lines."""
    parts: list[str] = []
    for item in (*conversation.items, *conversation.ahead):
        renderer = renderer_for(item)
        renderer.update(RenderContext(200, PALETTE, folded=False))
        if isinstance(renderer.lines, PieceLines):
            renderer.lines.lay_out_all()
        parts += ("".join(line.strip.text[line.gutter :].split()) for line in renderer.lines)
    return "".join(parts)
