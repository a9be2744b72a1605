"""Recorded conversations, and a reducer they are played through."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codex_app_server import Notification
from codex_tui.model.items import CommandItem, Item, TurnEndItem
from codex_tui.model.keys import ThreadKey
from codex_tui.model.reducer import Reducer
from codex_tui.model.state import LOCAL, AppState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codex_tui.model.changes import Change
    from codex_tui.model.conversation import Conversation

CAPTURES = Path(__file__).parent.parent / "data" / "captures"


def recorded(name: str) -> list[Notification]:
    """What the server said unasked in a recording."""
    notifications = []
    for line in (CAPTURES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        message = entry["msg"]
        if entry["dir"] == "in" and "method" in message and "id" not in message:
            notifications.append(note(message["method"], **message.get("params") or {}))
    return notifications


def note(method: str, **params: Any) -> Notification:
    return Notification(method, params, emitted_at_ms=1)


def thread_of(notifications: Iterable[Notification]) -> str:
    """The thread that a recording is about."""
    return next(one.thread_id for one in notifications if one.method.startswith("turn/") and one.thread_id)


class Player:
    """A state with one open conversation, and the reducer that changes it."""

    def __init__(self, thread: str, server: str = LOCAL) -> None:
        self.server = server
        self.state = AppState("/project")
        self.reducer = Reducer(self.state, clock=lambda: 1_800_000_000.0)
        self.conversation: Conversation = self.state.conversation(ThreadKey(server, thread))

    def play(self, notifications: Iterable[Notification]) -> list[Change]:
        changes: list[Change] = []
        for one in notifications:
            changes += self.reducer.apply(self.server, one)
        return changes

    def say(self, method: str, **params: Any) -> list[Change]:
        return self.play([note(method, threadId=self.conversation.key.thread, **params)])

    @property
    def lines(self) -> list[str]:
        """The conversation as a person reads it: kind, state where it is not completed, first line."""
        return [line(item) for item in self.conversation.items]


def play(name: str) -> Player:
    notifications = recorded(name)
    player = Player(thread_of(notifications))
    player.play(notifications)
    return player


def line(item: Item) -> str:
    text = " / ".join(item.source().strip().split("\n"))
    if isinstance(item, CommandItem):
        text += f" -> {item.exit_code}"
    if isinstance(item, TurnEndItem):
        return f"turn {item.status.value}, {item.tokens} tokens"
    state = "" if item.status.value == "completed" else f" ({item.status.value})"
    return f"{item.kind}{state}: {text[:100]}"
