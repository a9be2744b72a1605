"""Which items wait for a person: those that requests name, and the calls of MCP servers, which name none."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

from codex_tui.model.requests import ElicitationForm, ElicitationUrl, Request, ToolApproval
from codex_tui.model.tool_items import McpCallItem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from codex_tui.model.conversation import Conversation
    from codex_tui.model.keys import ItemKey

_NEWEST = 500
"""Items looked through: what runs stands at the end."""


def asked_items(requests: Iterable[Request], conversation: Conversation) -> frozenset[ItemKey]:
    """The items of a conversation that requests are about.

    A request of an MCP server has its name and the turn: it is about the call of it that runs, the oldest if several
    do. That is looked up anew each time, as the request may come before the item, and items go and come.
    """
    found: set[ItemKey] = set()
    for request in requests:
        if request.item is not None:
            found.add(request.item)
        elif isinstance(request, ToolApproval | ElicitationForm | ElicitationUrl):
            tool = request.tool if isinstance(request, ToolApproval) else ""
            calls = [key for key in _calls(conversation, request, tool) if key not in found]
            found.update(calls[-1:])
    return frozenset(found)


def _calls(
    conversation: Conversation, request: ToolApproval | ElicitationForm | ElicitationUrl, tool: str
) -> Iterator[ItemKey]:
    """The calls of that server, and tool, that run in the turn of the request; the newest first."""
    newest = chain(reversed(conversation.ahead), reversed(conversation.items))
    for item in islice(newest, _NEWEST):
        if isinstance(item, McpCallItem) and item.running and item.key.turn == request.turn:
            server, _, name = item.heading.partition(".")
            if item.heading == f"{request.server}.{tool}" or (not tool and server == request.server and name):
                yield item.key
