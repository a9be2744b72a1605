"""A long thread on the real server: read from end to end in pages, left, let go and opened where one was reading."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from codex_tui.demo.script import Gate, Script, Text
from codex_tui.model.items import AgentItem, ItemStatus, UserItem
from codex_tui.model.keys import ItemKey, ThreadKey
from codex_tui.session.commands import history, threads

from .conftest import Stage, items, running
from .test_threads import again, turns

if TYPE_CHECKING:
    from pathlib import Path

    from codex_tui.demo.server import ScriptedModel
    from codex_tui.model.conversation import Conversation

pytestmark = pytest.mark.anyio

TURNS = 16


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "PAGE", 5)
    monkeypatch.setattr(history.HistoryCommands.page, "__kwdefaults__", {"newer": False, "limit": 5})
    monkeypatch.setattr(history, "FAR", 9)
    monkeypatch.setattr(threads, "FIRST_PAGE", 3)


def prompts(conversation: Conversation) -> list[int]:
    return [int(item.text.split()[1]) for item in items(conversation, UserItem)]


def read(conversation: Conversation, place: int) -> frozenset[ItemKey]:
    return frozenset({conversation.items[place].key})


async def test_a_long_thread_is_read_to_its_beginning_and_back_without_a_gap(
    stage: Stage, tmp_path: Path, scripted_model: ScriptedModel
) -> None:
    key = await turns(stage, TURNS)
    gate = Gate()
    scripted_model.on("@@held", Script([[Text(["so ", gate, "done"])]]))
    async with running(await again(stage, tmp_path)) as later:
        await later.ready()
        conversation = later.watch(key)
        assert await later.session.threads.open_thread(key)
        assert prompts(conversation) == [14, 15, 16]
        await later.session.turns.submit(key, "prompt 17 @@held")
        await later.ears.until(lambda: items(conversation, AgentItem)[-1].running)

        most, met = 0, set(prompts(conversation))
        while not conversation.history.complete:
            await later.session.history.load_older(key, read(conversation, 0))
            met.update(prompts(conversation))
            shown = prompts(conversation)
            assert shown == list(range(shown[0], shown[-1] + 1))
            most = max(most, len(shown))
        assert met == set(range(1, 18))
        assert most < TURNS
        assert 17 not in prompts(conversation)
        assert conversation.active_turn is not None

        gate.open()
        await later.turn_over(conversation)
        while not conversation.newer.complete:
            await later.session.history.load_newer(key, read(conversation, -1))
            shown = prompts(conversation)
            assert shown == list(range(shown[0], shown[-1] + 1))
        assert prompts(conversation)[-1] == 17
        assert items(conversation, AgentItem)[-1].source() == "so done"
        assert items(conversation, AgentItem)[-1].status is ItemStatus.COMPLETED


async def test_the_ends_of_a_long_thread_are_one_step_away(stage: Stage, tmp_path: Path) -> None:
    key = await turns(stage, TURNS)
    async with running(await again(stage, tmp_path)) as later:
        await later.ready()
        conversation = later.watch(key)
        assert await later.session.threads.open_thread(key)
        await later.session.history.go_to_start(key)
        assert prompts(conversation) == [1, 2, 3, 4, 5]
        assert conversation.history.complete
        await later.session.history.load_newer(key, read(conversation, -1))
        assert prompts(conversation)[-1] == 10
        await asyncio.gather(later.session.history.load_newer(key), later.session.history.go_to_end(key))
        assert prompts(conversation) == [12, 13, 14, 15, 16]
        assert conversation.newer.complete


async def test_threads_left_long_ago_are_let_go_and_open_where_one_was_reading(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "KEPT", 1)
    long = await turns(stage, TURNS)
    others = [await turns(stage, 1, f"other {number} {{}} @@plain") for number in range(2)]
    async with running(await again(stage, tmp_path)) as later:
        await later.ready()
        commands, state = later.session.threads, later.state
        assert await commands.open_thread(long)
        while state.conversation(long).newer.complete:
            await later.session.history.load_older(long, read(state.conversation(long), 0))
        reading = items(state.conversation(long), UserItem)[1]
        await commands.leave_thread(long, reading.key)
        for other in others:
            assert await commands.open_thread(other)
            await commands.leave_thread(other, None)
        assert list(state.conversations) == [others[-1]]

        assert await commands.open_thread(long)
        assert reading.key in state.conversation(long)
        assert state.conversation(long).ready
        await later.session.history.go_to_end(long)
        later.watch(long)
        await later.session.turns.submit(long, "prompt 17 @@plain")
        await later.turn_over(state.conversation(long))
        assert prompts(state.conversation(long))[-1] == 17


async def test_the_end_is_wanted_of_a_thread_that_is_being_opened_where_one_was_reading(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "KEPT", 0)
    long = await turns(stage, TURNS)
    async with running(await again(stage, tmp_path)) as later:
        await later.ready()
        commands, state = later.session.threads, later.state
        assert await commands.open_thread(long)
        while state.conversation(long).newer.complete:
            await later.session.history.load_older(long, read(state.conversation(long), 0))
        await commands.leave_thread(long, items(state.conversation(long), UserItem)[1].key)
        assert not state.conversations

        await asyncio.gather(commands.open_thread(long), commands.go_to_end(long))
        assert prompts(state.conversation(long))[-1] == TURNS


async def test_what_goes_on_is_never_let_go(
    stage: Stage, scripted_model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "KEPT", 0)
    gate = Gate()
    scripted_model.on("@@held", Script([[Text(["so ", gate, "done"])]]))
    busy = await stage.session.turns.submit(None, "wait @@held")
    asking = await stage.session.turns.submit(None, "may I @@approval")
    assert busy is not None and asking is not None
    await stage.ears.until(lambda: stage.state.inbox.of(asking))
    for key in (busy, asking):
        await stage.session.threads.leave_thread(key, None)
    assert set(stage.state.conversations) == {busy, asking}
    gate.open()
    conversation: Conversation = stage.state.conversation(ThreadKey(*busy))
    await stage.turn_over(stage.watch(busy))
    assert items(conversation, AgentItem)[-1].source() == "so done"
