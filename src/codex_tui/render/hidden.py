"""What is drawn of an item that another cell shows: nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.render.lines import Line, RenderContext


class HiddenRenderer:
    """Draws nothing, in no line."""

    lines: Sequence[Line] = ()
    foldable = False

    def update(self, context: RenderContext) -> int:
        return 0

    def toggle(self, target: str) -> bool:
        return False

    def tick(self, context: RenderContext) -> bool:
        return False

    def estimate(self, width: int) -> int:
        return 0

    def release(self) -> None:
        pass
