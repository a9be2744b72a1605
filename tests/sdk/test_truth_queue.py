"""PROTOCOL.md, 2.5: what waits in a thread and begins by itself: the queue, a goal, a compaction."""

from collections.abc import AsyncIterator

import anyio
import pytest

from codex_app_server import (
    AppServerConfig,
    AsyncCodex,
    AsyncThread,
    Notification,
    TurnFailedError,
    TurnStatus,
)
from codex_app_server.generated.v2_all import ThreadGoalStatus
from codex_tui.demo.script import FailedResponse, Gate, Script, Text, ToolCall
from codex_tui.demo.scripts import PLAIN_ANSWER
from codex_tui.demo.server import ScriptedModel

from .capabilities import server_differs, server_lacks
from .helpers import wait_for

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


async def waiting(thread: AsyncThread) -> list[str]:
    return [row.id async for row in thread.queue()]


async def prompts_of_turn(stream: AsyncIterator[Notification]) -> tuple[list[str], str]:
    """What the person said in the next turn that ends, and how it ended."""
    prompts: list[str] = []
    async for notification in stream:
        if notification.method == "item/completed" and notification.params["item"]["type"] == "userMessage":
            prompts += [part["text"] for part in notification.params["item"]["content"]]
        if notification.method == "turn/completed":
            return prompts, notification.params["turn"]["status"]
    raise AssertionError("no turn ended")


async def test_what_waits_begins_after_a_turn_that_ended_or_failed_and_not_after_an_interrupted_one(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    gate = Gate()
    scripted_model.on("@@hold", Script([[Text(["one ", gate])]]))
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            everything = codex.notifications(include_turns=True)
            thread = await codex.thread_start()
            # On a thread where nothing runs it begins at once.
            await thread.queue_add("@@400 at once")
            assert (await wait_for(everything, "thread/queue/changed")).params == {"threadId": thread.id}
            assert await prompts_of_turn(everything) == (["@@400 at once"], "failed")
            running = await thread.turn("@@hold")
            await running._mailbox.wait_started()
            first = (await thread.queue_add("@@400 first")).queued_submission
            second = (await thread.queue_add("@@plain second")).queued_submission
            await running.interrupt()
            assert (await prompts_of_turn(everything))[1] == "interrupted"
            assert await waiting(thread) == [first.id, second.id]
            # A later turn that ends lets it go on, and a failed one does not stop it.
            assert (await thread.run("@@plain")).final_response == PLAIN_ANSWER
            ended = [await prompts_of_turn(everything) for _ in range(3)]
            assert ended == [
                (["@@plain"], "completed"),
                (["@@400 first"], "failed"),
                (["@@plain second"], "completed"),
            ]
            assert await waiting(thread) == []


async def test_the_queue_is_there_when_the_server_is_started_again(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    scripted_model.on("@@hold", Script([[Text(["one ", Gate()])]]))
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            running = await thread.turn("@@hold")
            await running._mailbox.wait_started()
            queued = (await thread.queue_add("@@plain", client_user_message_id="mine")).queued_submission
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_resume(thread.id)
            assert await waiting(thread) == [queued.id]
            result = await (await thread.queue_start()).run_result()
            assert result.final_response == PLAIN_ANSWER


async def test_a_goal_begins_a_turn_without_a_prompt_and_the_model_ends_it(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    scripted_model.on(
        'source="goal"', Script([[ToolCall("update_goal", {"status": "complete"})], [Text("Done.")]])
    )
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            everything = codex.notifications(include_turns=True)
            thread = await codex.thread_start()
            await thread.run("@@plain")
            await wait_for(everything, "turn/completed")
            await thread.goal_set("Finish the work", token_budget=100_000)
            assert (await wait_for(everything, "thread/goal/updated")).params["goal"]["status"] == "active"
            assert await prompts_of_turn(everything) == ([], "completed")
            goal = (await thread.goal_get()).goal
            assert goal is not None
            if goal.status == ThreadGoalStatus.active:
                server_lacks("a model cannot end a goal by this tool")
            assert goal.status == ThreadGoalStatus.complete


async def test_after_an_answer_that_did_not_fit_the_next_turn_compacts_first(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    scripted_model.on(
        "@@full", Script([[FailedResponse("context_length_exceeded", "full")]], repeat_last=True)
    )
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            await thread.run("@@plain")
            with pytest.raises(TurnFailedError) as caught:
                await thread.run("@@full")
            assert caught.value.codex_error_info == "contextWindowExceeded"
            result = await thread.run("@@plain")
            assert [item.root.type for item in result.items] == [
                "contextCompaction",
                "userMessage",
                "agentMessage",
            ]
            assert result.final_response == PLAIN_ANSWER


@pytest.mark.usefixtures("repository")
async def test_a_compaction_is_a_turn_with_one_item_and_a_warning(server_config: AppServerConfig):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            await thread.run("@@plain")
            everything = codex.notifications(include_turns=True)
            await thread.compact()
            seen: list[Notification] = []
            while not seen or seen[-1].method != "turn/completed":
                seen.append(await anext(everything))
            # A review of what is not there is taken all the same.
            review = await thread.review({"type": "baseBranch", "branch": "no-such-branch"})
            assert (await review.run()).status == TurnStatus.completed
    order = [n.method for n in seen if n.method.startswith(("turn/", "item/", "thread/status"))]
    assert order == [
        "thread/status/changed",
        "turn/started",
        "item/started",
        "item/completed",
        "thread/status/changed",
        "turn/completed",
    ]
    assert seen[-1].params["turn"]["status"] == "completed"
    if "warning" not in [n.method for n in seen]:
        server_differs("a compaction comes without a warning")


async def test_a_compaction_that_fails_is_a_failed_turn_and_is_made_up_for_by_the_next(
    server_config: AppServerConfig, scripted_model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
):
    failing = Script([[FailedResponse("context_length_exceeded", "full")]], repeat_last=True)
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            await thread.run("@@plain")
            everything = codex.notifications(include_turns=True)
            with monkeypatch.context() as patch:
                patch.setattr(scripted_model, "compaction", failing)
                await thread.compact()
                begun = await wait_for(everything, "item/started")
                ended = await wait_for(everything, "turn/completed")
            assert begun.params["item"]["type"] == "contextCompaction"
            if ended.params["turn"]["status"] == "completed":
                server_lacks("a compaction that fails is no failed turn")
            assert ended.params["turn"]["status"] == "failed"
            assert ended.params["turn"]["error"]["codexErrorInfo"] == "contextWindowExceeded"
            result = await thread.run("@@plain")
            assert result.items[0].root.type == "contextCompaction"
            assert result.final_response == PLAIN_ANSWER
