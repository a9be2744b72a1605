"""A person goes on from an earlier message: forks, rewinds, quotes, opens files; on the real server."""

from __future__ import annotations

import os
import stat

import pytest

from codex_tui.demo.script import Gate, Patch, Script, Text
from codex_tui.options import Options
from codex_tui.widgets.composer import Composer
from codex_tui.widgets.transcript import Transcript
from tests.support.app import running
from tests.support.terminal import Terminal
from tests.tui.test_command import COMMAND, overrides

pytestmark = pytest.mark.anyio

NEW = Options(new=True)


async def three_turns(run):
    """Three prompts with their answers; the cursor is in the transcript."""
    for prompt in ("one", "two", "three"):
        await run.shows("│ Ask ")
        await run.type(prompt)
        await run.press("enter")
        await run.shows(f"▎ {prompt}", "· idle")
        await run.until(lambda: run.app.state.conversation(run.thread).active_turn is None)
    await run.press("ctrl+up")


def prompts(model):
    return list(model.requests[-1].prompts)


async def go_to(run, kind, text):
    """Moves the cursor of the transcript up to the cell of that kind that says a text."""
    transcript = run.app.query_one(Transcript)

    def there():
        item = transcript.item
        return item is not None and item.kind == kind and text in item.source()

    for _ in range(40):
        if there():
            return
        await run.press("k")
    raise AssertionError(f"no cell says {text!r}:\n{run.screen_text()}")


@pytest.mark.long
async def test_a_fork_from_an_answer_ends_with_its_turn(server_config, scripted_model):
    async with running(server_config, NEW, size=(100, 50)) as run:
        await three_turns(run)
        source = run.thread
        await go_to(run, "agent", "two")
        await run.press("f")
        await run.until(lambda: run.app.shown_thread() not in (None, source))
        await run.shows("behind: two", "› two")
        await run.hides("three")
        await run.type("four")
        await run.press("enter")
        await run.shows("▎ four", "· idle")
        await run.until(lambda: "four" in prompts(scripted_model))
        assert prompts(scripted_model) == ["one", "two", "four"]


async def test_a_fork_from_a_prompt_ends_before_it_and_the_prompt_is_written_again(
    server_config, scripted_model
):
    async with running(server_config, NEW, size=(100, 50)) as run:
        await three_turns(run)
        source = run.thread
        await go_to(run, "user", "two")
        await run.press("f")
        await run.until(lambda: run.app.shown_thread() not in (None, source))
        await run.shows("before: two", "› one", "│ two")
        await run.press("enter")
        await run.shows("▎ two", "· idle")
        await run.until(lambda: len(prompts(scripted_model)) == 2)
        assert prompts(scripted_model) == ["one", "two"]

        fork = run.thread
        await run.press("ctrl+up")
        await go_to(run, "user", "one")
        await run.press("f")
        await run.until(lambda: run.app.shown_thread() not in (None, fork))
        await run.shows("before: one", "│ one")
        assert "› two" not in run.screen_text()  # the title is that of the fork it was made from


async def test_a_rewind_names_what_is_lost_and_brings_the_prompt_back(
    server_config, scripted_model, project_dir
):
    patch = "*** Begin Patch\n*** Add File: made.txt\n+one\n+two\n*** End Patch\n"
    scripted_model.on("@@make", Script([[Patch(patch)], [Text("Made it.")]]))
    async with running(server_config, NEW, size=(100, 50)) as run:
        await run.shows("│ Ask ")
        await run.type("one")
        await run.press("enter")
        await run.shows("▎ one", "· idle")
        await run.type("@@make a file")
        await run.press("enter")
        await run.shows("alt+a to answer")
        await run.press("alt+a")
        await run.answer("y")
        await run.shows("Made it.", "· idle")
        await run.type("three")
        await run.press("enter")
        await run.shows("▎ three", "· idle")
        await run.until(lambda: run.app.state.conversation(run.thread).active_turn is None)
        await run.type("half")
        await run.press("ctrl+up")
        await go_to(run, "user", "@@make")
        await run.press("r")
        await run.shows("this turn and the 1 turn after it", "Files are not restored", "made.txt  +2\u00a0-0")
        await run.press("enter")
        await run.hides("Files are not restored")
        await run.shows("three")

        await run.press("r")
        await run.shows("Files are not restored")
        await run.press("y")
        await run.hides("three")
        await run.shows("› one", "│ @@make a file", "│ half")
        assert "Made it." not in run.screen_text()
        assert (project_dir / "made.txt").read_text() == "one\ntwo\n"
        await run.press("ctrl+c")
        await run.type("second")
        await run.press("enter")
        await run.shows("▎ second", "· idle")
        await run.until(lambda: "second" in prompts(scripted_model))
        assert prompts(scripted_model) == ["one", "second"]


@pytest.mark.long
async def test_a_rewind_to_the_first_prompt_leaves_an_empty_conversation(server_config, scripted_model):
    async with running(server_config, NEW, size=(100, 50)) as run:
        await run.shows("│ Ask ")
        await run.type("one")
        await run.press("enter")
        await run.shows("You said:", "· idle")
        await run.press("escape")
        await run.shows("esc again goes to the last prompt")
        await run.press("escape")
        await run.shows("r rewinds to here")
        await run.press("r")
        await run.shows("Take back this turn?", "No patch changed one since")
        await run.press("y")
        await run.hides("› one")
        await run.shows("No turn in this thread yet", "│ one")
        await run.press("enter")
        await run.shows("▎ one", "· idle")
        await run.until(lambda: len(scripted_model.requests) == 2)
        assert prompts(scripted_model) == ["one"]


async def test_while_a_turn_runs_a_rewind_is_refused_with_the_way_out(server_config, scripted_model):
    gate = Gate("half")
    scripted_model.on("@@slow", Script([[Text(["Started ", gate, "and finished."])]]))
    async with running(server_config, NEW) as run:
        await run.shows("│ Ask ")
        await run.type("@@slow")
        await run.press("enter")
        await run.shows("• Started")
        await run.press("ctrl+up", "r")
        await run.shows("A turn runs: esc in the composer interrupts it, then rewind")
        await run.press("f")
        await run.shows("This turn still runs: interrupt it, or fork from its prompt")
        gate.open()


async def test_a_message_is_quoted_and_the_menu_lists_what_else_can_be_done(server_config, scripted_model):
    scripted_model.on("@@two", Script([[Text("First line.\n\nSecond line.")]]))
    async with running(server_config, NEW) as run:
        await run.shows("│ Ask ")
        await run.type("@@two")
        await run.press("enter")
        await run.shows("Second line.", "· idle")
        await run.type("about this:")
        await run.press("ctrl+up")
        await go_to(run, "agent", "First line.")
        await run.press("full_stop")
        await run.shows("This message", "Fork from here", "Rewind to here", "Open its files", "Export")
        await run.press("q")
        await run.hides("This message")
        await run.until(
            lambda: run.app.query_one(Composer).text == "about this:\n\n> First line.\n>\n> Second line.\n\n"
        )
        await run.press("ctrl+up", "full_stop")
        await run.shows("This message")
        await run.press("down", "enter")
        await run.shows("Take back this turn?")
        await run.press("escape", "i")
        await run.type("why?")
        await run.until(lambda: run.app.query_one(Composer).text.endswith("line.\n\nwhy?"))


@pytest.mark.long
def test_the_files_of_a_message_open_in_the_editor_and_the_screen_comes_back(
    server_config, scripted_model, server_env, project_dir
):
    editor = project_dir.parent / "my editor"
    opened = project_dir.parent / "opened"
    editor.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> "{opened}"\necho in the editor\nread answer\n')
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    (project_dir / "-rf.txt").write_text("a name that looks like an option\n")
    named = Text("See `shop/cart.py:3` and [it](-rf.txt), not `no/such.py`.", phase="commentary")
    gate = Gate("while one edits")
    scripted_model.on("@@names", Script([[named, gate, Text("Written while one edited.")]]))
    environment = {**server_env, "EDITOR": f'"{editor}" --flag'}
    arguments = [*COMMAND, "@@names", *overrides(server_config)]
    with Terminal(arguments, cwd=project_dir, env=environment) as terminal:
        terminal.wait_for("no/such.py")
        terminal.type("\x1b[1;5A")
        terminal.wait_for(". actions")
        terminal.type("o")
        shown = terminal.wait_for("Open in your editor")
        assert "-rf.txt" in shown
        assert "shop/cart.py:3" in shown
        terminal.type("\r")
        terminal.wait_for("in the editor")
        terminal.type("done\n")
        terminal.wait_for(lambda text: "no/such.py" in text and "in the editor" not in text)
        terminal.type("o")
        terminal.wait_for("Open in your editor")
        terminal.type("j\r")
        terminal.wait_for("in the editor")
        gate.open()
        terminal.type("\n")
        shown = terminal.wait_for(lambda text: "Written while one edited." in text and "idle" in text)
        assert "no/such.py" in shown
        assert "in the editor" not in shown
    paths = sorted([os.path.join(project_dir, "shop", "cart.py"), os.path.join(project_dir, "-rf.txt")])
    lines = opened.read_text().splitlines()
    assert sorted(line for line in lines if line != "--flag") == paths


async def test_a_failure_that_was_taken_back_is_told_no_more(server_config):
    async with running(server_config, NEW, size=(120, 40)) as run:
        for prompt, end in (("one", "▎ one"), ("@@400", "· failed")):
            await run.shows("│ Ask ")
            await run.type(prompt)
            await run.press("enter")
            await run.shows(end, "alt+m")
        await run.press("ctrl+up")
        await go_to(run, "user", "@@400")
        await run.press("r")
        await run.shows("Take back this turn?")
        await run.press("y")
        await run.shows("│ @@400", "· idle")
        await run.press("alt+t")
        await run.shows("RECENT", "I am a scripted model.")
        assert "failed" not in run.screen_text()
        await run.press("enter")
        await run.shows("│ @@400")
        await run.press("enter")
        await run.shows("· failed")
