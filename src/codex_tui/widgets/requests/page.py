"""A page that an MCP server wants to be visited: its whole address, made so that nothing in it can hide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.keymap import Scope, bindings
from codex_tui.messages import CopyRequested, OpenPage
from codex_tui.model import answers
from codex_tui.model.page_address import opens_in_browser
from codex_tui.model.requests import ElicitationUrl
from codex_tui.widgets.requests.body import RequestBody
from codex_tui.widgets.requests.room import lines_inside
from codex_tui.widgets.requests.text import RequestText
from codex_tui.widgets.requests.words import invitation_lines, key_lines, sent_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.content import Content
    from textual.strip import Strip

    from codex_tui.model.answers import Answer
    from codex_tui.model.requests import Request
    from codex_tui.ports import Ports
    from codex_tui.render.palette import Palette

_ANSWERS = ("page.open", "page.copy", "page.accept", "page.decline", "page.cancel")


class PageBody(RequestBody):
    """Asks for a page to be visited; it is opened by a key and never by itself."""

    BINDINGS = bindings(Scope.PAGE)

    def __init__(self, ports: Ports, palette: Callable[[], Palette]) -> None:
        super().__init__(ports, palette)
        self._lines = 1
        self.text = RequestText(ports, self._draw)

    def compose(self) -> ComposeResult:
        yield self.text

    def present(self, request: Request, sent: Answer | None) -> None:
        super().present(request, sent)
        self.text.renew()

    def question(self) -> str:
        request = self.request
        return f"{request.server} wants you to visit a page" if isinstance(request, ElicitationUrl) else ""

    def limit(self, lines: int) -> None:
        self._lines = lines
        self._take_room()

    def on_descendant_focus(self) -> None:
        self._take_room()

    def on_descendant_blur(self) -> None:
        self.call_after_refresh(self._take_room)

    def _take_room(self) -> None:
        self.text.limit(lines_inside(self, self._lines))

    def enter(self) -> None:
        self.text.focus()

    def keys(self, width: int, *, inside: bool, several: bool) -> Sequence[Content]:
        if self.sent is not None:
            return [sent_line(self.sent.words, self.ports.ascii_only)]
        if not inside:
            return invitation_lines(_ANSWERS, width, self.ports.keys)
        following = ("page.next",) if several else ()
        return key_lines((*_ANSWERS, "page.zoom", "page.later", *following), width, self.ports.keys)

    # --- keys --------------------------------------------------------------------------------------------------

    def action_open_page(self) -> None:
        request = self.request
        if not isinstance(request, ElicitationUrl) or not self.may_answer():
            return
        if opens_in_browser(request.raw_url):
            self.post_message(OpenPage(request.raw_url))
        else:
            self.hint(f"only http and https are opened from here; {self.key('page.copy')} copies the address")

    def action_copy_page(self) -> None:
        if isinstance(self.request, ElicitationUrl):
            self.post_message(CopyRequested(self.request.url, "the address"))

    def action_accept(self) -> None:
        self._say(answers.accept)

    def action_decline(self) -> None:
        self._say(answers.decline)

    def action_cancel(self) -> None:
        self._say(answers.cancel)

    def action_scroll(self, lines: int) -> None:
        self.text.scroll_lines(lines)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Pages of what is seen whole are the conversation's."""
        return self.text.is_cut if action == "page" else super().check_action(action, parameters)

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

    def _say(self, answer: Callable[[Request], Answer]) -> None:
        if self.request is not None and self.may_answer():
            self.answer(answer(self.request))

    def _draw(self, width: int) -> list[Strip]:
        request = self.request
        if not isinstance(request, ElicitationUrl) or not width:
            return []
        from codex_tui.render.lines import RenderContext
        from codex_tui.render.page import page_lines

        context = RenderContext(width=width, palette=self.palette(), ascii_only=self.ports.ascii_only)
        return [line.strip for line in page_lines(request, context)]
