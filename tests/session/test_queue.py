"""Prompts that wait for the end of a turn, on the real server: with one client and with two."""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import anyio
import pytest

from codex_app_server import AppServerConfig, ListeningServer, launch_listening_server
from codex_tui.demo.script import Gate, Script, Text
from codex_tui.messages import PromptReturned, Said
from codex_tui.model.draft import draft_of, joined, of_element
from codex_tui.model.draft_elements import Mention, PastedText
from codex_tui.model.items import AgentItem, UserItem
from codex_tui.model.queue import QueuedPrompt, moved
from codex_tui.model.safe_text import SafeText
from codex_tui.model.state import ConnectionState
from tests.support.processes import stop

from .conftest import Stage, items, killable, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from codex_tui.demo.server import ScriptedModel
    from codex_tui.model.conversation import Conversation

pytestmark = pytest.mark.anyio


def texts(conversation: Conversation) -> list[str]:
    return [prompt.text for prompt in conversation.queue.all]


def settled(conversation: Conversation, *expected: str) -> bool:
    """Whether these wait, all of them known to the server."""
    return not conversation.queue.adding and texts(conversation) == list(expected)


async def held(stage: Stage, model: ScriptedModel, name: str = "@@held") -> tuple[Conversation, Gate]:
    """A conversation whose turn has taken up its prompt, and runs until a gate is opened."""
    gate = Gate(name)
    model.on(name, Script([[Text(["half ", gate, "whole"])]]))
    conversation = await stage.submit(f"wait {name}")
    # Interrupted before the model was asked, the prompt comes back, and stands in no history.
    await stage.ears.until(lambda: items(conversation, AgentItem))
    return conversation, gate


async def put(stage: Stage, conversation: Conversation, *prompts: str) -> None:
    for prompt in prompts:
        await stage.session.queue.add(conversation.key, prompt)
    await stage.session.queue.read(conversation.key)


async def test_what_is_queued_is_shown_at_once_and_runs_when_the_turn_is_over(
    stage: Stage, scripted_model: ScriptedModel
) -> None:
    conversation, gate = await held(stage, scripted_model)
    await put(stage, conversation, "first @@plain", "second @@plain")
    assert settled(conversation, "first @@plain", "second @@plain")
    assert not conversation.queue_is_held
    gate.open()
    await stage.ears.until(lambda: len(items(conversation, UserItem)) == 3 and not conversation.queue.all)
    await stage.turn_over(conversation)
    assert [item.text for item in items(conversation, UserItem)] == [
        "wait @@held",
        "first @@plain",
        "second @@plain",
    ]


async def test_a_prompt_goes_to_another_place_and_the_server_runs_it_there(
    stage: Stage, scripted_model: ScriptedModel
) -> None:
    conversation, gate = await held(stage, scripted_model)
    await put(stage, conversation, "a @@plain", "b @@plain", "c @@plain")
    last = conversation.queue.prompts[2]
    await stage.session.queue.move(conversation.key, last.id, 0)
    assert texts(conversation) == ["c @@plain", "a @@plain", "b @@plain"]
    gate.open()
    await stage.ears.until(lambda: len(items(conversation, UserItem)) == 4)
    assert [item.text[0] for item in items(conversation, UserItem)] == ["w", "c", "a", "b"]
    await stage.ears.until(lambda: settled(conversation))


async def test_a_prompt_taken_back_returns_with_its_place_and_goes_there_again(
    stage: Stage, scripted_model: ScriptedModel
) -> None:
    conversation, gate = await held(stage, scripted_model)
    await put(stage, conversation, "a", "b", "c")
    await stage.session.queue.edit(conversation.key, conversation.queue.prompts[1].id)
    await stage.ears.until(lambda: stage.ears.of(PromptReturned))
    (returned,) = stage.ears.of(PromptReturned)
    assert (returned.text, returned.place, returned.problem) == ("b", 1, False)
    await stage.ears.until(lambda: settled(conversation, "a", "c"))
    await stage.session.queue.add(conversation.key, "b, but shorter", returned.place)
    await stage.ears.until(lambda: settled(conversation, "a", "b, but shorter", "c"))
    await stage.session.queue.edit(conversation.key, None)
    await stage.ears.until(lambda: settled(conversation, "a", "b, but shorter"))
    stage.session.turns.interrupt(conversation.key)
    gate.open()


async def test_after_an_interrupt_the_queue_is_held_and_goes_on_when_one_wants_it(
    stage: Stage, scripted_model: ScriptedModel
) -> None:
    conversation, gate = await held(stage, scripted_model)
    await put(stage, conversation, "a @@plain", "b @@plain")
    stage.session.turns.interrupt(conversation.key)
    await stage.turn_over(conversation)
    gate.open()
    assert conversation.queue_is_held
    assert await stage.session.queue.waits(conversation.key)
    await put(stage, conversation, "c @@plain")
    assert texts(conversation) == ["a @@plain", "b @@plain", "c @@plain"]
    await stage.session.queue.start(conversation.key, conversation.queue.prompts[1].id)
    await stage.ears.until(lambda: len(items(conversation, UserItem)) == 4)
    assert [item.text[0] for item in items(conversation, UserItem)] == ["w", "b", "a", "c"]
    await stage.turn_over(conversation)
    await stage.ears.until(lambda: settled(conversation))
    assert not conversation.queue_is_held


async def test_after_a_failed_turn_the_queue_goes_on(stage: Stage, scripted_model: ScriptedModel) -> None:
    conversation, gate = await held(stage, scripted_model)
    await put(stage, conversation, "a @@400", "b @@plain")
    gate.open()
    await stage.ears.until(lambda: len(items(conversation, UserItem)) == 3 and settled(conversation))
    await stage.turn_over(conversation)
    assert not conversation.queue_is_held


async def test_a_prompt_that_the_server_does_not_queue_comes_back(
    stage: Stage, scripted_model: ScriptedModel
) -> None:
    conversation, gate = await held(stage, scripted_model)
    await stage.session.queue.add(conversation.key, "x" * 1_048_577)
    await stage.ears.until(lambda: stage.ears.of(PromptReturned))
    (returned,) = stage.ears.of(PromptReturned)
    assert len(returned.text) == 1_048_577
    assert returned.why.startswith("Not queued: Input exceeds the maximum length")
    assert settled(conversation)
    gate.open()


async def test_what_has_begun_cannot_be_taken_back(stage: Stage, scripted_model: ScriptedModel) -> None:
    conversation, gate = await held(stage, scripted_model)
    await put(stage, conversation, "a @@plain")
    gone = conversation.queue.prompts[0]
    await stage.session.queue._change(
        conversation.key,
        "thread/queue/delete",
        {"threadId": conversation.key.thread, "queuedSubmissionId": gone.id},
    )
    conversation.queue.prompts = (gone,)  # as if nobody had told yet
    assert await stage.session.queue.take(conversation.key, gone.id) is None
    await stage.ears.until(lambda: any("begun already" in said.text for said in stage.ears.of(Said)))
    assert not stage.ears.of(PromptReturned)
    gate.open()


@pytest.mark.usefixtures("stays_lost")
async def test_the_queue_is_there_again_after_the_server_died_and_goes_on(
    server_config: AppServerConfig, scripted_model: ScriptedModel, project_dir: Path, tmp_path: Path
) -> None:
    async with killable(server_config, project_dir, tmp_path / "state") as (stage, process):
        conversation, gate = await held(stage, scripted_model)
        await put(stage, conversation, "b @@plain", "c @@plain", "a @@plain")
        await stage.session.queue.move(conversation.key, conversation.queue.prompts[2].id, 0)
        process.kill()
        await stage.ears.until(lambda: stage.state.server.state is ConnectionState.LOST)
        assert texts(conversation) == ["a @@plain", "b @@plain", "c @@plain"]
        gate.open()
        stage.session.reconnect()
        await stage.ears.until(lambda: conversation.ready)
        await stage.session.queue.read(conversation.key)
        # A turn whose end the server did not see may hold nothing back: then it goes on by itself.
        if conversation.queue_is_held:
            await stage.session.queue.start(conversation.key)
        await stage.ears.until(lambda: settled(conversation))
        left = await stage.session._link.call("thread/queue/list", {"threadId": conversation.key.thread})
        assert left["data"] == []

        def ran() -> list[str]:
            return [item.text for item in items(conversation, UserItem) if item.text.endswith("@@plain")]

        # The last one leaves the queue before its turn has said anything.
        await stage.ears.until(lambda: len(ran()) == 3)
        assert ran() == ["a @@plain", "b @@plain", "c @@plain"]


@pytest.mark.usefixtures("stays_lost")
@pytest.mark.parametrize("how", ["queued", "steered"])
async def test_what_was_on_its_way_as_the_server_died_comes_back_in_its_order(
    server_config: AppServerConfig, scripted_model: ScriptedModel, project_dir: Path, tmp_path: Path, how: str
) -> None:
    async with killable(server_config, project_dir, tmp_path / "state") as (stage, process):
        conversation, gate = await held(stage, scripted_model)
        stop(process.pid)
        send = stage.session.queue.add if how == "queued" else stage.session.turns.submit
        async with anyio.create_task_group() as tasks:
            for text in ("one", "two", "three"):
                tasks.start_soon(send, conversation.key, text)
            await anyio.wait_all_tasks_blocked()
            process.kill()
        await stage.ears.until(lambda: stage.state.server.state is ConnectionState.LOST)
        back = [returned.text for returned in stage.ears.of(PromptReturned)]
        # Each is put before what is in the composer already.
        assert [text for text in back if text != "wait @@held"] == ["three", "two", "one"]
        assert not len(conversation.queue)
        gate.open()


# --- two clients --------------------------------------------------------------------------------------------


@pytest.fixture
def server(server_config: AppServerConfig) -> Iterator[ListeningServer]:
    with launch_listening_server(server_config) as listening:
        yield listening


async def client(stack: AsyncExitStack, server: ListeningServer, folder: Path, store: Path) -> Stage:
    stage = Stage(AppServerConfig(endpoint=server.endpoint), folder, store, time.time)
    await stack.enter_async_context(running(stage))
    await stage.ready()
    return stage


async def test_whatever_two_clients_do_to_one_queue_both_end_with_the_same(
    server: ListeningServer, scripted_model: ScriptedModel, project_dir: Path, tmp_path: Path
) -> None:
    chance = random.Random(7)
    async with AsyncExitStack() as stack:
        stages = [
            await client(stack, server, project_dir, tmp_path / f"state{number}") for number in range(2)
        ]
        first, gate = await held(stages[0], scripted_model)
        await stages[1].session.threads.open_thread(first.key)
        second = stages[1].watch(first.key)
        both = [(stages[0], first), (stages[1], second)]
        wanted: set[str] = set()
        moves: list[asyncio.Task[None]] = []
        for number in range(40):
            stage, conversation = chance.choice(both)
            waiting = conversation.queue.prompts
            what = chance.choice(("add", "add", "move", "move", "move", "edit"))
            if what == "add" or not waiting:
                wanted.add(f"prompt {number}")
                await stage.session.queue.add(first.key, f"prompt {number}")
            elif what == "move":
                one, to = chance.choice(waiting), chance.randrange(len(waiting))
                # Not awaited, so that the other client moves something at the same time.
                moves.append(asyncio.ensure_future(stage.session.queue.move(first.key, one.id, to)))
            else:
                one = chance.choice(waiting)
                if await stage.session.queue.take(first.key, one.id) is not None:
                    wanted.remove(one.text)

        await asyncio.gather(*moves)
        for stage in stages:
            await stage.session.queue.read(first.key)
        await stages[0].ears.until(lambda: texts(first) == texts(second) and set(texts(first)) == wanted)
        listed = await stages[0].session._link.call("thread/queue/list", {"threadId": first.key.thread})
        assert [row["input"][0]["text"] for row in listed["data"]] == texts(first)[: len(listed["data"])]
        stages[1].session.turns.interrupt(first.key)
        gate.open()


async def test_a_client_that_comes_later_has_the_queue_too(
    server: ListeningServer, scripted_model: ScriptedModel, project_dir: Path, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        one = await client(stack, server, project_dir, tmp_path / "one")
        conversation, gate = await held(one, scripted_model)
        await put(one, conversation, "a", "b")
        one.session.turns.interrupt(conversation.key)
        await one.turn_over(conversation)
        late = await client(stack, server, project_dir, tmp_path / "late")
        there = late.watch(conversation.key)
        await late.session.threads.open_thread(conversation.key)
        await late.ears.until(lambda: settled(there, "a", "b"))
        assert there.queue_is_held
        await late.session.queue.move(conversation.key, there.queue.prompts[1].id, 0)
        await one.ears.until(lambda: settled(conversation, "b", "a"))

        written = joined(
            (
                draft_of("read "),
                of_element(Mention(SafeText("@README.md"), SafeText("README.md"), "/shop/README.md")),
                draft_of(" and "),
                of_element(PastedText(SafeText("long\n" * 40))),
            )
        )
        await one.session.queue.add(conversation.key, written)
        await late.ears.until(lambda: len(there.queue.prompts) == 3)
        await late.session.queue.edit(conversation.key, None)
        await late.ears.until(lambda: late.ears.of(PromptReturned))
        assert late.ears.of(PromptReturned)[0].draft == written
        await one.ears.until(lambda: settled(conversation, "b", "a"))
        gate.open()


def test_a_prompt_that_is_not_there_moves_nothing():
    waiting = tuple(QueuedPrompt(name, SafeText(name)) for name in "abc")
    assert moved(waiting, "x", 0) == waiting
    assert [one.id for one in moved(waiting, "a", 99)] == ["b", "c", "a"]
    assert [one.id for one in moved(waiting, "c", -1)] == ["c", "a", "b"]
