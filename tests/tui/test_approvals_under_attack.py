"""Approvals on the real server where a model, a tool or another client tries to have more allowed than was read."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from codex_app_server import AsyncCodex, launch_listening_server
from codex_tui.demo.script import Patch, Script, Shell, Text, ToolCall
from codex_tui.options import Options
from tests.support.app import ask, running

if TYPE_CHECKING:
    from pathlib import Path

    from codex_tui.demo.server import ScriptedModel
    from tests.support.app import Running

pytestmark = pytest.mark.anyio

NEW = Options(new=True)


async def enter(run: Running) -> None:
    await run.shows("alt+a to answer")
    await run.press("alt+a")
    await run.shows("esc later")
    await run.letters_count()


def escalated(cmd: str, **arguments: object) -> ToolCall:
    return ToolCall("exec_command", {"cmd": cmd, "sandbox_permissions": "require_escalated", **arguments})


@pytest.mark.long
async def test_what_a_model_hides_is_seen_before_a_yes(
    server_config, scripted_model: ScriptedModel, project_dir: Path
):
    (project_dir / "docs ").mkdir()
    (project_dir / "way").symlink_to("/usr/lib")
    long = "\n".join(f"echo {number}" for number in range(399)) + "\ntouch harm"
    reason = "May I?\n  in /safe"
    calls = [
        escalated(long, justification=reason),
        escalated("echo a\rb", workdir="docs "),
        escalated("echo a\x00; rm -rf ~"),
        escalated("pwd", workdir="way"),
    ]
    scripted_model.on("@@hide", Script([*([call] for call in calls), [Text("Went on.")]]))
    async with running(server_config, NEW) as run:
        await ask(run, "@@hide")
        await enter(run)
        await run.press("y")
        await run.shows("G first")
        assert not (project_dir / "harm").exists()
        await run.press("G")
        shown = await run.shows("touch harm", "because: May I?")
        assert "\n  in /safe" not in shown
        await run.answer("n")
        await run.until(lambda: run.says("echo a␍b") and run.says("‹1 blank›"))
        await enter(run)
        await run.answer("n")
        await run.shows("codex takes it for: runs echo a␀; rm -rf ~")
        await enter(run)
        await run.answer("n")
        await run.shows("way leads to /usr/lib")
        await enter(run)
        await run.answer("n")
        await run.shows("Went on.", "│ Ask ")


async def test_a_patch_of_another_client_is_read_before_it_is_made(
    server_config, scripted_model: ScriptedModel, project_dir: Path, tmp_path: Path
):
    outside = tmp_path / "outside"
    outside.mkdir()
    (project_dir / "way").symlink_to(outside)
    patch = (
        "*** Begin Patch\n*** Add File: notes.txt\n+a note\n*** Add File: way/x.txt\n+led\n"
        f"*** Add File: {outside}/y.txt\n+out\n*** End Patch\n"
    )
    scripted_model.on("@@patch", Script([[Patch(patch)], [Text("Done.")]]))
    with launch_listening_server(server_config) as server:
        joined = replace(server_config, config_overrides=(), endpoint=server.endpoint)
        async with AsyncCodex(joined) as other, running(joined) as run:
            asked = aiter(other.server_requests())
            thread = await other.thread_start(cwd=str(project_dir))
            await thread.turn("do @@patch")
            await anext(asked)
            await run.shows("inbox 1")
            await run.press("i")
            await run.shows("1 of 3 files lies outside", "+out", "way/x.txt leads to")
            await run.press("enter")
            await run.answer("n")
            assert not (outside / "y.txt").exists()


@pytest.mark.long
async def test_of_two_clients_that_answer_in_the_same_moment_one_does(
    server_config, scripted_model: ScriptedModel, project_dir: Path
):
    script = Script([[Shell("echo ran >> ran", escalated=True)], [Text("Went on.")]])
    scripted_model.on("@@once", script)
    with launch_listening_server(server_config) as server:
        joined = replace(server_config, config_overrides=(), endpoint=server.endpoint)
        async with AsyncCodex(joined) as other, running(joined, NEW) as run:
            asked = aiter(other.server_requests())
            await ask(run, "@@once")
            await enter(run)
            await other.thread_resume(run.thread.thread)
            request = await anext(asked)
            both = (request.respond({"decision": "accept"}), run.press("y"))
            await asyncio.gather(*both, return_exceptions=True)
            await run.shows("Went on.", "│ Ask ")
            assert not run.app.state.inbox
            assert (project_dir / "ran").read_text() == "ran\n"
