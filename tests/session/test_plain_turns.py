"""Stored turns that are read without the protocol's models become the same items as with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import pytest

from codex_app_server.generated.v2_all import ThreadItem, Turn, UnknownThreadItem
from codex_tui.model.canonical import canonical
from codex_tui.model.conversation import Conversation
from codex_tui.model.keys import ThreadKey
from codex_tui.model.plain_turns import NEEDED, plain_turns
from codex_tui.model.reducer_history import Stretch, load_older
from codex_tui.model.state import LOCAL
from codex_tui.session.early_page import put_early_page
from tests.support.item_samples import ITEMS, item

from .replay import CAPTURES, recorded, thread_of
from .stored import Store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import BaseModel

Json = dict[str, Any]

UNKNOWN = {"id": "u", "type": "somethingNew", "note": None, "status": "inProgress", "parts": [{"a": 1}]}
MORE: dict[str, Json] = {
    "a message with notes": {
        **item("agentMessage"),
        "phase": "final_answer",
        "questions": [{"title": "Which?", "options": ["this", "that"]}, {"title": "When?"}],
        "memoryCitation": {
            "entries": [{"path": "a.md", "lineStart": 3, "lineEnd": 4, "note": "x"}],
            "threadIds": [],
        },
    },
    "a prompt with elements": {
        **item("userMessage"),
        "clientId": "mine",
        "content": [
            {
                "type": "text",
                "text": "Look at [Pasted 3 lines]",
                "text_elements": [{"byteRange": {"start": 8, "end": 24}, "placeholder": "[Pasted 3 lines]"}],
            },
            {"type": "somethingNew", "name": "else"},
        ],
    },
    "a command that was declined": {
        **item("commandExecution"),
        "status": "declined",
        "source": "userShell",
        "aggregatedOutput": None,
        "exitCode": None,
        "commandActions": [
            {"type": "read", "command": "cat a", "name": "a", "path": "/home/me/shop/a"},
            {"type": "search", "command": "grep b", "query": "b", "path": "."},
            {"type": "listFiles", "command": "ls"},
            {"type": "unknown", "command": "x"},
        ],
    },
    "a command that runs": {**item("commandExecution"), "status": "inProgress"},
    "a file that was moved": {
        **item("fileChange"),
        "changes": [
            {
                "path": "a",
                "kind": {"type": "update", "move_path": "b"},
                "diff": "@@ -1 +1 @@\n-a\r\n+b\x1b\n",
            },
            {"path": "c", "kind": {"type": "update"}, "diff": ""},
            {"path": "d", "kind": {"type": "delete"}, "diff": "gone"},
        ],
    },
    "a call that failed": {
        **item("mcpToolCall"),
        "status": "failed",
        "result": None,
        "error": {"message": "no such shop"},
        "arguments": "as text",
    },
    "a kind that nobody knows": UNKNOWN,
    "a command without its folder": {"id": "c", "type": "commandExecution", "command": "ls"},
    "a command that is nothing": {"id": "c", **item("commandExecution"), "command": None},
    "a failed picture": {**item("imageGeneration"), "failure": {"type": "usageLimitExceeded"}},
}
ERRORS: dict[str, Json] = {
    "a sentence": {"message": "It broke.", "additionalDetails": "Here is where."},
    "a known reason": {"message": "Too long.", "codexErrorInfo": "contextWindowExceeded"},
    "a reason with more": {
        "message": '400: {"error": {"message": "No."}}',
        "codexErrorInfo": {"httpConnectionFailed": {"httpStatusCode": 502}},
    },
}


def turn(*items: Json, status: str = "completed", error: Json | None = None) -> Json:
    times = {"startedAt": 1_800_000_000, "completedAt": 1_800_000_002, "durationMs": 2_000}
    return {"id": "t", "status": status, "error": error, "items": list(items), "itemsView": "full", **times}


def loaded(turns: Sequence[Any], times: Any = None) -> list[Json]:
    """What comes of turns, with what the canonical form leaves out."""
    conversation = Conversation(ThreadKey(LOCAL, "thread"))
    load_older(conversation, Stretch(turns, times=times or {}))
    whole = canonical(conversation)
    whole += [
        {"at": one.started_ms, "until": one.completed_ms, "status": one.status} for one in conversation.items
    ]
    whole += [
        {"agent": agent.thread, "name": agent.name, "state": agent.state}
        for agent in conversation.agents.values()
    ]
    return whole


def read_both_ways(*turns: Json, times: Any = None) -> tuple[list[Json], list[Json]]:
    modelled = [Turn.model_validate(turn) for turn in turns]
    return loaded(plain_turns(turns), times), loaded(modelled, times)


def models_of(root: Any) -> list[type[BaseModel]]:
    """The classes of a union that have a kind each, however it is nested."""
    if isinstance(root, type):
        return [root] if root is not UnknownThreadItem else []
    return [model for part in get_args(root) for model in models_of(part)]


def test_what_a_kind_has_to_have_is_what_the_models_say() -> None:
    said = {}
    for model in models_of(get_type_hints(ThreadItem)["root"]):
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        needed = {
            name for name, field in fields.items() if field.is_required() and field.annotation is not Any
        }
        [kind] = get_args(fields["type"].annotation)
        said[kind] = needed - {"id", "type"}
    assert {kind: set(names) for kind, names in NEEDED.items()} == said


SAMPLES = {**{kind: item(kind) for kind in ITEMS}, **MORE}


@pytest.mark.parametrize("status", ["completed", "interrupted", "inProgress"])
@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_an_item_is_the_same_as_with_the_models(kind: str, status: str) -> None:
    plain, modelled = read_both_ways(turn(SAMPLES[kind], status=status))
    assert plain == modelled


@pytest.mark.parametrize("error", sorted(ERRORS))
def test_a_turn_that_failed_says_the_same(error: str) -> None:
    plain, modelled = read_both_ways(turn(item("agentMessage"), status="failed", error=ERRORS[error]))
    assert plain == modelled


@pytest.mark.parametrize("name", sorted(path.stem for path in CAPTURES.glob("*.jsonl")))
def test_a_recorded_conversation_reads_the_same(name: str) -> None:
    notifications = recorded(name)
    store = Store(thread_of(notifications), notifications)
    plain, modelled = read_both_ways(*store.turns.values(), times=store.times)
    assert plain == modelled


def page(*turns: Json) -> Json:
    return {"data": list(turns), "nextCursor": "older", "backwardsCursor": "newer"}


def entries(*ids: str) -> Json:
    return {
        "data": [{"turnId": "t", "item": {"id": one}, "startedAtMs": 5, "completedAtMs": 6} for one in ids]
    }


def test_a_page_is_loaded_and_need_not_be_read_again() -> None:
    conversation = Conversation(ThreadKey(LOCAL, "thread"))
    command = item("commandExecution")
    stretch = put_early_page(conversation, page(turn(command)), entries(command["id"]))
    assert stretch is not None and stretch.newer == "newer" and not stretch.first and stretch.last
    assert conversation.history.cursor == "older"
    assert [one.kind for one in conversation.items] == ["command", "turn_end"]


def test_a_page_without_all_times_is_loaded_and_read_again() -> None:
    conversation = Conversation(ThreadKey(LOCAL, "thread"))
    assert put_early_page(conversation, page(turn(item("commandExecution"))), {}) is None
    assert [one.kind for one in conversation.items] == ["command", "turn_end"]


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"data": None},
        page({"id": "t"}),
        page(turn({**item("userMessage"), "content": [1]})),
        page(turn({**item("fileChange"), "changes": [{"path": 1}]})),
    ],
)
def test_what_does_not_fit_leaves_nothing_behind(answer: Json) -> None:
    conversation = Conversation(ThreadKey(LOCAL, "thread"))
    assert put_early_page(conversation, answer, {}) is None
    assert conversation == Conversation(ThreadKey(LOCAL, "thread"))
