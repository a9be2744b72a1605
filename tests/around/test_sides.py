"""Side conversations on the real server: the thread is not touched, and nothing is left of them."""

from __future__ import annotations

import os
import signal

import pytest

from codex_tui.demo.script import Gate, Script, Shell, Text
from codex_tui.model.state import ConnectionState
from codex_tui.options import Options
from tests.support.app import ask, running

pytestmark = pytest.mark.anyio

NEW = Options(new=True)


def drafts_of(state_folder):
    return list((state_folder / "drafts").glob("*.json"))


async def test_an_answer_is_taken_over_as_a_quote_and_the_thread_is_not_touched(
    server_config, scripted_model, state_folder
):
    async with running(server_config, NEW, size=(100, 30)) as run:
        await ask(run, "hello")
        await run.shows("You said", "· idle")
        items = len(run.app.state.conversation(run.thread).items)
        await run.type("/side what was that?")
        await run.press("enter")
        await run.shows("On the side of: hello", "what was that?", "take answer", "· idle")
        assert scripted_model.requests[-1].prompts[:2] == ("hello", "what was that?")
        await run.type("and")
        await run.press("escape")
        await run.shows("There is a draft")
        await run.press("alt+u")
        await run.shows("> > what was that?", "› hello")
        await run.hides("On the side")
        assert len(run.app.state.conversation(run.thread).items) == items
        assert list(run.app.state.conversations) == [run.thread]
        assert list(run.app.state.board.rows) == [run.thread]
        run.app.drafts.flush()
        assert not drafts_of(state_folder) or len(drafts_of(state_folder)) == 1  # that of the thread


async def test_beside_a_thread_that_runs_commands_only_read_and_nothing_asks(
    server_config, scripted_model, project_dir
):
    gate = Gate("at work")
    scripted_model.on("@@long", Script([[Text(["Still ", gate, "at it."])]]))
    scripted_model.on(
        "@@touch",
        Script([[Shell("touch made-on-the-side"), Shell("touch asked", escalated=True)], [Text("Tried.")]]),
    )
    async with running(server_config, NEW, size=(100, 30)) as run:
        await ask(run, "@@long")
        await run.shows("Still")
        await run.press("alt+j")
        await run.shows("Ask something on the side")
        await ask(run, "@@touch")
        await run.shows("Tried.", "take answer")
        assert not (project_dir / "made-on-the-side").exists()
        assert not (project_dir / "asked").exists()
        assert len(run.app.state.inbox) == 0
        await run.press("escape")
        await run.shows("Still")
        gate.open()
        await run.shows("at it.", "· idle")


@pytest.mark.long
async def test_it_is_left_while_it_answers_only_after_a_question(server_config, scripted_model):
    gate = Gate("on the side")
    scripted_model.on("@@slow", Script([[Text(["Let me ", gate, "think."])]]))
    async with running(server_config, NEW, size=(80, 24)) as run:
        await ask(run, "hello")
        await run.shows("You said", "idle")
        await run.type("/side @@slow")
        await run.press("enter")
        await run.shows("Let me")
        await run.press("alt+j")
        await run.shows("It still answers. Leave the side conversation?")
        await run.press("enter")
        await run.shows("Let me")
        await run.press("alt+j", "y")
        await run.hides("On the side")
        await run.until(lambda: list(run.app.state.conversations) == [run.thread])


async def test_there_is_none_beside_a_thread_in_which_nothing_was_said(server_config):
    async with running(server_config, NEW, size=(80, 24)) as run:
        await run.type("/side anything")
        await run.press("enter")
        await run.shows("Nothing was said in this thread yet", "/side anything")
        await run.press("ctrl+c", "alt+j")
        await run.shows("open one first")


@pytest.mark.long
async def test_it_goes_on_where_it_was_left_and_its_permissions_stay(server_config, scripted_model):
    gate = Gate("on the side")
    scripted_model.on("@@slow", Script([[Text(["Let me ", gate, "think."])]]))
    async with running(server_config, NEW, size=(80, 24)) as run:
        await ask(run, "hello")
        await run.shows("You said", "idle")
        thread = run.thread
        await run.type("/side @@slow")
        await run.press("enter")
        await run.shows("Let me")
        assert run.thread != thread
        await run.press("shift+tab")
        await run.shows("only reads")
        await run.press("alt+t")
        await run.shows("RECENT")
        await run.press("enter")
        await run.shows("On the side of: hello", "Let me")
        gate.open()
        await run.shows("think.", "idle")
        # There is none beside it.
        await run.type("/side again")
        await run.press("enter")
        await run.shows("This is a side conversation: ask here", "again")
        await run.press("ctrl+c", "escape")
        await run.shows("› hello")
        assert run.thread == thread


@pytest.mark.long
async def test_the_end_of_the_connection_is_its_end(server_config):
    async with running(server_config, NEW, size=(80, 24)) as run:
        await ask(run, "hello")
        await run.shows("You said", "idle")
        await run.type("/side one")
        await run.press("enter")
        await run.shows("I am a scripted model", "take answer")
        os.kill(run.server_pid, signal.SIGKILL)
        await run.shows("This side conversation ended")
        await run.until(lambda: run.app.state.server.state is ConnectionState.READY)  # by itself
        await run.type("two")
        await run.press("enter")
        await run.shows("Not sent: this side conversation ended", "two")
        await run.press("alt+j")
        await run.shows("› hello", "idle")
