"""The rows of a menu: a list in which headings are passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len

from codex_tui.widgets.cursor_list import CursorList
from codex_tui.widgets.menu.rows import Entry, Heading, Row, entry_parts, name_column
from codex_tui.widgets.texts import clip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events


class MenuList(CursorList[Row]):
    """What a menu offers. The cursor stands on entries only."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *("row--cursor", "row--heading", "row--quiet", "row--match", "row--key", "row--now"),
    }
    PICKED_AT_ONCE = True

    def __init__(self, *, ascii_only: bool) -> None:
        super().__init__(ascii_only=ascii_only, id="menu-rows")
        self._column = 0

    @property
    def entry(self) -> Entry | None:
        """The one under the cursor."""
        row = self.current
        return row if isinstance(row, Entry) else None

    def offer(self, rows: Sequence[Row], wanted: str | None) -> None:
        """Shows other rows, the cursor on the entry of that value, else on the first one."""
        places = [at for at, row in enumerate(rows) if isinstance(row, Entry)]
        at = next((at for at in places if _value(rows[at]) == wanted), places[0] if places else 0)
        self.rows, self.at = rows, at
        self._measure()
        if self.is_mounted:
            self.put(rows, at)

    def move(self, rows: int) -> None:
        places = [at for at, row in enumerate(self.rows) if isinstance(row, Entry)]
        if not places:
            return
        here = places.index(self.at) if self.at in places else 0
        to = here + rows
        # A step goes around the ends; a page stops there.
        to = to % len(places) if abs(rows) == 1 else max(0, min(len(places) - 1, to))
        self.at = places[to]
        self._moved()

    def _moved(self) -> None:
        super()._moved()
        if self.at and isinstance(self.rows[self.at - 1], Heading) and self.at <= round(self.scroll_y):
            self.scroll_to(y=self.at - 1, animate=False, force=True)

    def parts_of(self, row: Row, width: int) -> Sequence[tuple[str, str]]:
        if isinstance(row, Heading):
            parts = [(clip(row.text, width, self.ascii_only), "heading")]
        else:
            parts = entry_parts(row, width - 1, self._column, ascii_only=self.ascii_only)
        rest = width - sum(cell_len(text) for text, _ in parts)
        return [*parts, (" " * rest, "")] if rest > 0 else parts

    def on_resize(self) -> None:
        self._measure()
        super().on_resize()

    def _measure(self) -> None:
        entries = [row for row in self.rows if isinstance(row, Entry)]
        self._column = name_column(entries, max(1, self.size.width - 2))

    def on_click(self, event: events.Click) -> None:
        """A heading is no choice. The rest does the list, whose handler Textual calls as well."""
        index = event.y + round(self.scroll_y)
        if not (0 <= index < len(self.rows) and isinstance(self.rows[index], Entry)):
            event.prevent_default()


def _value(row: Row) -> str | None:
    return row.value if isinstance(row, Entry) else None
