import json
from typing import Any

import anyio
import pytest

from codex_app_server import (
    AppServerConfig,
    AsyncCodex,
    AsyncTurnHandle,
    InvalidRequestError,
    Notification,
    RunResult,
    ServerRequest,
    TextInput,
    TurnFailedError,
    TurnStatus,
)
from codex_app_server.generated.v2_all import (
    AgentMessageThreadItem,
    ReadOnlySandboxPolicy,
    SandboxPolicy,
    UserMessageThreadItem,
)
from codex_tui.demo.script import Gate, Script, Shell, Text
from codex_tui.demo.scripts import PLAIN_ANSWER
from codex_tui.demo.server import ScriptedModel

from .capabilities import server_lacks
from .helpers import command_statuses

pytestmark = pytest.mark.anyio


async def test_a_string_and_a_list_of_inputs_run_to_an_answer(server_config: AppServerConfig):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            result = await thread.run("@@plain")
            assert isinstance(result, RunResult)
            assert result.final_response == PLAIN_ANSWER
            assert [type(item.root) for item in result.items] == [
                UserMessageThreadItem,
                AgentMessageThreadItem,
            ]
            assert result.usage is not None
            assert result.usage.last.input_tokens == 1200
            assert result.turn is not None
            assert result.turn.status == TurnStatus.completed
            again = await thread.run([TextInput("echo"), TextInput("this")])
            assert again.final_response is not None
            assert "echo" in again.final_response
            assert again.usage is not None
            assert again.usage.total.input_tokens == 2400


async def test_the_final_answer_wins_over_commentary_and_is_none_without_either(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    scripted_model.on(
        "@@mixed",
        Script([[Text("thinking", phase="commentary"), Text("answer", phase="final_answer"), Text("after")]]),
    )
    scripted_model.on("@@only", Script([[Text("just commentary", phase="commentary")]]))
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            assert (await thread.run("@@mixed")).final_response == "answer"
            assert (await thread.run("@@only")).final_response is None


async def test_options_of_a_turn_reach_the_model(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    schema = {
        "type": "object",
        "properties": {"a": {"type": "string"}},
        "required": ["a"],
        "additionalProperties": False,
    }
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start(developer_instructions="Be brief.", sandbox="workspace-write")
            await thread.run(
                "@@plain",
                output_schema=schema,
                effort="low",
                approval_policy="never",
                sandbox_policy=SandboxPolicy(ReadOnlySandboxPolicy(type="readOnly")),
            )
    body = scripted_model.requests[-1].body
    assert body["text"]["format"]["schema"] == schema
    assert body["reasoning"]["effort"] == "low"
    assert "Be brief." in json.dumps(body["input"])


async def test_a_stream_goes_from_the_start_of_the_turn_to_its_end(server_config: AppServerConfig):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            handle = await (await codex.thread_start()).turn(TextInput("@@plain"))
            notifications = [notification async for notification in handle.stream()]
    assert notifications[0].method == "turn/started"
    assert notifications[-1].method == "turn/completed"
    assert {notification.turn_id for notification in notifications} == {handle.id}
    text = [n.params["delta"] for n in notifications if n.method == "item/agentMessage/delta"]
    assert "".join(text) == PLAIN_ANSWER


async def test_the_turn_can_be_had_after_its_stream_was_read(server_config: AppServerConfig):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            handle = await (await codex.thread_start()).turn("@@plain")
            assert [n.method async for n in handle.stream()][-1] == "turn/completed"
            assert (await handle.run()).status == TurnStatus.completed
            assert [n async for n in handle.stream()] == []


async def test_a_failed_turn_raises_with_the_servers_message(server_config: AppServerConfig):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            with pytest.raises(TurnFailedError, match="usage limit") as caught:
                await thread.run("@@limit")
            assert caught.value.codex_error_info == "usageLimitExceeded"
            handle = await thread.turn("@@limit")
            assert (await handle.run()).status == TurnStatus.failed
            assert (await thread.run("@@plain")).final_response == PLAIN_ANSWER


async def test_interrupting_directly_after_the_start_works_every_time(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    scripted_model.on("@@wait", Script([[Text(["never ", Gate(), "ending"])]]))
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            for _ in range(3):
                handle = await thread.turn("@@wait")
                await handle.interrupt()
                assert (await handle.run()).status == TurnStatus.interrupted
                await handle.interrupt()


async def test_steering_directly_after_the_start_adds_to_the_turn(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    gate = Gate()
    scripted_model.on("@@hold", Script([[Text(["one ", gate, "two"])]]))
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            handle = await (await codex.thread_start()).turn("@@hold")
            answer = await handle.steer("and @@plain too", client_user_message_id="mine")
            assert answer.turn_id == handle.id
            gate.open()
            items = [n async for n in handle.stream() if n.method == "item/completed"]
            messages = [n.params["item"] for n in items if n.params["item"]["type"] == "userMessage"]
            assert len(messages) == 2
            if "clientId" not in messages[1]:
                server_lacks("messages do not carry the client's id")
            assert messages[1]["clientId"] == "mine"
            with pytest.raises(InvalidRequestError, match="no active turn"):
                await handle.steer("too late")


async def test_a_turn_on_a_busy_thread_is_a_second_view_of_the_running_one(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    gate = Gate()
    scripted_model.on("@@hold", Script([[Text(["one ", gate, "two"])]]))
    server_config = with_concurrent_turns(server_config)
    ends: dict[str, list[Notification]] = {}

    async def read(name: str, handle: AsyncTurnHandle) -> None:
        ends[name] = [notification async for notification in handle.stream()]

    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            first = await thread.turn("@@hold")
            async with anyio.create_task_group() as group:
                group.start_soon(read, "first", first)
                stream = codex.notifications(include_turns=True)
                while (await anext(stream)).method != "item/agentMessage/delta":
                    pass
                second = await thread.turn(
                    "@@hold more"
                )  # the answer to which does not end by itself, either
                assert second.id == first.id
                group.start_soon(read, "second", second)
                await second.interrupt()
    assert ends["first"][-1].params == ends["second"][-1].params
    assert ends["first"][-1].params["turn"]["status"] == "interrupted"


async def test_a_running_turn_can_be_followed_by_its_id(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    gate = Gate()
    scripted_model.on("@@hold", Script([[Text(["one ", gate, "two"])]]))
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            handle = await thread.turn("@@hold")
            async for notification in handle.stream():
                if notification.method == "item/agentMessage/delta":
                    break
            resumed = await codex.thread_resume(thread.id)
            followed = resumed.follow(handle.id)
            await followed.interrupt()
            assert (await followed.run()).status == TurnStatus.interrupted


async def test_two_threads_run_at_once(server_config: AppServerConfig, scripted_model: ScriptedModel):
    gate = Gate()
    scripted_model.on("@@hold", Script([[Text(["one ", gate, "two"])]]))
    config = with_concurrent_turns(server_config)
    results: dict[str, Any] = {}

    async def run(codex: AsyncCodex, prompt: str) -> None:
        thread = await codex.thread_start()
        results[prompt] = (await thread.run(prompt)).final_response

    with anyio.fail_after(30):
        async with AsyncCodex(config) as codex, anyio.create_task_group() as group:
            group.start_soon(run, codex, "@@hold")
            await run(codex, "@@plain")
            gate.open()
    assert results == {"@@plain": PLAIN_ANSWER, "@@hold": "one two"}


async def test_a_run_whose_caller_gives_up_is_interrupted(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    scripted_model.on("@@wait", Script([[Text(["never ", Gate(), "ending"])]]))
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            stream = codex.notifications(include_turns=True)
            thread = await codex.thread_start()
            async with anyio.create_task_group() as group:
                group.start_soon(thread.run, "@@wait")
                while (await anext(stream)).method != "item/agentMessage/delta":
                    pass
                group.cancel_scope.cancel()
            async for notification in stream:
                if notification.method == "turn/completed":
                    break
            assert notification.params["turn"]["status"] == "interrupted"
            assert (await thread.run("@@plain")).final_response == PLAIN_ANSWER


@pytest.mark.parametrize(
    ("decision", "status", "asynchronous"),
    [
        ("accept", "completed", True),
        ("decline", "declined", False),
        pytest.param("accept", "completed", False, marks=pytest.mark.long),
        pytest.param("decline", "declined", True, marks=pytest.mark.long),
    ],
)
async def test_a_handler_decides_over_a_command(
    server_config: AppServerConfig,
    scripted_model: ScriptedModel,
    decision: str,
    status: str,
    asynchronous: bool,
):
    scripted_model.on(
        "@@ask",
        Script([[Shell("echo approved", escalated=True, justification="Because")], [Text("Over.")]]),
    )
    asked: list[ServerRequest] = []

    def plain(request: ServerRequest) -> Any:
        asked.append(request)
        return {"decision": decision}

    async def awaited(request: ServerRequest) -> Any:
        return plain(request)

    with anyio.fail_after(30):
        async with AsyncCodex(server_config, server_requests=awaited if asynchronous else plain) as codex:
            result = await (await codex.thread_start()).run("@@ask")
    assert result.final_response == "Over."
    assert [request.params.reason for request in asked] == ["Because"]
    assert command_statuses(result) == [status]


async def test_without_a_handler_a_command_is_declined_and_the_turn_goes_on(
    server_config: AppServerConfig,
):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            result = await (await codex.thread_start()).run("@@approval")
    assert command_statuses(result) == ["declined"]
    assert result.final_response


async def test_an_open_question_is_closed_when_its_turn_is_interrupted(server_config: AppServerConfig):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            questions = codex.server_requests()
            handle = await (await codex.thread_start()).turn("@@approval")
            request = await anext(questions)
            assert (request.thread_id, request.turn_id) == (handle.thread_id, handle.id)
            await handle.interrupt()
            assert await request.wait_closed() in ("turn", "server")
            assert (await handle.run()).status == TurnStatus.interrupted


def with_concurrent_turns(config: AppServerConfig) -> AppServerConfig:
    return AppServerConfig(
        config_overrides=config.config_overrides, cwd=config.cwd, env=config.env, concurrent_turns=True
    )
