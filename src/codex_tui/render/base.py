"""The common part of all cell renderers: what lines are up to date for, and which of them differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from rich.segment import Segment

from codex_tui.model.items import Item
from codex_tui.render.glyphs import glyph, spinner
from codex_tui.render.layout import Fragment, fragments_width, one_line, truncate_fragments
from codex_tui.render.light_strip import LightStrip
from codex_tui.render.limits import USUAL
from codex_tui.render.lines import GUTTER, Line, RenderContext
from codex_tui.render.pieces import PieceLines

if TYPE_CHECKING:
    from collections.abc import Sequence

ItemT = TypeVar("ItemT", bound=Item)

MIN_TEXT = 12
"""Columns that the text of a header keeps before its right-aligned part folds away."""


@dataclass(frozen=True, slots=True)
class _Stamp:
    """What the lines were rendered for."""

    revision: int
    context: RenderContext

    def same_layout(self, context: RenderContext) -> bool:
        mine = self.context
        return (
            mine.width == context.width
            and mine.palette is context.palette
            and mine.folded == context.folded
            and mine.ascii_only == context.ascii_only
            and mine.folder == context.folder
            and mine.waiting == context.waiting
            and mine.aside == context.aside
            and mine.split == context.split
            and mine.limits == context.limits
            and mine.pictures is context.pictures
        )


class BaseRenderer(Generic[ItemT]):
    """Renders all lines again when the item changed; kinds whose text grows override `grow`."""

    def __init__(self, item: ItemT) -> None:
        self.item = item
        self._lines: list[Line] | PieceLines = []
        self._stamp: _Stamp | None = None
        self._sizes: tuple[int, int, int] = (-1, 0, 0)
        self._width = 80
        self._limits = USUAL
        self._folded = True  # as of the last update; what can fold is folded until somebody opens it

    @property
    def lines(self) -> Sequence[Line]:
        return self._lines

    @property
    def foldable(self) -> bool:
        return False

    @property
    def unfinished(self) -> bool:
        """Whether an update with a limit left something for the next one."""
        return isinstance(self._lines, PieceLines) and self._lines.unfinished

    def toggle(self, target: str) -> bool:
        return False

    def update(self, context: RenderContext) -> int:
        stamp = self._stamp
        revision = self.item.revision
        self._folded, self._width, self._limits = context.folded, context.width, context.limits
        if stamp is None or not stamp.same_layout(context):
            before = self._lines
            self._lines = []
            self.reset(context)
            self.grow(context)
            same = stamp is not None and isinstance(self._lines, list) and len(before) == len(self._lines)
            first = self._differing(before, 0) if same else 0
        elif stamp.revision != revision or self.unfinished:
            first = self.grow(context)
        else:
            return len(self._lines)
        self._stamp = _Stamp(revision, context)
        return first

    def tick(self, context: RenderContext) -> bool:
        if self._stamp is None or not self._lines or not self.item.running:
            return False
        line = self.moving_line(context)
        if line is None or line == self._lines[0]:
            return False
        self._lines[0] = line
        return True

    def estimate(self, width: int) -> int:
        short = self.folded_size() if self._folded else None
        if short is not None:
            return max(1, short)
        revision, length, newlines = self._sizes
        if revision != self.item.revision:
            length, newlines = self.size()
            self._sizes = (self.item.revision, length, newlines)
        return max(1, newlines + 1 + length // max(1, width - GUTTER))

    def release(self) -> None:
        self._lines = []
        self._stamp = None
        self.forget()

    # for the kinds

    def render(self, context: RenderContext) -> list[Line]:
        """All lines as of now; not of kinds that keep theirs in pieces, which bring them up to date themselves."""
        raise NotImplementedError

    def size(self) -> tuple[int, int]:
        """Characters and newlines that the lines are made from, roughly."""
        source = self.item.source()
        return len(source), source.count("\n")

    def folded_size(self) -> int | None:
        """Lines of the short form, roughly; None where the kind has none."""
        return None

    def moving_line(self, context: RenderContext) -> Line | None:
        """Line 0 as of now, where the kind has one that moves."""
        return None

    def reset(self, context: RenderContext) -> None:
        """Called before everything is rendered again."""

    def forget(self) -> None:
        """Called when the lines are released."""

    def grow(self, context: RenderContext) -> int:
        """Brings `_lines` up to date; gives the first that differs."""
        before, self._lines = self._lines, self.render(context)
        return self._differing(before, 0)

    def _differing(self, before: Sequence[Line], start: int) -> int:
        """The first index from `start` on at which the lines of before and of now differ."""
        now = self._lines
        index, end = start, min(len(before), len(now))
        while index < end and before[index] == now[index]:
            index += 1
        return index


def gutter(name: str, context: RenderContext, style: str = "muted") -> Fragment:
    """The leading glyph of a cell and its space."""
    mark = glyph(name, context.ascii_only)
    return (mark[:1] + " ", getattr(context.palette, style))


def spinning(context: RenderContext) -> Fragment:
    """The spinner in the gutter; a question mark for what waits for a person."""
    if context.waiting:
        return (glyph("question", context.ascii_only)[:1] + " ", context.palette.warning)
    return (spinner(context.frame, context.ascii_only) + " ", context.palette.accent)


def header(
    lead: Fragment,
    left: Sequence[Fragment],
    meta: Sequence[Fragment],
    context: RenderContext,
    *,
    target: str | None = None,
    source: int = 0,
) -> Line:
    """A line of its own: gutter, text that is cut with an ellipsis, and a muted part at the right edge.

    The right part folds away where it would leave the text no room.
    """
    left = [(one_line(text), style) for text, style in left]
    room = context.width - GUTTER
    meta_width = fragments_width(meta)
    if meta_width and room - meta_width - 2 < min(fragments_width(left), MIN_TEXT):
        meta_width = 0
    kept = truncate_fragments(
        left, room - meta_width - 2 if meta_width else room, glyph("ellipsis", context.ascii_only)
    )
    used = fragments_width(kept)
    segments = [Segment(text, style) for text, style in (lead, *kept) if text]
    width = GUTTER + used
    if meta_width:
        segments.append(Segment(" " * (room - used - meta_width), context.palette.text))
        segments += [Segment(text, style) for text, style in meta]
        width = context.width
    return Line(LightStrip(segments, width), source, GUTTER, "\n", target)
