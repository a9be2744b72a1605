"""What the bodies have in common that are read and answered by letters: a text that scrolls, and the keys that read on.

Between `body` and the kinds that draw such a text: approvals and pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from codex_tui.render.durations import more_lines
from codex_tui.widgets.requests.room import RoomyBody, lines_inside
from codex_tui.widgets.requests.text import RequestText

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.strip import Strip

    from codex_tui.ports import Ports
    from codex_tui.render.palette import Palette
    from codex_tui.widgets.requests.body import RequestBody


class ReadBody(RoomyBody):
    """The base of bodies that are read."""

    END: ClassVar[str]
    """The action that shows the end."""

    def __init__(self, ports: Ports, palette: Callable[[], Palette]) -> None:
        super().__init__(ports, palette)
        self.text = RequestText(ports, self.draw)

    def draw(self, width: int) -> Sequence[Strip]:
        """The lines of what is shown in that width."""
        raise NotImplementedError

    @property
    def drawn(self) -> object:
        """What was drawn last, in whatever width: equal where the same is read."""
        return self.request

    def read_in(self, other: RequestBody) -> None:
        if isinstance(other, ReadBody) and other.text.is_end_seen and other.drawn == self.drawn:
            self.text.is_end_seen = True

    @property
    def is_painted(self) -> bool:
        return self.text.is_painted

    def on_request_text_painted(self) -> None:
        """Where the application was at work meanwhile, what was told of long ago is seen only now."""
        self.restart_guard()

    def may_allow(self) -> bool:
        """Nothing is allowed whose end nobody has seen."""
        if not self.may_answer():
            return False
        if not self.text.is_end_seen:
            below = more_lines(self.text.lines_below)
            self.hint(f"{self.key(self.END)} first: {below} to see, then press again")
            return False
        return True

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
