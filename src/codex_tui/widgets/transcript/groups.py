"""Which neighbouring cells are shown as one: runs of commands that only look around, in one turn.

Pure. Kept in step by looking at the neighbours of what was added, removed or changed, never at the whole column. The
first cell of a group stands for all of it; each cell stays that of its own item.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui import model

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from codex_tui.model.item import Item
    from codex_tui.widgets.transcript.sequence import Cell


class Group:
    """Two or more cells that are shown as one.

    Attributes:
        cells: in display order; the first of them draws the group.
        exploration: what it draws.
    """

    __slots__ = ("cells", "exploration")

    def __init__(self, cells: list[Cell]) -> None:
        self.cells = cells
        items = tuple(cell.item for cell in cells if isinstance(cell.item, model.items.CommandItem))
        self.exploration = model.exploring.Exploration(key=items[0].key, items=items)

    @property
    def lead(self) -> Cell:
        return self.cells[0]


class Groups:
    """Makes and parts groups.

    Args:
        joins: whether an item may be shown together with its neighbours.
        regrouped: told of each cell that is in another group now, or in none.
    """

    def __init__(self, joins: Callable[[Item], bool], regrouped: Callable[[Cell], None]) -> None:
        self._joins = joins
        self._regrouped = regrouped

    def inserted(self, above: Cell | None, cells: Sequence[Cell], below: Cell | None) -> None:
        """Cells came between two others."""
        run, rest = _up_to(above), _from(below)
        for cell in cells:
            cell.joins = self._joins(cell.item)
            if run and not (cell.joins and _one_turn(run[-1], cell)):
                self._close(run)
                run = []
            if cell.joins:
                run.append(cell)
            elif cell.group is not None:
                self._close([cell])
        self._meet(run, rest)

    def removed(self, above: Cell | None, below: Cell | None) -> None:
        """What stood between two cells is gone."""
        self._meet(_up_to(above), _from(below))

    def changed(self, cell: Cell, above: Cell | None, below: Cell | None) -> None:
        """An item may join its neighbours now, or no longer."""
        if self._joins(cell.item) == cell.joins:
            return
        if cell.joins:
            cell.joins = False
            self._close(_up_to(above))
            self._close(_from(below))
            self._close([cell])
        else:
            self.inserted(above, [cell], below)

    def _meet(self, run: list[Cell], rest: list[Cell]) -> None:
        if run and rest and _one_turn(run[-1], rest[0]):
            self._close(run + rest)
        else:
            self._close(run)
            self._close(rest)

    def _close(self, run: list[Cell]) -> None:
        """These cells, and no others, belong together."""
        if not run:
            return
        known = run[0].group
        if known is not None and known.cells == run:
            return
        group = Group(run) if len(run) > 1 else None
        for cell in run:
            cell.group = group
        for cell in run:
            self._regrouped(cell)


def _up_to(cell: Cell | None) -> list[Cell]:
    """The part of a cell's group that ends with it."""
    if cell is None or not cell.joins:
        return []
    return cell.group.cells[: cell.group.cells.index(cell) + 1] if cell.group is not None else [cell]


def _from(cell: Cell | None) -> list[Cell]:
    """The part of a cell's group that begins with it."""
    if cell is None or not cell.joins:
        return []
    return cell.group.cells[cell.group.cells.index(cell) :] if cell.group is not None else [cell]


def _one_turn(one: Cell, other: Cell) -> bool:
    return one.item.key[:-1] == other.item.key[:-1]
