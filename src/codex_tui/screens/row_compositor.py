"""A compositor that renders the rows it paints and no others, and sends what the terminal does not show already.

For one changed character Textual renders every widget on the screen from its first line to its last, since its crop is
compared with where a widget is clipped, which for most is the whole screen. That was a quarter of the client's
processor time while an answer streams, and a part of each key's way to the screen. And what it paints it sends: the
whole screen whenever a line more or less is laid out, and once more for another theme. Over a slow line that is what
one waits for. What stands on the screen is the same, but for text that terminals do not measure as Rich does: see
`placed_text`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rich.control import Control
from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual.geometry import Region, Size
from textual.screen import Screen, ScreenResultType

from codex_tui.parts import OfParts
from codex_tui.render.graphemes import is_sure
from codex_tui.screens.placed_text import placed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rich.console import Console
    from textual._compositor import ReflowResult
    from textual.events import ScreenResume
    from textual.strip import Strip
    from textual.widget import Widget

    Sent = dict[int, tuple[int, Strip]]
    """What the terminal shows of a row: strips by their first column, with the column after them."""
    Span = tuple[int, int, int]
    """A row, its first column and the one after its last."""


class PlacedLayout(LayoutUpdate):
    """A whole screen that says when it is sent; Textual drops what it has composed while it starts."""

    def __init__(self, update: LayoutUpdate, sent: Callable[[], None]) -> None:
        super().__init__(update.strips, update.region)
        self._on_sent = sent

    def render_segments(self, console: Console) -> str:
        self._on_sent()
        parts: list[str] = []
        for y, strips in enumerate(self.strips, self.region.y):
            x = self.region.x
            parts.append(_move_to(x, y))
            for strip in strips:
                parts.append(placed(strip, console, x))
                x += strip.cell_length
        return "".join(parts)


class PlacedChops(ChopsUpdate):
    """Parts of rows that say when they are sent."""

    def __init__(self, update: ChopsUpdate, spans: list[Span], sent: Callable[[], None]) -> None:
        super().__init__(update.chops, spans, update.chop_ends)
        self._on_sent = sent

    def render_segments(self, console: Console) -> str:
        self._on_sent()
        parts: list[str] = []
        for y, x, end in self.spans:
            strip = self.chops[y][x]
            if strip is not None:
                shown = strip if strip.cell_length <= end - x else strip.crop(0, end - x)
                parts.append(_move_to(x, y) + placed(shown, console, x))
        return "".join(parts)


def _move_to(x: int, y: int) -> str:
    return Control.move_to(x, y).segment.text


def spans_of(update: ChopsUpdate) -> list[Span]:
    """The strips of an update, as far as they are to be sent."""
    # What a terminal may draw wider than it is measured is written over by the rest of its strip.
    return [
        (y, x, min(end, x2) if is_sure(strip.text) else end)
        for y, x1, x2 in update.spans
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=True)
        if strip is not None and x < x2 and end > x1
    ]


class RowCompositor(Compositor):
    """Textual's, with the rows of a partial update in the place of whole widgets, and text placed by its columns."""

    def __init__(self) -> None:
        super().__init__()
        self._sent: list[Sent] = []

    def reflow(self, parent: Widget, size: Size) -> ReflowResult:
        if size != self.size:
            self._sent = []  # a terminal that changes its size may break lines anew
        return super().reflow(parent, size)

    def render_full_update(self, simplify: bool = False) -> LayoutUpdate:
        update = super().render_full_update(simplify)
        return PlacedLayout(update, partial(self._all_sent, self.cuts, update))

    def _all_sent(self, cuts: list[list[int]], update: LayoutUpdate) -> None:
        self._sent = [
            {x: (end, strip) for x, end, strip in zip(row, row[1:], strips, strict=False)}
            for row, strips in zip(cuts, update.strips, strict=True)
        ]
        # All of it was rendered just now, so that nobody has to say any more that it changed.
        for widget in self.visible_widgets:
            widget._exchange_repaint_regions()

    def render_partial_update(self) -> ChopsUpdate | None:
        update = super().render_partial_update()
        if update is None:
            return None
        if len(self._sent) != len(update.chops):
            self._sent = [{} for _ in update.chops]
        spans = [span for span in spans_of(update) if not self._stands(update, span)]
        return PlacedChops(update, spans, partial(self._some_sent, update, spans)) if spans else None

    def _stands(self, update: ChopsUpdate, span: Span) -> bool:
        """Whether the terminal shows the strip of a span already."""
        y, x, _ = span
        known = self._sent[y].get(x)
        return known is not None and known[1] == update.chops[y][x]

    def _some_sent(self, update: ChopsUpdate, spans: list[Span]) -> None:
        for y, x, sent_to in spans:
            row, strip = self._sent[y], update.chops[y][x]
            for column, (end, _) in list(row.items()):
                if column < sent_to and end > x:
                    del row[column]
            # Of a strip that only begins in what changed the rest is not sent.
            if strip is not None and sent_to in update.chop_ends[y]:
                row[x] = (sent_to, strip)

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        if not crop:
            yield from super()._get_renders(crop)
            return
        rows = Region(0, crop.y, self.size.width, crop.height)
        for widget, (region, clip) in self.visible_widgets.items():
            painted = clip.intersection(rows)
            shown = region.intersection(painted)
            if shown and crop.overlaps(shown):
                yield region, painted, widget.render_lines(shown.translate(-region.offset))


class RowScreen(OfParts, Screen[ScreenResultType]):
    """A screen that is painted row by row.

    Args:
        echoed: called when what has the focus was painted, because it changed.
    """

    def __init__(self, echoed: Callable[[], None]) -> None:
        super().__init__()
        self._compositor = RowCompositor()
        self._echoed = echoed
        self._was_shown = False

    def _on_screen_resume(self, event: ScreenResume) -> None:
        # Textual styles all widgets again, before it does what else there is to do. What was never left cannot have
        # changed: its widgets were styled as they were mounted, and twice is a part of the first paint.
        event.refresh_styles = event.refresh_styles and self._was_shown
        self._was_shown = True

    def _compositor_refresh(self) -> None:
        echoes = self.focused in self._dirty_widgets
        super()._compositor_refresh()
        if echoes:
            self._echoed()
