"""A server of several threads that says what it is told to say, keeps what a real one keeps, and gives pages of it."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from codex_app_server import Notification
from codex_tui.model.reducer_history import Stretch
from tests.fuzz.recordings import Asked, Told, Variation, is_a, turn_of
from tests.session.stored import Store

if TYPE_CHECKING:
    from codex_app_server.generated.v2_all import Turn
    from codex_tui.model.reducer_history import Times


class Server:
    """Its threads, what it said of them, and what it says next."""

    def __init__(self, threads: list[str]) -> None:
        self.said: list[Told] = []
        self.coming: dict[str, deque[Told]] = {thread: deque() for thread in threads}
        self.statuses: dict[str, dict[str, Any]] = {thread: {"type": "idle"} for thread in threads}
        self.asking: dict[int, Asked] = {}
        """Requests that are not resolved."""
        self._turns = 0

    # --- what it says ---------------------------------------------------------------------------------------------

    def begin(self, thread: str, variation: Variation) -> None:
        self._turns += 1
        self.coming[thread].extend(turn_of(variation, thread, self._turns))

    def put_next(self, thread: str, *told: Told, behind: int = 0) -> None:
        """Says this next, or behind some of what comes."""
        for place, one in enumerate(told, behind):
            self.coming[thread].insert(place, one)

    def next(self, thread: str) -> Told:
        told = self.coming[thread].popleft()
        self.said.append(told)
        params = told.params
        if isinstance(told, Asked):
            self.asking[told.number] = told
        elif told.method == "thread/status/changed":
            self.statuses[params["threadId"]] = params["status"]
        elif told.method == "serverRequest/resolved":
            self.asking.pop(params["requestId"], None)
        return told

    def active_turn(self, thread: str) -> str | None:
        """The turn of a thread that runs."""
        active = None
        for one in self.said:
            if one.params.get("threadId") == thread and is_a(one, "turn/started"):
                active = one.params["turn"]["id"]
            elif one.params.get("threadId") == thread and is_a(one, "turn/completed"):
                active = None
        return active

    def take_back(self, thread: str) -> Notification:
        """Takes the last turn of an idle thread out of its history; gives what it says of that."""
        turns = list(self._store(thread).turns)
        last = turns[-1] if turns else None
        self.said = [
            one
            for one in self.said
            if one.params.get("threadId") != thread
            or last not in (one.params.get("turnId"), one.params.get("turn", {}).get("id"))
        ]
        return Notification("thread/reverted", {"threadId": thread}, emitted_at_ms=1)

    # --- what it has ----------------------------------------------------------------------------------------------

    def _store(self, thread: str) -> Store:
        return Store(thread, [one for one in self.said if isinstance(one, Notification)])

    def whole(self, thread: str) -> Stretch:
        return self._store(thread).stretch()

    def times(self, thread: str) -> Times:
        return self._store(thread).times

    def running(self, thread: str) -> list[Turn]:
        """The turns as the answer to resuming a thread has them: with what runs and will end."""
        ends = {
            (one.params["turnId"], one.params["item"]["id"])
            for queue in self.coming.values()
            for one in queue
            if is_a(one, "item/completed")
        }
        turns = self._store(thread).resumed()
        for turn in turns:
            turn.items = [item for item in turn.items if (turn.id, item.root.id) in ends]
        return turns

    def newest(self, thread: str, limit: int) -> Stretch:
        """The newest page, asked for from the end."""
        return self.older(thread, None, limit)

    def older(self, thread: str, cursor: str | None, limit: int) -> Stretch:
        whole = self.whole(thread)
        end = len(whole.turns) if cursor is None else int(cursor)
        start = max(0, end - limit)
        return Stretch(
            whole.turns[start:end],
            older=str(start) if start else None,
            newer=str(end),
            first=start == 0,
            last=cursor is None,
            times=whole.times,
        )

    def newer(self, thread: str, cursor: str | None, limit: int) -> Stretch:
        """A page towards the end; where it goes on from another page, the last turn of that comes again."""
        whole = self.whole(thread)
        start = 0 if cursor is None else max(0, int(cursor) - 1)
        end = start + limit + 1
        return Stretch(
            whole.turns[start:end],
            older=str(start),
            newer=str(end) if end < len(whole.turns) else None,
            first=cursor is None,
            last=end >= len(whole.turns),
            ascending=True,
            times=whole.times,
        )
