"""Commands of the real server: all that they print, those that only look around, and those that outlive their turn."""

from __future__ import annotations

import os
import re

import pytest

from codex_tui.demo.script import Gate, Script, Shell, Text
from codex_tui.options import Options
from codex_tui.screens.pager import PagerScreen
from tests.support.app import ask, running

pytestmark = pytest.mark.anyio

NEW = Options(new=True)


async def pager(run, *ups):
    """Opens the pager on a cell above the last one."""
    await run.press("ctrl+up", *ups, "p")
    await run.until(lambda: isinstance(run.app.screen, PagerScreen))
    return run.app.screen.view


@pytest.mark.long
async def test_of_5_mb_all_is_read_found_and_saved(server_config, project_dir):
    async with running(server_config, NEW, size=(120, 30)) as run:
        await ask(run, "@@huge")
        shown = await run.shows("that the server left out", "The command printed 5 MB.", "· idle")
        view = await pager(run, "k", "k")
        await run.shows("line 00000001 of", "lines 1 to ")
        await run.until(lambda: view.complete)
        # The server leaves out what it cannot send in time: that is counted, and all the rest is there.
        kept = 100_000 * 53 + len("the end\n") - view.source.lost
        assert view.source.size == kept
        middle = view.source.read(view.source.size // 2, 200).decode().splitlines()[1]
        number = middle.split()[1]
        assert number not in shown
        await run.press("slash")
        await run.type(number)
        await run.press("enter")
        await run.shows(middle, f"{number}: 1 of 1 line")
        await run.press("G")
        await run.shows("line 00100000 of", "the end")
        await run.press("s", *["backspace"])
        await run.type("all")
        await run.press("enter")
        await run.shows("Saved ")
        saved = (project_dir / "all").read_bytes()
        assert len(saved) == kept
        assert middle.encode() in saved
        # A second time it asks, and no leaves the file as it is.
        (project_dir / "all").write_bytes(b"mine")
        await run.press("s", "backspace")
        await run.type("all")
        await run.press("enter")
        await run.shows("Write over this file?")
        await run.press("n")
        await run.hides("Write over")
        assert (project_dir / "all").read_bytes() == b"mine"
        await run.press("escape", "escape")
        await run.until(lambda: not isinstance(run.app.screen, PagerScreen))
        thread = run.thread.thread
    # What the server stores is less, and says so.
    async with running(server_config, Options(resume=thread), size=(120, 30)) as run:
        await run.shows("line 00000002 of", "and what the server did not store", "line 00100000 of", "· idle")
        await pager(run, "k", "k")
        await run.shows("the server stores the beginning and the end of a long output only")


@pytest.mark.long
async def test_colours_are_kept_in_the_pager_and_saved_raw_or_plain(server_config, project_dir):
    async with running(server_config, NEW) as run:
        await ask(run, "@@colour")
        await run.shows("plain [bold]no markup[/bold]", "· idle")
        await pager(run, "k", "k")
        await run.shows("red plain [bold]no markup[/bold]", "lines 1 to 1 of 1")
        strips = run.app.screen._compositor.render_strips()
        line = next(strip for strip in strips if "red plain" in strip.text)
        colours = {segment.text.strip(): segment.style.color for segment in line if segment.style}
        assert colours["red"] != colours["plain [bold]no markup[/bold]"]
        for key, name, content in (
            ("s", "plain", b"red plain [bold]no markup[/bold]\n"),
            ("S", "raw", b"\x1b[31mred\x1b[0m \x1b]0;title\x07plain [bold]no markup[/bold]\n"),
        ):
            await run.press(key, "backspace")
            await run.type(name)
            await run.press("enter")
            await run.shows(f"Saved {len(content)} bytes")
            assert (project_dir / name).read_bytes().endswith(content)


async def test_the_pager_follows_a_command_that_runs(server_config, scripted_model, project_dir):
    # Again and again: the server may lose what is printed before it listens.
    counts = "until [ -e go ]; do seq 1 60; sleep 0.2; done; seq 61 99"
    scripted_model.on("@@grows", Script([[Shell(counts)], [Text("Counted.")]]))
    async with running(server_config, NEW) as run:
        await ask(run, "@@grows")
        await run.shows("running", "  60")
        await pager(run)
        await run.shows("running", "60", "end")
        (project_dir / "go").touch()
        await run.shows("exit 0", "99", "end")


async def test_the_pager_breaks_an_answer_between_words(server_config, scripted_model):
    words = ["the", "quick", "brownish", "fox", "jumps", "over", "a", "sleeping", "dog"] * 6
    scripted_model.on("@@prose", Script([[Text(" ".join(words))]]))
    async with running(server_config, NEW, size=(40, 20)) as run:
        await ask(run, "@@prose")
        await run.shows("sleeping dog", "idle")
        await pager(run, "k")
        shown = await run.shows("the quick brownish")
        text = shown[shown.index("the quick") : shown.index("line")]
        assert text.split() == words


async def test_reads_and_searches_are_one_cell_live_and_after_reopening(server_config):
    cells = ("Read 1 file, searched once, listed files", "Search total", "exit 1")
    async with running(server_config, NEW, size=(100, 40)) as run:
        await ask(run, "@@explore")
        shown = await run.shows(*cells, "Now I know the project.", "· idle")
        thread = run.thread.thread
        assert "cat no-such-file.txt" in shown
        assert "$ ls" not in shown
        live = _transcript(shown)
    async with running(server_config, Options(resume=thread), size=(100, 40)) as run:
        shown = await run.shows(*cells, "Now I know the project.", "· idle")
        assert _transcript(shown) == live
        await run.press("ctrl+up", *"kkkk", "space")
        await run.shows("▾", "▎ls", "$ cat README.md", "$ grep -rn total .")


def _transcript(screen: str) -> list[str]:
    """The lines of the commands, without times."""
    lines = [re.sub(r"\s+[\d.]+s$", "", line) for line in screen.splitlines()]
    return [line for line in lines if line.startswith((" $", "   Read", "   Search", "   List"))]


async def test_what_is_read_now_is_said_while_it_is_read(server_config, scripted_model, project_dir):
    (project_dir / "notes.txt").write_text("one\n")
    gate = Gate("before the second")
    slow = project_dir / "slow.txt"
    os.mkfifo(slow)
    scripted_model.on(
        "@@look", Script([[Shell("cat notes.txt")], [gate, Shell("cat slow.txt")], [Text("Read.")]])
    )
    async with running(server_config, NEW) as run:
        await ask(run, "@@look")
        await run.shows("$ cat notes.txt", "exit 0")
        gate.open()
        await run.shows("Read 2 files", "Reading slow.txt")
        slow.write_text("two\n")
        await run.shows("$ Read 2 files", "Read   notes.txt, slow.txt", "· idle")


async def test_a_command_that_outlives_its_turn_is_said_and_ended_alone(server_config):
    async with running(server_config, NEW) as run:
        await ask(run, "@@survivor")
        await run.shows("still running", "1 command still runs", "· idle")
        await run.press("ctrl+up")
        await run.shows("composer", "1 command still runs")
        assert "end it" not in run.screen_text()
        await run.press("k", "k")
        await run.shows("X end it")
        await run.press("k")
        await run.hides("end it")
        await run.press("j", "X")
        await run.shows("End this command?", "$ echo started; sleep 60")
        await run.press("y")
        shown = await run.shows("exit ", "started")
        assert shown.count("echo started") == 1
        await run.hides("still run")
