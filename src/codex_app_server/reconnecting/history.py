"""What happened in a thread while nobody listened, read from the server's history page by page."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from ..errors import JsonRpcError
from ..notification import Notification

if TYPE_CHECKING:
    from .following import FollowedThread, TurnProgress

__all__ = ["MissedTurn", "Request", "missed_turns"]

_TURNS_PAGE = 25
_ITEMS_PAGE = 100


class Request(Protocol):
    """A call to the server."""

    async def __call__(self, method: str, params: Any) -> Any: ...


@dataclass(slots=True)
class MissedTurn:
    """One turn as the history has it, of which something may not have been delivered.

    Attributes:
        turn: The turn, without items.
        entries: Its items in their order, each with the times of its start and its completion.
    """

    thread_id: str
    turn: dict[str, Any]
    entries: list[dict[str, Any]]

    @property
    def turn_id(self) -> str:
        return str(self.turn["id"])

    @property
    def is_over(self) -> bool:
        return not _runs(self.turn)

    def started(self) -> Notification:
        turn = {**self.turn, "status": "inProgress", "error": None, "completedAt": None, "durationMs": None}
        return Notification("turn/started", {"threadId": self.thread_id, "turn": turn})

    def completed(self) -> Notification:
        return Notification("turn/completed", {"threadId": self.thread_id, "turn": self.turn})

    def items(self, progress: TurnProgress) -> list[Notification]:
        """Return the starts and completions that were not delivered, and note that they are now."""
        story: list[Notification] = []
        for entry in self._known_entries(progress):
            item = entry["item"]
            if item["id"] in progress.completed:
                continue
            params = {"threadId": self.thread_id, "turnId": self.turn_id, "item": item}
            if item["id"] not in progress.open:
                story.append(
                    Notification("item/started", {**params, "startedAtMs": entry["startedAtMs"] or 0})
                )
            if entry["completedAtMs"] is not None:
                completed = {**params, "completedAtMs": entry["completedAtMs"]}
                story.append(Notification("item/completed", completed))
                progress.healed.add(item["id"])
        return story

    def _known_entries(self, progress: TurnProgress) -> list[dict[str, Any]]:
        """Return the entries under the ids by which their items were told.

        Old servers number the items of a turn anew in its history. There the first message of the history is the
        first that was delivered, and so on, kind by kind.
        """
        known = {**progress.completed, **progress.open}
        if any(entry["item"]["id"] in known for entry in self.entries):
            return self.entries
        ids: dict[str, deque[str]] = defaultdict(deque)
        for item_id, kind in known.items():
            ids[kind].append(item_id)
        return [
            {**entry, "item": {**entry["item"], "id": ids[kind].popleft()}}
            if ids[kind := entry["item"]["type"]]
            else entry
            for entry in self.entries
        ]


async def missed_turns(request: Request, thread: FollowedThread) -> list[MissedTurn]:
    """Return the turns of which something may not have been delivered, oldest first.

    Raises:
        TransportClosedError: The connection broke again.
    """
    try:
        turns = await _turns(request, thread)
    except JsonRpcError:
        return []  # there is none yet, or this server cannot list them
    missed: list[MissedTurn] = []
    for turn in turns:
        progress = thread.turns.get(turn["id"])
        if progress is None or not progress.is_over or progress.open:
            entries = await _items(request, thread, turn)
            missed.append(MissedTurn(thread.thread_id, turn, entries))
    return missed


async def _turns(request: Request, thread: FollowedThread) -> list[dict[str, Any]]:
    """Return the turns since the oldest one that may be incomplete, oldest first."""
    if not thread.turns and not thread.is_new and thread.turns_cursor is not None:
        since = await _turns_since(request, thread)
        # The cursor stands on the last turn that was there; it is ours only if it was still running.
        return since if thread.was_active else since[1:]
    newest_first: list[dict[str, Any]] = []
    cursor: str | None = None
    while not _reaches_back(thread, newest_first):
        page, cursor = await _page_of_turns(request, thread, "desc", cursor)
        newest_first += page
        if cursor is None:
            break
    known = [index for index, turn in enumerate(newest_first) if turn["id"] in thread.turns]
    if known:
        return newest_first[known[-1] :: -1]
    # Nobody knows where to begin, so of an old thread only the turn that runs can be ours.
    return newest_first[::-1] if thread.is_new else [turn for turn in newest_first[:1] if _runs(turn)]


def _reaches_back(thread: FollowedThread, newest_first: list[dict[str, Any]]) -> bool:
    """Whether there is nothing of interest before these turns."""
    if not thread.turns:
        return bool(newest_first) and not thread.is_new
    ids = {turn["id"] for turn in newest_first}
    return thread.turns.keys() <= ids or any(
        progress.is_over and turn_id in ids for turn_id, progress in thread.turns.items()
    )


def _runs(turn: dict[str, Any]) -> bool:
    return bool(turn["status"] == "inProgress")


async def _turns_since(request: Request, thread: FollowedThread) -> list[dict[str, Any]]:
    turns: list[dict[str, Any]] = []
    cursor = thread.turns_cursor
    while cursor is not None:
        page, cursor = await _page_of_turns(request, thread, "asc", cursor)
        turns += page
    return turns


async def _page_of_turns(
    request: Request, thread: FollowedThread, direction: str, cursor: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    """Return some turns, and where the next ones begin."""
    params = {
        "threadId": thread.thread_id,
        "limit": _TURNS_PAGE,
        "sortDirection": direction,
        "itemsView": "notLoaded",
        "cursor": cursor,
    }
    page = await request("thread/turns/list", params)
    return page["data"], page.get("nextCursor")


async def _items(request: Request, thread: FollowedThread, turn: dict[str, Any]) -> list[dict[str, Any]]:
    progress = thread.turns.get(turn["id"])
    joined = progress.is_joined if progress is not None else thread.was_active and not thread.turns
    # Of a turn that was running when the thread was opened, the items up to that moment are not ours.
    cursor = thread.items_cursor if joined else None
    entries: list[dict[str, Any]] = []
    try:
        while True:
            params = {
                "threadId": thread.thread_id,
                "turnId": turn["id"],
                "limit": _ITEMS_PAGE,
                "sortDirection": "asc",
                "cursor": cursor,
            }
            page = await request("thread/items/list", params)
            # Such a cursor stands on the last item that was there.
            entries += page["data"][1:] if joined and cursor == thread.items_cursor else page["data"]
            cursor = page.get("nextCursor")
            if cursor is None:
                # Servers up to 0.154 do not tell the times of an item.
                return [{**_times(turn), **entry} for entry in entries]
    except JsonRpcError:
        return await _items_of_whole_turns(request, thread, turn)


async def _items_of_whole_turns(
    request: Request, thread: FollowedThread, turn: dict[str, Any]
) -> list[dict[str, Any]]:
    """Ask in the way that threads with the older kind of history know."""
    params = {"threadId": thread.thread_id, "limit": _TURNS_PAGE, "itemsView": "full"}
    page = await request("thread/turns/list", params)
    return [
        {"item": item, **_times(turn)}
        for listed in page["data"]
        if listed["id"] == turn["id"]
        for item in listed["items"]
    ]


def _times(turn: dict[str, Any]) -> dict[str, int]:
    """Return the times of a turn, for finished items whose own times are not known."""
    started, completed = (turn.get("startedAt") or 0) * 1000, (turn.get("completedAt") or 0) * 1000
    return {"startedAtMs": started, "completedAtMs": completed or started}
