"""The cell of a patch: each file with its counts and its diff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.items import FileChange, FileChangeItem, ItemStatus
from codex_tui.render.base import MIN_TEXT, BaseRenderer, gutter, header, spinning
from codex_tui.render.diff import DiffKind, DiffLine, parse_change
from codex_tui.render.durations import more_lines
from codex_tui.render.glyphs import glyph
from codex_tui.render.kept import end_words
from codex_tui.render.layout import (
    Fragment,
    expand_fragments,
    fragments_width,
    line,
    one_line,
    row_line,
    truncate,
    truncate_start,
    wrap,
)
from codex_tui.render.lines import GUTTER, Line, RenderContext
from codex_tui.render.paths import path_in
from codex_tui.render.prose import INDENT

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDED_LINES = 8
"""Lines of each file's diff that show when folded."""


class FileChangeRenderer(BaseRenderer[FileChangeItem]):
    """A patch, file by file, each under a line with its path and how much was added and removed."""

    def __init__(self, item: FileChangeItem) -> None:
        super().__init__(item)
        self._parsed: tuple[tuple[FileChange, ...], list[list[DiffLine]]] = ((), [])

    @property
    def foldable(self) -> bool:
        return any(len(lines) > FOLDED_LINES + 1 for lines in self._diffs())

    def folded_size(self) -> int:
        return sum(1 + min(FOLDED_LINES + 1, change.diff.count("\n")) for change in self.item.changes)

    def forget(self) -> None:
        self._parsed = ((), [])

    def _diffs(self) -> list[list[DiffLine]]:
        changes, diffs = self._parsed
        if changes is not self.item.changes:
            diffs = [parse_change(change) for change in self.item.changes]
            self._parsed = (self.item.changes, diffs)
        return diffs

    def moving_line(self, context: RenderContext) -> Line:
        if not self.item.changes:
            lead = spinning(context) if self.item.running else gutter("change", context)
            return header(lead, [("no changes", context.palette.muted)], [], context)
        return self._header(0, 0, context)

    def render(self, context: RenderContext) -> list[Line]:
        lines = [] if self.item.changes else [self.moving_line(context)]
        source = 0
        for index, (change, diff) in enumerate(zip(self.item.changes, self._diffs(), strict=True)):
            lines.append(self._header(index, source, context))
            start = source + len(change.path) + 1
            limit = FOLDED_LINES if context.folded and len(diff) > FOLDED_LINES + 1 else len(diff)
            lines += diff_lines(diff[:limit], context, start, numbers_of=diff)
            if limit < len(diff):
                mark = glyph("folded", context.ascii_only)
                text = f"{glyph('ellipsis', context.ascii_only)} {more_lines(len(diff) - limit)}  {mark}"
                note: Fragment = (truncate(text, context.width - GUTTER), context.palette.muted)
                lines.append(
                    line(
                        [(INDENT, context.palette.text), note],
                        source=start + diff[limit].source,
                        target="fold",
                    )
                )
            source = start + len(change.diff) + 1
        return lines

    def _header(self, index: int, source: int, context: RenderContext) -> Line:
        item, palette = self.item, context.palette
        change, diff = item.changes[index], self._diffs()[index]
        added = sum(entry.kind is DiffKind.ADDED for entry in diff)
        removed = sum(entry.kind is DiffKind.REMOVED for entry in diff)
        counts: list[Fragment] = [
            ("  ", palette.text),
            (f"+{added}", palette.added),
            (f" -{removed}", palette.removed),
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


def diff_lines(
    diff: list[DiffLine], context: RenderContext, source: int, numbers_of: list[DiffLine] | None = None
) -> Iterator[Line]:
    """The lines of a diff, numbered where they have numbers.

    Args:
        diff: what is shown.
        context: width and palette.
        source: offset of the diff in the item's source.
        numbers_of: the whole diff, whose highest number gives the width of the column.
    """
    palette = context.palette
    highest = max((entry.number or 0 for entry in numbers_of or diff), default=0)
    digits = len(str(highest)) if highest else 0
    if context.width < 30 or digits > 7:
        digits = 0  # the text needs the columns more than the numbers do
    indent = GUTTER + (digits + 1 if digits else 0)
    width = max(2, context.width - indent - 1)
    hunks = 0
    for entry in diff:
        at = source + entry.source
        if entry.kind is DiffKind.HUNK:
            hunks += 1
            if hunks > 1 or entry.text:
                mark = glyph("ellipsis", context.ascii_only)
                text = truncate(f"{mark} {entry.text}".rstrip(), context.width - GUTTER, mark)
                yield line([(INDENT, palette.text), (text, palette.muted)], source=at)
            continue
        if entry.kind is DiffKind.NOTE:
            yield line(
                [(INDENT, palette.text), (truncate(entry.text, context.width - GUTTER), palette.muted)],
                source=at,
            )
            continue
        number = f"{entry.number if entry.number is not None else '':>{digits}} " if digits else ""
        style = {DiffKind.ADDED: palette.added, DiffKind.REMOVED: palette.removed}.get(
            entry.kind, palette.text
        )
        blank = " " * (indent - GUTTER + 1)
        for index, row in enumerate(wrap(expand_fragments(_words(entry, context)), width, hard=True)):
            first: list[Fragment] = [(INDENT + number, palette.line_number), (entry.kind.value, style)]
            lead = first if not index else [(INDENT + blank, palette.text)]
            drawn = row_line(row, lead, at, indent + 1, "" if index else "\n", len(entry.text))
            # The sign belongs to the text: what is copied is a diff.
            yield drawn if index else Line(drawn.strip, drawn.source, indent, "\n")


def _words(entry: DiffLine, context: RenderContext) -> list[Fragment]:
    palette = context.palette
    if entry.kind is DiffKind.CONTEXT:
        return [(entry.text, palette.text)]
    added = entry.kind is DiffKind.ADDED
    style, word = (palette.added, palette.added_word) if added else (palette.removed, palette.removed_word)
    fragments: list[Fragment] = []
    position = 0
    for start, end in entry.words:
        fragments += [(entry.text[position:start], style), (entry.text[start:end], word)]
        position = end
    fragments.append((entry.text[position:], style))
    return [fragment for fragment in fragments if fragment[0]] or [("", style)]
