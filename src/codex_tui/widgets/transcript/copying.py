"""What is copied of a transcript: as Markdown, which is the source of its cells, or as plain text as it is shown.

Pure. Plain text has no gutters and no soft wraps. Of a cell that is selected in part, Markdown is the source from where
the selection begins to where it ends; in a line with markup that is the place of the word at the edge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui import model
from codex_tui.widgets.transcript.anchor import line_text
from codex_tui.widgets.transcript.selection import between, selected_parts, shown_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from codex_tui.model.item import Item
    from codex_tui.widgets.transcript.cells import Cells
    from codex_tui.widgets.transcript.selection import Span
    from codex_tui.widgets.transcript.sequence import Cell

KINDS = {
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
    "image": "the picture's path",
}
"""What a cell that is copied is called."""


def parts_of(span: Span, cells: Cells, *, plain: bool) -> Iterator[str]:
    """The text of a selection, cell by cell, to be taken in slices; "" of a cell that has none."""
    return selected_parts(span, cells) if plain else _sources(span, cells)


def parts_of_cells(chosen: Sequence[Cell], cells: Cells, *, plain: bool) -> Iterator[str]:
    """The same of whole cells."""
    single = len(chosen) == 1
    for cell in chosen:
        if cell in cells.column and (plain or single or _has_source(cell)):
            item = cells.shown_item(cell) if single else cell.item  # each command of a group is chosen, too
            yield shown_text(cell, cells) if plain else _own_source(item) if single else item.source()


def _own_source(item: Item) -> str:
    """What one wants of an item by itself: of a picture where it lies."""
    return item.path if isinstance(item, model.tool_items.ImageItem) and item.path else item.source()


def joined(parts: list[str], *, plain: bool) -> str:
    """The parts as one text: blocks of Markdown stand apart."""
    return ("\n" if plain else "\n\n").join(part.strip("\n") for part in parts if part.strip())


def name_of(chosen: Sequence[Cell], cells: Cells) -> str:
    """What some whole cells are called; cells without a text, like the end of a turn, do not count."""
    named = [cell for cell in chosen if cell.size and _has_source(cell)]
    if len(named) == 1:
        return KINDS.get(cells.shown_item(named[0]).kind, "the cell")
    return f"{len(named)} cells"


def described(what: str, text: str, *, plain: bool) -> str:
    """What was copied and how much, for the status line."""
    return f"{what} as {'text' if plain else 'Markdown'}, {size_of(text)}"


def size_of(text: str) -> str:
    """How long a text is in UTF-8."""
    size = len(text.encode("utf-8", "replace"))
    if size < 1000:
        return f"{size} byte{'' if size == 1 else 's'}"
    return f"{size / 1000:.1f} KB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


def _has_source(cell: Cell) -> bool:
    """Whether a cell is part of a text: the line under a turn is not."""
    return cell.item.kind != "turn_end"


def _sources(span: Span, cells: Cells) -> Iterator[str]:
    for cell in between(span, cells):
        if cell not in cells.column or not _has_source(cell):
            continue
        if any(point is not None and point.cell is cell for point in (span.start, span.end)):
            yield _source_between(span, cells, cell)
        else:
            yield cell.item.source()


def _source_between(span: Span, cells: Cells, cell: Cell) -> str:
    cells.ensure_all(cell)
    lines, source = cell.lines, cell.item.source()
    start, end = 0, len(source)
    if span.start is not None and span.start.cell is cell and lines:
        line, column = span.start.at.find(lines)
        if line or column:
            start = _offset(cell, source, line, column)
    if span.end is not None and span.end.cell is cell and lines:
        line, column = span.end.at.find(lines)
        if line < len(lines) - 1 or column < len(line_text(lines[line])):
            end = _offset(cell, source, line, column, end=True)
    return source[start : max(start, end)]


def _offset(cell: Cell, source: str, line: int, column: int, *, end: bool = False) -> int:
    """Where a character of a line stands in the source."""
    drawn = cell.lines[line]
    text = line_text(drawn)
    if source.startswith(text, drawn.source):
        return drawn.source + column
    # Markup stands between what is drawn: the word at the edge is looked for in the line's own part of the source.
    after = next((each.source for each in cell.lines[line + 1 :] if each.source > drawn.source), len(source))
    if end:
        word = text[:column].split(" ")[-1]
        at = source.rfind(word, drawn.source, after) if word else -1
        return at + len(word) if at >= 0 else after
    word = text[column:].split(" ")[0]
    at = source.find(word, drawn.source, after) if word else -1
    return at if at >= 0 else drawn.source
