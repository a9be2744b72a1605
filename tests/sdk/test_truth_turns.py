"""PROTOCOL.md, section 3: what a turn is on the real server, and what a client must not conclude from it."""

from collections import Counter
from typing import Any

import anyio
import pytest

from codex_app_server import (
    AppServerConfig,
    AsyncCodex,
    InvalidRequestError,
    Notification,
    TurnFailedError,
    TurnStatus,
)
from codex_app_server.generated.v2_all import AgentMessageThreadItem, CommandExecutionThreadItem
from codex_tui.demo.script import Drop, FailedResponse, Gate, Patch, Plan, Reasoning, Script, Shell, Text
from codex_tui.demo.scripts import PLAIN_ANSWER
from codex_tui.demo.server import ScriptedModel

from .capabilities import server_lacks
from .conftest import Connect
from .test_streams import completed, delta, open_thread, read_texts, start_turn, started

pytestmark = pytest.mark.anyio

GLOBAL_OR_OF_THE_THREAD = {
    "account/rateLimits/updated",
    "remoteControl/status/changed",
    "configWarning",
    "deprecationNotice",
    "warning",
}


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


def item(kind: str, item_id: str, edge: str = "started", **more: Any) -> dict[str, Any]:
    body = {"type": kind, "id": item_id, **more}
    params = {"threadId": "th", "turnId": "t", "item": body, "startedAtMs": 1, "completedAtMs": 2}
    return {"method": f"item/{edge}", "params": params}


def message(item_id: str, edge: str = "started", text: str = "") -> dict[str, Any]:
    return item("agentMessage", item_id, edge, text=text)


async def collect(codex: AsyncCodex, thread_id: str, prompt: str) -> list[Notification]:
    """Everything the connection says until the turn is over."""
    stream = codex.notifications(include_turns=True)
    await codex.request("turn/start", {"threadId": thread_id, "input": [{"type": "text", "text": prompt}]})
    seen: list[Notification] = []
    async for notification in stream:
        seen.append(notification)
        if notification.method == "turn/completed":
            break
    return seen


async def test_a_rich_turn_in_the_order_the_server_tells_it(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    patch = "*** Begin Patch\n*** Add File: new.txt\n+one\n*** End Patch"
    scripted_model.on(
        "@@all",
        Script(
            [
                [
                    Reasoning(["**Looking**\n\nat it"]),
                    Text("First.", phase="commentary"),
                    Plan([("a", "pending")]),
                ],
                [Shell("printf out; exit 3"), Patch(patch)],
                [Text("Done.", phase="final_answer")],
            ]
        ),
    )
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start(sandbox="workspace-write", approval_policy="never")
            seen = await collect(codex, thread.id, "@@all")
    of_turn = [n for n in seen if n.method not in GLOBAL_OR_OF_THE_THREAD]
    assert {n.thread_id for n in of_turn} == {thread.id}
    edges = Counter((n.method, n.item_id) for n in seen if n.method in ("item/started", "item/completed"))
    assert set(edges.values()) == {1}
    done = {n.item_id: n.params["item"] for n in seen if n.method == "item/completed"}
    assert done.keys() == {n.item_id for n in seen if n.method == "item/started"}
    kinds = [body["type"] for body in done.values()]
    assert kinds[:3] == ["userMessage", "reasoning", "agentMessage"]
    assert sorted(kinds[3:5]) == ["commandExecution", "fileChange"]
    assert [body["phase"] for body in done.values() if body["type"] == "agentMessage"] == [
        "commentary",
        "final_answer",
    ]
    command = next(body for body in done.values() if body["type"] == "commandExecution")
    assert (command["status"], command["exitCode"]) == ("failed", 3)
    methods = [n.method for n in seen]
    assert methods.index("turn/started") < methods.index("item/started")
    assert methods.count("turn/plan/updated") == 1
    assert "turn/diff/updated" in methods
    idle = [i for i, n in enumerate(seen) if n.params.get("status") == {"type": "idle"}]
    assert idle == [len(seen) - 2]
    for n in seen:
        assert not type(n.payload).__name__.startswith("Unknown"), n
    if command["aggregatedOutput"] is None:
        server_lacks("the output of a command that ends at once may be missing")
    assert command["aggregatedOutput"] == "out"


async def test_the_turn_the_server_closes_is_a_summary_and_the_result_has_every_item(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    scripted_model.on("@@two", Script([[Text("one", phase="commentary"), Text("two", phase="final_answer")]]))
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            result = await (await codex.thread_start()).run("@@two")
    assert result.turn is not None
    assert len(result.turn.items) < len(result.items) == 3
    assert result.incomplete_items == result.unconsumed_inputs == []


async def test_the_completed_item_is_the_truth_and_its_deltas_a_preview(connect: Connect):
    async with connect() as connected:
        handle = await start_turn(connected, await open_thread(connected))
        connected[1].send(started(), message("m"), delta("<plan>draft", item="m"), delta("!", item="m"))
        connected[1].send(message("m", "completed", "final"), completed())
        result = await handle.run_result()
    assert result.final_response == "final"


async def test_text_cut_off_by_a_retry_is_told_as_never_completed(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    scripted_model.on("@@cut", Script([[Text(["half ", Drop()])], [Text("whole")]]))
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            handle = await thread.turn("@@cut")
            seen = [n async for n in handle.stream()]
            open_at_the_end = handle.incomplete_items
            read = await codex.request("thread/read", {"threadId": thread.id, "includeTurns": True})
    retries = [n.params for n in seen if n.method == "error"]
    assert [params["willRetry"] for params in retries] == [True]
    bodies = [body.root for body in open_at_the_end]
    assert [type(body) for body in bodies] == [AgentMessageThreadItem]
    kept = [
        body.root.text for body in read.thread.turns[0].items if isinstance(body.root, AgentMessageThreadItem)
    ]
    assert kept == ["whole"]


async def test_items_never_completed_are_told_by_result_and_handle(connect: Connect):
    async with connect() as connected:
        handle = await start_turn(
            connected, await open_thread(connected), before=(started(), message("early"))
        )
        assert [body.root.id for body in handle.incomplete_items] == ["early"]
        connected[1].send(message("cut"), message("early", "completed", "text"), completed())
        result = await handle.run_result()
    assert [body.root.id for body in result.items] == ["early"]
    assert [body.root.id for body in result.incomplete_items] == ["cut"]


async def test_a_command_outlives_its_turn_and_its_end_is_still_told(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    scripted_model.on("@@slow", Script([[Shell("mkfifo pipe; cat pipe", yield_time_ms=60_000)]]))
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            rest = codex.notifications()
            thread = await codex.thread_start(sandbox="danger-full-access", approval_policy="never")
            handle = await thread.turn("@@slow")
            async for notification in handle.stream():
                params = notification.params
                if notification.method == "item/started" and params["item"]["type"] == "commandExecution":
                    break
            await handle.interrupt()
            result = await handle.run_result()
            assert result.turn is not None
            assert result.turn.status == TurnStatus.interrupted
            assert [type(body.root) for body in result.incomplete_items] == [CommandExecutionThreadItem]
            await codex.request("thread/backgroundTerminals/clean", {"threadId": thread.id})
            while (late := await anext(rest)).method != "item/completed":
                pass
    assert late.turn_id == handle.id
    assert late.params["item"]["id"] == params["item"]["id"]
    assert late.params["item"]["status"] == "failed"


async def test_an_interrupt_the_server_never_answers_does_not_hang(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    scripted_model.on("@@hold", Script([[Text(["one ", Gate()])]]))
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            handle = await thread.turn("@@hold")
            async with anyio.create_task_group() as group:
                for _ in range(5):
                    group.start_soon(handle.interrupt)
            assert (await handle.run()).status == TurnStatus.interrupted
            await handle.interrupt()
            assert (await thread.run("@@plain")).final_response == PLAIN_ANSWER


async def test_after_a_completed_turn_its_id_cannot_be_interrupted_and_the_empty_id_is_answered(
    server_config: AppServerConfig,
):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            turn = await thread.turn("@@plain")
            await turn.run()
            with pytest.raises(InvalidRequestError, match="no active turn to interrupt"):
                await codex.request("turn/interrupt", {"threadId": thread.id, "turnId": turn.id})
            assert await codex.request("turn/interrupt", {"threadId": thread.id, "turnId": ""}, dict) == {}


async def test_an_interrupt_with_another_id_names_the_active_turn(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    scripted_model.on("@@hold", Script([[Text(["one ", Gate()])]]))
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            first = await thread.turn("@@plain")
            await first.run()
            second = await thread.turn("@@hold")
            await second._mailbox.wait_started()
            with pytest.raises(InvalidRequestError, match=second.id):
                await codex.request("turn/interrupt", {"threadId": thread.id, "turnId": first.id})
            await first.interrupt()  # what it asks for is so already
            await second.interrupt()


async def test_a_failed_turn_leaves_the_thread_usable_and_says_which_failure(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    overloaded = Script([[FailedResponse("server_is_overloaded", "busy")]], repeat_last=True)
    full = Script([[FailedResponse("context_length_exceeded", "full")]], repeat_last=True)
    scripted_model.on("@@busy", overloaded)
    scripted_model.on("@@full", full)
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            seen = await collect(codex, thread.id, "@@400")
            order = [n.method for n in seen if n.method in ("error", "turn/completed")]
            assert order == ["error", "turn/completed"]
            assert {"type": "systemError"} in [n.params.get("status") for n in seen]
            with pytest.raises(TurnFailedError) as caught:
                await thread.run("@@busy")
            assert caught.value.codex_error_info == "serverOverloaded"
            with pytest.raises(TurnFailedError) as caught:
                await thread.run("@@full")
            assert caught.value.codex_error_info == "contextWindowExceeded"


@pytest.mark.parametrize("interrupted", [False, True])
async def test_a_review_is_one_turn_under_two_ids(
    server_config: AppServerConfig, scripted_model: ScriptedModel, interrupted: bool
):
    gate = Gate()
    if interrupted:
        scripted_model.on("uncommitted", Script([[Text(["{", gate])]]))
        scripted_model.on("current", Script([[Text(["{", gate])]]))
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            handle = await (await codex.thread_start()).review({"type": "uncommittedChanges"})
            if interrupted:
                await handle.interrupt()
            seen = [n async for n in handle.stream()]
    starts = [n.turn_id for n in seen if n.method == "turn/started"]
    assert starts != [handle.id]
    assert len(starts) == 1
    assert {n.turn_id for n in seen if n.method != "turn/started"} == {handle.id}
    assert seen[0].params["item"]["type"] == "enteredReviewMode"
    status = "interrupted" if interrupted else "completed"
    assert seen[-1].params["turn"]["status"] == status
    if not interrupted:
        assert [body.root.type for body in handle.incomplete_items] == ["agentMessage"]


async def test_compacting_while_a_turn_runs_ends_that_turn_first(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    scripted_model.on("@@hold", Script([[Text(["one ", Gate()])]]))
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            await thread.run("@@plain")
            handle = await thread.turn("@@hold")
            rest = codex.notifications()
            await handle._mailbox.wait_started()
            await thread.compact()
            assert (await handle.run()).status == TurnStatus.interrupted
            while (of_nobody := await anext(rest)).method != "turn/completed":
                pass
            assert of_nobody.turn_id != handle.id
            assert (await thread.run("@@plain")).final_response == PLAIN_ANSWER


async def test_a_fork_repeats_ids_and_each_thread_keeps_its_own(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            result = await thread.run("@@plain")
            fork = await codex.thread_fork(thread.id)
            await fork.run("@@plain")
            both = [
                await codex.request("thread/read", {"threadId": one.id, "includeTurns": True})
                for one in (thread, fork)
            ]
    assert result.turn is not None
    assert [read.thread.turns[0].id for read in both] == [result.turn.id] * 2


async def test_two_threads_with_the_same_turn_and_item_ids_do_not_mix(connect: Connect):
    async with connect(AppServerConfig(concurrent_turns=True)) as connected:
        codex, peer = connected
        handles = [codex.thread(name).follow("t") for name in ("original", "fork")]
        for name in ("fork", "original", "fork"):
            peer.send(delta(f"of {name}", thread=name))
        peer.send(completed(thread="original"), delta("more", thread="fork"), completed(thread="fork"))
        texts = [await read_texts(handle.stream()) for handle in handles]
    assert texts == [["of original", None], ["of fork", "of fork", "more", None]]


async def test_threads_that_were_never_announced_reach_the_general_stream(connect: Connect):
    async with connect() as connected:
        codex, peer = connected
        rest = codex.notifications()
        handle = await start_turn(connected, await open_thread(connected))
        peer.send(started(), started("c", "child"), delta("sub", turn="c", thread="child"), delta("own"))
        peer.send(completed(), delta("after", turn="c", thread="child"), completed("c", "child"))
        texts = [n.params.get("delta") async for n in handle.stream()]
        of_child = [(await anext(rest)) for _ in range(4)]
    assert texts == [None, "own", None]
    assert {n.thread_id for n in of_child} == {"child"}
    assert [n.params.get("delta") for n in of_child] == [None, "sub", "after", None]


async def test_a_turn_of_another_kind_that_is_told_while_one_is_asked_for_is_not_lost(connect: Connect):
    async with connect() as connected:
        rest = connected[0].notifications()
        before = (delta("late", turn="older"), started(), delta("mine"), completed("older"))
        handle = await start_turn(connected, await open_thread(connected), before=before)
        connected[1].send(completed())
        assert [n.params.get("delta") async for n in handle.stream()] == [None, "mine", None]
        assert [(await anext(rest)).turn_id for _ in range(2)] == ["older", "older"]


async def test_who_joins_a_running_turn_gets_text_of_an_item_never_started(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    gate = Gate()
    scripted_model.on("@@hold", Script([[Text(["one ", gate, "two"])]]))
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            first = await thread.turn("@@hold")
            async for notification in first.stream():
                if notification.method == "item/agentMessage/delta":
                    break
            joined = (await codex.thread_resume(thread.id)).follow(first.id)
            gate.open()
            result = await joined.run_result()
    if [body.root.type for body in result.items] != ["agentMessage"]:
        server_lacks("resuming a running thread repeats items")
    assert result.final_response == "one two"
    assert result.incomplete_items == []
