"""A request that came in, and the thread that it is about; errors are worded as the real server words them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .checks import check_thread_id, refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..errors import JsonRpcError
    from .server import InMemoryAppServer
    from .threads import StoredThread

__all__ = ["Call", "find_thread", "not_archived", "opened_thread", "page_of", "stored_thread"]

Json = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """A request that came in.

    Attributes:
        followed: The ids of the threads that this client follows.
        afterwards: What is to happen once the request is answered.
    """

    server: InMemoryAppServer
    followed: set[str]
    params: Json
    afterwards: list[Callable[[], None]] = field(default_factory=list)

    def later(self, action: Callable[[], None]) -> None:
        self.afterwards.append(action)


def find_thread(call: Call, otherwise: JsonRpcError, *, of: str = "thread") -> StoredThread:
    """Return the thread that is meant; ``of`` is what the server calls the id for this method."""
    thread = call.server.threads.get(call.params["threadId"])
    if thread is None:
        check_thread_id(call.params["threadId"], of=of)
        raise otherwise
    return thread


def stored_thread(call: Call, *, of: str = "session") -> StoredThread:
    """Return a thread that has a file, which it has from its first turn or name on."""
    missing = refused(f"no rollout found for thread id {call.params['threadId']}")
    thread = find_thread(call, missing, of=of)
    if not thread.has_file:
        raise missing
    return thread


def opened_thread(call: Call) -> StoredThread:
    """Return a thread that the server has in memory."""
    missing = refused(f"thread not found: {call.params['threadId']}")
    thread = find_thread(call, missing)
    if not thread.loaded:
        raise missing
    return thread


def not_archived(thread: StoredThread) -> StoredThread:
    if thread.archived:
        mend = f"Run `codex unarchive {thread.id}` to unarchive it first."
        raise refused(f"session {thread.id} is archived. {mend}")
    return thread


def page_of(rows: list[Any], params: Json) -> tuple[list[Any], str | None]:
    cursor = params.get("cursor") or "0"
    if not cursor.isdecimal():
        raise refused(f"invalid cursor: {cursor}")
    start, limit = int(cursor), params.get("limit")
    end = start + (25 if limit is None else max(1, min(100, limit)))
    return rows[start:end], str(end) if end < len(rows) else None
