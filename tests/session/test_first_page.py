"""The first rows of the list: asked for as the server starts, and there before the session is."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from anyio import fail_after
from anyio.lowlevel import checkpoint

from codex_app_server import AppServerConfig, AsyncCodex, ServerProcess, launch_server
from codex_tui.list_call import FIRST_PAGE, LIST, list_params
from codex_tui.messages import BoardChanged, ModelsLoaded
from codex_tui.model.board import Listing
from codex_tui.model.items import UserItem
from codex_tui.model.keys import ThreadKey
from codex_tui.model.state import LOCAL, ConnectionState
from codex_tui.page_call import TURNS, opening_calls
from codex_tui.session.early_page import put_early_page
from codex_tui.session.first_page import FirstPage

from .conftest import PATIENCE, Stage, items, running

pytestmark = pytest.mark.anyio


@pytest.fixture
async def stage(server_config: AppServerConfig, project_dir: Path, tmp_path: Path) -> Stage:
    """What stands before the session does, in a folder where a thread was run before."""
    before = Stage(server_config, project_dir, tmp_path / "before")
    async with running(before):
        await before.ready()
        await before.turn_over(await before.submit("hello @@plain"))
    stage = Stage(server_config, project_dir, tmp_path / "state")
    stage.state.board.listing = Listing(cwd=str(project_dir))
    return stage


def asked(stage: Stage, params: Mapping[str, Any] | None = None) -> ServerProcess:
    params = params or list_params(stage.state.folder, archived=False, limit=FIRST_PAGE)
    process = stage.launch.process = launch_server(stage.launch.config, early_calls=[(LIST, params)])
    return process


async def test_the_rows_are_there_before_the_session_which_lists_nothing_again(stage: Stage) -> None:
    with FirstPage(asked(stage), stage.state, stage.dispatcher):
        await stage.ears.until(lambda: stage.ears.of(BoardChanged))
    listing = stage.state.board.listing
    [row] = stage.state.board.visible()
    assert (row.title, row.unread) == ("hello @@plain", True)
    assert listing.complete

    async with running(stage):
        await stage.ears.until(lambda: stage.ears.of(ModelsLoaded))
        await stage.session.loaded.wait()
        assert stage.state.board.listing is listing
        await stage.session.threads.open_thread(row.key)
        # The revision that marking it as read takes came with the first page.
        stage.session.threads.mark_read_soon(row.key)
        await stage.ears.until(lambda: not row.unread)


async def test_without_an_early_answer_the_session_lists_as_ever(stage: Stage) -> None:
    with FirstPage(asked(stage, {"limit": "many"}), stage.state, stage.dispatcher):
        pass
    async with running(stage):
        await stage.session.loaded.wait()
        assert [row.title for row in stage.state.board.visible()] == ["hello @@plain"]


async def opened_thread(stage: Stage) -> tuple[ThreadKey, list[str]]:
    """A stored thread, loaded from what a server is asked at its start; and the methods that went over the wire."""
    async with AsyncCodex(stage.launch.config) as codex:
        [thread] = (await codex.thread_list(cwd=stage.state.folder)).data
    key = ThreadKey(LOCAL, thread.id)
    sent: list[str] = []
    stage.launch.wire_log = lambda direction, line: sent.append(json.loads(line).get("method", ""))
    stage.launch.process = launch_server(
        stage.launch.config,
        early_calls=[
            (LIST, list_params(stage.state.folder, archived=False, limit=1)),
            *opening_calls(key.thread),
        ],
    )
    with FirstPage(stage.launch.process, stage.state, stage.dispatcher) as first:
        shown = put_early_page(stage.watch(key), *await first.turns())
    assert shown is not None
    stage.session.threads.has_shown(key, shown)
    return key, sent


async def test_the_newest_turns_are_there_before_the_session_which_does_not_read_them_again(
    stage: Stage,
) -> None:
    key, sent = await opened_thread(stage)
    conversation = stage.state.conversation(key)
    assert [item.source() for item in items(conversation, UserItem)] == ["hello @@plain"]
    assert not conversation.ready
    before = [*conversation.items]

    async with running(stage):
        assert await stage.session.threads.open_thread(key)
        assert conversation.ready and not conversation.history.loading
        assert [*conversation.items] == before
    assert "thread/resume" in sent and sent.count(TURNS) == 1


async def test_turns_that_came_meanwhile_are_read_by_the_session(stage: Stage) -> None:
    key, _ = await opened_thread(stage)
    assert stage.launch.process is not None
    stage.launch.process.close()  # a thread has one writer
    stage.launch.process = None
    async with AsyncCodex(stage.launch.config) as codex:
        await (await codex.thread_resume(key.thread)).run("once more @@plain")

    async with running(stage):
        assert await stage.session.threads.open_thread(key)
        conversation = stage.state.conversation(key)
        prompts = [item.source() for item in items(conversation, UserItem)]
        assert prompts == ["hello @@plain", "once more @@plain"]


async def test_an_answer_for_a_listing_that_is_shown_no_more_is_not_shown(stage: Stage) -> None:
    process = asked(stage)
    try:
        with FirstPage(process, stage.state, stage.dispatcher):
            stage.state.board.listing = Listing(cwd=None, archived=True)
            with fail_after(PATIENCE):
                while process.early is not None and not process.early.answers:
                    await checkpoint()
        assert not stage.state.board.rows
    finally:
        process.close()


@pytest.mark.usefixtures("stays_lost")
async def test_a_reconnect_lists_anew(stage: Stage) -> None:
    process = asked(stage)
    with FirstPage(process, stage.state, stage.dispatcher):
        await stage.ears.until(lambda: stage.ears.of(BoardChanged))
    first = stage.state.board.listing
    async with running(stage):
        await stage.ready()
        process.kill()
        await stage.ears.until(lambda: stage.state.server.state is ConnectionState.LOST)
        stage.session.reconnect()
        await stage.ears.until(
            lambda: stage.state.board.listing is not first and stage.state.board.listing.loaded_once
        )
        assert [row.title for row in stage.state.board.visible()] == ["hello @@plain"]
