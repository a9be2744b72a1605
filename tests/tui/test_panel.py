"""The panel beside a conversation with the real server: plan, changes, commands, context, and when it is there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from codex_tui.demo.script import Gate, Plan, Script, Shell, Text, ToolCall, Usage
from codex_tui.options import Options
from codex_tui.widgets.panel import Panel
from tests.support.app import ask, running
from tests.tui.test_painting import Emulated, cells, composed

pytestmark = pytest.mark.anyio

NEW = Options(new=True)
WIDE = (120, 36)


def panel_text(run):
    """The rows of the panel; empty where it is not there."""
    panel = run.app.screen.query_one(Panel)
    left = panel.region.x
    return "\n".join(row[left:] for row in run.screen_text().splitlines()) if panel.display else ""


def transcript_text(run):
    width = run.app.screen.query_one("#transcript").region.right
    return "\n".join(row[:width] for row in run.screen_text().splitlines())


async def test_plan_context_and_footer(server_config, scripted_model):
    gate = Gate("in the plan")
    plan = Plan([("Read", "completed"), ("Write the fix", "in_progress"), ("Run the tests", "pending")])
    scripted_model.on(
        "@@steps",
        Script(
            [
                [plan, Usage(input_tokens=2000, cached_tokens=1500, output_tokens=100)],
                [
                    Text(["Writing ", gate, "it."]),
                    Usage(input_tokens=3000, cached_tokens=500, output_tokens=100),
                ],
            ]
        ),
    )
    async with running(server_config, NEW, size=WIDE) as run:
        await ask(run, "@@steps")
        await run.until(lambda: "1 of 3" in panel_text(run) and "2.1k of 258k" in panel_text(run))
        assert "⠋ Write the fix" in panel_text(run)
        # In the transcript one line is enough, and the status line need not say it again.
        assert "Plan 1 of 3  Write the fix" in transcript_text(run)
        assert "Run the tests" not in transcript_text(run)
        assert "plan 1 of 3" not in run.screen_text()
        await run.pilot.resize_terminal(99, 36)
        await run.until(lambda: panel_text(run) == "" and "plan 1 of 3" in run.screen_text())
        assert "☐ Run the tests" in transcript_text(run)
        await run.pilot.resize_terminal(*WIDE)
        gate.open()
        await run.shows("5.0k in, 2.0k cached · 200 out", "· idle")
        assert "3.1k of 258k" in panel_text(run)


async def test_changed_files_are_counted_there_and_in_the_footer(server_config):
    async with running(server_config, NEW, size=WIDE) as run:
        await ask(run, "@@patch")
        await run.shows("alt+a to answer")
        assert "Changed" not in panel_text(run)
        await run.press("alt+a")
        await run.answer("y")
        await run.shows("1 file +2 -0", "· idle")
        assert "notes.txt" in panel_text(run)
        assert "+2 -0" in panel_text(run)


@pytest.mark.long
async def test_a_command_that_outlives_its_turn_stays_until_it_ends(
    server_config, scripted_model, project_dir
):
    wait = "until [ -e go ]; do sleep 0.05; done"
    scripted_model.on("@@wait", Script([[Shell(wait)], [Text("Over.")]]))
    async with running(server_config, NEW, size=WIDE) as run:
        await ask(run, "@@wait")
        await run.until(lambda: "Running" in panel_text(run) and "$ until" in panel_text(run))
        assert "its turn is over" not in panel_text(run)
        await run.press("escape")
        await run.until(lambda: "its turn is over" in panel_text(run))
        (project_dir / "go").touch()
        await run.until(lambda: "Running" not in panel_text(run))
        assert "Changed" not in panel_text(run)


async def test_the_key_opens_and_closes_it_and_the_choice_is_remembered(server_config):
    async with running(server_config, NEW, size=(110, 24)) as run:
        await run.shows("│ Ask ")
        assert panel_text(run) == ""
        await run.press("alt+p")
        await run.until(lambda: "Model" in panel_text(run))
    async with running(server_config, NEW, size=(110, 24)) as run:
        await run.until(lambda: "Model" in panel_text(run))
        await run.pilot.resize_terminal(99, 24)
        await run.until(lambda: panel_text(run) == "")
        await run.press("alt+p")
        await run.shows("The panel needs 100 columns")
        await run.pilot.resize_terminal(130, 24)
        await run.until(lambda: "Model" in panel_text(run))
        await run.press("alt+p")
        await run.until(lambda: panel_text(run) == "")


@pytest.mark.long
async def test_the_line_one_reads_stays_when_the_panel_comes_and_goes(server_config):
    async with running(server_config, NEW, size=(100, 24)) as run:
        await ask(run, "@@rich")
        await run.shows("The end, with untrusted text", "· idle")
        await run.press("pageup")
        top = next(row for row in run.screen_text().splitlines()[1:] if row.strip())
        for columns in (130, 100, 160, 99):
            await run.pilot.resize_terminal(columns, 24)
            await run.pilot.pause()
            shown = next(row for row in transcript_text(run).splitlines()[1:] if row.strip())
            assert shown.split() == top.split(), columns


async def test_a_sub_agent_is_there_while_it_works_and_when_it_is_done(server_config, scripted_model):
    gate = Gate("the agent works")
    spawn = ToolCall("spawn_agent", {"task_name": "helper", "message": "@@work"}, "collaboration")
    parents = []

    def answer(request):
        """The agent has the whole conversation before its own task; only its thread tells it apart."""
        if request.thread_id not in parents:
            parents.append(request.thread_id)
        ours = request.thread_id == parents[0]
        return Script([[spawn], [Text("Begun.")]]) if ours else Script([[Text(["Working ", gate, "done."])]])

    scripted_model.on("@@spawn", answer)
    scripted_model.on("@@work", answer)
    newest = replace(server_config, config_overrides=(*server_config.config_overrides, 'model="gpt-6.1-sol"'))
    async with running(newest, NEW, size=WIDE) as run:
        await ask(run, "@@spawn")
        await run.until(
            lambda: "helper" in panel_text(run) and "running" in panel_text(run).split("helper")[1]
        )
        gate.open()
        await run.until(lambda: "done" in panel_text(run).split("helper")[1].split("\n")[0])


@pytest.mark.long
async def test_the_terminal_shows_it_after_every_step_and_gets_nothing_at_rest(server_config, monkeypatch):
    terminal = Emulated(monkeypatch)
    terminal.resize(*WIDE)
    async with running(server_config, NEW, size=WIDE) as run:

        async def drawn():
            await run.until(lambda: cells(terminal.screen) == composed(run))

        await ask(run, "@@plan")
        await run.shows("· idle", "1 of 3")
        await drawn()
        for key in ("f6", "alt+p", "alt+p", "f1", "escape"):
            await run.press(key)
            await run.pilot.pause()
            await drawn()
        terminal.sent.clear()
        for _ in range(5):
            await run.pilot.pause()
        assert terminal.sent == []
        for columns in (99, 130):
            terminal.resize(columns, 36)
            await run.pilot.resize_terminal(columns, 36)
            await run.pilot.pause()
            await drawn()
