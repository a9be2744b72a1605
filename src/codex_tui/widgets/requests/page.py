"""A page that an MCP server wants to be visited: its whole address, made so that nothing in it can hide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.keymap import Scope, bindings
from codex_tui.messages import CopyRequested, OpenPage
from codex_tui.model import answers
from codex_tui.model.page_address import why_not_opened
from codex_tui.model.requests import ElicitationUrl
from codex_tui.widgets.requests.read import ReadBody
from codex_tui.widgets.requests.words import invitation_lines, key_lines, sent_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.content import Content
    from textual.strip import Strip

    from codex_tui.model.answers import Answer
    from codex_tui.model.requests import Request

_ANSWERS = ("page.open", "page.copy", "page.accept", "page.decline", "page.cancel")


class PageBody(ReadBody):
    """Asks for a page to be visited; it is opened by a key and never by itself."""

    BINDINGS = bindings(Scope.PAGE)
    END = "page.end"
    ZOOM = "page.zoom"

    def compose(self) -> ComposeResult:
        yield self.text

    def present(self, request: Request, sent: Answer | None) -> None:
        super().present(request, sent)
        self.text.renew()

    def question(self) -> str:
        request = self.request
        return f"{request.server} wants you to visit a page" if isinstance(request, ElicitationUrl) else ""

    def keys(self, width: int, *, inside: bool, several: bool) -> Sequence[Content]:
        if self.sent is not None:
            return [sent_line(self.sent.words, self.ports.ascii_only)]
        if not inside:
            return invitation_lines(_ANSWERS, width, self.ports.keys)
        following = ("page.next",) if several else ()
        actions = self.named((*_ANSWERS, "page.zoom", "page.later", *following))
        return key_lines(actions, width, self.ports.keys)

    # --- keys --------------------------------------------------------------------------------------------------

    def action_open_page(self) -> None:
        request = self.request
        if not isinstance(request, ElicitationUrl) or not self.may_allow():
            return
        if why := why_not_opened(request.raw_url):
            self.hint(f"{self.key('page.copy')} copies the address; {why}")
        else:
            self.post_message(OpenPage(request.raw_url))

    def action_copy_page(self) -> None:
        if isinstance(self.request, ElicitationUrl):
            self.post_message(CopyRequested(self.request.url, "the address"))

    def action_accept(self) -> None:
        if self.request is not None and self.may_allow():
            self.answer(answers.accept(self.request))

    def action_decline(self) -> None:
        self._say(answers.decline)

    def action_cancel(self) -> None:
        self._say(answers.cancel)

    def _say(self, answer: Callable[[Request], Answer]) -> None:
        if self.request is not None and self.may_answer():
            self.answer(answer(self.request))

    def draw(self, width: int) -> list[Strip]:
        request = self.request
        if not isinstance(request, ElicitationUrl) or not width:
            return []
        from codex_tui.render.lines import RenderContext
        from codex_tui.render.page import page_lines

        context = RenderContext(width=width, palette=self.palette(), ascii_only=self.ports.ascii_only)
        return [line.strip for line in page_lines(request, context)]
