"""PROTOCOL.md, 3.5: input that was added to a running turn is consumed, or told to be lost."""

from pathlib import Path

import anyio
import pytest

from codex_app_server import AppServerConfig, AsyncCodex, InvalidRequestError, TurnStatus
from codex_tui.demo.script import Gate, Script, Shell, Text
from codex_tui.demo.scripts import PLAIN_ANSWER
from codex_tui.demo.server import ScriptedModel

from .capabilities import server_lacks
from .conftest import Connect
from .test_streams import completed, open_thread, start_turn, started
from .test_truth_turns import item

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


async def test_input_taken_while_text_streams_is_consumed_and_the_text_cut(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    gate = Gate()
    scripted_model.on("@@hold", Script([[Text(["one ", gate])]]))
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            handle = await (await codex.thread_start()).turn("@@hold")
            await handle._mailbox.wait_started()
            async with anyio.create_task_group() as group:
                group.start_soon(handle.steer, "@@plain")
                gate.open()  # older servers finish the answer first
            result = await handle.run_result()
    assert result.final_response == PLAIN_ANSWER
    assert result.unconsumed_inputs == []


async def test_input_of_an_interrupted_turn_that_was_never_consumed_is_reported(
    server_config: AppServerConfig, scripted_model: ScriptedModel, project_dir: Path
):
    scripted_model.on("@@wait", Script([[Shell("mkfifo pipe; cat pipe", yield_time_ms=60_000)]]))
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start(sandbox="danger-full-access", approval_policy="never")
            handle = await thread.turn("@@wait")
            async for notification in handle.stream():
                params = notification.params
                if notification.method == "item/started" and params["item"]["type"] == "commandExecution":
                    break
            await handle.steer("do not lose this")
            assert [lost.input for lost in handle.unconsumed_inputs] == ["do not lose this"]
            await handle.interrupt()
            result = await handle.run_result()
            assert result.turn is not None
            assert result.turn.status == TurnStatus.interrupted
            assert [lost.input for lost in result.unconsumed_inputs] == ["do not lose this"]
            await codex.request("thread/backgroundTerminals/clean", {"threadId": thread.id})
    assert not any("do not lose this" in request.prompts for request in scripted_model.requests)


async def test_input_that_is_added_while_a_command_runs_is_consumed_when_the_command_is_over(
    server_config: AppServerConfig, scripted_model: ScriptedModel, project_dir: Path
):
    scripted_model.on("@@wait", Script([[Shell("mkfifo pipe; cat pipe", yield_time_ms=60_000)]]))
    edges: list[tuple[str, str, str | None]] = []
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start(sandbox="danger-full-access", approval_policy="never")
            handle = await thread.turn("@@wait")
            async for notification in handle.stream():
                item = notification.params.get("item", {})
                if notification.method == "item/started" and item["type"] == "commandExecution":
                    break
            await handle.steer("@@plain", client_user_message_id="mine")
            assert [waiting.input for waiting in handle.unconsumed_inputs] == ["@@plain"]
            await codex.command_exec(["sh", "-c", "echo over > pipe"], cwd=str(project_dir))
            async for notification in handle.stream():
                if notification.method in ("item/started", "item/completed"):
                    item = notification.params["item"]
                    edges.append((notification.method, item["type"], item.get("clientId")))
            assert handle.unconsumed_inputs == []
    if all(client_id is None for _, _, client_id in edges):
        server_lacks("messages do not carry the client's id")
    if edges[0] == ("item/started", "userMessage", "mine"):
        server_lacks("input is told to be taken before the command is over")
    assert edges[:2] == [
        ("item/completed", "commandExecution", None),
        ("item/started", "userMessage", "mine"),
    ]
    assert scripted_model.requests[-1].prompts == ("@@wait", "@@plain")


async def test_each_input_is_followed_by_the_id_of_its_message(connect: Connect):
    async with connect() as connected:
        peer = connected[1]
        handle = await start_turn(connected, await open_thread(connected), before=(started(),))
        async with anyio.create_task_group() as group:
            for text in ("one", "two", "three"):
                group.start_soon(handle.steer, text)
            sent = {}
            for _ in range(3):
                message = await peer.receive()
                assert message is not None
                sent[message["params"]["input"][0]["text"]] = message["params"]["clientUserMessageId"]
                refused = {"code": -32600, "message": "cannot steer a review turn"}
                answer = {"error": refused} if len(sent) == 3 else {"result": {"turnId": "t"}}
                if len(sent) == 1:  # consumed before the answer to the request
                    client_id = message["params"]["clientUserMessageId"]
                    peer.send(item("userMessage", "u1", clientId=client_id, content=[]))
                peer.send({"id": message["id"], **answer})
                if len(sent) == 2:
                    break
            message = await peer.receive()
            assert message is not None
            peer.send({"id": message["id"], "result": {"turnId": "t"}})
        peer.send(item("userMessage", "u2", clientId="of somebody else", content=[]), completed())
        await handle.run()
        first = next(iter(sent))
    lost = {steered.input for steered in handle.unconsumed_inputs}
    assert lost == {"one", "two", "three"} - {first}


async def test_input_the_server_refuses_is_an_error_and_not_counted_as_lost(connect: Connect):
    async with connect() as connected:
        peer = connected[1]
        handle = await start_turn(connected, await open_thread(connected), before=(started(),))
        async with anyio.create_task_group() as group:

            async def refused() -> None:
                with pytest.raises(InvalidRequestError, match="review"):
                    await handle.steer("x")

            group.start_soon(refused)
            message = await peer.receive()
            assert message is not None
            peer.send(
                {"id": message["id"], "error": {"code": -32600, "message": "cannot steer a review turn"}}
            )
    assert handle.unconsumed_inputs == []


async def test_a_server_that_does_not_repeat_ids_takes_inputs_in_their_order(connect: Connect):
    async with connect() as connected:
        peer = connected[1]
        handle = await start_turn(connected, await open_thread(connected), before=(started(),))
        for text in ("one", "two"):
            async with anyio.create_task_group() as group:
                group.start_soon(handle.steer, text)
                message = await peer.receive()
                assert message is not None
                peer.send({"id": message["id"], "result": {"turnId": "t"}})
        peer.send(item("userMessage", "u", content=[{"type": "text", "text": "one"}]), completed())
        await handle.run()
    assert [lost.input for lost in handle.unconsumed_inputs] == ["two"]


@pytest.mark.parametrize("joined", [True, False])
async def test_a_new_turn_on_a_busy_thread_of_an_old_server_is_the_running_one_or_the_next(
    connect: Connect, joined: bool
):
    # Servers up to 0.144 answer with an id of its own either way, and never use it if the input joined.
    async with connect(AppServerConfig(concurrent_turns=True)) as connected:
        peer = connected[1]
        thread = await open_thread(connected)
        first = await start_turn(connected, thread, before=(started(),))
        await first._mailbox.wait_started()
        if joined:
            second = await start_turn(connected, thread, turn="never heard of again")
            assert second.id == "t"
            assert [lost.input for lost in second.unconsumed_inputs] == ["hello"]
            peer.send(completed(status="interrupted"))
        else:
            second = await start_turn(connected, thread, turn="u", before=(completed(), started("u")))
            assert second.id == "u"
            assert second.unconsumed_inputs == []
            peer.send(completed("u"))
        await second.run()


async def test_steering_a_turn_that_is_over_or_with_nothing_is_refused(server_config: AppServerConfig):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            handle = await thread.turn("@@plain")
            await handle.run()
            with pytest.raises(InvalidRequestError, match="no active turn to steer"):
                await handle.steer("too late")
            assert handle.unconsumed_inputs == []
