"""Sections that share a height: what has no room is given up entry by entry, and counted.

Under the panel beside the transcript; knows nothing of what the sections say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codex_tui.render.glyphs import glyph
from codex_tui.render.layout import line

if TYPE_CHECKING:
    from codex_tui.render.lines import Line, RenderContext


@dataclass(slots=True)
class Section:
    """A title and its entries, each of some lines.

    Attributes:
        head: the title.
        entries: what stands under it.
        order: the entries in the order in which they are given up; those not named are never.
        rank: of sections that shrank as far as they can, the highest goes first.
        more: entries that are not even here.
        marked: whether it says how many were given up.
    """

    head: Line
    entries: list[list[Line]]
    order: list[int]
    rank: int
    more: int = 0
    marked: bool = True
    hidden: set[int] = field(default_factory=set)

    @property
    def can_shrink(self) -> bool:
        return len(self.hidden) < len(self.order) and len(self.entries) - len(self.hidden) > 1

    def shrink(self) -> None:
        self.hidden.add(self.order[len(self.hidden)])

    def runs(self) -> list[tuple[int, int]]:
        """Where entries are missing: the index before which they stood, and how many."""
        runs: list[tuple[int, int]] = []
        for number in sorted(self.hidden) if self.marked else ():
            if runs and runs[-1][0] + runs[-1][1] == number:
                runs[-1] = (runs[-1][0], runs[-1][1] + 1)
            else:
                runs.append((number, 1))
        if self.more:
            end = len(self.entries)
            if runs and sum(runs[-1]) == end:
                runs[-1] = (runs[-1][0], runs[-1][1] + self.more)
            else:
                runs.append((end, self.more))
        return runs

    @property
    def shown(self) -> int:
        """Lines of its entries."""
        return sum(len(entry) for number, entry in enumerate(self.entries) if number not in self.hidden)

    @property
    def size(self) -> int:
        return 1 + self.shown + len(self.runs())

    def lines(self, context: RenderContext) -> list[Line]:
        lines, missing = [self.head], dict(self.runs())
        for number in range(len(self.entries) + 1):
            if number in missing:
                text = f"{glyph('ellipsis', context.ascii_only)} {missing[number]} more"
                lines.append(line([(text, context.palette.muted)], gutter=0))
            if number < len(self.entries) and number not in self.hidden:
                lines += self.entries[number]
        return lines


def fit(sections: list[Section], height: int, context: RenderContext) -> list[Line]:
    """The lines of the sections, a blank one between two, no more than `height`."""
    gap = 1

    def size() -> int:
        return sum(section.size for section in sections) + gap * max(0, len(sections) - 1)

    while size() > height and sections:
        largest = max((one for one in sections if one.can_shrink), key=lambda one: one.shown, default=None)
        if largest is not None:
            largest.shrink()
        elif gap:
            gap = 0
        else:
            sections = [one for one in sections if one is not max(sections, key=lambda one: one.rank)]
    lines: list[Line] = []
    for section in sections:
        if lines and gap:
            lines.append(line([], gutter=0))
        lines += section.lines(context)
    return lines
