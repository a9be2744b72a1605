"""Answers of servers that are older or newer than the models."""

import pytest

from codex_app_server import InvalidResponseError
from codex_app_server.generated.v2_all import PermissionProfileListResponse, ThreadReadResponse
from codex_app_server.models import parse


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
