"""What the keys of the board do to many threads at once, and what other clients do to them meanwhile."""

from __future__ import annotations

import pytest

from codex_app_server import AsyncCodex
from codex_tui.screens.notice import Notice
from tests.support.app import running
from tests.tui.board import ask, board, ids_of, rows, second_client
from tests.tui.test_threads import make_threads

pytestmark = pytest.mark.anyio


async def test_many_selected_threads_are_acted_on_with_one_key(server_config):
    ids = await make_threads(server_config, "one", "two", "three", "four")
    async with running(server_config) as run:
        await run.shows("one", "four")
        await run.press("space", "j", "space")
        await run.shows("2 selected", "✓ four", "✓ two")
        await run.press("y")
        await run.until(lambda: run.app.clipboard == f"{ids[3]}\n{ids[1]}")
        await run.press("p")
        await run.shows("PINNED", "Pinned (u undoes): 2 threads")
        await run.hides("✓")
        await run.press("u")
        await run.hides("PINNED")
        await run.press("asterisk")
        await run.shows("4 selected")
        await run.press("escape")
        await run.hides("4 selected")
        await run.press("m")
        await run.shows("Marked read (u undoes): “")
        await run.press("ctrl+a", "m")
        await run.shows("Marked read (u undoes): 3 threads")
        await run.hides("•")
        await run.hides("✓")
        await run.press("ctrl+a", "a")
        await run.shows("Archived (u undoes): 4 threads")
        await run.press("A")
        await run.shows("ARCHIVED", "four", "one")
        await run.press("space", "space", "a")
        await run.shows("Taken out of the archive (u undoes): 2 threads")
        await run.until(lambda: rows(run) == ["two", "one"])
        shown = await ask(run, "ctrl+a", "d")
        assert "Delete 2 threads for good?" in shown
        assert "“two”" in shown
        await run.press("y")
        await run.shows("Deleted: 2 threads")
    assert await ids_of(server_config) == {ids[2], ids[3]}


@pytest.mark.long
async def test_the_filter_keeps_what_is_selected(server_config):
    await make_threads(server_config, "apples", "bolts")
    async with running(server_config) as run:
        await run.shows("apples", "bolts")
        await run.press("space", "slash")
        await run.type("apples")
        await run.press("enter", "space")
        await run.shows("2 selected")
        await run.press("a")
        await run.shows("Archived (u undoes): 2 threads")


@pytest.mark.long
async def test_what_another_process_deleted_or_archived_meanwhile_is_said_and_the_board_is_right(
    server_config, monkeypatch
):
    monkeypatch.setattr("codex_tui.screens.threads_aside.SEEN", 3600.0)  # else it would find out by itself
    first, second, third = await make_threads(server_config, "first", "second", "third")
    async with running(server_config) as run:
        await run.shows("first", "second", "third")
        # No server tells another process of it.
        async with AsyncCodex(server_config) as other:
            await other.thread_delete(second)
            await other.thread_archive(third)
        await run.press("ctrl+a", "p")
        await run.until(lambda: isinstance(run.app.screen, Notice))
        await run.shows("Pinned: 2 of 3", "“second”: it was deleted, here or by another client.")
        await run.press("escape")
        await run.hides("Pinned: 2 of 3")
        assert rows(run) == ["third", "first"]
        await run.press("home", "r")
        await run.type("a name")
        await run.press("enter")
        await run.shows("Not renamed: it is in the archive; take it out first")
        assert rows(run) == ["first"]
        await run.press("u")
        await run.shows("Unpinned: 2 threads")
        async with AsyncCodex(server_config) as other:
            await other.thread_archive(first)
        await run.press("a")
        await run.shows("Archived (u undoes): “first”")
        assert rows(run) == []
        async with AsyncCodex(server_config) as other:
            await other.thread_delete(first)
        await run.press("u")
        await run.shows("Not taken out of the archive: it was deleted, here or by another client (“first”)")
    assert await ids_of(server_config) == set()
    assert await ids_of(server_config, archived=True) == {third}


@pytest.mark.long
async def test_a_second_client_sees_what_is_done_and_its_board_is_the_same(server_config, tmp_path):
    async with (
        second_client(server_config, tmp_path, "first", "second", "third") as (shared, other, ids),
        running(shared) as run,
        running(shared) as beside,
    ):
        await run.shows("first", "third")
        await beside.shows("first", "third")
        await ask(run, "space", "G", "space", "d")
        # The other one is quicker: what is gone is as wanted.
        await other.thread_delete(ids[0])
        await beside.until(lambda: rows(beside) == ["third", "second"])
        await run.press("y")
        await run.shows("Deleted: 2 threads")
        await run.until(lambda: rows(run) == ["second"])
        await beside.until(lambda: rows(beside) == ["second"])
        # A key is not meant for a row that has only just come under the cursor by itself.
        await beside.until(lambda: not board(beside).handover.is_new)
        await beside.press("a")
        await run.until(lambda: rows(run) == [])
        await run.press("u")
        await run.shows("Nothing was done here that could be undone.")
