"""What was sent and is in no turn yet is on the disk, for whoever comes after a crash of this very moment."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from codex_tui.demo.script import Gate, Script, Shell, Text
from codex_tui.options import Options
from codex_tui.store.drafts import DraftStore
from tests.store.test_drafts import after_a_crash
from tests.support.app import ask, running
from tests.support.processes import servers, stop
from tests.tui.test_queue import held, queue

if TYPE_CHECKING:
    from pathlib import Path

    from codex_tui.model.keys import ThreadKey

pytestmark = pytest.mark.anyio

NEW = Options(new=True)


def left_after_a_crash(folder: Path, thread: ThreadKey, project: Path) -> str:
    return DraftStore(str(project), folder=after_a_crash(folder)).get(thread).text


async def test_what_steers_a_turn_is_kept_until_the_turn_has_it(
    server_config, scripted_model, state_folder, project_dir
):
    gate = Gate("the end of the command")
    scripted_model.on("@@work", Script([[Shell("sleep 60", yield_time_ms=60_000)], [Text(["Done.", gate])]]))
    async with running(server_config, NEW) as run:
        await ask(run, "@@work")
        await run.shows("sleep 60", "running ", "enter steer")
        await run.type("mind the tests")
        await run.press("enter")
        await run.shows("› mind the tests", "│ Steer")
        await run.until(
            lambda: not run.app.intents.busy
        )  # the server has said yes, and the turn has it not yet
        assert left_after_a_crash(state_folder, run.thread, project_dir) == "mind the tests"
        assert run.app.drafts.get(run.thread).text == ""  # it is no draft here
        await run.press("escape")
        await run.shows("interrupted", "│ mind the tests")
        gate.open()


async def test_a_queued_prompt_is_on_the_disk_before_the_server_gives_it_up(
    server_config, scripted_model, state_folder, project_dir, tmp_path
):
    async with running(server_config, NEW) as run:
        gate = await held(run, scripted_model)
        await queue(run, "first @@plain")
        [server] = servers(tmp_path)
        stop(server)
        try:
            await run.press("alt+q", "e")
            await run.hides("1 first @@plain")
            assert left_after_a_crash(state_folder, run.thread, project_dir) == "first @@plain"
        finally:
            os.kill(server, signal.SIGCONT)
        await run.shows("│ first @@plain")
        await run.until(lambda: run.app.drafts.get(run.thread).text == "first @@plain")
        gate.open()
