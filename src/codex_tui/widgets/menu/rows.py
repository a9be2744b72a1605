"""What a menu shows: headings, and entries of which one is chosen; and how they are fitted into columns. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len, get_character_cell_size

from codex_tui.render.glyphs import glyph
from codex_tui.widgets.texts import clip

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Parts = list[tuple[str, str]]
"""Texts, and the names of their styles."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a group."""

    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be chosen.

    Attributes:
        name: what stands first.
        about: what stands behind it, quietly.
        indices: characters of `name` that were looked for.
        id: tells it from the others of its menu; `name` if it is empty.
        tail: what belongs to the name and is left out first.
        key: keys that do the same, at the right edge.
        is_path: it is cut in its middle, not at its end.
        now: it holds now.
        whole: what is said of it below the list, where its row is too short for that.
    """

    name: str
    about: str = ""
    indices: tuple[int, ...] = ()
    id: str = ""
    tail: str = ""
    key: str = ""
    is_path: bool = False
    now: bool = False
    whole: str = ""

    @property
    def value(self) -> str:
        return self.id or self.name


Row = Heading | Entry


@dataclass(frozen=True, slots=True)
class Offer:
    """A menu as it is to be shown.

    Attributes:
        title: of what.
        rows: what is offered.
        total: how many there are of it, matching or not; 0 where nobody knows.
        note: what is said below the rows, or in their place.
        problem: whether the note is one.
    """

    title: str
    rows: tuple[Row, ...] = ()
    total: int = 0
    note: str = ""
    problem: bool = False

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(row for row in self.rows if isinstance(row, Entry))


def marked(text: str, indices: Iterable[int], style: str = "") -> Parts:
    """A text as parts, the characters that were looked for in a style of their own."""
    parts: Parts = []
    looked_for = set(indices)
    run, matches = "", False
    for at, character in enumerate(text):
        if (at in looked_for) != matches and run:
            parts.append((run, "match" if matches else style))
            run = ""
        matches = at in looked_for
        run += character
    if run:
        parts.append((run, "match" if matches else style))
    return parts


def middle_cut(
    text: str, indices: Sequence[int], width: int, ascii_only: bool = False
) -> tuple[str, tuple[int, ...]]:
    """A path in so many columns, its middle cut out, and where its characters stand then."""
    if cell_len(text) <= width:
        return text, tuple(indices)
    mark = glyph("ellipsis", ascii_only)
    room = width - len(mark)
    if room <= 0:
        return mark[: max(0, width)], ()
    name = cell_len(text.rstrip("/").rpartition("/")[2]) + (1 if text.endswith("/") else 0)
    # Of a path its end tells most: the file's own name is whole as long as a third stays for where it lies.
    of_end = min(room, max(name + 1, room - room // 3))
    begin = _fitting(text, room - of_end)
    end = len(text) - _fitting(text[::-1], of_end)
    shift = begin + len(mark) - end
    kept = (at if at < begin else at + shift for at in indices if at < begin or at >= end)
    return text[:begin] + mark + text[end:], tuple(kept)


def _fitting(text: str, columns: int) -> int:
    """How many characters from the beginning fit."""
    used = 0
    for count, character in enumerate(text):
        used += get_character_cell_size(character)
        if used > columns:
            return count
    return len(text)


def entry_parts(entry: Entry, width: int, column: int, *, ascii_only: bool = False) -> Parts:
    """A row of the menu.

    Args:
        entry: what it shows.
        width: columns of the row.
        column: columns of the names, where something stands behind them.
        ascii_only: draw with ASCII.
    """
    now = " " + glyph("selected", ascii_only) if entry.now else ""
    if entry.is_path or not (entry.about or entry.key):
        room = max(
            1, width - len(now) - (cell_len(entry.about) + 2 if entry.about and width > column + 20 else 0)
        )
        if entry.is_path:
            name, indices = middle_cut(entry.name, entry.indices, room, ascii_only)
        else:
            name = clip(entry.name, room, ascii_only)
            indices = tuple(at for at in entry.indices if at < len(name))
        parts = [*marked(name, indices), (now, "now")]
        rest = width - cell_len(name) - len(now) - 2
        if entry.about and rest >= cell_len(entry.about):
            parts.append(("  " + entry.about, "quiet"))
        return parts
    name = clip(entry.name, column, ascii_only)
    parts = [*marked(name, (at for at in entry.indices if at < len(name))), (now, "now")]
    used = cell_len(name) + len(now)
    if entry.tail and used + 1 + cell_len(entry.tail) <= column:
        parts.append((" " + entry.tail, "quiet"))
        used += 1 + cell_len(entry.tail)
    parts.append((" " * (max(0, column - used) + 2), ""))
    used = max(column, used) + 2
    key = entry.key if width >= used + cell_len(entry.about) + 2 + cell_len(entry.key) else ""
    about = clip(entry.about, max(0, width - used), ascii_only)
    parts.append((about, "quiet"))
    if key:
        parts.append((" " * (width - used - cell_len(about) - cell_len(key)), ""))
        parts.append((key, "key"))
    return parts


def name_column(entries: Sequence[Entry], width: int) -> int:
    """Columns for the names: as many as they take, within two fifths; with their tails where there is much room."""
    most = max(8, width * 2 // 5)
    names = [cell_len(entry.name) + (2 if entry.now else 0) for entry in entries]
    whole = [
        size + (cell_len(entry.tail) + 1 if entry.tail else 0)
        for size, entry in zip(names, entries, strict=True)
    ]
    if width >= 60:
        return min(most, max(whole, default=0))
    return min(most, max(names, default=0))
