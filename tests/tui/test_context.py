"""A person sees how full the context is, what fills it, and has it compacted."""

import pytest

from codex_tui.demo.script import Gate, Script, Text, Usage
from codex_tui.options import Options
from tests.support.app import ask, running

pytestmark = pytest.mark.anyio

NEW = Options(new=True)
FULL = Script([[Text("So it is."), Usage(input_tokens=215_000, output_tokens=100)]])


async def test_a_full_context_is_said_and_compacted_by_the_key_that_is_offered(server_config, scripted_model):
    gate = Gate("summary")
    scripted_model.on("@@fill", FULL)
    scripted_model.compaction = Script([[gate, Text("All of it in short.")]])
    async with running(server_config, NEW) as run:
        await ask(run, "@@fill")
        await run.shows("ctx 83% high", "alt+k compact", "The context is 83% full. /compact sums")
        await run.press("alt+k")
        await run.shows("Compacting the context", "compacting")
        gate.open()
        await run.shows("Context compacted", "215k → ", "idle")
        await run.hides("high")


@pytest.mark.parametrize("size", [pytest.param((100, 30), marks=pytest.mark.long), (40, 14)])
async def test_what_fills_the_context_is_read_in_a_wide_and_in_a_small_terminal(
    server_config, scripted_model, size
):
    scripted_model.on("@@fill", FULL)
    async with running(server_config, NEW, size=size) as run:
        await run.shows("Ask ")
        await run.type("@@fill")
        await run.press("enter")
        await run.shows("83%")
        await run.app.run_action("show_context", run.app.screen)
        await run.shows("215k of 258k tokens, 83% high", "prompts", "free", "c compact", "esc close")
        await run.press(*["j"] * 8)
        await run.shows(
            "of four" if size[0] > 40 else "four characters a token."
        )  # wrapped once, not by line
        await run.press("c")
        await run.shows("Context compacted")
