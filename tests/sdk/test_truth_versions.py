"""Answers of servers that are older or newer than the models."""

from typing import Any

import pytest

from codex_app_server import InvalidResponseError
from codex_app_server.generated.v2_all import PermissionProfileListResponse, ThreadReadResponse
from codex_app_server.models import parse
from codex_app_server.reconnecting.following import FollowedThread, TurnProgress
from codex_app_server.reconnecting.history import missed_turns


def test_a_field_an_older_server_does_not_know_is_none():
    answer = parse(PermissionProfileListResponse, {"data": [{"id": ":read-only"}], "nextCursor": None})
    assert answer.data[0].model_dump(exclude_none=True) == {"id": ":read-only"}


def test_missing_fields_unknown_items_and_unknown_values_do_not_hide_the_rest():
    items = [{"type": "agentMessage", "id": "a"}, {"type": "brandNew", "id": "b", "more": 1}]
    turn = {"id": "t", "items": items, "status": "weird"}
    answer = parse(ThreadReadResponse, {"thread": {"id": "th", "turns": [turn]}})
    read = answer.thread.turns[0]
    assert read.status == "weird"
    assert [item.root.type for item in read.items] == ["agentMessage", "brandNew"]
    assert read.items[1].root.model_extra == {"more": 1}


def test_a_value_of_another_type_is_still_an_error():
    with pytest.raises(InvalidResponseError):
        parse(ThreadReadResponse, {"thread": {"id": 5}})


@pytest.mark.anyio
async def test_stored_items_without_times_have_those_of_their_turn():
    # Servers up to 0.154 tell no times of items; a client that reconnects must not depend on them.
    turn = {"id": "t", "status": "completed", "startedAt": 5, "completedAt": 7}
    answers: dict[str, list[Any]] = {
        "thread/turns/list": [turn],
        "thread/items/list": [{"turnId": "t", "item": {"type": "agentMessage", "id": "a", "text": "x"}}],
    }

    async def request(method: str, params: Any) -> Any:
        return {"data": answers[method], "nextCursor": None}

    thread = FollowedThread("th", turns={"t": TurnProgress()})
    (missed,) = await missed_turns(request, thread)
    story = missed.items(thread.turns["t"])
    assert [note.method for note in story] == ["item/started", "item/completed"]
    assert story[1].params["completedAtMs"] == 7000
