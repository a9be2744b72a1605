"""What stands before the text of a block: the gutter, list markers, the bars of quotes."""

from __future__ import annotations

from codex_tui.render.layout import Fragment, columns

MIN_TEXT = 12
"""Columns that deep nesting leaves for the text."""


class Lead:
    """Leading fragments: those of the first line, handed out once, and those of all lines after it.

    Attributes:
        columns: how wide they are, first and rest alike.
        copied: columns from which on a block's first line is copied: a marker is text, the gutter is not.
    """

    __slots__ = ("columns", "copied", "first", "rest")

    def __init__(
        self, first: tuple[Fragment, ...], rest: tuple[Fragment, ...], width: int, copied: int | None = None
    ) -> None:
        self.first = first
        self.rest = rest
        self.columns = width
        self.copied = width if copied is None else copied

    def take(self) -> tuple[Fragment, ...]:
        """The fragments of the next line."""
        first, self.first = self.first, self.rest
        return first

    def copy(self) -> Lead:
        return Lead(self.first, self.rest, self.columns, self.copied)

    def inner(self, marker: Fragment, width: int, *, repeat: bool = False) -> Lead:
        """The lead of what is nested in this one, behind a marker; takes this one's first fragments.

        Args:
            marker: what stands before the first line, or before every line if `repeat`.
            width: columns of a whole line; nesting that would leave too few of them goes no deeper.
            repeat: draw the marker on every line, and copy none of it.
        """
        text, style = marker
        size = columns(text)
        outer_first = self.take()
        outer, outer_columns = self.rest, self.columns
        if self.columns + size > max(size + 2, width - MIN_TEXT):
            outer_first, outer, outer_columns = (
                outer_first[:1],
                outer[:1],
                columns(outer[0][0]) if outer else 0,
            )
        following = marker if repeat else (" " * size, style)
        return Lead(
            (*outer_first, marker),
            (*outer, following),
            outer_columns + size,
            None if repeat else min(self.copied, outer_columns),
        )
