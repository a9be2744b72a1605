"""The goal of a thread, on the real server, which goes on by itself until it is reached."""

from __future__ import annotations

import pytest

from codex_tui.demo.script import Gate, Script, Text, ToolCall, Usage
from codex_tui.options import Options
from codex_tui.screens.around.goal import tokens_of
from tests.support.app import running

pytestmark = pytest.mark.anyio

NEW = Options(new=True)


async def test_a_goal_is_set_bounded_paused_and_reached(server_config, scripted_model):
    gate = Gate("at work")
    scripted_model.on(
        "All tests pass",
        Script(
            [
                [
                    Text(["Working ", gate, "on it."]),
                    Usage(2000, 0, 100),
                    ToolCall("update_goal", {"status": "complete"}),
                ],
                [Text("Done.")],
            ]
        ),
    )
    async with running(server_config, NEW, size=(100, 30)) as run:
        await run.type("/goal All tests pass")
        await run.press("enter")
        await run.shows("Working", "goal active · 0 tok", "running")
        await run.type("/goal")
        await run.press("enter")
        await run.shows("Objective", "All tests pass", "any number")
        await run.press("b")
        await run.type("many")
        await run.press("enter")
        await run.shows("A budget is a number of tokens")
        await run.press("b")
        await run.type("50k")
        await run.press("enter")
        await run.shows("0 of 50k used", "50k left")
        assert "A budget is a number" not in run.screen_text()
        await run.press("p")
        await run.shows("paused", "go on")
        await run.press("p")
        await run.shows("codex goes on by itself")
        await run.pilot.resize_terminal(40, 14)
        await run.shows("Objective", "All tests pass")
        await run.press("escape")
        await run.until(lambda: "goal" in run.screen_text().splitlines()[0])
        await run.pilot.resize_terminal(100, 30)
        gate.open()
        await run.shows("goal reached", "· idle")
        await run.type("/goal")
        await run.press("enter")
        await run.shows("codex says so")
        await run.press("x")
        await run.shows("Take the goal away?")
        await run.press("y")
        await run.shows("This thread has no goal.")
        await run.press("escape")
        await run.hides("goal reached")


async def test_a_goal_that_was_being_written_stands_there_again(server_config):
    async with running(server_config, NEW, size=(40, 14)) as run:
        await run.type("/goal")
        await run.press("enter")
        await run.shows("no goal")
        await run.type_all("e", "All tests ", "escape")
        await run.hides("All tests")
        await run.press("escape")
        await run.shows("Ask anything")
        await run.type("/goal")
        await run.press("enter")
        await run.shows("no goal")
        await run.press("e")
        await run.shows("All tests")
        await run.type("pass")
        await run.shows("All tests pass")
        await run.press("ctrl+u", "escape", "e")
        await run.shows("a turn begins at once")
        assert "All tests" not in run.screen_text()


@pytest.mark.long
async def test_a_goal_goes_on_once_its_budget_is_larger_and_the_next_one_begins_at_nothing(
    server_config, scripted_model
):
    gate = Gate("at work")
    done = Script([[ToolCall("update_goal", {"status": "complete"})], [Text("Done.")]])
    turns = [Script([[Text(["Working ", gate, "on it."]), Usage(2000, 0, 100)]]), done, done]
    scripted_model.on("Stay small", lambda _request: turns.pop(0))
    async with running(server_config, NEW, size=(100, 30)) as run:
        await run.type("/goal Stay small")
        await run.press("enter")
        await run.shows("Working")
        await run.type("/goal")
        await run.press("enter")
        await run.shows("Objective")
        await run.press("b")
        await run.type("1k")
        await run.press("enter")
        await run.shows("0 of 1.0k used")
        gate.open()
        await run.shows("give it a larger budget", "the budget is used up")
        await run.press("b")
        await run.press("ctrl+u", "ctrl+k")
        await run.type("50k")
        await run.press("enter")
        await run.shows("codex says so")
        await run.press("escape")
        used = run.app.state.conversation(run.thread).goal
        assert used is not None
        assert used.tokens > 2000
        await run.type("/goal Stay small still")
        await run.press("enter")
        await run.until(lambda: not turns)
        await run.shows("goal reached", "· idle")
        begun = run.app.state.conversation(run.thread).goal
        assert begun is not None
        assert begun.budget is None


async def test_without_a_goal_one_is_written_in_the_screen(server_config, scripted_model):
    scripted_model.on(
        "Say hello", Script([[ToolCall("update_goal", {"status": "complete"})], [Text("Hello.")]])
    )
    async with running(server_config, NEW, size=(80, 24)) as run:
        await run.type("/goal")
        await run.press("enter")
        await run.shows("This thread has no goal.")
        await run.press("p")
        await run.shows("There is no goal yet")
        await run.press("e")
        await run.type("Say hello")
        await run.press("enter")
        await run.shows("goal reached", "Hello.")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("50000", 50_000),
        ("50k", 50_000),
        ("1.5M", 1_500_000),
        ("1,5 m", 1_500_000),
        ("0", None),
        ("x", None),
        ("", None),
    ],
)
def test_a_budget_is_read_as_people_write_it(text, number):
    assert tokens_of(text) == number
