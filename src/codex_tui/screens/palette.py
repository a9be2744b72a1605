"""The command palette: every action that answers on the screen below it, found by its words, its key or its command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import on
from textual.content import Content
from textual.widgets import Input

from codex_tui.keymap import Scope, bindings
from codex_tui.screens.filtered_list import FilteredList
from codex_tui.widgets.cursor_list import CursorList
from codex_tui.widgets.menu.fuzzy import match
from codex_tui.widgets.texts import fit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from codex_tui.ports import Ports

_FREE = 3
"""Columns of a row that are neither what is done nor its keys."""


@dataclass(frozen=True, slots=True, eq=False)
class PaletteRow:
    """Something that can be done: what it is, its keys and commands as people write them, and what does it."""

    about: str
    keys: tuple[str, ...]
    run: Callable[[], object]
    also: tuple[str, ...] = ()
    """Other words by which it is found."""

    @property
    def spoken(self) -> str:
        return ", ".join(self.keys)

    def rank(self, words: Sequence[str]) -> int | None:
        """How near it is to what is looked for, the nearest 0; None where it does not hold the words."""
        about, query = self.about.casefold(), " ".join(words)
        names = [key.casefold() for key in (*self.keys, *self.also)]
        if not all(word in f"{about} {' '.join(names)}" for word in words):
            return None
        if any(query in (name, name.removeprefix("/")) for name in names):
            return 0
        if about.startswith(query) or any(name.startswith(f"/{query}") for name in names):
            return 1
        if f" {query}" in f" {about}":
            return 2
        return 3 if all(f" {word}" in f" {about}" for word in words) else 4

    def nearness(self, letters: str) -> float | None:
        """How well the letters fit to the name of a command, more is better; None where they fit to none."""
        names = [name for name in (*self.keys, *self.also) if name.startswith("/")]
        return max((found.score for name in names if (found := match(letters, name))), default=None)


class PaletteList(CursorList[PaletteRow]):
    """What can be done, with its keys on the right."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row--value", "row--quiet", "row--wrong"}

    def parts_of(self, row: PaletteRow, width: int) -> Sequence[tuple[str, str]]:
        keys = row.spoken
        if cell_len(row.about) + cell_len(keys) + _FREE > width:
            keys = "".join(row.keys[:1])  # the others stand below the list
        room = max(0, width - cell_len(keys) - _FREE)
        return [(f" {fit(row.about, room, self.ascii_only)} ", ""), (f"{keys} ", "value")]


class PaletteScreen(FilteredList[PaletteRow]):
    """Closes, and does what one chose.

    Args:
        ports: what the app hands to its screens.
        rows: what can be done, in the order in which it is listed.
    """

    BINDINGS = bindings(Scope.PALETTE)
    HEADING = "Actions"
    HINTS = ("palette.run", "palette.close")

    def __init__(self, ports: Ports, rows: Sequence[PaletteRow]) -> None:
        super().__init__(ports)
        self._all = rows
        self._words: Sequence[str] | None = None
        self._typed = False
        """Whether something else is looked for than in the list before."""

    def make_list(self) -> PaletteList:
        return PaletteList(ascii_only=self._ports.ascii_only, id="rows")

    def find_rows(self, words: Sequence[str]) -> Sequence[PaletteRow]:
        self._typed, self._words = words != self._words, words
        ranked = [(rank, row) for row in self._all if (rank := row.rank(words)) is not None]
        if not words or ranked:
            return [row for _, row in sorted(ranked, key=lambda one: one[0] if words else 0)]
        near = [(score, row) for row in self._all if (score := row.nearness("".join(words))) is not None]
        return [row for _, row in sorted(near, key=lambda one: -one[0])]

    def same(self, one: PaletteRow, other: PaletteRow) -> bool:
        return one is other and not self._typed  # of what was typed, the best is meant

    def about(self, row: PaletteRow) -> list[Content]:
        return [Content(f"{row.about}."), Content.styled(row.spoken or "no key", "$quiet")]

    # --- keys

    def action_close(self) -> None:
        self.dismiss()

    @on(CursorList.Picked)
    def action_choose(self) -> None:
        # The keys typed just before lie in the queue of the filter still; what it says of them may come later yet.
        self.query_one("#list-filter", Input).call_later(self.call_later, self._choose)

    def _choose(self) -> None:
        self.fill()
        if (row := self.rows.current) is not None:
            # Before what was typed behind this key is let go on: it is meant for what the action leads to.
            self.app.call_later(row.run)
            self.dismiss()
