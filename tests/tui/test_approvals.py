"""Approvals in the whole application on the real server: answered with a reason or a rule, and gone when over."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from codex_tui.demo.script import Gate, Script, Shell, Text, ToolCall
from codex_tui.options import Options
from codex_tui.screens.request import RequestScreen
from codex_tui.screens.rules import RulesScreen
from codex_tui.widgets.requests.approval import ReasonInput
from tests.sdk import mcp_server
from tests.session.test_answers import greet
from tests.support.app import Running, ask, running

if TYPE_CHECKING:
    from codex_tui.demo.server import ScriptedModel

pytestmark = pytest.mark.anyio

NEW = Options(new=True)


def script(*commands: str, end: str = "Went on.") -> Script:
    shells = [[Shell(command, escalated=True, justification="May I?")] for command in commands]
    return Script([*shells, [Text(end)]])


async def enter(run: Running) -> None:
    """Goes into the request and waits until letters count."""
    await run.shows("alt+a to answer")
    await run.press("alt+a")
    await run.shows("esc later")
    await run.letters_count()


async def begin_a_no(run: Running, reason: str) -> None:
    """Asks for a command, says no to it, and writes why, which is not sent yet."""
    await ask(run, "@@touch")
    await enter(run)
    await run.press("n")
    await run.until(lambda: isinstance(run.app.focused, ReasonInput))
    await run.type(reason)


async def test_a_no_with_its_reason_is_in_the_conversation(server_config, scripted_model: ScriptedModel):
    scripted_model.on("@@touch", script("touch made"))
    async with running(server_config, NEW) as run:
        await begin_a_no(run, "use mkdir")
        await run.press("enter")
        await run.shows("› use mkdir", "declined", "│ Ask ")
        assert "use mkdir" in str(scripted_model.requests[-1].body["input"][-1])


async def test_a_rule_is_shortened_saved_listed_and_taken_back(
    server_config, scripted_model: ScriptedModel, codex_home
):
    scripted_model.on("@@touch", script("touch one", "touch two"))
    file = codex_home / "rules" / "default.rules"
    async with running(server_config, NEW) as run:
        await ask(run, "@@touch")
        await enter(run)
        await run.press("p")
        await run.shows("Save this as a rule?", "touch one …")
        await run.press("left")
        await run.shows("touch …", "left out: one")
        await run.letters_count()
        await run.press("s")
        await run.shows("Went on.", "│ Ask ")  # the second command was not asked about
        assert file.read_text() == 'prefix_rule(pattern=["touch"], decision="allow")\n'
        await run.press("alt+l")
        await run.shows("allowed  touch …", "Commands that begin with", "saved from here on")
        await run.press("x")
        await run.shows("Remove this? touch …")
        await run.press("y")
        await run.shows("Nothing is allowed for good", "loaded threads keep it")
        assert file.read_text() == ""
        await run.press("escape")
        await run.until(lambda: not isinstance(run.app.screen, RulesScreen))


@pytest.mark.long
async def test_it_is_read_and_answered_on_the_whole_screen_at_40_columns(
    server_config, scripted_model: ScriptedModel, project_dir
):
    command = " && ".join(f"true step-{number}" for number in range(12)) + " && touch made"
    scripted_model.on("@@long", script(command))
    async with running(server_config, NEW, size=(40, 14)) as run:
        await ask(run, "@@long")
        await run.shows("alt+a to answer")
        await run.press("alt+a")
        shown = await run.shows("y once", "a session", "p always", "n no", "c stop", "z full", "esc later")
        assert "true step-0" in shown
        await run.press("z")
        await run.until(lambda: isinstance(run.app.screen, RequestScreen))
        await run.press(*["j"] * 20)
        await run.shows("because: May I?", "y once")
        await run.answer("y")
        await run.shows("Went on.")
        assert not isinstance(run.app.screen, RequestScreen)
        assert (project_dir / "made").exists()


@pytest.mark.long
async def test_a_reason_being_typed_is_not_lost_with_the_turn(server_config, scripted_model: ScriptedModel):
    scripted_model.on("@@touch", script("touch made"))
    async with running(server_config, NEW) as run:
        await begin_a_no(run, "use mkdir")
        await run.until(lambda: "use mkdir" in run.screen_text())
        session = await run.app.intents.session()
        session.turns.interrupt(run.thread)
        await run.shows("interrupted", "│ use mkdir", "what you typed is here")
        assert not run.app.state.inbox


@pytest.mark.usefixtures("stays_lost")
async def test_a_server_that_is_killed_takes_the_question_along_and_nothing_typed(
    server_config, scripted_model: ScriptedModel
):
    gate = Gate("never")
    scripted_model.on("@@touch", Script([[Shell("touch made", escalated=True)], [Text([gate])]]))
    async with running(server_config, NEW) as run:
        await begin_a_no(run, "use mkdir")
        await run.until(lambda: "use mkdir" in run.screen_text())
        assert run.start.process is not None
        os.kill(run.start.process.pid, signal.SIGKILL)
        await run.shows("alt+r", "│ use mkdir")
        assert not run.app.state.inbox
        gate.open()


@pytest.mark.long
async def test_the_whole_screen_closes_when_the_question_is_over(
    server_config, scripted_model: ScriptedModel
):
    scripted_model.on("@@touch", script("touch made"))
    async with running(server_config, NEW) as run:
        await ask(run, "@@touch")
        await enter(run)
        await run.press("z")
        await run.until(lambda: isinstance(run.app.screen, RequestScreen))
        session = await run.app.intents.session()
        session.turns.interrupt(run.thread)
        await run.until(lambda: not isinstance(run.app.screen, RequestScreen))
        await run.shows("interrupted", "│ Ask ")


async def test_permissions_and_tools_are_asked_for_in_the_dock(
    server_config, scripted_model: ScriptedModel, codex_home
):
    (codex_home / "config.toml").write_text(
        f'[mcp_servers.cafe]\ncommand = "{sys.executable}"\nargs = ["{mcp_server.__file__}"]\n'
    )
    overrides = (*server_config.config_overrides, "features.request_permissions_tool=true")
    wanted = {"network": {"enabled": True}, "file_system": {"write": ["/tmp/a"]}}
    call = ToolCall("request_permissions", {"reason": "to build", "permissions": wanted})
    scripted_model.on("@@permit", Script([[call], [Text("Thank you.")]]))
    scripted_model.on("@@greet", greet)
    async with running(replace(server_config, config_overrides=overrides), NEW) as run:
        await ask(run, "@@permit")
        await run.shows("? Give these permissions?", "use the network", "write /tmp/a", "because: to build")
        await enter(run)
        await run.press("y")
        await run.shows("nothing is chosen")
        await run.press("down", "space")
        await run.answer("y")
        await run.shows("Thank you.", "│ Ask ", "More permissions? yes, for this turn: write /tmp/a")
        given = scripted_model.requests[-1].body["input"][-1]["output"]
        assert '"network":null,"file_system":{"write":["/tmp/a"]}' in given
        await run.type("@@greet")
        while not scripted_model.requests or "@@greet" not in str(scripted_model.requests[-1].body["input"]):
            await run.press("enter")  # not taken at once after an answer, as it may be meant for that
            await run.pilot.pause()
        await run.shows('Allow the cafe MCP server to run tool "greet"?', "name: Ann", "waits for you")
        await enter(run)
        await run.press("p")
        await run.shows("cafe: greet", "whatever its arguments")
        await run.letters_count()
        await run.press("s")
        await run.until(lambda: not run.app.state.inbox)
        await run.press("alt+l")
        await run.shows("allowed  tool cafe.greet")
