"""What the server has of a thread now, where an answer says that it is not what it seemed: deleted, or moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_app_server import CodexError, JsonRpcError
from codex_tui.list_call import LIST
from codex_tui.model.changes import RowsChanged, StatusChanged
from codex_tui.model.thread_rows import is_archived

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey
    from codex_tui.session.link import Link

_MOST_AGENTS = 100
_GONE = "it was deleted, here or by another client"
_UNKNOWN_THREAD = (
    "no rollout found",
    "no archived rollout found",
    "thread not found",
    "thread not loaded",
)


class RefusedError(Exception):
    """It was not done; the text says why, in plain words."""


def is_unknown(error: JsonRpcError) -> bool:
    """Whether the server found no such thread where it looked: there is none, or it is in the archive, or out of it."""
    return any(part in error.message for part in _UNKNOWN_THREAD)


class Lookup:
    """Asks for single threads, and mends the board by the answer."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def read(self, key: ThreadKey) -> dict[str, Any]:
        """The answer to reading a thread.

        Raises:
            RefusedError: there is no such thread; its row is dropped.
            CodexError: it cannot be read now.
        """
        params = {"threadId": key.thread, "includeTurns": False}
        try:
            answer: dict[str, Any] = await self._link.call("thread/read", params)
        except JsonRpcError as error:
            if not is_unknown(error):
                raise
            self.drop(key)
            raise RefusedError(_GONE) from error
        return answer

    async def exists(self, key: ThreadKey) -> bool:
        try:
            await self.read(key)
        except RefusedError:
            return False
        return True

    async def refuse_if_gone(self, key: ThreadKey, error: JsonRpcError) -> None:
        """Raises `RefusedError` if an error means that there is no such thread any more."""
        if is_unknown(error):
            await self.read(key)

    async def is_archived(self, key: ThreadKey) -> bool:
        """Whether a thread is in the archive; only its path tells."""
        archived = is_archived((await self.read(key))["thread"].get("path")) or False
        row = self._link.state.board.rows.get(key)
        if row is not None and row.archived is not archived:
            row.archived = archived
            self._link.report(RowsChanged(), StatusChanged(key))
        return archived

    async def agents(self, key: ThreadKey, *, archived: bool) -> list[str]:
        """Ids of the threads in which sub-agents worked for a thread; none if they cannot be listed."""
        params = {
            "ancestorThreadId": key.thread,
            "archived": archived,
            "limit": _MOST_AGENTS,
            "modelProviders": [],
            "useStateDbOnly": True,
        }
        try:
            return [thread["id"] for thread in (await self._link.call(LIST, params))["data"]]
        except CodexError:
            return []

    def drop(self, key: ThreadKey) -> None:
        """Takes a thread that is gone off the board."""
        if self._link.state.board.drop(key):
            self._link.report(RowsChanged())
