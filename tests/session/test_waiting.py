"""Threads of other clients that wait: what they ask comes here without anybody opening them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from codex_app_server import AppServerConfig, AsyncCodex, ListeningServer, launch_listening_server
from codex_tui.demo.script import Patch, Script, Shell, Text
from codex_tui.model import answers
from codex_tui.model.items import FileChangeItem
from codex_tui.model.keys import ThreadKey
from codex_tui.model.state import LOCAL

from .conftest import Stage, items, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from codex_app_server import AsyncThread
    from codex_tui.demo.server import ScriptedModel

pytestmark = pytest.mark.anyio

ADD_NOTES = """\
*** Begin Patch
*** Add File: notes.txt
+a note
*** End Patch
"""


@pytest.fixture
def server(server_config: AppServerConfig, tmp_path: Path) -> Iterator[ListeningServer]:
    with launch_listening_server(server_config, f"unix://{tmp_path / 'server.sock'}") as server:
        yield server


@pytest.fixture
async def other(server: ListeningServer) -> AsyncIterator[AsyncCodex]:
    """Another client of the same server."""
    config = AppServerConfig(endpoint=server.endpoint, concurrent_turns=True, experimental_api=True)
    async with AsyncCodex(config) as codex:
        yield codex


@pytest.fixture
def here(server: ListeningServer, project_dir: Path, tmp_path: Path) -> Stage:
    config = AppServerConfig(endpoint=server.endpoint, cwd=str(project_dir), experimental_api=True)
    return Stage(config, project_dir, tmp_path / "state")


def key_of(thread: AsyncThread) -> ThreadKey:
    return ThreadKey(LOCAL, thread.id)


async def test_what_a_thread_of_another_client_asks_arrives_and_is_answered_here(
    here: Stage, other: AsyncCodex, scripted_model: ScriptedModel, project_dir: Path
) -> None:
    scripted_model.on("@@touch", Script([[Shell("touch made", escalated=True)], [Text("made")]]))
    requests = other.server_requests()
    async with running(here):
        await here.ready()
        thread = await other.thread_start(cwd=str(project_dir))
        turn = await thread.turn("do @@touch")
        await here.ears.until(lambda: len(here.state.inbox) == 1)
        [asked] = here.state.inbox.all()
        assert asked.thread == key_of(thread)
        row = here.state.board.rows[asked.thread]
        assert row.activity == "run: touch made"
        # It counts as unread still: nobody has looked at it.
        assert not here.dispatcher.watched(asked.thread)
        await anext(aiter(requests))
        await here.session.approvals.answer(asked.key, answers.accept(asked))
        await turn.run()
        assert (project_dir / "made").exists()
        assert not row.state.needs_you
        assert len(here.state.inbox) == 0


async def test_what_waits_already_when_one_comes_is_there_with_its_changes(
    here: Stage, other: AsyncCodex, scripted_model: ScriptedModel, project_dir: Path, tmp_path: Path
) -> None:
    """Of this folder, whose threads are listed, and of another one, whose threads are not."""
    scripted_model.on("@@notes", Script([[Patch(ADD_NOTES)], [Text("made")]]))
    scripted_model.on("@@touch", Script([[Shell("touch made", escalated=True)], [Text("made")]]))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    requests = aiter(other.server_requests())
    first = await other.thread_start(cwd=str(project_dir), approval_policy="untrusted")
    await first.turn("do @@notes")
    await anext(requests)
    second = await other.thread_start(cwd=str(elsewhere))
    await second.turn("do @@touch")
    await anext(requests)
    async with running(here):
        await here.ears.until(lambda: len(here.state.inbox) == 2)
        asked = {request.thread: request for request in here.state.inbox.all()}
        assert asked.keys() == {key_of(first), key_of(second)}
        conversation = here.state.conversations[key_of(first)]
        await here.ears.until(lambda: conversation.ready)
        item = asked[key_of(first)].item
        assert item is not None
        await here.ears.until(lambda: item in conversation)
        [patch] = items(conversation, FileChangeItem)
        assert patch.changes[0].path.endswith("notes.txt")
        assert here.state.board.rows[key_of(second)].cwd == str(elsewhere)


async def test_the_other_client_answers_first(
    here: Stage, other: AsyncCodex, scripted_model: ScriptedModel, project_dir: Path
) -> None:
    requests = aiter(other.server_requests())
    async with running(here):
        await here.ready()
        thread = await other.thread_start(cwd=str(project_dir))
        await thread.turn("do @@approval")
        asked = await anext(requests)
        await here.ears.until(lambda: len(here.state.inbox) == 1)
        await asked.respond({"decision": "decline"})
        await here.ears.until(lambda: len(here.state.inbox) == 0)
