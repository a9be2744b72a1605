"""A person talks to a thread of the real server: ask, steer, interrupt, answer what waits, go on elsewhere."""

from __future__ import annotations

import os
import signal

import pytest

from codex_tui.demo.script import Gate, Patch, Script, Shell, Text
from codex_tui.options import Options
from codex_tui.widgets.transcript import Transcript
from tests.support.app import ask, running

pytestmark = pytest.mark.anyio

NEW = Options(new=True)


def steered_texts(model):
    return [prompt for request in model.requests for prompt in request.prompts]


async def test_an_answer_streams_into_the_transcript_and_the_turn_ends(server_config, scripted_model):
    gate = Gate("half an answer")
    scripted_model.on("@@halves", Script([[Text(["first half ", gate, "second half"])]]))
    async with running(server_config, NEW) as run:
        await ask(run, "@@halves please")
        await run.shows("› @@halves please", "• first half", "running")
        assert "second half" not in run.screen_text()
        gate.open()
        await run.shows("• first half second half", "· idle")


async def test_markdown_is_drawn_and_markup_in_it_is_not(server_config):
    async with running(server_config, NEW, size=(100, 60)) as run:
        await ask(run, "@@rich")
        shown = await run.shows("[bold]not markup[/bold]", "· idle")
        assert "**strong**" not in shown
        assert "strong" in shown
        assert "def total(prices: list[float]) -> float:" in shown
        assert "\x1b" not in shown
        assert "␛[31mno colour␛[0m" in shown


async def test_commands_show_their_output_and_how_they_ended_and_a_failed_turn_its_message(server_config):
    async with running(server_config, NEW) as run:
        await ask(run, "@@fail")
        shown = await run.shows("exit 3", "no such thing", "The command failed with exit code 3.")
        assert "$ " in shown
        await ask(run, "@@long")
        await run.shows("line 200", "more lines", "The command printed 200 lines.")
        assert "line 100" not in run.screen_text()
        await run.shows("· idle")
        await ask(run, "@@400")
        await run.shows("! ", "failed")


async def test_reasoning_is_folded_and_opens(server_config):
    async with running(server_config, NEW) as run:
        await ask(run, "@@reasoning")
        await run.shows("∴ Reading the question", "I thought about it first.", "· idle")
        assert "The question is short" not in run.screen_text()
        await run.press("ctrl+t")
        await run.shows("The question is short")


@pytest.mark.long
async def test_the_plan_and_a_patch_are_shown(server_config):
    async with running(server_config, NEW, size=(100, 50)) as run:
        await ask(run, "@@plan")
        await run.shows("☑", "· idle")
        await ask(run, "@@patch")
        await run.until(lambda: len(run.app.state.inbox) == 1)
        await run.shows("notes.txt", "+2 -0", "first line")


async def test_enter_steers_while_a_turn_runs(server_config, scripted_model):
    gate = Gate("before the end")
    scripted_model.on("@@slow", Script([[Text(["Working ", gate, "on."])]]))
    scripted_model.on("@@turn", Script([[Text("Steered.")]]))
    async with running(server_config, NEW) as run:
        await ask(run, "@@slow")
        await run.shows("• Working", "enter steer")
        await run.type("@@turn left")
        await run.press("enter")
        await run.shows("› @@turn left", "Steered.", "· idle")
        assert any("@@turn left" in text for text in steered_texts(scripted_model))
        assert len(list(run.app.state.board.rows)) == 1


async def test_escape_interrupts_and_says_so(server_config, scripted_model):
    gate = Gate("never")
    scripted_model.on("@@slow", Script([[Text(["Working ", gate])]]))
    async with running(server_config, NEW) as run:
        await ask(run, "@@slow")
        await run.shows("• Working", "esc interrupt")
        await run.press("escape")
        await run.shows("interrupted", "│ Ask ")
        gate.open()


async def test_an_approval_docks_without_taking_the_focus_and_yes_runs_the_command(
    server_config, scripted_model, project_dir
):
    scripted_model.on(
        "@@clean",
        Script(
            [
                [Shell("rm -rf build/", escalated=True, justification="The build folder is stale.")],
                [Text("Cleaned.")],
            ]
        ),
    )
    async with running(server_config, NEW) as run:
        assert (project_dir / "build").is_dir()
        await ask(run, "@@clean")
        await run.shows("rm -rf build/", "The build folder is stale.", "alt+a to answer")
        await run.shows("? rm -rf build/", "waits for you")
        await run.type("yes")
        assert len(run.app.state.inbox) == 1
        await run.shows("│ yes")
        await run.press("alt+a")
        await run.answer("y")
        await run.shows("Cleaned.", "exit 0")
        assert not (project_dir / "build").exists()


@pytest.mark.parametrize(
    ("key", "shown"), [("n", "Left as it is."), pytest.param("c", "interrupted", marks=pytest.mark.long)]
)
async def test_no_leaves_the_files_alone(server_config, scripted_model, project_dir, key, shown):
    scripted_model.on(
        "@@clean",
        Script([[Shell("rm -rf build/", escalated=True, justification="Stale.")], [Text("Left as it is.")]]),
    )
    async with running(server_config, NEW) as run:
        await ask(run, "@@clean")
        await run.shows("alt+a to answer")
        await run.press("alt+a")
        await run.answer(key)
        await run.shows(shown, "│ Ask ")
        assert (project_dir / "build").is_dir()


async def test_yes_for_the_session_is_not_asked_again(server_config, scripted_model):
    ask_twice = [Shell("touch made", escalated=True, justification="Needed.")]
    scripted_model.on("@@twice", Script([ask_twice, ask_twice, [Text("Both done.")]]))
    async with running(server_config, NEW) as run:
        await ask(run, "@@twice")
        await run.shows("alt+a to answer")
        await run.press("alt+a")
        await run.answer("a")
        await run.shows("Both done.")


async def test_several_wait_at_once_and_each_is_answered(server_config):
    async with running(server_config, NEW, size=(100, 40)) as run:
        await ask(run, "@@approvals")
        await run.until(lambda: len(run.app.state.inbox) == 2)
        await run.shows("1 of 2")
        await run.press("alt+a", "tab")
        await run.shows("2 of 2")
        await run.answer("y")
        await run.answer("n")
        await run.shows("│ Ask ")


async def test_a_patch_is_asked_for_with_its_diff(server_config, scripted_model, project_dir):
    patch = "*** Begin Patch\n*** Add File: ../outside.txt\n+a line outside\n*** End Patch\n"
    scripted_model.on("@@outside", Script([[Patch(patch)], [Text("Written.")]]))
    async with running(server_config, NEW, size=(100, 40)) as run:
        await ask(run, "@@outside")
        await run.shows("outside.txt", "a line outside", "alt+a to answer")
        await run.press("alt+a")
        await run.answer("y")
        await run.shows("Written.")
        assert (project_dir.parent / "outside.txt").read_text() == "a line outside\n"


async def test_a_turn_goes_on_while_another_thread_is_open(server_config, scripted_model):
    gate = Gate("first thread")
    scripted_model.on("@@slow", Script([[Text(["Started ", gate, "and finished."])]]))
    async with running(server_config, NEW) as run:
        await ask(run, "@@slow")
        await run.shows("• Started")
        first = run.thread
        await run.press("alt+n")
        await run.hides("• Started")
        await ask(run, "@@plain")
        await run.shows("Hello from the scripted model.")
        gate.open()
        row = run.app.state.board.rows[first]
        await run.until(lambda: not row.state.active)
        await run.press("alt+t")
        await run.shows("RECENT", "@@slow", "@@plain")
        await run.press("slash")
        await run.type("slow")
        await run.hides("@@plain")
        await run.press("enter", "enter")
        await run.shows("• Started and finished.")


@pytest.mark.usefixtures("stays_lost")
async def test_the_server_dies_in_mid_turn_and_one_key_brings_it_back(server_config, scripted_model):
    gate = Gate("never")
    scripted_model.on("@@slow", Script([[Text(["This much was said. ", gate])]]))
    async with running(server_config, NEW) as run:
        await ask(run, "@@plain")
        await run.shows("Hello from the scripted model.", "· idle")
        await ask(run, "@@slow")
        await run.shows("This much was said.")
        await run.type("not sent yet")
        os.kill(run.server_pid, signal.SIGKILL)
        shown = await run.shows("alt+r")
        assert "This much was said." in shown
        assert "not sent yet" in shown
        gate.open()
        await run.press("alt+r")
        await run.shows("Hello from the scripted model.", "not sent yet", "interrupted", "idle")
        await run.press("ctrl+c")
        await ask(run, "@@plain again")
        await run.shows("› @@plain again", "│ Ask ")


@pytest.mark.long
async def test_compact_and_fork_have_keys(server_config, scripted_model):
    async with running(server_config, NEW) as run:
        await ask(run, "@@plain")
        await run.shows("Hello from the scripted model.", "· idle")
        source = run.app.shown_thread()
        await run.press("alt+k")
        await run.shows("compacted")
        await run.until(lambda: any(request.is_compaction for request in scripted_model.requests))
        await run.shows("│ Ask ")
        await run.press("f9")
        await run.until(lambda: run.app.shown_thread() not in (None, source))
        await run.shows("› @@plain", "Hello from the scripted model.")


async def test_the_chosen_model_and_effort_are_what_the_server_is_asked_for(server_config, scripted_model):
    async with running(server_config, NEW) as run:
        await run.shows("│ Ask ")
        await run.press("alt+m")
        await run.shows("Effort")
        await run.type("luna")
        await run.shows("GPT-6-Luna")
        await run.press("enter")
        await run.hides("Effort")
        await run.shows("gpt-6-luna")
        await ask(run, "@@plain")
        await run.shows("Hello from the scripted model.")
        assert scripted_model.requests[-1].model == "gpt-6-luna"


@pytest.mark.long
async def test_selected_text_is_copied_as_its_source(server_config, scripted_model):
    sentence = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    scripted_model.on("@@long-line", Script([[Text(sentence)]]))
    async with running(server_config, NEW, size=(60, 24)) as run:
        await ask(run, "@@long-line")
        await run.shows("fifteen", "idle")
        await run.press("ctrl+o")
        await run.until(lambda: run.app.clipboard == sentence)


@pytest.mark.long
async def test_a_prompt_sent_while_one_reads_far_above_is_seen_with_its_answer(server_config, scripted_model):
    lines = "\n\n".join(f"paragraph number {number}" for number in range(60))
    scripted_model.on("@@many", Script([[Text([lines])]]))
    async with running(server_config, NEW) as run:
        await ask(run, "@@many")
        await run.shows("paragraph number 59", "· idle")
        await run.press("pageup", "pageup")
        await run.hides("paragraph number 59")
        await run.type("and now?")
        await run.press("enter")
        await run.shows("› and now?", "· idle")
        await run.until(lambda: run.app.query_one(Transcript).at_end)
