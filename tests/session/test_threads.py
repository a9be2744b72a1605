"""Threads on the real server: listed, opened page by page, forked, named, archived, marked as read."""

import asyncio
from pathlib import Path

import pytest

from codex_app_server import AppServerConfig
from codex_tui.demo.script import Gate, Script, Text
from codex_tui.demo.server import ScriptedModel
from codex_tui.messages import ConversationReset, HistoryLoaded, PromptReturned, Said
from codex_tui.model.conversation import Conversation
from codex_tui.model.items import AgentItem, CommandItem, ItemStatus, NoticeItem, TurnEndItem, UserItem
from codex_tui.model.keys import ThreadKey
from codex_tui.model.row_actions import RowAction
from codex_tui.model.state import LOCAL

from .conftest import Stage, items, running

pytestmark = pytest.mark.anyio


async def turns(stage: Stage, count: int, prompt: str = "prompt {} @@plain") -> ThreadKey:
    """A thread with that many turns."""
    conversation = await stage.submit(prompt.format(1))
    for number in range(1, count + 1):
        if number > 1:
            await stage.session.turns.submit(conversation.key, prompt.format(number))
        await ended(stage, conversation, number)
    return conversation.key


async def ended(stage: Stage, conversation: Conversation, count: int) -> None:
    await stage.ears.until(lambda: len(items(conversation, TurnEndItem)) == count)


async def again(stage: Stage, tmp_path: Path) -> Stage:
    """Another run of the application, on the same home."""
    await stage.session.stop()
    return Stage(stage.launch.config, Path(stage.state.folder), tmp_path / "state")


async def test_history_comes_newest_first_and_older_pages_go_before_it(stage: Stage, tmp_path: Path) -> None:
    key = await turns(stage, 23)
    async with running(await again(stage, tmp_path)) as later:
        await later.ready()
        conversation = later.watch(key)
        assert await later.session.threads.open_thread(key)
        prompts = [item.text for item in items(conversation, UserItem)]
        assert prompts == [f"prompt {number} @@plain" for number in range(16, 24)]
        assert not conversation.history.complete
        later.dispatcher.flush()

        await later.session.history.load_older(key)
        later.dispatcher.flush()
        prompts = [item.text for item in items(conversation, UserItem)]
        assert prompts == [f"prompt {number} @@plain" for number in range(1, 24)]
        assert len(items(conversation, TurnEndItem)) == 23
        if not conversation.history.complete:
            await later.session.history.load_older(key)
        assert conversation.history.complete
        pages = [message.count for message in later.ears.of(HistoryLoaded) if message.count]
        assert sum(pages) == len([item for item in conversation.items if not isinstance(item, NoticeItem)])

        await later.session.history.load_older(key)
        assert len(items(conversation, TurnEndItem)) == 23
        assert later.state.board.rows[key].title == "prompt 1 @@plain"


async def test_a_reloaded_conversation_reads_like_the_live_one(stage: Stage, tmp_path: Path) -> None:
    conversation = await stage.submit("look @@shell")
    await stage.turn_over(conversation)
    live = [item.source() for item in conversation.items if not isinstance(item, NoticeItem)]
    async with running(await again(stage, tmp_path)) as later:
        await later.ready()
        assert await later.session.threads.open_thread(conversation.key)
        stored = later.state.conversation(conversation.key)
        assert [item.source() for item in stored.items if not isinstance(item, NoticeItem)] == live
        assert items(stored, CommandItem)[0].exit_code == 0
        assert not any(item.running for item in stored.items)


async def test_opening_twice_at_once_loads_once(stage: Stage, tmp_path: Path) -> None:
    key = await turns(stage, 1)
    async with running(await again(stage, tmp_path)) as later:
        await later.ready()
        opened = await asyncio.gather(*(later.session.threads.open_thread(key) for _ in range(3)))
        assert all(opened)
        assert len(items(later.state.conversation(key), UserItem)) == 1


async def test_an_unknown_thread_is_explained(stage: Stage) -> None:
    key = ThreadKey(LOCAL, "01a20000-0000-7000-8000-000000000000")
    assert not await stage.session.threads.open_thread(key)
    assert stage.state.conversation(key).history.error
    assert not await stage.session.threads.open_thread(ThreadKey(LOCAL, "rubbish"))
    stage.dispatcher.flush()
    assert any("not the id of a thread" in said.text for said in stage.ears.of(Said)), stage.ears.of(Said)[
        -1
    ].text


async def test_the_list_shows_this_folder_or_all_and_pages_without_gaps(
    stage: Stage, tmp_path: Path, project_dir: Path
) -> None:
    for number in range(3):
        await turns(stage, 1, f"thread {number} {{}} @@plain")
    other = tmp_path / "elsewhere"
    other.mkdir()
    stage.state.folder = str(other)
    away = await turns(stage, 1, "away {} @@plain")

    await stage.session.listing.list_threads(str(project_dir), archived=False)
    assert [row.title for row in stage.state.board.visible()] == [
        f"thread {number} 1 @@plain" for number in (2, 1, 0)
    ]
    assert stage.state.board.listing.complete
    await stage.session.listing.list_threads(None, archived=False)
    assert len(stage.state.board.visible()) == 4
    assert stage.state.board.rows[away].cwd == str(other)


async def test_the_thread_used_last_is_the_latest_of_its_folder(stage: Stage, tmp_path: Path) -> None:
    async def latest() -> ThreadKey | None:
        row = await stage.session.listing.latest_thread()
        return row.key if row is not None else None

    assert await latest() is None
    first = await turns(stage, 1)
    second = await turns(stage, 1)
    assert await latest() == second
    await stage.session.turns.submit(first, "again @@plain")
    await ended(stage, stage.state.conversation(first), 2)
    assert await latest() == first
    stage.state.folder = str(tmp_path)
    assert await latest() is None


async def test_more_threads_than_a_page_all_come(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for page in ("FIRST_PAGE", "PAGE"):
        monkeypatch.setattr(f"codex_tui.session.commands.listing.{page}", 2)
    for number in range(5):
        await turns(stage, 1, f"thread {number} {{}} @@plain")
    async with running(await again(stage, tmp_path)) as later:
        await later.ready()
        board = later.state.board
        await later.ears.until(lambda: board.listing.loaded_once)
        assert len(board.visible()) == 2
        await later.session.listing.more_threads()
        await later.session.listing.more_threads()
        await later.session.listing.more_threads()
        assert [row.title[:8] for row in board.visible()] == [
            f"thread {number}" for number in (4, 3, 2, 1, 0)
        ]
        assert board.listing.complete


async def test_a_fork_has_the_history_and_goes_its_own_way(stage: Stage) -> None:
    key = await turns(stage, 2)
    copy = await stage.session.threads.fork(key)
    assert copy is not None
    assert copy != key
    forked, source = stage.watch(copy), stage.state.conversation(key)
    assert [item.key.item for item in items(forked, UserItem)] == [
        item.key.item for item in items(source, UserItem)
    ]
    row = stage.state.board.rows[copy]
    assert row.forked_from == key.thread
    assert row.title == "prompt 1 @@plain"

    await stage.session.turns.submit(copy, "only here @@plain")
    await stage.ears.until(lambda: len(items(forked, TurnEndItem)) == 3)
    assert len(items(source, TurnEndItem)) == 2
    assert items(forked, UserItem)[-1].text == "only here @@plain"


async def test_a_name_shows_at_once_and_an_empty_one_is_refused(stage: Stage) -> None:
    key = await turns(stage, 1)
    assert await stage.session.row_actions.rename(key, "  Fix\nthe shop ")
    row = stage.state.board.rows[key]
    await stage.ears.until(lambda: row.title == "Fix the shop")
    assert not await stage.session.row_actions.rename(key, "  ")
    assert row.title == "Fix the shop"


async def test_an_archived_thread_can_be_read_and_comes_back(stage: Stage, tmp_path: Path) -> None:
    key = await turns(stage, 1)
    assert (await stage.session.row_actions.act(RowAction.ARCHIVE, [key])).done
    await stage.ears.until(lambda: stage.state.board.rows[key].archived)
    assert stage.state.board.visible() == []
    await stage.session.listing.list_threads(None, archived=True)
    assert [row.key for row in stage.state.board.visible()] == [key]

    async with running(await again(stage, tmp_path)) as later:
        await later.ready()
        assert await later.session.threads.open_thread(key)
        conversation = later.watch(key)
        assert [item.text for item in items(conversation, UserItem)] == ["prompt 1 @@plain"]
        assert "archive" in conversation.read_only

        await later.session.turns.submit(key, "too early")
        later.dispatcher.flush()
        assert [fact.text for fact in later.ears.of(PromptReturned)] == ["too early"]

        assert (await later.session.row_actions.act(RowAction.UNARCHIVE, [key])).done
        await later.session.turns.submit(key, "go on @@plain")
        await later.ears.until(lambda: len(items(conversation, TurnEndItem)) == 2)
        assert items(conversation, TurnEndItem)[-1].status is ItemStatus.COMPLETED


async def test_a_thread_that_another_process_writes_is_shown_read_only(
    stage: Stage, tmp_path: Path, scripted_model: ScriptedModel
) -> None:
    key = await turns(stage, 1)
    gate = Gate()
    scripted_model.on("@@held", Script([[Text([gate, "x"])]]))
    await stage.session.turns.submit(key, "busy @@held")
    other = Stage(stage.launch.config, Path(stage.state.folder), tmp_path / "state")
    async with running(other):
        await other.ready()
        assert await other.session.threads.open_thread(key)
        assert "has it open" in other.state.conversation(key).read_only
        assert items(other.state.conversation(key), UserItem)[0].text == "prompt 1 @@plain"
    gate.open()
    await stage.turn_over(stage.state.conversation(key))


async def test_a_finished_turn_is_unread_until_somebody_has_looked(stage: Stage, tmp_path: Path) -> None:
    key = await turns(stage, 1)
    row = stage.state.board.rows[key]
    await stage.ears.until(lambda: row.unread)
    await stage.session.threads.leave_thread(key, None)
    assert not row.unread
    async with running(await again(stage, tmp_path)) as later:
        await later.ready()
        await later.ears.until(lambda: later.state.board.listing.loaded_once)
        assert not later.state.board.rows[key].unread


async def test_a_turn_goes_on_while_another_thread_is_shown(
    stage: Stage, scripted_model: ScriptedModel
) -> None:
    gate = Gate()
    scripted_model.on("@@held", Script([[Text(["one ", gate, "two"])]]))
    first = await stage.submit("a @@held")
    await turns(stage, 1)
    gate.open()
    await stage.turn_over(first)
    assert await stage.session.threads.open_thread(first.key)
    assert items(first, AgentItem)[-1].text.text() == "one two"
    assert not stage.ears.of(ConversationReset)


async def test_without_a_connection_the_list_says_why(
    server_config: AppServerConfig, project_dir: Path, tmp_path: Path
) -> None:
    stage = Stage(server_config, project_dir, tmp_path / "state")
    async with running(stage):
        await stage.ready()
        await stage.session.stop()
        await stage.session.listing.list_threads(None, archived=False)
        assert stage.state.board.listing.error
        assert not stage.state.board.listing.loading


@pytest.mark.usefixtures("repository")
async def test_the_row_of_a_thread_that_was_just_started_learns_its_branch(
    stage: Stage, scripted_model: ScriptedModel
) -> None:
    gate = Gate()
    scripted_model.on("@@held", Script([[Text(["Half", gate])]]))
    conversation = await stage.submit("@@held")
    row = stage.state.board.rows[conversation.key]
    # While it runs, as on the board of any other client.
    await stage.ears.until(lambda: row.branch == "main")
    assert row.state.active
    gate.open()
