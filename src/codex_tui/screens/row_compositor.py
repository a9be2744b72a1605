"""A compositor that renders the rows it paints, and no others.

For one changed character Textual renders every widget on the screen from its first line to its last, since its crop is
compared with where a widget is clipped, which for most is the whole screen. That was a quarter of the client's
processor time while an answer streams, and a part of each key's way to the screen. What is painted is the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual._compositor import Compositor
from textual.geometry import Region
from textual.screen import Screen, ScreenResultType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.strip import Strip


class RowCompositor(Compositor):
    """Textual's, with the rows of a partial update in the place of whole widgets."""

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


class RowScreen(Screen[ScreenResultType]):
    """A screen that is painted row by row."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = RowCompositor()
