"""The parts in which a growing text is drawn and settled, and the places where too long a part is cut."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from codex_tui.render.markdown.blocks import NOTE, BlockWriter, SourceLines, closing, list_start, table_rows
from codex_tui.render.markdown.parser import block_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from codex_tui.render.lead import Lead
    from codex_tui.render.markdown.table import TableLayout

_WORD = re.compile(r"(?<=\s)(?=[^\W\d_])")
_LETTER = re.compile(r"(?<=[^\W\d_])(?=[^\W\d_])")
_DIGIT = re.compile(r"(?<=\d)(?=\d(?!\d{0,8}[.)]))")
"""Not before what would begin a numbered list."""
_JOINED = r"\u200d\ufe0f\u0300-\u036f\U0001f3fb-\U0001f3ff"
_ANYWHERE = re.compile(rf"(?<=[^\u200d])(?=[^\s{_JOINED}])")
_AT_ALL = re.compile(rf"(?=[{_JOINED}])")
"""Within what is one character on the screen: where nothing else is, it would never be cut."""


@dataclass(frozen=True, slots=True)
class TableResume:
    """A table whose first rows are settled: the two lines that it begins with, and its layout.

    `fitted` is the text of all rows that the layout was made from.
    """

    header: str
    fitted: str
    layout: TableLayout

    def fit(self, writer: BlockWriter, lead: Lead) -> TableResume:
        """The same for another width or theme; the writer's lines are of no use."""
        source, (table, *_) = parse_units(self.fitted, 0, Resume(), drawn=True)
        return replace(self, layout=writer.table(table.tokens, lead, source))


@dataclass(frozen=True, slots=True)
class ItemResume:
    """What was cut of a list item, a footnote or a quotation: what puts its rest into the same place, and its indent.

    The prefix is whole lines, with the indent of the text behind them where it was cut within a line.
    """

    prefix: str
    width: int


@dataclass(frozen=True, slots=True)
class Resume:
    """What the settled text hands on to what follows.

    Attributes:
        gap: offset of a blank line that stands before the next unit.
        quotes: in how many quotations that stands.
        number: of the next item, within a list.
        joint: of the next line, where a paragraph was cut.
        table: of which the next rows are.
        item: of which the rest follows.
    """

    gap: int | None = None
    number: int | None = None
    joint: str | None = None
    table: TableResume | None = None
    item: ItemResume | None = None
    quotes: int = 0

    @property
    def prefix(self) -> str:
        """What the parser has to see before the rest."""
        if self.table is not None:
            return self.table.header
        return self.item.prefix if self.item is not None else ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A part that is drawn on its own.

    Attributes:
        kind: ``item``, ``row``, or the type of the block's first token.
        line: on which it starts.
        tokens: all of it.
        gap: offset of the blank line before it, if there is one.
        quotes: in how many quotations that stands.
        number: of an item in its list.
        continues: it belongs to the same list or table as the unit before it.
        cells: the texts of a row.
        joint: of its first line, where that is not a newline.
        resumed: it is the rest of an item, whose marker stands above.
    """

    kind: str
    line: int
    tokens: Sequence[Token]
    gap: int | None = None
    number: int = 0
    continues: bool = False
    cells: tuple[str, ...] = ()
    joint: str | None = None
    resumed: bool = False
    quotes: int = 0


def parse_units(text: str, base: int, resume: Resume, drawn: bool) -> tuple[SourceLines, list[Unit]]:
    """The units of a text that begins where the settled text ends.

    Args:
        text: the rest, or the first part of it.
        base: its offset in the source.
        resume: what the settled text hands on.
        drawn: whether anything stands above.
    """
    prefix = resume.prefix
    source = SourceLines(prefix + text, base - len(prefix), len(prefix))
    tokens = block_tokens(prefix + text)
    units: list[Unit] = []
    index = 0
    while index < len(tokens):
        end = closing(tokens, index)
        block = tokens[index : end + 1]
        kind = block[0].type
        line = block[0].map[0] if block[0].map else 0
        if kind in ("bullet_list_open", "ordered_list_open"):
            _items(block, units, list_start(block[0]) if units or resume.number is None else resume.number)
        elif kind == "table_open" and resume.table is not None and index == 0:
            rows = table_rows(block)[1:]
            units += [Unit("row", row, (), continues=True, cells=tuple(cells)) for row, cells in rows]
        else:
            units.append(Unit(kind, line, block))
        index = end + 1
    return source, [_place(unit, place, source, resume, drawn) for place, unit in enumerate(units)]


def _items(tokens: Sequence[Token], units: list[Unit], number: int) -> None:
    index, first = 1, True
    while index < len(tokens) - 1:
        end = closing(tokens, index)
        item = tokens[index : end + 1]
        units.append(Unit("item", item[0].map[0] if item[0].map else 0, item, None, number, not first))
        number, first, index = number + 1, False, end + 1


def _place(unit: Unit, place: int, source: SourceLines, resume: Resume, drawn: bool) -> Unit:
    """The unit with what depends on the text before it."""
    above = unit.line - 1
    if place or above >= source.first:
        gap = source.offset(above) if source.blank(above) and (place or drawn) else None
        return replace(unit, gap=gap)
    return replace(
        unit, gap=resume.gap, joint=resume.joint, resumed=resume.item is not None, quotes=resume.quotes
    )


def draw_unit(
    unit: Unit, source: SourceLines, writer: BlockWriter, lead: Lead, resume: Resume
) -> TableLayout | None:
    """Draws a unit into the writer's lines; gives the layout of a table."""
    if unit.gap is not None:
        within = lead
        for _ in range(unit.quotes):
            within = writer.quoted(within)
        writer.blank(within, unit.gap)
    first = len(writer.lines)
    layout = None
    if unit.kind == "item":
        writer.item(unit.tokens, unit.number, lead, source, writer.base, unit.resumed, unit.joint is not None)
    elif unit.kind == NOTE:
        writer.footnote(unit.tokens, lead, source, writer.base, unit.resumed, unit.joint is not None)
    elif unit.kind == "row" and resume.table is not None:
        cells = [writer.cell(text) for text in unit.cells]
        writer.lines += resume.table.layout.row(cells, lead, writer.context, source.offset(unit.line))
    elif unit.kind == "table_open":
        layout = writer.table(unit.tokens, lead, source)
    else:
        writer.block(unit.tokens, lead, source, writer.base)
    if unit.joint is not None and len(writer.lines) > first:
        writer.lines[first] = writer.lines[first]._replace(joint=unit.joint)
    # Nested blocks know the offsets of their text only roughly: keeps them from falling.
    last = source.offset(max(unit.line, source.first))
    for index in range(first, len(writer.lines)):
        if writer.lines[index].source < last:
            writer.lines[index] = writer.lines[index]._replace(source=last)
        last = writer.lines[index].source
    return layout


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a unit is cut: position in the window, and what the rest begins with."""

    position: int
    gap: int | None = None
    joint: str | None = None
    number: int | None = None
    item: ItemResume | None = None
    quotes: int = 0


def find_cut(units: Sequence[Unit], source: SourceLines, window: str, resume: Resume) -> Cut | None:
    """Where to cut a unit that fills a window, or None if that would spoil it.

    The place depends on the window alone. Markup that spans it is not seen as such.
    """
    unit = units[0]
    limit = source.used(units[1].line) if len(units) > 1 else len(window) - 1
    if unit.kind == "paragraph_open":
        half = len(window) // 2
        found = (
            _WORD.search(window, half, limit)
            or _LETTER.search(window, half, limit)
            or _DIGIT.search(window, half, limit)
            or _ANYWHERE.search(window, half, limit)
            or _AT_ALL.search(window, half, limit)
        )
        return Cut(found.start(), None, _joint(window, found.start())) if found is not None else None
    last = min(source.complete - 2, source.number_at(limit))
    if unit.kind in ("item", NOTE):
        item = _resume_of(unit, source, resume)
        if item is None:
            return None
        return _cut_item(unit, last, source, item) or _cut_line(unit, limit, source, window, item)
    for line in range(last, unit.line, -1):
        if not source.blank(line) and _may_begin(unit, line, source):
            if not source.blank(line - 1):
                return Cut(source.used(line))
            return Cut(source.used(line), source.offset(line - 1), quotes=source.text(line - 1).count(">"))
    return _cut_line(unit, limit, source, window, None) if unit.kind == "blockquote_open" else None


def _joint(window: str, place: int) -> str:
    """What stands before a place that begins a line now."""
    before = window[:place]
    return before[len(before.rstrip()) :].replace("\t", " ")


def _cut_line(
    unit: Unit, limit: int, source: SourceLines, window: str, item: ItemResume | None
) -> Cut | None:
    """Cuts an item, a footnote or a quotation within a line of its own text, as a paragraph is cut."""
    level = _CHILD if unit.kind == "item" else _CHILD - 1
    for token in reversed(unit.tokens):
        if token.type == "paragraph_open" and token.level == level and token.map:
            start, end = source.used(token.map[0]), min(limit, source.used(token.map[1]))
            break
    else:
        return None
    for begins in (_WORD, _LETTER, _DIGIT):
        for found in begins.finditer(window, max(start, len(window) // 2), end):
            place = found.start()
            if window[window.rfind("\n", 0, place) + 1 : place].strip(_BEFORE_TEXT):
                break
        else:
            continue
        rest = _QUOTED if item is None else ItemResume(_whole_line(item) + " " * item.width, item.width)
        return Cut(place, None, _joint(window, place), unit.number if item is not None else None, rest)
    return None


_BEFORE_TEXT = " \t>"
"""What stands before the text of a line."""
_QUOTED = ItemResume("> ", 2)


def _whole_line(item: ItemResume) -> str:
    return item.prefix.split("\n", 1)[0] + "\n"


def _resume_of(unit: Unit, source: SourceLines, resume: Resume) -> ItemResume | None:
    """What puts the rest of an item or a footnote into its place."""
    if unit.resumed:
        return resume.item
    if unit.kind == NOTE:
        return ItemResume(f"[^{unit.tokens[0].meta['label']}]:\n", _INDENT)
    return _item_resume(source.text(unit.line))


def _cut_item(unit: Unit, last: int, source: SourceLines, item: ItemResume) -> Cut | None:
    """Cuts an item before one of its blocks or of the items within it, or else within the fence that it ends with."""
    level = _CHILD if unit.kind == "item" else _CHILD - 1
    places = [
        token.map[0]
        for token in unit.tokens
        if token.map
        and token.nesting >= 0
        and (token.level == level or (token.type == "list_item_open" and token.level == level + 1))
        and max(unit.line, source.first - 1) < token.map[0] <= last
    ]
    line = max((place for place in places if source.used(place) > 0), default=0)
    if line:
        # An item that was cut within a fence goes on behind it: the fence is no part of its prefix any more.
        gap = source.offset(line - 1) if source.blank(line - 1) else None
        plain = ItemResume(_whole_line(item), item.width)
        return Cut(source.used(line), gap, None, unit.number, plain)
    fences = [token for token in unit.tokens if token.type == "fence" and token.level == level and token.map]
    if not fences or last <= max(unit.line, source.first) or source.used(last) <= 0:
        return None
    fence = fences[-1]
    start, end = fence.map or [0, 0]
    if not start < last < end:
        return None
    if start >= source.first:
        text = source.text(start)
        indent = len(text) - len(text.lstrip(" ")) if start > unit.line else item.width
        opener = " " * max(indent, item.width) + fence.markup + fence.info + "\n"
        item = ItemResume(_whole_line(item) + opener, item.width)
    return Cut(source.used(last), None, None, unit.number, item)


_CHILD = 2
"""Level of the blocks within an item of a top-level list; those within a footnote stand one higher."""
_MARKER = re.compile(r"( {0,3})([-+*]|\d{1,9}[.)])( {1,4}(?=\S)|)")


def _item_resume(text: str) -> ItemResume | None:
    """An empty item of the same list whose text is indented like that of the item that begins with a line."""
    found = _MARKER.match(text)
    if found is None or "\t" in text[: found.end() + 1]:
        return None
    before, marker, after = found.groups()
    width = len(before) + len(marker) + (len(after) or 1)
    # The text of an empty item begins one column after its marker; leading spaces and digits make up the width.
    size = width - 1
    if len(marker) == 1:
        return ItemResume(" " * (size - 1) + marker + "\n", width) if size <= _INDENT else None
    digits = max(1, size - 1 - (_INDENT - 1))
    if digits > 9:
        return None
    return ItemResume(" " * (size - 1 - digits) + "1" * digits + marker[-1] + "\n", width)


_QUOTE_MARKS = re.compile(r"(?: {0,3}> ?)+")
_CODE = re.compile(r" {4}| {0,3}\t")
_INDENT = 4
"""Columns of indent that make a block of code."""


def _may_begin(unit: Unit, line: int, source: SourceLines) -> bool:
    """Whether the rest of a unit, cut before a line, is a block of the same kind."""
    if unit.kind == "code_block":
        return _CODE.match(source.text(line)) is not None
    if unit.kind != "blockquote_open":
        return False
    return _may_begin_in_quotes(unit.tokens, line, source)


def _may_begin_in_quotes(tokens: Sequence[Token], line: int, source: SourceLines) -> bool:
    """Whether a line shows the marks of all quotations that it is in, and begins a block, an item or a line there.

    Blocks in other blocks would lose what they are. A list begins anew as it goes on: one of numbers where it counts.
    """
    marks = _QUOTE_MARKS.match(source.text(line))
    depth = marks.group().count(">") if marks is not None else 0
    around: list[str] = []
    number = 0
    for token in tokens:
        if token.nesting < 0:
            around.pop()
            continue
        quotes = len(around) if all(kind == "blockquote_open" for kind in around) else 0
        first, end = token.map or (-1, -1)
        if quotes:
            begins = first == line or (token.type == "paragraph_open" and first < line < end)
            if begins and quotes <= depth:
                return True
            number = list_start(token) if token.type == "ordered_list_open" else 0
        elif token.type == "list_item_open" and all(kind == "blockquote_open" for kind in around[:-1]):
            if first == line:
                return len(around) - 1 <= depth and token.info in ("", str(number))
            number += 1
        if token.nesting > 0:
            around.append(token.type)
    return False
