"""Recorded conversations, events that were never recorded, and a reducer they are played through."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codex_app_server import Notification
from codex_tui.model.board import ThreadRow
from codex_tui.model.items import CommandItem, Item, TurnEndItem
from codex_tui.model.keys import ThreadKey
from codex_tui.model.reducer import Reducer
from codex_tui.model.state import LOCAL, AppState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codex_tui.model.changes import Change
    from codex_tui.model.conversation import Conversation

CAPTURES = Path(__file__).parent.parent / "data" / "captures"
TURN = {"id": "T", "items": [], "status": "inProgress"}


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
        used = item.tokens.input + item.tokens.output if item.tokens is not None else None
        return f"turn {item.status.value}, {used} tokens"
    state = "" if item.status.value == "completed" else f" ({item.status.value})"
    return f"{item.kind}{state}: {text[:100]}"


# --- events made up by a test


def player() -> Player:
    made = Player("t")
    made.state.board.put(ThreadRow(made.conversation.key))
    return made


def started(turn: str = "T") -> dict[str, Any]:
    return {"turn": {**TURN, "id": turn}}


def ended(turn: str = "T", status: str = "completed", **more: Any) -> dict[str, Any]:
    return {"turn": {**TURN, "id": turn, "status": status, **more}}


def user(text: str, item: str = "u", client: str | None = None) -> dict[str, Any]:
    content = [{"type": "text", "text": text}]
    return {"type": "userMessage", "id": item, "clientId": client, "content": content}


def command(item: str = "c", status: str = "inProgress", **more: Any) -> dict[str, Any]:
    return {
        "type": "commandExecution",
        "id": item,
        "command": "/bin/bash -lc 'echo hi'",
        "cwd": "/project",
        "commandActions": [],
        "status": status,
        **more,
    }


def start(at: Player, item: dict[str, Any], turn: str = "T") -> None:
    at.say("item/started", item=item, turnId=turn, startedAtMs=1)


def complete(at: Player, item: dict[str, Any], turn: str = "T") -> None:
    at.say("item/completed", item=item, turnId=turn, completedAtMs=2)
