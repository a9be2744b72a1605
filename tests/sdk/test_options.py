"""The options of threads and turns as the real server understands them, in the long and in the short form."""

from typing import Any

import pytest

from codex_app_server import (
    ApprovalMode,
    AppServerConfig,
    Codex,
    ExternalMessage,
    Sandbox,
    TextInput,
)
from codex_app_server.inputs import input_to_wire
from codex_tui.demo.server import ScriptedModel

from .capabilities import is_older, server_lacks


def test_a_thread_says_what_it_is_for_and_so_does_its_fork(server_config: AppServerConfig):
    with Codex(server_config) as codex:
        thread = codex.thread_start(
            service_name="night-watch", session_start_source="clear", thread_source="review"
        )
        assert thread.opened["thread"]["threadSource"] == "review"
        thread.run("@@plain")
        fork = codex.thread_fork(thread.id, thread_source="second-opinion")
        assert fork.opened["thread"]["threadSource"] == "second-opinion"


@pytest.mark.parametrize("opening", ["thread_resume", "thread_fork"])
def test_the_history_comes_with_a_thread_when_it_is_wanted(server_config: AppServerConfig, opening: str):
    with Codex(server_config) as codex:
        thread = codex.thread_start()
        thread.run("@@plain")
        open_again = getattr(codex, opening)
        for options, turns in (({}, 0), ({"include_turns": True}, 1), ({"exclude_turns": False}, 1)):
            assert len(open_again(thread.id, **options).opened["thread"]["turns"]) == turns
        with pytest.raises(TypeError, match="opposite of exclude_turns: leave one out"):
            open_again(thread.id, include_turns=True, exclude_turns=False)


@pytest.mark.parametrize(
    ("mode", "policy", "reviewer"),
    [
        (ApprovalMode.deny_all, "never", "user"),
        ("auto_review", "on-request", "auto_review"),
    ],
)
def test_an_approval_mode_stands_for_policy_and_reviewer(
    server_config: AppServerConfig, mode: str, policy: str, reviewer: str
):
    with Codex(server_config) as codex:
        opened = codex.thread_start(approval_mode=mode).opened
        told = opened["approvalsReviewer"]
        if is_older() and told == "guardian_subagent":
            told = "auto_review"  # its name was changed
        assert (opened["approvalPolicy"], told) == (policy, reviewer)
        with pytest.raises(
            TypeError, match="approval_mode stands for approval_policy and approvals_reviewer"
        ):
            codex.thread_start(approval_mode=mode, approval_policy="never")
        with pytest.raises(
            ValueError, match='unknown approval_mode \'ask\': it is "deny_all" or "auto_review"'
        ):
            codex.thread_start(approval_mode="ask")


def test_what_caused_a_turn_and_a_tier_for_it_alone_reach_the_model(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    with Codex(server_config) as codex:
        thread = codex.thread_start(sandbox=Sandbox.workspace_write)
        thread.run("@@plain", source="cron", turn_service_tier="priority", sandbox=Sandbox.read_only)
        thread.run("@@plain")
    first, second = (request.body for request in scripted_model.requests)
    if "turn_trigger" not in scripted_model.requests[0].metadata:
        server_lacks("a turn has no cause and no tier of its own")
    assert [first.get("service_tier"), second.get("service_tier")] == ["priority", None]
    about = [request.metadata for request in scripted_model.requests]
    assert [turn.get("turn_trigger") for turn in about] == ["cron", None]
    assert [turn["sandbox_mode"] for turn in about] == ["read-only", "read-only"]


def test_an_external_message_reaches_the_model_as_output_of_a_tool(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    with Codex(server_config) as codex:
        result = codex.thread_start().run(ExternalMessage("mailbox", "A letter has come."))
    if "A letter has come." not in str(scripted_model.requests[-1].body["input"]):
        server_lacks("an external message is ignored, and the turn has no input")
    assert [item.root.type for item in result.items] == ["functionCallOutput", "agentMessage"]
    (request,) = scripted_model.requests
    said = request.body["input"][-1]
    assert (said["type"], said["name"], said["output"]) == (
        "function_call_output",
        "mailbox",
        "A letter has come.",
    )


def test_an_external_message_stands_alone():
    with pytest.raises(TypeError, match="give it alone to run"):
        input_to_wire([TextInput("hi"), ExternalMessage("mailbox", "A letter.")])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("options", "error", "mend"),
    [
        ({"sandbox": "read-only", "sandbox_policy": {"type": "readOnly"}}, TypeError, "leave one out"),
        ({"sandbox": "readonly"}, ValueError, '"read-only", "workspace-write" or "danger-full-access"'),
        ({"sandbox_policy": "read-only"}, TypeError, "as sandbox='read-only'"),
        ({"output_schema": "{}"}, TypeError, "output_schema is a JSON Schema as a dict, not str"),
        ({"output_schema": AppServerConfig}, TypeError, "model_json_schema"),
    ],
)
def test_an_option_of_a_turn_that_cannot_be_meant_is_refused_before_anything_is_sent(
    options: dict[str, Any], error: type[Exception], mend: str
):
    codex = Codex(AppServerConfig(codex_bin="/nonexistent/codex"))
    with pytest.raises(error, match=mend):
        codex.thread("a").run("hi", **options)
