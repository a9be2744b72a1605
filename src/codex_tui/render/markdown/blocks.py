"""Blocks of Markdown as lines. A block looks the same alone as among others."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from rich.style import Style

from codex_tui.render.code import CodeWriter
from codex_tui.render.glyphs import glyph
from codex_tui.render.layout import Fragment, columns, line, one_line, row_line, wrap
from codex_tui.render.lines import Line, RenderContext
from codex_tui.render.markdown.parser import Mark, Span, inline_spans
from codex_tui.render.markdown.table import Cell, TableLayout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from codex_tui.render.lead import Lead

INDENT = "  "
NOTE = "footnote_reference_open"
"""The type of the token that a footnote begins with."""
_NO_WORD = str.maketrans(",{}:", "    ")
_NOTE_INDENT = "    "
_LONGEST_NOTE = 12
"""Columns of a footnote's mark behind which its text hangs; that of a longer one stands below it."""


class SourceLines:
    """Where the lines of a piece of source text start, and which of them are blank.

    Args:
        text: the piece.
        base: its offset in the whole source.
        prefix: characters at its start that only lend it their context.
    """

    __slots__ = ("_base", "_prefix", "_starts", "_text")

    def __init__(self, text: str, base: int, prefix: int = 0) -> None:
        self._text = text
        self._prefix = prefix
        self._base = base
        starts = [0]
        position = text.find("\n")
        while position >= 0:
            starts.append(position + 1)
            position = text.find("\n", position + 1)
        self._starts = starts

    @property
    def complete(self) -> int:
        """How many lines end in a newline: the index of the line that may still grow."""
        return len(self._starts) - 1

    @property
    def first(self) -> int:
        """The first line after the prefix."""
        return self.number_at(0) if self._prefix else 0

    def start(self, number: int) -> int:
        """The offset of a line in the piece."""
        return self._starts[number] if number < len(self._starts) else len(self._text)

    def used(self, number: int) -> int:
        """The characters before a line, without the prefix."""
        return max(0, self.start(number) - self._prefix)

    def number_at(self, used: int) -> int:
        """The line that has the character after so many, without the prefix."""
        return bisect_right(self._starts, used + self._prefix) - 1

    def slice(self, first: int, end: int) -> str:
        """The text of the lines from `first` up to `end`."""
        return self._text[self.start(first) : self.start(end)]

    def offset(self, number: int) -> int:
        """The offset of a line in the whole source; of one that begins in the prefix, where that ends."""
        return self._base + max(self._prefix, self.start(number))

    def text(self, number: int) -> str:
        return self._text[self.start(number) : self.start(number + 1)]

    def blank(self, number: int) -> bool:
        """Whether a line has nothing but white space and the marks of quotes."""
        return number >= 0 and not self.text(number).strip(" \t\n>")


class BlockWriter:
    """Draws tokens of markdown-it into a list of lines."""

    def __init__(self, context: RenderContext, base: Style) -> None:
        self.context = context
        self.lines: list[Line] = []
        self.base = base
        self._styles: dict[tuple[Mark, Style], Style] = {}

    def blocks(
        self, tokens: Sequence[Token], lead: Lead, source: SourceLines, style: Style | None = None
    ) -> None:
        """Draws sibling blocks, with a blank line where the source has one."""
        index, first = 0, True
        while index < len(tokens):
            end = closing(tokens, index)
            token = tokens[index]
            if not first and token.map and source.blank(token.map[0] - 1):
                self.blank(lead, source.offset(token.map[0] - 1))
            self.block(tokens[index : end + 1], lead, source, style or self.base)
            first = False
            index = end + 1

    def block(self, tokens: Sequence[Token], lead: Lead, source: SourceLines, style: Style) -> None:
        """Draws one block, given with all its tokens."""
        token = tokens[0]
        kind = token.type
        palette = self.context.palette
        offset = source.offset(token.map[0]) if token.map else 0
        if kind in ("paragraph_open", "heading_open"):
            self.paragraph(
                tokens[1].content, lead, offset, palette.heading if kind == "heading_open" else style
            )
        elif kind in ("bullet_list_open", "ordered_list_open"):
            self.list(tokens, lead, source, style)
        elif kind == "blockquote_open":
            self.blocks(tokens[1:-1], self.quoted(lead), source, palette.quote)
        elif kind in ("fence", "code_block"):
            self.code(token, lead, source)
        elif kind == "hr":
            width = max(1, self.context.width - lead.columns)
            rule = glyph("rule", self.context.ascii_only) * width
            self.lines.append(line([*lead.take(), (rule, palette.rule)], source=offset, gutter=lead.columns))
        elif kind == "table_open":
            self.table(tokens, lead, source)
        elif kind == NOTE:
            self.footnote(tokens, lead, source, style)
        else:
            self.paragraph(token.content, lead, offset, style)

    def quoted(self, lead: Lead) -> Lead:
        """The lead within a quotation."""
        marker = (glyph("quote", self.context.ascii_only) + " ", self.context.palette.rule)
        return lead.inner(marker, self.context.width, repeat=True)

    def blank(self, lead: Lead, offset: int) -> None:
        self.lines.append(line(lead.take(), source=offset, gutter=lead.columns))

    def paragraph(self, content: str, lead: Lead, offset: int, style: Style, task: bool = False) -> None:
        """Draws inline markup, wrapped; newlines of the source stay."""
        limit = offset + len(content)
        width = max(2, self.context.width - lead.columns)
        position = offset
        head: list[Fragment] = []
        if task and (box := _task(content)) is not None:
            mark = glyph("done" if box else "pending", self.context.ascii_only)
            palette = self.context.palette
            head = [(mark + " ", palette.success if box else palette.muted)]
            content = content[4:]
        for logical in self._logical_lines(inline_spans(content), style):
            fragments = head + logical
            head = []
            length = sum([len(text) for text, _ in fragments])
            for index, row in enumerate(wrap(fragments, width)):
                gutter = lead.columns if index else lead.copied
                joint = None if index else "\n"
                drawn = row_line(row, lead.take(), position, lead.columns, joint)
                self.lines.append(Line(drawn.strip, min(drawn.source, limit), gutter, drawn.joint))
            position += length + 1

    def _logical_lines(self, spans: Sequence[Span], style: Style) -> list[list[Fragment]]:
        lines: list[list[Fragment]] = [[]]
        for text, mark, href in spans:
            if text == "\n":
                lines.append([])
            elif text:
                lines[-1].append((text, self.style(mark, style, href)))
        return lines

    def cell(self, content: str) -> Cell:
        """The fragments of a table's cell."""
        return [
            (text, self.style(mark, self.base, href))
            for text, mark, href in inline_spans(content)
            if text != "\n"
        ]

    def style(self, mark: Mark, base: Style, href: str | None) -> Style:
        """How a span is drawn in a block of some style."""
        if mark is Mark.NONE and href is None:
            return base
        style = self._styles.get((mark, base))
        if style is None:
            palette = self.context.palette
            style = palette.muted if mark & Mark.TARGET else base
            for flag, added in (
                (Mark.STRONG, palette.strong),
                (Mark.EMPHASIS, palette.emphasis),
                (Mark.LINK, palette.link),
                (Mark.CODE, palette.code),
                (Mark.NOTE, palette.accent),
                (Mark.STRIKE, Style(strike=True)),
            ):
                if mark & flag:
                    style += added
            self._styles[(mark, base)] = style
        return style if href is None else style + Style(link=href)

    def list(self, tokens: Sequence[Token], lead: Lead, source: SourceLines, style: Style) -> None:
        """Draws a list item by item; a loose list is one whose source has blank lines."""
        number = list_start(tokens[0])
        index = 1
        while index < len(tokens) - 1:
            end = closing(tokens, index)
            start = tokens[index].map
            if index > 1 and start and source.blank(start[0] - 1):
                self.blank(lead, source.offset(start[0] - 1))
            self.item(tokens[index : end + 1], number, lead, source, style)
            number += 1
            index = end + 1

    def item(
        self,
        tokens: Sequence[Token],
        number: int,
        lead: Lead,
        source: SourceLines,
        style: Style,
        resumed: bool = False,
        within: bool = False,
    ) -> None:
        """Draws one item of a list, or the rest of it if its marker is drawn already; `within`: of a line of it."""
        opening = tokens[0]
        ordered = opening.markup in (".", ")")
        text = f"{number}{opening.markup} " if ordered else glyph("bullet", self.context.ascii_only) + " "
        if resumed:
            text = " " * len(text)
        inner = lead.inner((text, self.context.palette.muted), self.context.width)
        inner.copied = inner.columns if within else inner.copied
        children = tokens[1:-1]
        offset = source.offset(opening.map[0]) if opening.map else 0
        if not children:
            if not resumed:
                self.lines.append(line(inner.take(), source=offset, gutter=inner.copied))
            return
        if not resumed and children[0].type == "paragraph_open" and _task(children[1].content) is not None:
            self.paragraph(children[1].content, inner, offset, style, task=True)
            rest = children[3:]
            if rest and rest[0].map and source.blank(rest[0].map[0] - 1):
                self.blank(inner, source.offset(rest[0].map[0] - 1))
            children = rest
        self.blocks(children, inner, source, style)

    def footnote(
        self,
        tokens: Sequence[Token],
        lead: Lead,
        source: SourceLines,
        style: Style,
        resumed: bool = False,
        within: bool = False,
    ) -> None:
        """Draws a footnote where it is written, its text hanging behind its mark; or the rest, as of an item."""
        opening = tokens[0]
        offset = source.offset(opening.map[0]) if opening.map else 0
        mark: Fragment = (f"[^{opening.meta['label']}]: ", self.context.palette.accent)
        width = max(2, self.context.width - lead.columns)
        long = columns(mark[0]) > min(_LONGEST_NOTE, width // 2)
        if long and not resumed:
            for row in wrap([mark], width):
                self.lines.append(
                    row_line(row, lead.take(), offset, lead.columns, None if row.start else "\n", 0)
                )
        if long or resumed:
            mark = (_NOTE_INDENT if long else " " * columns(mark[0]), self.context.palette.text)
        inner = lead.inner(mark, self.context.width)
        inner.copied = inner.columns if within else inner.copied
        if len(tokens) > 2:
            self.blocks(tokens[1:-1], inner, source, style)
        elif not resumed:
            self.lines.append(line(inner.take(), source=offset, gutter=inner.copied))

    def code(self, token: Token, lead: Lead, source: SourceLines) -> None:
        """Draws a block of code whose text is complete, or ends with a line that still grows."""
        inner = code_lead(lead, self.context)
        writer = CodeWriter(language(token.info), inner, self.context)
        start = token.map[0] if token.map else 0
        first = start + (token.type == "fence")
        if start >= source.first:
            self.lines += writer.label(label(token.info), source.offset(start))
        rows = token.content.split("\n")
        growing = rows.pop()
        for number, text in enumerate(rows, first):
            self.lines += writer.add(text, source.offset(number))
        if growing:
            self.lines += writer.preview(growing, source.offset(first + len(rows)))
        elif not rows and first > source.first and not writer.named:
            self.lines.append(line(inner.take(), source=source.offset(first - 1), gutter=inner.columns))

    def table(self, tokens: Sequence[Token], lead: Lead, source: SourceLines) -> TableLayout:
        """Draws a table; gives its layout for rows to come."""
        header, *body = table_rows(tokens)
        aligns = [_align(token) for token in tokens if token.type == "th_open"]
        rows = [[self.cell(text) for text in cells] for _, cells in body]
        room = self.context.width - lead.columns
        layout = TableLayout.fit([self.cell(text) for text in header[1]], aligns, rows, room)
        self.lines += layout.head(lead, self.context, source.offset(header[0]))
        for (number, _), cells in zip(body, rows, strict=True):
            self.lines += layout.row(cells, lead, self.context, source.offset(number))
        if not self.lines:
            self.blank(lead, source.offset(header[0]))
        return layout


def closing(tokens: Sequence[Token], index: int) -> int:
    """The index of the token that closes the one at an index; the same for one that stands alone."""
    if tokens[index].nesting <= 0:
        return index
    level = tokens[index].level
    end = index + 1
    while tokens[end].level != level:
        end += 1
    return end


def list_start(token: Token) -> int:
    return int(token.attrs.get("start", 1)) if token.type == "ordered_list_open" else 0


def table_rows(tokens: Sequence[Token]) -> list[tuple[int, list[str]]]:
    """The rows of a table, the header first: line in the source, and contents of the cells."""
    rows: list[tuple[int, list[str]]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append((token.map[0] if token.map else 0, []))
        elif token.type == "inline":
            rows[-1][1].append(token.content)
    return rows


def language(info: str) -> str:
    """The language that a fence names: ``python``, ``rust,ignore``, ``js{1,3}``, ``{.haskell}``, ``go:cmd/main.go``."""
    words = label(info).lstrip("{.").translate(_NO_WORD).split()
    return words[0] if words else ""


def label(info: str) -> str:
    """All that a fence says of its code."""
    return one_line(info).strip()


def code_lead(lead: Lead, context: RenderContext) -> Lead:
    return lead.inner((INDENT, context.palette.text), context.width, repeat=True)


def _align(token: Token) -> str:
    return str(token.attrs.get("style", "")).rpartition(":")[2] or "left"


def _task(content: str) -> bool | None:
    """Whether a task is done; None if the text is no task."""
    if content[:4] in ("[ ] ", "[x] ", "[X] "):
        return content[1] != " "
    return None
