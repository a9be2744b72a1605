"""What the server asks, on its way into the inbox: it is tied to the cell that it is about, and said in the row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codex_tui.model.changes import ApprovalOpened
from codex_tui.model.requests import ElicitationForm, ElicitationUrl, Request, ToolApproval
from codex_tui.model.tool_items import McpCallItem

if TYPE_CHECKING:
    from codex_tui.model.keys import ItemKey
    from codex_tui.model.reducer_base import Reduction


def ask(reduction: Reduction, request: Request) -> None:
    """A request waits for a person."""
    if request.item is None and isinstance(request, ToolApproval | ElicitationForm | ElicitationUrl):
        request = replace(request, item=_call_of(reduction, request))
    if reduction.state.inbox.add(request):
        reduction.note(ApprovalOpened(request.thread, request.key))
        reduction.show_activity(request.thread.thread, request.title)


def _call_of(
    reduction: Reduction, request: ToolApproval | ElicitationForm | ElicitationUrl
) -> ItemKey | None:
    """The running call that an MCP server asks about: the server names no item, but its own name and the turn."""
    conversation = reduction.state.conversations.get(request.thread)
    if conversation is None:
        return None
    tool = request.tool if isinstance(request, ToolApproval) else ""
    taken = {other.item for other in reduction.state.inbox.of(request.thread)}
    calls = (
        item.key
        for item in (*conversation.items, *conversation.ahead)
        if isinstance(item, McpCallItem) and item.running and item.key.turn == request.turn
        if item.key not in taken
        if item.heading == f"{request.server}.{tool}"
        or (not tool and item.heading.startswith(f"{request.server}."))
    )
    return next(calls, None)
