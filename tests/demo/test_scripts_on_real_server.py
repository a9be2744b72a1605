import json
from pathlib import Path

import pytest

from codex_tui.demo import scripts
from codex_tui.demo.script import Gate, Script, Shell, Text
from codex_tui.demo.server import ScriptedModel
from tests.support.rpc_client import Message, RpcClient

READ_ONLY = {"approvalPolicy": "on-request", "sandbox": "read-only"}
WORKSPACE_WRITE = {"approvalPolicy": "on-request", "sandbox": "workspace-write"}

NEWER_MODEL = "gpt-6.1-sol"
EACH_MODEL = pytest.mark.parametrize("model", ["gpt-5.5", pytest.param(NEWER_MODEL, marks=pytest.mark.long)])


def answers(client: RpcClient) -> list[str]:
    return [item["text"] for item in client.completed_items("agentMessage")]


def decide(client: RpcClient, decision: str) -> Message:
    """Wait for an approval request, answer it and return what it said."""
    asked = client.wait_for(lambda m: "id" in m and str(m.get("method")).endswith("/requestApproval"))
    client.send({"id": asked["id"], "result": {"decision": decision}})
    params: Message = asked["params"]
    return params


def finish(client: RpcClient) -> Message:
    turn: Message = client.wait_for_method("turn/completed")["params"]["turn"]
    return turn


def test_plain_text_is_streamed_word_by_word(client: RpcClient) -> None:
    thread_id = client.start_thread()
    turn = client.run_turn(thread_id, "@@plain please")
    assert turn["status"] == "completed"
    deltas = [params["delta"] for params in client.notifications("item/agentMessage/delta")]
    assert "".join(deltas) == scripts.PLAIN_ANSWER
    assert len(deltas) == 5
    # The usage of the script is reported.
    (usage,) = client.notifications("thread/tokenUsage/updated")
    assert usage["tokenUsage"]["last"]["inputTokens"] == 1200
    assert usage["tokenUsage"]["last"]["cachedInputTokens"] == 200
    assert usage["tokenUsage"]["last"]["outputTokens"] == 9
    # Anything else is echoed.
    client.run_turn(thread_id, "what is\nthis?")
    assert answers(client)[1:] == ["You said:\n\n> what is\n> this?\n\nI am a scripted model."]


def test_reasoning_streams_its_summary_parts(client: RpcClient) -> None:
    client.run_turn(client.start_thread(), "@@reasoning")
    (reasoning,) = client.completed_items("reasoning")
    assert [part.split("\n")[0] for part in reasoning["summary"]] == [
        "**Reading the question**",
        "**Choosing words**",
    ]
    assert len(client.notifications("item/reasoning/summaryPartAdded")) == 2


def test_messages_carry_their_phases(client: RpcClient) -> None:
    client.run_turn(client.start_thread(), "@@phases")
    messages = client.completed_items("agentMessage")
    assert [item["phase"] for item in messages] == ["commentary", "commentary", "final_answer"]


@pytest.mark.parametrize("model", ["gpt-5.5", NEWER_MODEL])
def test_a_command_really_runs(client: RpcClient, model: str) -> None:
    client.run_turn(client.start_thread(model=model), "@@shell")
    (command,) = client.completed_items("commandExecution")
    assert command["aggregatedOutput"] == "one\ntwo\n"
    assert command["exitCode"] == 0
    assert answers(client) == ["The command printed two lines."]


def test_a_failing_command_has_its_exit_code(client: RpcClient, scripted_model: ScriptedModel) -> None:
    client.run_turn(client.start_thread(), "@@fail")
    (command,) = client.completed_items("commandExecution")
    assert (command["status"], command["exitCode"]) == ("failed", 3)
    assert "no such thing" in scripted_model.requests[-1].tool_outputs[-1]


def test_long_output_arrives_whole(client: RpcClient) -> None:
    client.run_turn(client.start_thread(), "@@long")
    (command,) = client.completed_items("commandExecution")
    assert command["aggregatedOutput"].splitlines()[-1] == "line 200"


@EACH_MODEL
def test_an_escalated_command_asks_and_runs_outside_the_sandbox(
    client: RpcClient, project_dir: Path, model: str
) -> None:
    client.start_turn(client.start_thread(model=model, **READ_ONLY), "@@approval")
    asked = decide(client, "accept")
    assert asked["reason"] == "May I delete the stale build folder?"
    assert "rm -rf build/" in asked["command"]
    assert finish(client)["status"] == "completed"
    assert not (project_dir / "build").exists()


def test_a_declined_command_does_not_run(client: RpcClient, project_dir: Path) -> None:
    client.start_turn(client.start_thread(**READ_ONLY), "@@approval")
    decide(client, "decline")
    assert finish(client)["status"] == "completed"
    assert (project_dir / "build").exists()


def test_two_approvals_wait_at_once(client: RpcClient) -> None:
    client.start_turn(client.start_thread(**READ_ONLY), "@@approvals")
    asked = [
        client.wait_for(lambda m: m.get("method") == "item/commandExecution/requestApproval")
        for _ in range(2)
    ]
    for request in reversed(asked):
        client.send({"id": request["id"], "result": {"decision": "decline"}})
    assert finish(client)["status"] == "completed"


@EACH_MODEL
def test_a_patch_changes_the_file(client: RpcClient, project_dir: Path, model: str) -> None:
    client.run_turn(client.start_thread(model=model, **WORKSPACE_WRITE), "@@patch")
    (change,) = client.completed_items("fileChange")
    assert change["status"] == "completed"
    assert (project_dir / "notes.txt").read_text() == "first line\nsecond line\n"


def test_a_patch_in_a_read_only_folder_asks(client: RpcClient, project_dir: Path) -> None:
    client.start_turn(client.start_thread(**READ_ONLY), "@@patch")
    decide(client, "accept")
    finish(client)
    assert (project_dir / "notes.txt").exists()


@EACH_MODEL
def test_a_plan_is_updated(client: RpcClient, model: str) -> None:
    client.run_turn(client.start_thread(model=model), "@@plan")
    plans = [
        [step["status"] for step in params["plan"]] for params in client.notifications("turn/plan/updated")
    ]
    assert plans == [["inProgress", "pending", "pending"], ["completed", "inProgress", "pending"]]


@EACH_MODEL
def test_a_question_waits_for_its_answer(
    client: RpcClient, scripted_model: ScriptedModel, model: str
) -> None:
    client.start_turn(client.start_thread(model=model), "@@question")
    asked = client.wait_for_method("item/tool/requestUserInput")
    assert [option["label"] for option in asked["params"]["questions"][0]["options"]] == [
        "Half even",
        "Half up",
    ]
    client.send({"id": asked["id"], "result": {"answers": {"rounding": {"answers": ["Half up"]}}}})
    assert finish(client)["status"] == "completed"
    assert "Half up" in scripted_model.requests[-1].tool_outputs[-1]


def test_a_refused_request_fails_the_turn(client: RpcClient) -> None:
    for keyword, error in {
        "@@400": "other",
        "@@429": {"responseTooManyFailedAttempts": {"httpStatusCode": 429}},
        "@@limit": "usageLimitExceeded",
        "@@context": "contextWindowExceeded",
    }.items():
        turn = client.run_turn(client.start_thread(), keyword)
        assert (turn["status"], turn["error"]["codexErrorInfo"]) == ("failed", error), keyword


@pytest.mark.long
def test_a_turn_survives_a_busy_model(client: RpcClient) -> None:
    turn = client.run_turn(client.start_thread(), "@@429-then-ok")
    assert turn["status"] == "completed"
    assert answers(client) == ["It worked at the second attempt."]
    assert [params["willRetry"] for params in client.notifications("error")] == [True]


@pytest.mark.long
def test_a_server_error_is_retried_until_interrupted(client: RpcClient) -> None:
    thread_id = client.start_thread()
    turn_id = client.start_turn(thread_id, "@@500")
    client.wait_for(lambda m: m.get("method") == "error" and m["params"]["willRetry"])
    client.call("turn/interrupt", threadId=thread_id, turnId=turn_id)
    assert finish(client)["status"] == "interrupted"


def test_a_dropped_stream_is_answered_anew(client: RpcClient) -> None:
    turn = client.run_turn(client.start_thread(), "@@drop")
    assert turn["status"] == "completed"
    assert answers(client) == ["The whole answer."]
    assert "Half" in client.notifications("item/agentMessage/delta")[0]["delta"]


def test_a_gate_holds_the_answer_until_the_test_opens_it(
    client: RpcClient, scripted_model: ScriptedModel
) -> None:
    gate = Gate()
    scripted_model.on("held", Script([[Text(["first half ", gate, "second half"])]]))
    client.start_turn(client.start_thread(), "held")
    gate.wait_reached()
    client.wait_for_method("item/agentMessage/delta")
    assert not client.completed_items("agentMessage")
    gate.open()
    finish(client)
    assert answers(client) == ["first half second half"]


def test_an_interrupted_stream_ends_while_it_is_held(
    client: RpcClient, scripted_model: ScriptedModel
) -> None:
    scripted_model.on("held", Script([[Text(["half an answer", Gate()])]]))
    thread_id = client.start_thread()
    turn_id = client.start_turn(thread_id, "held")
    client.wait_for_method("item/agentMessage/delta")
    client.call("turn/interrupt", threadId=thread_id, turnId=turn_id)
    assert finish(client)["status"] == "interrupted"


def test_steering_chooses_the_script_of_the_new_prompt(
    client: RpcClient, scripted_model: ScriptedModel
) -> None:
    scripted_model.on("held", Script([[Text(["half an answer", Gate()])]]))
    thread_id = client.start_thread()
    turn_id = client.start_turn(thread_id, "held")
    client.wait_for_method("item/agentMessage/delta")
    client.call(
        "turn/steer",
        threadId=thread_id,
        expectedTurnId=turn_id,
        input=[{"type": "text", "text": "@@plain rather"}],
    )
    finish(client)
    assert answers(client) == [scripts.PLAIN_ANSWER]


@pytest.mark.long
def test_a_script_may_depend_on_the_request(client: RpcClient, scripted_model: ScriptedModel) -> None:
    scripted_model.on("who", lambda request: Script([[Text(f"{request.model} in {request.thread_id}")]]))
    thread_id = client.start_thread()
    client.run_turn(thread_id, "who are you?")
    assert answers(client) == [f"gpt-5.5 in {thread_id}"]


@pytest.mark.long
def test_every_thread_counts_its_own_requests(client: RpcClient, scripted_model: ScriptedModel) -> None:
    scripted_model.on("two", Script([[Shell("echo first")], [Text("second")]]))
    threads = [client.start_thread(), client.start_thread()]
    for thread_id in threads:
        client.start_turn(thread_id, "two")
    finish(client)
    finish(client)
    assert answers(client) == ["second", "second"]


def test_a_compaction_gets_a_summary(client: RpcClient, scripted_model: ScriptedModel) -> None:
    thread_id = client.start_thread()
    client.run_turn(thread_id, "@@plain remember me")
    client.call("thread/compact/start", threadId=thread_id)
    assert finish(client)["status"] == "completed"
    client.run_turn(thread_id, "go on")
    assert "@@plain remember me" in json.dumps(scripted_model.requests[-1].body["input"])
    assert answers(client)[-1].startswith("You said:\n\n> go on")


def test_a_review_is_answered_with_a_verdict(client: RpcClient) -> None:
    thread_id = client.start_thread()
    target = {"type": "custom", "instructions": "look at the cart"}
    client.call("review/start", threadId=thread_id, target=target)
    assert finish(client)["status"] == "completed"
    assert "found nothing" in answers(client)[-1]
