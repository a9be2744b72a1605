"""What the cells of a transcript look like: measured when they are needed, and estimated until then.

Pure layout between the model and the widget. A renderer is made on first use and brought up to date when its cell is
seen; renderers that were seen longest ago forget their lines, so that memory stays bounded.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from codex_tui import model
from codex_tui.model.item import Item
from codex_tui.render.hidden import HiddenRenderer
from codex_tui.render.lines import CellRenderer, RenderContext
from codex_tui.render.pieces import PieceLines
from codex_tui.widgets.transcript.groups import Groups
from codex_tui.widgets.transcript.sequence import COMMAND, EXPECTED, GUESS, UNKNOWN, Cell, CellSequence, Gap

if TYPE_CHECKING:
    from codex_tui.model.keys import ItemKey
    from codex_tui.widgets.transcript.anchor import LineAnchor

KEPT_LINES = 5_000
"""Rendered lines that are kept, on screen and off it."""

_HIDDEN = "hidden"
"""The role of a cell that another one of its group draws."""

RendererFor = Callable[[Item], CellRenderer]


class Cells(CellSequence):
    """All cells of one conversation, with their lines."""

    def __init__(self, renderer_for: RendererFor, gap: Gap) -> None:
        super().__init__(gap)
        self._renderer_for = renderer_for
        self._rendered: OrderedDict[Cell, int] = OrderedDict()  # and how many lines each of them holds
        self._held = 0
        self._context: RenderContext | None = None
        self._epoch = 0
        self._waiting: frozenset[ItemKey] = frozenset()
        self._aside: ItemKey | None = None
        self._groups = Groups(
            lambda item: (
                item.kind == COMMAND and model.exploring.only_looks(item) and item.key not in self._waiting
            ),
            self._regrouped,
        )
        self.folded = True
        """Whether cells without a choice of their own show their short form."""
        self._all_folded = False
        """Somebody asked for that: then pictures are no exception."""

    def clear(self) -> None:
        super().clear()
        self._rendered.clear()
        self._held = 0

    def configure(self, context: RenderContext) -> bool:
        """Sets width, palette, folder and limits; cells keep their heights as estimates. True if that changed."""
        old = self._context
        self._context = context
        if (
            old is not None
            and old.width == context.width
            and old.palette == context.palette
            and old.ascii_only is context.ascii_only
            and old.folder == context.folder
            and old.split == context.split
            and old.pictures is context.pictures
            and old.limits == context.limits
            and old.cell == context.cell
        ):
            return False
        self._epoch += 1
        return True

    @property
    def _shows_pictures(self) -> bool:
        return not self._all_folded and self._context is not None and self._context.pictures is not None

    def set_waiting(self, waiting: frozenset[ItemKey]) -> None:
        """Says which items wait for a person; those for which that changed are drawn again."""
        changed = waiting ^ self._waiting
        self._waiting = waiting
        for key in changed:
            self.mark(key)

    def set_aside(self, key: ItemKey | None) -> None:
        """Says which item is shown in full beside the transcript, if any is."""
        if key != self._aside:
            for one in filter(None, (self._aside, key)):
                self.mark(one)
            self._aside = key

    def runs(self, cell: Cell) -> bool:
        """Whether a cell has something that moves: what waits for a person stands still."""
        if cell.group is not None and cell.group.lead is cell:
            return any(member.item.running for member in cell.group.cells)
        return cell.item.running and cell.item.key not in self._waiting

    def is_folded(self, cell: Cell) -> bool:
        """Whether a cell shows its short form."""
        if cell.folded is not None:
            return cell.folded
        return self.folded and not (self._shows_pictures and model.pictures.shows_by_itself(cell.item))

    def fold(self, cell: Cell, folded: bool) -> None:
        """Folds or opens one cell."""
        cell.folded = folded
        cell.own_folded = None
        cell.stale = True
        if cell.group is not None and cell.group.lead is cell:
            for member in cell.group.cells:
                self._regrouped(member)

    def heads_group(self, cell: Cell) -> bool:
        """Whether a cell shows the headline of a group that is open, and its own command under that."""
        return cell.group is not None and cell.group.lead is cell and not self.is_folded(cell)

    def is_short(self, cell: Cell) -> bool:
        """Whether a cell shows the short form of its own item."""
        if self.heads_group(cell):
            return self.folded if cell.own_folded is None else cell.own_folded
        return self.is_folded(cell)

    def shorten(self, cell: Cell, short: bool) -> None:
        """Folds or opens what a cell shows of its own item; the group that it heads stays open."""
        if self.heads_group(cell):
            cell.own_folded = short
            cell.stale = True
        else:
            self.fold(cell, short)

    def fold_all(self, folded: bool) -> None:
        """Folds or opens every cell; single choices are forgotten. Costs nothing for what is off screen."""
        self.folded = self._all_folded = folded
        for cell in self.column:
            cell.folded = cell.own_folded = None
            if cell.group is not None:
                self._regrouped(cell)
        self._epoch += 1

    def mark(self, key: ItemKey) -> Cell | None:
        """An item changed: its cell is brought up to date when it is seen next."""
        cell = self._by_key.get(key)
        if cell is not None:
            cell.stale = True
            if cell.joins or cell.item.kind == COMMAND:
                self._groups.changed(cell, self.column.before(cell), self.column.after(cell))
            if cell.group is not None:
                cell.group.lead.stale = True
        return cell

    def is_current(self, cell: Cell) -> bool:
        """Whether a cell's lines and height are those of its item, the width, the theme and its fold."""
        return not cell.stale and cell.epoch == self._epoch and cell.revision == cell.item.revision

    def measure(self, cell: Cell) -> int | None:
        """Brings a cell's lines and height up to date; gives the first line that changed, None if none did."""
        if self.is_current(cell):
            return None
        context = self._context
        if context is None:
            raise RuntimeError("cells are measured after configure()")
        try:
            renderer = self._renderer(cell)
            changed = renderer.update(self._for(cell, context))
        except Exception as error:  # the barrier: one item that cannot be drawn costs that item only
            renderer = cell.renderer = _unrenderable(cell.item, error)
            changed = renderer.update(self._for(cell, context))
        cell.lines = renderer.lines
        # A large cell goes on in the next frame; it asks for one as long as it is on screen.
        cell.stale = isinstance(cell.lines, PieceLines) and cell.lines.unfinished
        cell.revision = cell.item.revision
        cell.epoch = self._epoch
        self._count(cell)
        return changed

    def _count(self, cell: Cell) -> None:
        """Takes over how many lines a cell has, and how many of them are held."""
        lines = cell.lines
        held = lines.held if isinstance(lines, PieceLines) else len(lines)
        self._held += held - self._rendered.get(cell, 0)
        self._rendered[cell] = held
        self._resize(cell, len(lines))

    def reach(self, cell: Cell, line: int, above: int, below: int) -> int:
        """Has the lines around one of a measured cell laid out; gives where that one is then.

        Args:
            cell: a cell that is measured.
            line: one of its lines.
            above: lines before it that are needed, if there are so many.
            below: lines from it on that are needed.
        """
        if not isinstance(cell.lines, PieceLines):
            return line
        try:
            line = cell.lines.reach(line, above, below)
        except Exception as error:  # as in `measure`
            return self._give_up(cell, error)
        self._count(cell)
        return line

    def find(self, cell: Cell, anchor: LineAnchor) -> int:
        """Where the line of an anchor is in a measured cell."""
        if isinstance(cell.lines, PieceLines):
            try:
                cell.lines.reach_source(anchor.source)
            except Exception as error:  # as in `measure`
                return self._give_up(cell, error)
            self._count(cell)
        return anchor.find(cell.lines)

    def _give_up(self, cell: Cell, error: Exception) -> int:
        cell.renderer = _unrenderable(cell.item, error)
        cell.stale = True
        self.measure(cell)
        return 0

    def ensure_all(self, cell: Cell) -> None:
        """Renders all lines of a cell, however many, as for copying them."""
        while not (cell.lines and self.is_current(cell)):
            self.measure(cell)
            if not cell.lines:
                return
        if isinstance(cell.lines, PieceLines):
            cell.lines.lay_out_all()
            self._count(cell)

    def _renderer(self, cell: Cell) -> CellRenderer:
        role = self._role(cell)
        if cell.renderer is None or cell.role != role:
            cell.role = role
            cell.renderer = HiddenRenderer() if role is _HIDDEN else self._renderer_for(self.shown_item(cell))
        return cell.renderer

    # --- what is shown as one --------------------------------------------------------------------------------------

    def _role(self, cell: Cell) -> object:
        """What a cell is to draw: its item, nothing, or a group, folded or open."""
        group = cell.group
        if group is None:
            return None
        group.exploration.opened = not self.is_folded(group.lead)
        if cell is group.lead:
            return (id(group), group.exploration.opened)
        return None if group.exploration.opened else _HIDDEN

    def shown_item(self, cell: Cell) -> Item:
        """What a cell stands for: its own item, or all of a group that it draws."""
        group = cell.group
        return group.exploration if group is not None and group.lead is cell else cell.item

    def standing_for(self, cell: Cell) -> Cell:
        """The cell that shows what a cell holds: another one if that is folded into a group."""
        return cell.group.lead if cell.group is not None and self._role(cell) is _HIDDEN else cell

    def show_own(self, cell: Cell) -> None:
        """Opens the group that a cell is folded into, so that the cell shows its own item."""
        group = cell.group
        if group is not None and self.is_folded(group.lead):
            self.fold(group.lead, False)

    def inserted(self, above: Cell | None, cells: Sequence[Cell], below: Cell | None) -> None:
        self._groups.inserted(above, cells, below)

    def removed(self, above: Cell | None, below: Cell | None) -> None:
        self._groups.removed(above, below)

    def _regrouped(self, cell: Cell) -> None:
        """A cell draws something else from now on. Its lines stay until it is measured: they are on screen."""
        cell.stale = True
        if self._role(cell) is _HIDDEN:
            self._resize(cell, 0)
        elif not cell.size:
            cell.epoch = UNKNOWN
            self._resize(cell, GUESS)

    def ensure_lines(self, cell: Cell) -> None:
        """Renders a cell that has no lines. Lines that are there stay, as what is on screen was drawn from them."""
        if not cell.lines:
            self.measure(cell)

    def tick(self, cell: Cell, now_ms: int, frame: int) -> bool:
        """Renders the moving part of a running cell; True if its first line changed."""
        if cell.renderer is None or self._context is None or cell.stale:
            return False
        context = self._for(cell, self._context, now_ms, frame)
        try:
            return cell.renderer.tick(context)
        except Exception as error:  # as in `measure`
            cell.renderer = _unrenderable(cell.item, error)
            cell.stale = True
            return False

    def _for(
        self, cell: Cell, context: RenderContext, now_ms: int | None = None, frame: int | None = None
    ) -> RenderContext:
        return RenderContext(
            context.width,
            context.palette,
            self.is_short(cell),
            context.now_ms if now_ms is None else now_ms,
            context.frame if frame is None else frame,
            context.ascii_only,
            context.folder,
            cell.item.key in self._waiting,
            limited=True,
            aside=cell.item.key == self._aside,
            split=context.split,
            pictures=context.pictures,
            limits=context.limits,
            cell=context.cell,
        )

    def expect(self, cell: Cell) -> None:
        """Gives a cell that nobody has looked at the height that its renderer expects."""
        if cell.epoch == UNKNOWN and self._context is not None:
            try:
                expected = self._renderer(cell).estimate(self._context.width)
            except Exception as error:  # as in `measure`
                cell.renderer = _unrenderable(cell.item, error)
                expected = cell.renderer.estimate(self._context.width)
            cell.epoch = EXPECTED
            self._resize(cell, expected)

    def release_far(self, seen: Sequence[Cell], keep: int = KEPT_LINES) -> None:
        """Lets renderers forget their lines, those seen longest ago first, until no more than `keep` are held."""
        for cell in seen:
            self._rendered.move_to_end(cell)
        while self._held > keep and len(self._rendered) > len(seen):
            self.release(next(iter(self._rendered)))

    def release(self, cell: Cell) -> None:
        """Lets one cell forget its lines; it keeps its height."""
        self.forget(cell)
        if cell.renderer is not None:
            cell.renderer.release()
        cell.lines = ()
        cell.stale = True

    def forget(self, cell: Cell) -> None:
        """A cell's lines are no longer held."""
        if cell in self._rendered:
            self._held -= self._rendered.pop(cell)


def _unrenderable(item: Item, error: Exception) -> CellRenderer:
    from codex_tui.render.unrenderable import UnrenderableRenderer  # with what draws items, and hardly ever

    return UnrenderableRenderer(item, error)
