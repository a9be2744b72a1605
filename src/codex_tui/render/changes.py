"""The cell of a patch: each file with its counts and its diff, unified or side by side, folded by hunk."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from codex_tui.model.diff import Hunk, cut
from codex_tui.model.items import FileChange, FileChangeItem, ItemStatus
from codex_tui.render.base import MIN_TEXT, BaseRenderer, gutter, header, spinning
from codex_tui.render.diff_rows import Layout, language_of, layout_for, split_lines, unified_lines
from codex_tui.render.durations import more_lines
from codex_tui.render.glyphs import glyph
from codex_tui.render.hunk_lines import HunkLines
from codex_tui.render.kept import end_words
from codex_tui.render.layout import Fragment, fragments_width, line, one_line, truncate, truncate_start
from codex_tui.render.lines import GUTTER, Line, RenderContext
from codex_tui.render.paths import path_in
from codex_tui.render.pieces import Piece, PieceLines
from codex_tui.render.prose import INDENT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FOLDED_HUNKS = 4
"""Hunks of a file that are folded behind their headers; further ones are only counted."""
PART = 60
"""Lines of a hunk that are laid out together."""
_NEWLINE = re.compile("\n")


class _File(NamedTuple):
    """A changed file with its hunks."""

    change: FileChange
    hunks: list[HunkLines]

    @property
    def size(self) -> int:
        """Lines, and the headers of hunks between them."""
        return sum(lines.hunk.size + (not lines.hunk.whole_file) for lines in self.hunks)

    def longer_than(self, lines: int) -> bool:
        return self.size > lines + 1


def files_of(changes: Sequence[FileChange]) -> list[_File]:
    """The files of a patch, cut into hunks."""
    return [
        _File(
            change,
            [HunkLines(hunk, language_of(change.path)) for hunk in cut(change.diff, change.change)],
        )
        for change in changes
    ]


class FileChangeRenderer(BaseRenderer[FileChangeItem]):
    """A patch, file by file, each under a line with its path and how much was added and removed.

    What is open is in pieces: it costs what of it is looked at. The header of a hunk folds and opens it.
    """

    def __init__(self, item: FileChangeItem) -> None:
        super().__init__(item)
        self._cut: tuple[tuple[FileChange, ...], list[_File]] = ((), [])
        self._chosen: dict[tuple[int, int], bool] = {}
        """Hunks that a person folded or opened: True if it is open."""

    @property
    def foldable(self) -> bool:
        return any(file.longer_than(self._limits.patch_lines) for file in self._files())

    def size(self) -> tuple[int, int]:
        changes = self.item.changes
        return sum(len(change.diff) for change in changes), sum(file.size + 1 for file in self._files())

    def folded_size(self) -> int:
        most = self._limits.patch_lines + 1
        return sum(1 + min(most, change.diff.count("\n")) for change in self.item.changes)

    def forget(self) -> None:
        self._cut = ((), [])

    def toggle(self, target: str) -> bool:
        """Folds or opens a hunk by the target of its header; False if the target is no hunk."""
        kind, _, place = target.partition(":")
        if kind != "hunk":
            return False
        file, hunk = (int(number) for number in place.split(","))
        self._chosen[file, hunk] = not self._open(file, hunk)
        self._stamp = None
        return True

    def _files(self) -> list[_File]:
        changes, files = self._cut
        if changes != self.item.changes:
            files = files_of(self.item.changes)
        self._cut = (self.item.changes, files)
        return files

    def moving_line(self, context: RenderContext) -> Line:
        if not self.item.changes:
            lead = spinning(context) if self.item.running else gutter("change", context)
            return header(lead, [("no changes", context.palette.muted)], [], context)
        return self._header(0, 0, context)

    def grow(self, context: RenderContext) -> int:
        before = self._lines
        if not self.item.changes:
            self._lines = [self.moving_line(context)]
            return self._differing(before, 0)
        pieces = list(self._pieces(context))
        if all(piece.fixed for piece in pieces):
            self._lines = [drawn for piece in pieces for drawn in piece.lines or ()]
            return self._differing(before, 0)
        lines = PieceLines()
        lines.replace(0, pieces, context)
        self._lines = lines
        return 0

    # --- files and hunks -------------------------------------------------------------------------------------------

    def _pieces(self, context: RenderContext) -> Iterator[Piece]:
        source = 0
        for number, file in enumerate(self._files()):
            yield Piece(source, lines=[self._header(number, source, context)])
            start = source + len(file.change.path) + 1
            layout = layout_for([lines.hunk for lines in file.hunks], context)
            yield from self._hunks(number, file, start, layout, context)
            source = start + len(file.change.diff) + 1

    def _open(self, file: int, hunk: int) -> bool:
        return self._chosen.get((file, hunk), not self._folded)

    def _hunks(
        self, number: int, file: _File, start: int, layout: Layout, context: RenderContext
    ) -> Iterator[Piece]:
        room, closed = context.limits.patch_lines, 0
        folded = context.folded and file.longer_than(room)
        for index, lines in enumerate(file.hunks):
            hunk, target = lines.hunk, f"hunk:{number},{index}"
            chosen = self._chosen.get((number, index))
            shown = hunk.size if chosen or (chosen is None and not folded) else 0
            if folded and chosen is None:
                shown = hunk.size if hunk.size <= room + (index == 0) else room if index == 0 else 0
                room -= shown + 1
            if not shown:
                closed += 1
                if folded and closed > FOLDED_HUNKS and chosen is None:
                    yield self._rest(file.hunks[index:], start, context)
                    return
                yield self._closed(hunk, start, target, context)
                continue
            opened = self._opened(hunk, index, start, target, context)
            if opened is not None:
                yield Piece(start + hunk.source, lines=[opened])
            if shown < hunk.size:
                yield Piece(start + hunk.begin, lines=lines_of(lines, 0, shown, start, layout, context))
                text = more_lines(hunk.size - shown)
                yield self._note(text, start + hunk.begin + len(hunk.raw), target, context)
            elif folded and chosen is None:
                yield Piece(start + hunk.begin, lines=lines_of(lines, 0, shown, start, layout, context))
            else:
                yield from _parts(lines, start, layout, context)

    def _opened(self, hunk: Hunk, index: int, start: int, target: str, context: RenderContext) -> Line | None:
        """The header of a hunk that is open; the first needs none if it has nothing to say."""
        if hunk.whole_file or not (index or hunk.section):
            return None
        mark = glyph("ellipsis", context.ascii_only)
        text = truncate(f"{mark} {hunk.section}".rstrip(), context.width - GUTTER, mark)
        fragments: list[Fragment] = [(INDENT, context.palette.text), (one_line(text), context.palette.muted)]
        return line(fragments, source=start + hunk.source, target=target)

    def _closed(self, hunk: Hunk, start: int, target: str, context: RenderContext) -> Piece:
        what = f"line {hunk.new_start or hunk.old_start}" if hunk.new_start or hunk.old_start else "a part"
        count = f"{hunk.size:,} line{'' if hunk.size == 1 else 's'}"
        text = "  ".join(filter(None, (what, one_line(hunk.section), count)))
        return self._note(text, start + hunk.source, target, context)

    def _rest(self, hunks: Sequence[HunkLines], start: int, context: RenderContext) -> Piece:
        size = sum(lines.hunk.size for lines in hunks)
        text = f"{len(hunks):,} more hunk{'' if len(hunks) == 1 else 's'}, {size:,} lines"
        return self._note(text, start + hunks[0].hunk.source, "fold", context)

    def _note(self, text: str, source: int, target: str, context: RenderContext) -> Piece:
        mark = f"  {glyph('folded', context.ascii_only)}"
        dots = glyph("ellipsis", context.ascii_only)
        room = context.width - GUTTER - len(mark)
        shown = truncate(f"{dots} {text}", max(1, room), dots) + mark
        fragments: list[Fragment] = [(INDENT, context.palette.text), (shown, context.palette.muted)]
        return Piece(source, lines=[line(fragments, source=source, target=target)])

    def _header(self, index: int, source: int, context: RenderContext) -> Line:
        item, palette = self.item, context.palette
        change, hunks = self._files()[index]
        counts: list[Fragment] = [
            ("  ", palette.text),
            (f"+{sum(lines.hunk.added for lines in hunks)}", palette.added),
            (f" -{sum(lines.hunk.removed for lines in hunks)}", palette.removed),
        ]
        rest: list[Fragment] = []
        if change.moved_to:
            arrow = glyph("right", context.ascii_only)
            rest += [
                (f" {arrow} ", palette.muted),
                (one_line(path_in(change.moved_to, context.folder)), palette.strong),
            ]
        if change.change in ("add", "delete"):
            rest.append(("  new" if change.change == "add" else "  deleted", palette.muted))
        meta: list[Fragment] = []
        state = end_words(item, context)
        if index == 0 and item.running and context.waiting:
            meta.append(("waits for you", palette.warning))
        if index == 0 and state:
            style = palette.error if item.status is ItemStatus.FAILED else palette.muted
            meta.append((state, style))
        if self.foldable:
            mark = glyph("folded" if context.folded else "unfolded", context.ascii_only)
            meta.append((f"  {mark}" if meta else mark, palette.muted))
        room = context.width - GUTTER - fragments_width([*rest, *counts, *meta]) - 2 * bool(meta)
        path = truncate_start(
            one_line(path_in(change.path, context.folder)),
            max(MIN_TEXT, room),
            glyph("ellipsis", context.ascii_only),
        )
        left: list[Fragment] = [(path, palette.strong), *rest, *counts]
        lead = spinning(context) if item.running and index == 0 else gutter("change", context, "accent")
        return header(lead, left, meta, context, target="fold" if self.foldable else None, source=source)


def lines_of(
    lines: HunkLines, first: int, stop: int, source: int, layout: Layout, context: RenderContext
) -> list[Line]:
    """Rows of a hunk, laid out: lines, or pairs of lines where the two files stand side by side."""
    if lines.splits(layout.split):
        return [
            drawn
            for row in range(first, min(stop, lines.rows(split=True)))
            for drawn in split_lines(lines, lines.pair(row), source, layout, context)
        ]
    return [
        drawn
        for index in range(first, min(stop, len(lines.lines)))
        for drawn in unified_lines(lines, index, source, layout, context)
    ]


def _parts(lines: HunkLines, source: int, layout: Layout, context: RenderContext) -> Iterator[Piece]:
    """A whole hunk in pieces that are laid out when they are looked at."""
    hunk = lines.hunk
    small = hunk.size <= 2 * PART
    split = lines.splits(layout.split)
    rows = hunk.size if small else lines.rows(layout.split)
    # A small hunk is not even read before somebody sees it.
    ends = [rows] if small else [*range(PART, rows, PART), rows]
    average = len(hunk.raw) // max(1, rows) * (1 + split)
    starts = [0, *(found.end() for found in _NEWLINE.finditer(hunk.raw))] if not small else [0]
    first = 0
    for end in ends:
        count = end - first
        stop = hunk.size if end == rows else end
        draw = partial(_draw, lines, first, stop, source, layout)
        at = first if small or not split else min(index for index in lines.pair(first) if index is not None)
        piece = Piece(source + hunk.begin + starts[at], (average * count, count), draw)
        piece.expect(context.width)
        yield piece
        first = end


def _draw(
    lines: HunkLines, first: int, stop: int, source: int, layout: Layout, context: RenderContext
) -> list[Line]:
    return lines_of(lines, first, stop, source, layout, context)
