"""What the server would have kept of a recorded conversation up to some moment, by its rules as observed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_app_server.generated.v2_all import Turn
from codex_tui.model.reducer_history import Stretch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_app_server import Notification


class Store:
    """The turns of one thread: completed items in the order in which they ended, and when they began.

    Not commands to which a person said no: of those nothing is kept.
    """

    def __init__(self, thread: str, notifications: Sequence[Notification]) -> None:
        self.turns: dict[str, dict[str, Any]] = {}
        self.running: dict[str, dict[str, dict[str, Any]]] = {}
        self.times: dict[tuple[str, str], tuple[int, int | None]] = {}
        for one in notifications:
            if one.thread_id == thread:
                self._keep(one.method, dict(one.params or {}))

    def _keep(self, method: str, params: dict[str, Any]) -> None:
        if method in ("turn/started", "turn/completed"):
            turn = params["turn"]
            kept = self.turns.setdefault(turn["id"], {"items": []})
            kept.update({name: value for name, value in turn.items() if name != "items"}, itemsView="full")
            return
        if method not in ("item/started", "item/completed"):
            return
        turn, item = params["turnId"], params["item"]
        running = self.running.setdefault(turn, {})
        began = self.times.get((turn, item["id"]), (params.get("startedAtMs", 0), None))[0]
        self.times[turn, item["id"]] = began, params.get("completedAtMs")
        if method == "item/started":
            running[item["id"]] = item
        else:
            running.pop(item["id"], None)
            if (item["type"], item.get("status")) != ("commandExecution", "declined"):
                self.turns[turn]["items"].append(item)

    def stretch(self) -> Stretch:
        """All of it as one page, as the server answers when it is asked for it."""
        turns = [Turn.model_validate(turn) for turn in self.turns.values()]
        done = {(turn.id, item.root.id) for turn in turns for item in turn.items}
        return Stretch(turns, times={key: times for key, times in self.times.items() if key in done})

    def resumed(self) -> list[Turn]:
        """The turns as the answer to resuming the thread has them: with what runs."""
        return [
            Turn.model_validate({**turn, "items": list(self.running.get(turn["id"], {}).values())})
            for turn in self.turns.values()
        ]
