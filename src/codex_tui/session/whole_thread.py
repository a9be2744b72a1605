"""Reads a thread page by page, all of it, for the session as for the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from codex_app_server import JsonRpcError
from codex_tui.model.whole_thread import WholeThread

if TYPE_CHECKING:
    from collections.abc import Awaitable

PAGE = 50
"""Turns of one page; the server's most is 100."""


class Call(Protocol):
    """Calls the server and gives the answer as it came."""

    def __call__(self, method: str, params: dict[str, Any]) -> Awaitable[Any]: ...


async def read_whole_thread(call: Call, thread: str) -> WholeThread:
    """Reads a thread with all turns and items that the server keeps; it need not be loaded.

    Raises:
        CodexError: there is no such thread, or it could not be read.
    """
    about = await call("thread/read", {"threadId": thread, "includeTurns": False})
    turns: list[dict[str, Any]] = []
    params: dict[str, Any] = {
        "threadId": thread,
        "limit": PAGE,
        "itemsView": "full",
        "sortDirection": "asc",
    }
    while True:
        try:
            page = await call("thread/turns/list", params)
        except JsonRpcError as error:
            if "list_turns is not supported" in error.message:
                break  # a thread without a turn
            raise
        turns += page["data"]
        if page.get("nextCursor") is None:
            break
        params = {**params, "cursor": page["nextCursor"]}
    return WholeThread(about["thread"], turns)
