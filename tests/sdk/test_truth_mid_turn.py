"""PROTOCOL.md, 2.4 and 2.5: what is asked of a thread while one of its turns stands in the middle."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import pytest

from codex_app_server import (
    AppServerConfig,
    AsyncCodex,
    AsyncThread,
    AsyncTurnHandle,
    InvalidParamsError,
    InvalidRequestError,
    Notification,
    TurnStatus,
)
from codex_app_server.generated.v2_all import AgentMessageThreadItem
from codex_tui.demo.script import Gate, Script, Text
from codex_tui.demo.scripts import PLAIN_ANSWER
from codex_tui.demo.server import ScriptedModel

from .capabilities import server_differs
from .helpers import require_pages

pytestmark = pytest.mark.anyio

Held = tuple[AsyncThread, AsyncTurnHandle, AsyncTurnHandle]
"""A thread, the turn that it has had, and the one that stands in the middle of its answer."""


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def gate(scripted_model: ScriptedModel) -> Gate:
    """Where the model stands when it is told `@@hold`."""
    gate = Gate()
    scripted_model.on("@@hold", Script([[Text(["one ", gate, "two"])]]))
    return gate


async def hold(thread: AsyncThread) -> AsyncTurnHandle:
    """Return a turn that stands in the middle of its answer."""
    handle = await thread.turn("@@hold")
    async for notification in handle.stream():
        if notification.method == "item/agentMessage/delta":
            break
    return handle


@asynccontextmanager
async def held(config: AppServerConfig) -> AsyncIterator[tuple[AsyncCodex, Held]]:
    with anyio.fail_after(30):
        async with AsyncCodex(config) as codex:
            thread = await codex.thread_start()
            require_pages(thread)
            past = await thread.turn("@@plain")
            await past.run()
            yield codex, (thread, past, await hold(thread))


async def stored_turns(thread: AsyncThread) -> list[tuple[str, str]]:
    return [(turn.id, str(turn.status)) async for turn in thread.turns(sort_direction="asc")]


async def wait_for(stream: AsyncIterator[Notification], method: str) -> Notification:
    async for notification in stream:
        if notification.method == method:
            return notification
    raise AssertionError(f"no {method} came")


async def test_reverting_and_reviewing_end_the_running_turn_first(
    server_config: AppServerConfig, scripted_model: ScriptedModel, gate: Gate
):
    async with held(server_config) as (codex, (thread, past, handle)):
        rest = codex.notifications()
        await thread.revert(handle.id)
        assert (await handle.run()).status == TurnStatus.interrupted
        assert (await wait_for(rest, "thread/reverted")).thread_id == thread.id
        assert await stored_turns(thread) == [(past.id, "completed")]
        assert (await thread.run("@@plain again")).final_response == PLAIN_ANSWER
        assert scripted_model.requests[-1].prompts == ("@@plain", "@@plain again")
        handle = await hold(thread)
        review = await thread.review({"type": "uncommittedChanges"})
        assert (await handle.run()).status == TurnStatus.interrupted
        assert (await review.run_result()).items[0].root.type == "enteredReviewMode"


async def test_putting_a_thread_away_ends_its_running_turn(server_config: AppServerConfig, gate: Gate):
    async with held(server_config) as (codex, (thread, past, handle)):
        rest = codex.notifications()
        await codex.thread_archive(thread.id)
        assert (await handle.run()).status == TurnStatus.interrupted
        await wait_for(rest, "thread/archived")
        with pytest.raises(InvalidRequestError, match="no rollout found"):
            await codex.thread_archive(thread.id)
        with pytest.raises(InvalidRequestError, match="is archived"):
            await codex.thread_resume(thread.id)
        await codex.thread_unarchive(thread.id)
        ended = [(past.id, "completed"), (handle.id, "interrupted")]
        assert await stored_turns(thread) == ended
        handle = await hold(thread)
        await codex.thread_delete(thread.id)
        assert (await handle.run()).status == TurnStatus.interrupted
        await wait_for(rest, "thread/deleted")
        with pytest.raises(InvalidRequestError, match="no rollout found"):
            await codex.thread_resume(thread.id)


async def test_a_fork_of_a_running_turn_has_it_interrupted_and_the_original_goes_on(
    server_config: AppServerConfig, gate: Gate
):
    async with held(server_config) as (codex, (thread, past, handle)):
        with pytest.raises(InvalidRequestError, match="in-progress turn"):
            await codex.thread_fork(thread.id, last_turn_id=handle.id)
        with pytest.raises(InvalidRequestError, match="turn not found"):
            await codex.thread_fork(thread.id, last_turn_id="01a204b4-07f7-7160-a6a8-89bcf5f4c9e1")
        whole = await codex.thread_fork(thread.id)
        short = await codex.thread_fork(thread.id, before_turn_id=handle.id)
        same = await codex.thread_fork(thread.id, last_turn_id=past.id)
        empty = await codex.thread_fork(thread.id, before_turn_id=past.id)
        assert [fork.opened["thread"]["forkedFromId"] for fork in (whole, short, same, empty)] == [
            thread.id
        ] * 4
        ended = (past.id, "completed")
        assert await stored_turns(whole) == [ended, (handle.id, "interrupted")]
        assert await stored_turns(short) == [ended]
        assert await stored_turns(same) == [ended]
        assert await stored_turns(empty) == []
        gate.open()
        assert (await handle.run_result()).final_response == "one two"
        if len([row async for row in codex.threads()]) > 1:
            server_differs("forks are listed before their first turn")
        assert [row.id async for row in codex.threads()] == [thread.id]
        await short.run("@@plain of the fork")
        (row,) = [row async for row in codex.threads() if row.id != thread.id]
        assert (row.id, row.preview, row.forked_from_id) == (short.id, "@@plain of the fork", None)


async def test_a_shell_command_joins_the_running_turn_and_does_not_disturb_it(
    server_config: AppServerConfig, scripted_model: ScriptedModel, gate: Gate
):
    async with held(server_config) as (_, (thread, _, handle)):
        stream = handle.stream()
        await thread.shell_command("echo from the shell")
        async for notification in stream:
            if notification.method == "item/completed":
                break
        assert notification.params["item"]["source"] == "userShell"
        assert notification.params["item"]["aggregatedOutput"] == "from the shell\n"
        await stream.aclose()
        gate.open()
        result = await handle.run_result()
        # The answer goes on where it was; then the model is shown what the person did, and may say more.
        texts = [item.root.text for item in result.items if isinstance(item.root, AgentMessageThreadItem)]
        assert texts[0] == "one two"
        assert "from the shell" in json.dumps(scripted_model.requests[-1].body["input"])


async def test_a_review_cannot_be_steered_and_not_be_given_away(
    server_config: AppServerConfig, scripted_model: ScriptedModel, gate: Gate
):
    scripted_model.on("uncommitted", Script([[Text(["{", gate])]]))
    scripted_model.on("current", Script([[Text(["{", gate])]]))
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            require_pages(thread)
            with pytest.raises((InvalidRequestError, InvalidParamsError)):
                await thread.review({"type": "uncommittedChanges"}, delivery="detached")
            review = await thread.review({"type": "uncommittedChanges"})
            with pytest.raises(InvalidRequestError, match="cannot steer a review turn") as caught:
                await review.steer("faster")
            assert caught.value.data["codexErrorInfo"] == {"activeTurnNotSteerable": {"turnKind": "review"}}
            assert review.unconsumed_inputs == []
            await review.interrupt()
            assert (await review.run()).status == TurnStatus.interrupted
