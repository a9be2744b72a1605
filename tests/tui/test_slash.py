"""Commands behind a slash, typed into the composer of the whole application."""

from __future__ import annotations

import pytest

from codex_tui.demo.script import Gate, Script, Text
from codex_tui.options import Options
from tests.support.app import ask, running

pytestmark = pytest.mark.anyio

NEW = Options(new=True)


async def test_a_command_is_done_and_does_not_become_a_prompt(server_config, scripted_model):
    scripted_model.on("@@hello", Script([[Text("Hello.")]]))
    async with running(server_config, NEW) as run:
        await ask(run, "@@hello")
        await run.shows("• Hello.", "· idle")
        sent = len(scripted_model.requests)
        await run.type("/rename Greetings")
        await run.press("enter")
        await run.until(lambda: str(run.app.state.board.rows[run.thread].title) == "Greetings")
        await ask(run, "/compact")
        await run.shows("ompacted", "· idle")
        assert len(scripted_model.requests) == sent + 1
        # It is in the history, as a prompt is.
        await run.press("up")
        await run.shows("│ /compact")


@pytest.mark.long
async def test_what_is_typed_behind_a_command_is_meant_for_what_it_leads_to(server_config, scripted_model):
    scripted_model.on("@@one", Script([[Text("The first.")]]))
    async with running(server_config, NEW) as run:
        await ask(run, "@@one")
        await run.shows("• The first.", "· idle")
        first = run.thread
        await run.type("/new")
        await run.press("enter")
        await run.type("@@one again")
        await run.press("enter")
        await run.until(lambda: run.app.shown_thread() not in (first, None))
        await run.shows("• The first.", "· idle")
        assert run.app.drafts.get(first).text == ""


async def test_a_command_that_there_is_not_is_said_and_stays(server_config):
    async with running(server_config, NEW) as run:
        await ask(run, "/comapct")
        await run.shows("No command /comapct: did you mean /compact?", "│ /comapct")
        await run.press("ctrl+c")
        await ask(run, "/rename x")
        await run.shows("This thread has not begun", "│ /rename x")


async def test_commands_work_while_a_turn_runs_but_those_that_say_why_not(server_config, scripted_model):
    gate = Gate("before the end")
    scripted_model.on("@@slow", Script([[Text(["Working ", gate, "on."])]]))
    async with running(server_config, NEW) as run:
        await ask(run, "@@slow")
        await run.shows("• Working", "enter steer")
        await run.type("/init")
        await run.press("enter")
        await run.shows("A turn runs: /init begins one of its own", "│ /init")
        await run.press("ctrl+c")
        await run.type("/compact")
        await run.press("enter")
        await run.shows("A turn runs: interrupt it", "│ /compact")
        await run.press("ctrl+c")
        await run.type("/rename While it runs")
        await run.press("enter")
        await run.until(lambda: str(run.app.state.board.rows[run.thread].title) == "While it runs")
        gate.open()
        await run.shows("• Working on.", "· idle")


async def test_init_asks_the_agent_for_the_guide_of_the_project(server_config, scripted_model):
    scripted_model.on("AGENTS.md", Script([[Text("Written.")]]))
    async with running(server_config, NEW) as run:
        await ask(run, "/init")
        await run.shows("• Written.", "· idle")
        assert any("AGENTS.md" in text for text in scripted_model.requests[-1].prompts)


async def test_no_key_is_named_that_is_text_in_the_composer(server_config):
    async with running(server_config, NEW) as run:
        await ask(run, "@@plain")
        await run.shows("· idle")
        await ask(run, "/pin")
        await run.shows("Pinned: “@@plain”")
        await run.press("alt+t")
        await run.shows("PINNED")
        await run.press("p")
        await run.shows("Unpinned (u undoes): “@@plain”")


async def test_a_path_is_no_command(server_config, scripted_model):
    scripted_model.on("/usr/bin/env", Script([[Text("A path.")]]))
    async with running(server_config, NEW) as run:
        await ask(run, "/usr/bin/env is missing")
        await run.shows("• A path.", "· idle")


@pytest.mark.long
async def test_the_palette_has_the_commands_beside_the_actions(server_config, scripted_model):
    scripted_model.on("@@hello", Script([[Text("Hello.")]]))
    async with running(server_config, NEW) as run:
        await ask(run, "@@hello")
        await run.shows("• Hello.", "· idle")
        await run.press("ctrl+p")
        await run.type("summarise")
        await run.shows("Compact: summarise", "f8, /compact")
        await run.press("escape", "ctrl+p")
        await run.type("pin this")
        await run.shows("Pin this thread", "/pin")
        await run.press("enter")
        await run.until(lambda: run.app.state.board.rows[run.thread].pinned)
        # What needs an argument is begun in the composer.
        await run.press("ctrl+p")
        await run.type("give this thread")
        await run.shows("/rename NAME")
        await run.press("enter")
        await run.shows("│ /rename ")


async def test_a_command_in_one_breath_with_the_first_prompt_says_why_not_until_it_is_read(
    server_config, scripted_model
):
    gate = Gate("held")
    scripted_model.on("@@held", Script([[Text(["Working ", gate, "on."])]]))
    async with running(server_config, NEW) as run:
        await run.shows("Ask ")
        await run.type_all("@@held", "enter", "/delete", "enter")
        await run.shows("• Working", "Not yet: the new thread is still starting; then enter does it")
        gate.open()
        await run.shows("on.", "│ /delete")
        await run.until(lambda: run.app.state.conversation(run.thread).active_turn is None)
        await run.press("enter")
        await run.shows("Delete “@@held” for good?", "y yes")


async def test_a_command_in_one_breath_asks(server_config, scripted_model):
    scripted_model.on("@@hello", Script([[Text("Hello.")]]))
    async with running(server_config, NEW) as run:
        await ask(run, "@@hello")
        await run.shows("• Hello.", "· idle")
        for _ in range(3):
            await run.type_all("/delete", "enter")
            await run.shows("Delete “@@hello” for good?", "y yes")
            await run.press("escape")
            await run.hides("for good?")
