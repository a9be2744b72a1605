"""How many lines a body takes while one is inside: on a low screen more than its share, since three are too few."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widget import Widget

from codex_tui.widgets.requests.body import RequestBody

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_tui.ports import Ports
    from codex_tui.render.palette import Palette

LOW = 20
"""Rows of a screen that is low."""
_TITLE_AND_A_LINE = 2
"""What the screen keeps above: its title and a line of its content."""


def lines_inside(body: RequestBody, given: int) -> int:
    """The lines that a body may take: those it was given, or on a low screen all that nothing else needs.

    Args:
        body: its pane stands in a container beside what must not be pushed out.
        given: by the pane.
    """
    if not body.is_attached or not body.has_focus_within or body.screen.size.height >= LOW:
        return given
    pane, beside = body.parent, 0
    if isinstance(pane, Widget) and isinstance(pane.parent, Widget):
        others = (one for one in pane.parent.children if one is not pane and one.display)
        beside = sum(one.outer_size.height for one in others)
    own = 1 + len(body.keys(body.size.width, inside=True, several=False))
    return max(given, body.screen.size.height - beside - own - _TITLE_AND_A_LINE)


class RoomyBody(RequestBody):
    """The base of bodies that take more lines while one is inside."""

    def __init__(self, ports: Ports, palette: Callable[[], Palette]) -> None:
        super().__init__(ports, palette)
        self.given = 1
        """The lines that the pane has for it."""

    def take_room(self) -> None:
        """Takes the lines that there are for it now."""
        raise NotImplementedError

    def limit(self, lines: int) -> None:
        self.given = lines
        self.take_room()

    def on_descendant_focus(self) -> None:
        self.take_room()

    def on_descendant_blur(self) -> None:
        self.call_after_refresh(self.take_room)
