"""What the bodies have in common that are read and answered by letters: a text that scrolls, and the keys that read on.

Between `body` and the kinds that draw such a text: approvals and pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.widgets.requests.room import RoomyBody, lines_inside
from codex_tui.widgets.requests.text import RequestText

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.strip import Strip

    from codex_tui.ports import Ports
    from codex_tui.render.palette import Palette


class ReadBody(RoomyBody):
    """The base of bodies that are read."""

    def __init__(self, ports: Ports, palette: Callable[[], Palette]) -> None:
        super().__init__(ports, palette)
        self.text = RequestText(ports, self.draw)

    def draw(self, width: int) -> Sequence[Strip]:
        """The lines of what is shown in that width."""
        raise NotImplementedError

    def take_room(self) -> None:
        self.text.limit(lines_inside(self, self.given))

    def enter(self) -> None:
        self.text.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Pages of what is seen whole are those of the conversation."""
        return self.text.is_cut if action == "page" else super().check_action(action, parameters)

    def action_scroll(self, lines: int) -> None:
        self.text.scroll_lines(lines)

    def action_page(self, pages: int) -> None:
        self.text.scroll_pages(pages)

    def action_edge(self, edge: int) -> None:
        self.text.scroll_to_edge(edge)

    def action_step(self, by: int) -> None:
        self.post_message(self.Stepped(by))

    def action_zoom(self) -> None:
        self.post_message(self.Zoomed())

    def action_later(self) -> None:
        self.post_message(self.Left())
