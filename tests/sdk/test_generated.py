"""The generated models: in step with the pinned binary, tolerant of newer servers, and lazy."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from codex_app_server.generated import registry, v2_all
from codex_app_server.generated.v2_all import (
    AgentMessageDeltaNotification,
    AgentMessageThreadItem,
    AskForApproval,
    AskForApprovalValue,
    ClientInfo,
    CodexErrorInfo,
    CommandExecutionThreadItem,
    GetAccountRateLimitsResponse,
    GranularAskForApproval,
    InitializeCapabilities,
    InitializeParams,
    ItemStartedNotification,
    McpElicitationPrimitiveSchema,
    ModelListResponse,
    TextUserInput,
    Thread,
    ThreadItem,
    ThreadStatus,
    Turn,
    TurnCompletedNotification,
    TurnStartParams,
    TurnStatus,
    UnknownAskForApproval,
    UnknownCodexErrorInfo,
    UnknownThreadItem,
    UnknownThreadStatus,
    UnrecognizedCommandAction,
    UserInput,
)

ROOT = Path(__file__).resolve().parent.parent.parent
CAPTURES = sorted((ROOT / "tests" / "data" / "captures").glob("*.jsonl"))


def wire(model: BaseModel) -> Any:
    """What the model says on the wire, of the fields that were given."""
    python = model.model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert json.loads(model.model_dump_json(by_alias=True, exclude_unset=True)) == python
    return python


def records(capture: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capture.read_text().splitlines()]


def incoming(capture: Path) -> list[dict[str, Any]]:
    """Notifications and requests from the server."""
    return [
        record["msg"] for record in records(capture) if record["dir"] == "in" and "method" in record["msg"]
    ]


def payloads(capture: Path) -> list[tuple[type[BaseModel], Any]]:
    """Parameters and answers of both directions, each with the model that the registry has for it."""
    found: list[tuple[type[BaseModel] | None, Any]] = []
    answers: dict[tuple[str, Any], type[BaseModel]] = {}
    for record in records(capture):
        message, sender = record["msg"], record["dir"]
        method, other = message.get("method"), "in" if sender == "out" else "out"
        if method is None:
            found.append((answers[sender, message["id"]], message["result"]))
        elif "id" not in message:
            found.append((registry.notification_model(method), message["params"]))
        else:
            is_client = sender == "out"
            models = (
                registry.client_request_models(method)
                if is_client
                else registry.server_request_models(method)
            )
            assert models is not None, method
            answers[other, message["id"]] = models[1]
            found.append((models[0], message["params"]))
    return [(model, payload) for model, payload in found if model is not None]


def in_fresh_interpreter(code: str) -> list[str]:
    """The generated modules that are loaded after running the code."""
    wanted = "[name for name in sys.modules if '.generated.' in name or name == 'pydantic']"
    tail = f"import sys, json; print(json.dumps({wanted}))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{tail}"], check=True, capture_output=True, text=True
    )
    loaded: list[str] = json.loads(done.stdout)
    return [name.rpartition(".")[2] for name in loaded]


def started(item: dict[str, Any]) -> dict[str, Any]:
    return {"threadId": "thread", "turnId": "turn", "startedAtMs": 1, "item": item}


# In step with the binary


@pytest.mark.long  # `make check` asks the same
def test_committed_models_are_what_the_pinned_binary_gives():
    script = ROOT / "scripts" / "generate_models.py"
    done = subprocess.run(
        [sys.executable, str(script), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_public_name_can_be_imported_and_built():
    for name in v2_all.__all__:
        TypeAdapter(getattr(v2_all, name)).core_schema  # building a deferred model would raise here
    assert set(v2_all.__all__) <= set(dir(v2_all))


def test_a_name_that_is_no_model_is_an_attribute_error():
    with pytest.raises(AttributeError, match="Hologram"):
        v2_all.Hologram  # type: ignore[attr-defined]


def test_every_method_of_the_registry_has_its_models():
    for method in registry.NOTIFICATIONS:
        assert registry.notification_model(method) is not None
    for method in registry.SERVER_REQUESTS:
        assert registry.server_request_models(method) is not None
    for method, (params, _) in registry.CLIENT_REQUESTS.items():
        models = registry.client_request_models(method)
        assert models is not None
        assert (models[0] is None) == (params is None)


def test_a_method_the_registry_does_not_know_has_no_model():
    assert registry.notification_model("hologram/projected") is None
    assert registry.server_request_models("hologram/project") is None
    assert registry.client_request_models("hologram/project") is None


def test_registry_pairs_methods_with_the_models_of_the_protocol():
    assert registry.NOTIFICATIONS["item/agentMessage/delta"] == "AgentMessageDeltaNotification"
    assert registry.CLIENT_REQUESTS["initialize"] == ("InitializeParams", "InitializeResponse")
    assert registry.CLIENT_REQUESTS["account/logout"] == (None, "LogoutAccountResponse")
    assert registry.SERVER_REQUESTS["execCommandApproval"] == (
        "ExecCommandApprovalParams",
        "ExecCommandApprovalResponse",
    )


# Recorded conversations


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda path: path.stem)
def test_recorded_messages_validate_and_come_back_unchanged(capture):
    found = payloads(capture)
    assert len(found) == len(records(capture))
    for model, payload in found:
        parsed = model.model_validate(payload)
        assert wire(parsed) == payload
        assert model.model_validate_json(json.dumps(payload)) == parsed


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda path: path.stem)
def test_recorded_items_are_all_of_known_types(capture):
    items = [message["params"]["item"] for message in incoming(capture) if "item" in message["params"]]
    assert not [item for item in items if isinstance(ThreadItem.model_validate(item).root, UnknownThreadItem)]


# A newer server


def test_unknown_item_type_keeps_its_data():
    params = started({"type": "hologram", "id": "h1", "depth": {"layers": [1, 2]}})
    item = ItemStartedNotification.model_validate(params).item.root
    assert isinstance(item, UnknownThreadItem)
    assert (item.type, item.id, item.model_extra) == ("hologram", "h1", {"depth": {"layers": [1, 2]}})
    assert wire(ItemStartedNotification.model_validate(params)) == params


def test_unknown_item_without_an_id_is_still_an_item():
    item = ThreadItem.model_validate({"type": "hologram"}).root
    assert isinstance(item, UnknownThreadItem)
    assert item.id == ""


def test_known_item_that_lost_a_required_field_is_kept_raw():
    item = ThreadItem.model_validate({"type": "agentMessage", "id": "m1", "body": "moved"}).root
    assert isinstance(item, UnknownThreadItem)
    assert item.model_extra == {"body": "moved"}


def test_one_strange_item_does_not_spoil_a_turn():
    items = [{"type": "hologram", "id": "h1"}, {"type": "agentMessage", "id": "m1", "text": "hello"}]
    turn = {"id": "turn", "items": items, "status": "completed"}
    parsed = TurnCompletedNotification.model_validate({"threadId": "thread", "turn": turn}).turn
    assert [type(item.root) for item in parsed.items] == [UnknownThreadItem, AgentMessageThreadItem]


def test_unknown_parts_deep_inside_a_known_item_leave_it_known():
    action = {"type": "teleport", "where": "moon"}
    params = {
        "type": "commandExecution",
        "id": "c1",
        "command": "ls",
        "cwd": "/",
        "commandActions": [action],
        "status": "paused",
        "mood": "calm",
    }
    item = ThreadItem.model_validate(params).root
    assert isinstance(item, CommandExecutionThreadItem)
    assert isinstance(item.command_actions[0].root, UnrecognizedCommandAction)
    assert item.status == "paused"
    assert item.model_extra == {"mood": "calm"}
    assert wire(item) == params


def test_unknown_enum_value_equals_its_string():
    turn = Turn.model_validate({"id": "turn", "items": [], "status": "paused"})
    assert turn.status == "paused"
    assert turn.status in {"paused"}
    assert isinstance(turn.status, TurnStatus)
    assert not turn.status.is_known
    assert f"{turn.status}" == str(turn.status) == turn.status.value == "paused"
    assert "paused" not in [status.value for status in TurnStatus]


def test_known_enum_value_is_its_member_and_equals_its_string():
    turn = Turn.model_validate({"id": "turn", "items": [], "status": "inProgress"})
    assert turn.status == "inProgress"
    assert turn.status.is_known
    assert turn.status is TurnStatus.in_progress
    assert str(turn.status) == "inProgress"


def test_enum_refuses_what_is_no_string():
    with pytest.raises(ValidationError):
        Turn.model_validate({"id": "turn", "items": [], "status": 7})


def test_unknown_thread_status_keeps_its_data():
    status = ThreadStatus.model_validate({"type": "dreaming", "about": "sheep"}).root
    assert isinstance(status, UnknownThreadStatus)
    assert status.model_extra == {"about": "sheep"}


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("never", AskForApprovalValue),
        ("someday", AskForApprovalValue),
        (
            {"granular": {"rules": True, "mcp_elicitations": True, "sandbox_approval": True}},
            GranularAskForApproval,
        ),
        ({"granular": {"renamed": True}}, UnknownAskForApproval),
        ({"lunar": {"phase": "full"}}, UnknownAskForApproval),
    ],
)
def test_values_that_are_a_string_or_an_object_take_unknown_ones(value, kind):
    parsed = AskForApproval.model_validate(value)
    assert type(parsed.root) is kind
    assert wire(parsed) == value


@pytest.mark.parametrize("value", ["newError", {"newThing": {"detail": 1}}, {"httpConnectionFailed": "odd"}])
def test_unknown_error_info_keeps_its_data(value):
    parsed = CodexErrorInfo.model_validate(value)
    assert wire(parsed) == value
    assert isinstance(value, str) or isinstance(parsed.root, UnknownCodexErrorInfo)


def test_extra_fields_are_kept():
    params = {"threadId": "t", "turnId": "u", "itemId": "i", "delta": "hi", "lang": "en"}
    parsed = AgentMessageDeltaNotification.model_validate(params)
    assert parsed.model_extra == {"lang": "en"}
    assert wire(parsed) == params


def test_missing_optional_fields_take_their_defaults():
    [thread] = [
        message["params"]["thread"]
        for message in incoming(ROOT / "tests" / "data" / "captures" / "rich_turn.jsonl")
        if message["method"] == "thread/started"
    ]
    required = {field.alias or name for name, field in Thread.model_fields.items() if field.is_required()}
    parsed = Thread.model_validate({key: value for key, value in thread.items() if key in required})
    assert parsed.id == thread["id"]
    assert parsed.name is None
    assert parsed.history_mode == "legacy"


@pytest.mark.parametrize(
    ("schema", "name"),
    [
        ({"type": "string", "format": "email"}, "McpElicitationStringSchema"),
        ({"type": "integer"}, "McpElicitationNumberSchema"),
        ({"type": "boolean"}, "McpElicitationBooleanSchema"),
        ({"type": "string", "enum": ["a"]}, "McpElicitationEnumSchema"),
        ({"type": "array", "items": {"type": "string", "enum": ["a"]}}, "McpElicitationEnumSchema"),
        ({"type": "tensor"}, "UnknownMcpElicitationPrimitiveSchema"),
    ],
)
def test_untagged_variants_are_told_apart_by_their_type(schema, name):
    parsed = McpElicitationPrimitiveSchema.model_validate(schema)
    assert type(parsed.root).__name__ == name
    assert wire(parsed) == schema


def test_values_of_maps_are_models_too():
    window = {"usedPercent": 12, "windowDurationMins": 300}
    parsed = GetAccountRateLimitsResponse.model_validate(
        {"rateLimits": {"primary": window}, "rateLimitsByLimitId": {"codex": {"primary": window}}}
    )
    assert parsed.rate_limits_by_limit_id is not None
    primary = parsed.rate_limits_by_limit_id["codex"].primary
    assert primary is not None
    assert primary.used_percent == 12


# In use


def test_parameters_are_made_by_python_names_and_sent_by_protocol_names():
    text = UserInput(root=TextUserInput(type="text", text="hi"))
    params = TurnStartParams(thread_id="t", input=[text], approval_policy=AskForApproval(root="never"))
    sent = params.model_dump(mode="json", by_alias=True, exclude_none=True)
    assert sent["threadId"] == "t"
    assert sent["approvalPolicy"] == "never"
    assert sent["input"][0]["text"] == "hi"
    assert None not in sent.values()


def test_initialize_parameters_are_sent_by_protocol_names():
    params = InitializeParams(
        client_info=ClientInfo(name="tests", version="1"),
        capabilities=InitializeCapabilities(experimental_api=True),
    )
    sent = params.model_dump(by_alias=True, exclude_unset=True)
    assert sent == {
        "clientInfo": {"name": "tests", "version": "1"},
        "capabilities": {"experimentalApi": True},
    }


# Import cost


def test_looking_up_methods_imports_no_model():
    code = "from codex_app_server.generated import registry; registry.NOTIFICATIONS['turn/started']"
    assert set(in_fresh_interpreter(code)) == {"registry", "v2_all"}


def test_importing_one_model_imports_only_what_it_needs():
    code = "from codex_app_server.generated.v2_all import AgentMessageDeltaNotification"
    assert set(in_fresh_interpreter(code)) == {"v2_all", "_base", "_deltas", "pydantic"}


def test_listing_starting_and_streaming_leave_most_models_alone():
    names = [ThreadItem, Turn, Thread, ModelListResponse, TurnStartParams, AgentMessageDeltaNotification]
    wanted = ", ".join(model.__name__ for model in names)
    loaded = in_fresh_interpreter(f"from codex_app_server.generated.v2_all import {wanted}")
    assert not [name for name in loaded if name.startswith("_topic") or name == "_shared"]


def test_building_a_model_builds_those_it_refers_to_once_and_for_all():
    code = """
from codex_app_server.generated import v2_all
v2_all.TurnStartedNotification.model_rebuild()
assert all(getattr(v2_all, name).__pydantic_complete__ for name in ("Turn", "ThreadItem", "UserInput"))
"""
    assert "v2_all" in in_fresh_interpreter(code)
