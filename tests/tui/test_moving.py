"""A long thread of the real server, most of it not loaded: found in, jumped through by prompt, seen in a map."""

from __future__ import annotations

import pytest

from codex_app_server import AsyncCodex
from codex_tui.demo.script import Script, Shell, Text
from codex_tui.options import Options
from tests.support.app import running
from tests.support.terminal import Terminal
from tests.tui.test_command import COMMAND, overrides

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("small_pages")]

TURNS = 8


@pytest.fixture
async def long_thread(server_config, scripted_model):
    """The id of a thread; the second turn prints a needle that no message holds."""
    for number in range(TURNS):
        text = [Text("".join(f"line {line} of answer {number}\n\n" for line in range(12)))]
        script = Script([[Shell("echo a needle in the hay")], text]) if number == 1 else Script([text])
        scripted_model.on(f"prompt {number:02}", script)
    async with AsyncCodex(server_config) as codex:
        thread = await codex.thread_start(cwd=server_config.cwd)
        for number in range(TURNS):
            await thread.run(f"prompt {number:02}")
        return thread.id


async def opened(run):
    await run.shows("answer 7", "· idle")
    await run.press("alt+up")


async def on_top(run, number):
    """A prompt stands in the row under the header, with the cursor."""
    await run.until(lambda: run.screen_text().splitlines()[1].startswith(f" ›▎prompt {number:02}"))


async def test_what_a_command_printed_in_a_turn_that_is_not_loaded_is_found(server_config, long_thread):
    async with running(server_config, Options(resume=long_thread)) as run:
        await opened(run)
        await run.press("slash")
        await run.type("needle")
        await run.shows("none in what is loaded")
        assert "needle in the hay" not in run.screen_text().replace("/ needle", "")
        await run.press("enter")
        await run.shows("a needle in the hay", "1 of ")
        while "no more above" not in run.screen_text():
            await run.press("enter")
            await run.pilot.pause()
        await run.press("escape")
        await run.shows("composer")
        assert "needle" in run.screen_text()
        assert "/ needle" not in run.screen_text()
        await run.press("N")
        await run.shows(" of ")


@pytest.mark.long
async def test_there_are_no_hits_only_once_the_beginning_was_reached(server_config, long_thread):
    async with running(server_config, Options(resume=long_thread)) as run:
        await opened(run)
        await run.press("f3")
        await run.type("nowhere")
        await run.shows("none in what is loaded")
        await run.press("f3")
        await run.shows("no hits")
        await run.press("escape")
        await run.hides("/ nowhere")


@pytest.mark.long
async def test_brackets_go_through_turns_that_are_not_loaded_and_back(server_config, long_thread):
    async with running(server_config, Options(resume=long_thread)) as run:
        await opened(run)
        for number in reversed(range(TURNS)):
            await run.press("left_square_bracket")
            await on_top(run, number)
        for number in range(1, TURNS):
            await run.press("right_square_bracket")
            await on_top(run, number)


async def test_the_map_lists_all_turns_and_goes_to_one_that_is_not_loaded(server_config, long_thread):
    async with running(server_config, Options(resume=long_thread)) as run:
        await opened(run)
        await run.press("m")
        await run.shows("Map of the thread", "prompt 00", f"{TURNS} turns")
        await run.type("01")
        await run.shows(f"1 of {TURNS} turns")
        await run.press("enter")
        await on_top(run, 1)
        # The way back is for who clicks, too.
        await run.shows("below: more")
        assert "new line" not in run.screen_text()
        await run.pilot.click("#new-below")
        await run.shows("line 11 of answer 7")


@pytest.mark.long
async def test_a_letter_typed_with_the_key_into_the_transcript_acts_there(
    server_config, server_env, project_dir, long_thread
):
    command = [*COMMAND, "--resume", long_thread, *overrides(server_config)]
    with Terminal(command, cwd=project_dir, env=server_env) as terminal:
        terminal.wait_for(lambda text: "answer 7" in text and "· idle" in text)
        terminal.type("\x1b[1;3Am")
        shown = terminal.wait_for("Map of the thread")
        assert "│ m" not in shown
        terminal.type("\x1b")
        terminal.wait_for(lambda text: "Map of the thread" not in text)
        terminal.type("ixyz")
        terminal.wait_for("│ xyz")
        terminal.type("\x03\x04")
        assert terminal.wait_for_exit() == 0
