"""What the keys of the board do to a thread, on the real server; with a second client beside it."""

from __future__ import annotations

import pytest

from codex_app_server import AsyncCodex
from codex_tui.demo.script import Gate, Script, Text, ToolCall
from codex_tui.demo.scripts import PLAIN, PLAIN_ANSWER
from codex_tui.model.keys import ThreadKey
from codex_tui.model.state import LOCAL
from codex_tui.options import Options
from codex_tui.screens.prompt import ConfirmPrompt
from tests.support.app import running
from tests.tui.board import ask, board, ids_of, rows, second_client
from tests.tui.test_threads import make_threads

pytestmark = pytest.mark.anyio


async def test_an_archived_thread_comes_back_with_one_key(server_config):
    await make_threads(server_config, "stays", "goes away")
    async with running(server_config) as run:
        await run.shows("goes away", "stays")
        await run.press("a")
        await run.shows("Archived (u undoes): “goes away”")
        await run.until(lambda: rows(run) == ["stays"])
        await run.press("a")
        await run.shows("Archived (u undoes): “stays”")
        await run.until(lambda: rows(run) == [])
        await run.press("u", "u")
        await run.until(lambda: rows(run) == ["goes away", "stays"])
        await run.press("u")
        await run.shows("Nothing was done here that could be undone.")
    assert len(await ids_of(server_config)) == 2


async def test_deleting_asks_by_name_and_the_default_is_no(server_config):
    keep, gone = await make_threads(server_config, "stays", "goes for good")
    async with running(server_config) as run:
        await run.shows("goes for good", "stays")
        shown = await ask(run, "d")
        assert "Delete “goes for good” for good?" in shown
        assert "nothing brings it back" in shown
        await run.press("enter")
        await run.until(lambda: not isinstance(run.app.screen, ConfirmPrompt))
        assert rows(run) == ["goes for good", "stays"]
        await ask(run, "backspace")
        await run.press("y")
        await run.shows("Deleted: “goes for good”")
        assert rows(run) == ["stays"]
    found = await ids_of(server_config)
    assert (keep in found, gone in found) == (True, False)


@pytest.mark.long
async def test_a_question_is_about_the_thread_that_was_under_the_cursor(
    server_config, tmp_path, scripted_model
):
    gate = Gate("hold")
    scripted_model.on("@@hold", Script([[Text(("one ", gate, "two"))]]))
    async with (
        second_client(server_config, tmp_path, "moves up", "was on top") as (shared, other, ids),
        running(shared) as run,
    ):
        await run.shows("moves up", "was on top")
        await ask(run, "d")
        thread = await other.thread_resume(ids[0])
        turn = await thread.turn("@@hold")
        await run.shows("RUNNING", "Delete “was on top” for good?")
        await run.press("y")
        await run.shows("Deleted: “was on top”")
        assert rows(run) == ["moves up"]
        gate.open()
        await turn.run()


@pytest.mark.long
async def test_a_source_of_a_fork_cannot_be_deleted_and_it_says_why(server_config, monkeypatch):
    monkeypatch.setattr("codex_tui.screens.threads_aside.SEEN", 3600.0)  # else it would find out by itself
    async with AsyncCodex(server_config) as codex:
        source = await codex.thread_start(cwd=str(server_config.cwd))
        await source.run("the source")
        fork = await codex.thread_fork(source.id)
        await fork.run("the fork")
    async with running(server_config) as run:
        await run.shows("the source", "the fork")
        # What nobody told this client is told by the server.
        board(run).move_to(ThreadKey(LOCAL, source.id))
        await ask(run, "d")
        await run.press("y")
        await run.shows("Not deleted: a fork of it still exists; delete that first")
        assert sorted(rows(run)) == ["the fork", "the source"]
        # What it knows it says without asking.
        await run.press("f")
        await run.until(lambda: run.app.shown_thread() is not None)
        await run.type("a fork of mine")
        await run.press("enter")
        await run.shows("idle", "› a fork of mine")
        await run.press("alt+t")
        await run.shows("└ fork: a fork of mine", "RECENT")
        board(run).move_to(ThreadKey(LOCAL, source.id))
        await run.press("d")
        await run.shows("Not deleted: its fork “a fork of mine” (", ") still exists; delete that first.")
        # Both at once can go, once the other fork is gone.
        board(run).move_to(ThreadKey(LOCAL, fork.id))
        await ask(run, "d")
        await run.press("y")
        await run.until(lambda: "the fork" not in rows(run))
        await ask(run, "ctrl+a", "d")
        await run.press("y")
        await run.shows("Deleted: 2 threads")
        assert rows(run) == []


@pytest.mark.long
async def test_a_thread_with_a_running_turn_is_not_deleted_and_archiving_it_asks(
    server_config, tmp_path, scripted_model
):
    gate = Gate("hold")
    scripted_model.on("@@hold", Script([[Text(("one ", gate, "two"))]]))
    async with second_client(server_config, tmp_path, "quiet") as (shared, other, _), running(shared) as run:
        await run.shows("quiet")
        thread = await other.thread_start(cwd=str(server_config.cwd))
        turn = await thread.turn("@@hold")
        await thread.set_name("busy")
        await run.shows("RUNNING", "busy")
        board(run).move_to_first()
        await run.press("d")
        await run.shows("Not deleted: a turn runs in it; interrupt it, or wait for its end.")
        shown = await ask(run, "a")
        assert "Archive “busy”?" in shown
        assert "archiving interrupts that" in shown
        await run.press("escape")
        gate.open()
        assert (await turn.run()).status.value == "completed"
        await run.hides("RUNNING")
        assert sorted(rows(run)) == ["busy", "quiet"]


@pytest.mark.long
async def test_sub_agents_go_with_their_thread_and_come_back_with_it(server_config, scripted_model):
    spawn = ToolCall("spawn_agent", {"task_name": "helper", "message": "@@plain"}, "collaboration")
    parent = Script([[spawn], [Text("Over.")]])
    async with AsyncCodex(server_config) as codex:
        model = next(one.model for one in (await codex.models()).data if one.is_default)
        thread = await codex.thread_start(model=model, cwd=str(server_config.cwd))
        scripted_model.on("@@spawn", lambda request: parent if request.thread_id == thread.id else PLAIN)
        await thread.run("@@spawn")
        (agent,) = [row.id async for row in codex.threads(parent_thread_id=thread.id)]
    async with running(server_config) as run:
        await run.shows("@@spawn", "RECENT")
        await run.press("a")
        await run.until(lambda: rows(run) == [])
        await run.press("u")
        await run.until(lambda: rows(run) == ["@@spawn"])
        await run.shows("Taken out of the archive")
        shown = await ask(run, "d")
        assert "1 thread of its sub-agents goes, too." in shown
        await run.press("y")
        await run.shows("Deleted: “@@spawn”")
    assert await ids_of(server_config, parent_thread_id=thread.id) == set()
    assert agent


async def test_a_pinned_thread_stands_on_top_for_every_client(server_config):
    await make_threads(server_config, "to be pinned", "newer")
    async with running(server_config) as run:
        await run.shows("to be pinned", "newer")
        await run.press("G", "p")
        shown = await run.shows("PINNED", "Pinned (u undoes): “to be pinned”")
        assert shown.index("to be pinned") < shown.index("newer")
    async with running(server_config) as run:
        await run.shows("PINNED")
        await run.press("home", "p")
        await run.shows("Unpinned")
        await run.hides("PINNED")
        await run.press("u")
        await run.shows("PINNED")


@pytest.mark.long
async def test_a_pinned_thread_is_there_though_hundreds_are_newer(server_config):
    old, *_ = await make_threads(server_config, "the pinned one", "newer", "newest")
    async with AsyncCodex(server_config) as codex:
        pinned = "01984de2-8f74-7c91-a3b2-5c5e937cf318"
        await codex.request("thread/section/move", {"threadId": old, "sectionId": pinned}, dict)
    async with running(server_config) as run:
        await run.shows("PINNED", "the pinned one")
        # As where its page is not loaded, it comes by being pinned.
        run.app.state.board.drop(ThreadKey(LOCAL, old))
        session = await run.app.intents.session()
        await session.pins.load()
        await run.until(lambda: "the pinned one" in rows(run))


async def test_a_hidden_thread_stays_hidden_and_can_be_listed_again(server_config):
    await make_threads(server_config, "in the way", "of use")
    async with running(server_config) as run:
        await run.shows("in the way", "of use")
        await run.press("G", "h")
        await run.shows("Hidden (u undoes): “in the way”")
        assert rows(run) == ["of use"]
    async with running(server_config) as run:
        await run.shows("of use")
        await run.until(lambda: rows(run) == ["of use"])
        await run.hides("in the way")
        await run.press("H")
        await run.shows("in the way", "hidden")
        await run.press("G", "h")
        await run.shows("Shown again (u undoes): “in the way”")
        await run.press("H")
        await run.until(lambda: rows(run) == ["of use", "in the way"])


async def test_read_and_unread(server_config):
    await make_threads(server_config, "not seen yet")
    async with running(server_config) as run:
        await run.shows("• not seen yet")
        await run.press("m")
        await run.shows("Marked read (u undoes): “not seen yet”")
        await run.hides("• not seen yet")
        await run.press("m")
        await run.shows("• not seen yet", "Marked unread")
        await run.press("u")
        await run.hides("• not seen yet")
    async with AsyncCodex(server_config) as codex:
        states = (await codex.thread_list()).read_states or {}
        assert [state.first_unread for state in states.values()] == [None]


@pytest.mark.long
async def test_what_is_typed_in_one_breath_with_the_key_that_forks_is_for_the_copy(server_config):
    (source,) = await make_threads(server_config, "the source")
    async with running(server_config) as run:
        await run.shows("the source", "RECENT")
        await run.type("fad")
        await run.until(run.app.in_conversation)
        await run.shows("› the source", "│ ad")
        assert run.thread.thread != source
        assert not run.app.state.board.rows[ThreadKey(LOCAL, source)].archived


async def test_archiving_from_the_conversation_asks_while_a_turn_runs(server_config, scripted_model):
    gate = Gate("hold")
    scripted_model.on("@@hold", Script([[Text(("one ", gate, "two"))]]))
    async with running(server_config, Options(prompt="@@hold")) as run:
        await run.shows("one", "Steer the running turn")
        assert "A turn runs in it: archiving interrupts that." in await ask(run, "alt+x")
        await run.press("n")
        gate.open()
        await run.shows("one two", "idle")
        await run.press("alt+x")
        await run.shows("this folder", "No threads in")
        await run.press("u")
        await run.shows("@@hold", "RECENT")


async def test_a_thread_that_another_client_puts_away_is_read_on_and_goes_on_once_it_is_back(
    server_config, tmp_path
):
    async with (
        second_client(server_config, tmp_path, "@@plain is here") as (shared, other, [thread]),
        running(shared) as run,
    ):
        await run.shows("is here")
        await run.press("enter")
        await run.shows(PLAIN_ANSWER, "· idle")
        await other.thread_archive(thread)
        await run.shows("Read only: it is archived. Take it out of the archive first.", PLAIN_ANSWER)
        await run.type("go on")
        await run.press("enter")
        await run.shows("Not sent: it can only be read", "│ go on")
        await other.thread_unarchive(thread)
        await run.shows("· idle", PLAIN_ANSWER)
        await run.hides("Read only")
        await other.thread_archive(thread)
        await run.shows("alt+x takes it out")
        await run.press("alt+k")
        await run.shows("Not done: it is archived. Take it out of the archive first")
        await run.press("alt+x")
        await run.shows("Taken out of the archive: “@@plain is here”")
        await run.hides("Read only")
        await run.press("enter")
        await run.shows("› go on", "· idle")


async def test_a_thread_that_another_client_deletes_is_read_on_and_a_new_one_is_offered(
    server_config, tmp_path
):
    async with (
        second_client(server_config, tmp_path, "@@plain is here") as (shared, other, [thread]),
        running(shared) as run,
    ):
        await run.shows("is here")
        await run.press("enter")
        await run.shows(PLAIN_ANSWER, "· idle")
        await other.thread_delete(thread)
        await run.shows(
            "‹ threads   @@plain is here",
            "Read only: it was deleted.",
            "alt+n starts a new thread",
            "Deleted: it can only",
            PLAIN_ANSWER,
        )
        await run.type("go on")
        await run.press("enter")
        await run.shows("Not sent: it can only be read", "│ go on")
        await run.press("alt+n")
        await run.shows("Ask anything")
        await run.hides("Read only")


async def test_what_waited_in_a_thread_that_another_client_deletes_comes_back_to_be_written(
    server_config, tmp_path, scripted_model
):
    scripted_model.on("@@hold", Script([[Text(("one ", Gate("hold"), "two"))]]))
    async with (
        second_client(server_config, tmp_path, "@@plain is here") as (shared, other, [thread]),
        running(shared) as run,
    ):
        await run.shows("is here")
        await run.press("enter")
        await run.shows(PLAIN_ANSWER, "· idle")
        await run.type("@@hold")
        await run.press("enter")
        await run.shows("one", "Steer the running turn")
        for queued in ("the first", "the second"):
            await run.type(queued)
            await run.press("tab")
        await run.shows("Queued 2")
        await run.type("being written")
        await run.press("escape")
        await run.shows("held since the turn was interrupted")
        await other.thread_delete(thread)
        await run.shows("Read only: it was deleted.", "│ the first", "│ the second", "│ being written")
        await run.hides("Queued 2")
