"""Which body shows which request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.requests import ElicitationForm, ElicitationUrl, Questions
from codex_tui.widgets.requests.approval import ApprovalBody

if TYPE_CHECKING:
    from codex_tui.model.requests import Request
    from codex_tui.widgets.requests.body import RequestBody


def body_for(request: Request) -> type[RequestBody]:
    """The class of the body that shows a request and takes its answer."""
    if isinstance(request, Questions):
        from codex_tui.widgets.requests.questions import QuestionBody

        return QuestionBody
    if isinstance(request, ElicitationForm):
        from codex_tui.widgets.requests.form import FormBody

        return FormBody
    if isinstance(request, ElicitationUrl):
        from codex_tui.widgets.requests.page import PageBody

        return PageBody
    return ApprovalBody
