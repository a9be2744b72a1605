"""Parts of the conversation used together, as one does: finding in folded groups, actions on them, what is copied."""

from __future__ import annotations

import pytest
from textual.events import Key
from textual.widgets import Input

from codex_tui.demo.script import Patch
from codex_tui.widgets.composer import Composer
from codex_tui.widgets.transcript import Transcript
from tests.support.app import ask, running
from tests.support.terminal import Terminal
from tests.tui.test_changes import TWO_HUNKS, changed
from tests.tui.test_command import COMMAND, overrides
from tests.tui.test_commands import NEW

pytestmark = pytest.mark.anyio


async def explored(run):
    await ask(run, "@@explore")
    await run.shows("Now I know the project.", "· idle")


async def test_a_hit_in_a_folded_group_of_commands_opens_the_group(server_config):
    async with running(server_config, NEW, size=(80, 40)) as run:
        await explored(run)
        shown = run.screen_text()
        assert "grep -rn total" not in shown
        await run.press("f3")
        await run.type("grep -rn")
        await run.shows("$ grep -rn total .", "1 of 1")


@pytest.mark.long
async def test_what_is_copied_and_quoted_is_all_of_a_group_and_the_answer_above_a_line(server_config):
    async with running(server_config, NEW, size=(100, 40)) as run:
        await explored(run)
        await run.press("alt+up", "y")
        await run.shows("Copied the answer as Markdown")
        await run.press("p")
        await run.shows("lines 1 to 1 of 1", "Now I know the project.")
        await run.press("q")
        await run.shows("i composer")
        await run.press("k", "k", "q")
        composer = run.app.screen.query_one(Composer)
        await run.until(lambda: "> $ cat README.md" in composer.text and "> $ ls -a" in composer.text)


@pytest.mark.parametrize("key", ["alt+m", pytest.param("alt+a", marks=pytest.mark.long)])
async def test_what_was_said_goes_with_the_next_key_wherever_that_goes(server_config, key, monkeypatch):
    monkeypatch.setattr("codex_tui.screens.conversation_parts.SAID_SECONDS", 3600)
    async with running(server_config, NEW, size=(80, 24)) as run:
        await ask(run, "@@approval")
        await run.shows("alt+a to answer")
        await run.press("ctrl+o")
        await run.shows("Copied the last answer")
        await run.press(key)
        await run.hides("Copied the last answer")


async def test_what_was_said_of_a_request_goes_with_the_next_key_in_it(server_config, monkeypatch):
    monkeypatch.setattr("codex_tui.screens.conversation_parts.SAID_SECONDS", 3600)
    async with running(server_config, NEW, size=(80, 24)) as run:
        await ask(run, "@@approval")
        await run.shows("alt+a to answer")
        await run.press("alt+a", "x")
        await run.shows("esc goes back to the composer")
        await run.press("z")
        await run.shows("dock it")
        await run.press("z")
        await run.shows("Steer the running turn")
        await run.hides("esc goes back to the composer")


@pytest.mark.long
async def test_a_text_that_is_typed_quickly_in_the_transcript_is_in_the_composer_whole(
    server_config, server_env, project_dir, scripted_model
):
    command = [*COMMAND, "--new", *overrides(server_config)]
    with Terminal(command, cwd=project_dir, env=server_env) as terminal:
        terminal.wait_for("│ Ask ")
        terminal.type("hello\r")
        terminal.wait_for(lambda text: "· idle" in text and "▎" in text)
        terminal.type("\x1b[1;3A")
        terminal.wait_for("composer")
        terminal.type("Why merge my key?\r")
        terminal.wait_for("› Why merge my key?")


async def test_the_map_that_was_opened_from_the_composer_leads_back_to_it(server_config):
    async with running(server_config, NEW) as run:
        await ask(run, "hello")
        await run.shows("· idle")
        await run.type("/map")
        await run.press("enter")
        await run.shows("Map of the thread", "1 turn")
        await run.press("escape")
        await run.hides("Map of the thread")
        await run.type("jam")
        await run.shows("│ jam")


async def test_a_question_mark_typed_right_behind_a_word_in_the_transcript_is_no_help(server_config):
    async with running(server_config, NEW) as run:
        await ask(run, "hello")
        await run.shows("· idle")
        await run.press("alt+up")
        screen = run.app.screen
        # As keys come that are looked at between leaving the transcript and being in the composer.
        screen.set_focus(None)
        screen.post_message(Transcript.Typed([Key("W", "W")]))
        screen._forward_event(Key("question_mark", "?"))
        await run.until(lambda: screen.query_one(Composer).text == "W?")


async def test_a_question_mark_in_the_transcript_shows_the_keys_and_behind_a_word_it_is_text(server_config):
    async with running(server_config, NEW) as run:
        await ask(run, "hello")
        await run.shows("· idle")
        await run.press("alt+up", "question_mark")
        await run.shows("/ to find", "COMPOSER")
        await run.press("escape")
        await run.shows("i composer")
        await run.type_all("Why?")
        await run.shows("│ Why?")


@pytest.mark.parametrize(("opens", "beginning"), [("slash", "1 of 2"), ("m", "1 of 1 turn")])
async def test_what_is_typed_right_behind_the_key_that_finds_is_what_to_find(server_config, opens, beginning):
    async with running(server_config, NEW) as run:
        await ask(run, "fix this")
        await run.shows("· idle")
        await run.press("alt+up")
        thread, transcript = run.thread, run.app.screen.query_one(Transcript)
        # As keys come over a slow line, or while an answer streams: all before the first one was acted on.
        for key in (opens, *"fix"):
            transcript._forward_event(Key(key, {"slash": "/"}.get(key, key)))
        await run.shows(beginning)
        assert run.app.screen.query_one("#find-term, #map-filter", Input).value == "fix"
        await run.press("escape")
        await run.shows("i composer")
        assert run.thread == thread  # f forks


@pytest.mark.long
async def test_the_menu_of_a_command_that_runs_reads_and_ends_it_in_words_that_fit(server_config):
    async with running(server_config, NEW, size=(40, 24)) as run:
        await ask(run, "@@survivor")
        await run.shows("The command goes on in the", "idle")
        await run.press("alt+up", "full_stop")
        await run.shows("e      Export the conversation", "p      Read all of it")
        assert "End the command" not in run.screen_text()
        await run.press("escape", "k", "k", "full_stop")
        await run.shows("X      End the command")
        await run.press("X")
        await run.shows("End this command?")
        await run.press("y")
        # What a command says that is killed: the one or the other, as the server saw its end.
        await run.until(lambda: "exit -1" in run.screen_text() or "exit 137" in run.screen_text())


@pytest.mark.long
async def test_the_next_hit_is_shown_again_where_it_is_the_only_one_and_one_went_elsewhere(server_config):
    async with running(server_config, NEW, size=(60, 20)) as run:
        await ask(run, "@@rich")
        await run.shows("no rounding here", "· idle")
        await run.press("alt+up", "slash")
        await run.type("rounding")
        await run.shows("1 of 1")
        await run.press("escape", "g")
        await run.hides("rounding")
        await run.press("n")
        await run.shows("no rounding here")


@pytest.mark.long
async def test_opening_every_cell_keeps_the_one_under_the_cursor_where_it_is(server_config):
    async with running(server_config, NEW, size=(80, 30)) as run:
        await explored(run)
        await run.press("alt+up", "k", "k", "k", "k")
        await run.shows("$▎Read 1 file")
        row = next(n for n, line in enumerate(run.screen_text().splitlines()) if "$▎Read 1" in line)
        await run.press("ctrl+t")
        await run.shows("below: more")
        assert "$▎Read 1 file" in run.screen_text().splitlines()[row]


async def test_escape_closes_the_find_bar_before_it_means_anything_else(server_config):
    async with running(server_config, NEW, size=(80, 30)) as run:
        await ask(run, "hello")
        await run.shows("I am a scripted model.", "· idle")
        await run.press("f3", "alt+up", "i")
        await run.shows("/ find in this thread", "enter send")
        await run.press("escape")
        await run.hides("/ find in this thread")
        assert "esc again" not in run.screen_text()


@pytest.mark.long
async def test_a_comment_that_is_begun_on_the_headline_of_a_hunk_is_on_its_first_line(
    server_config, scripted_model
):
    async with running(server_config, NEW, size=(120, 40)) as run:
        await changed(run, scripted_model, Patch(TWO_HUNKS))
        await run.press("alt+d")
        await run.shows("+a note")
        await run.press("c")
        await run.type("hm")
        await run.press("enter")
        lines = (await run.shows("▎ hm", "S sends 1 comment")).splitlines()
        comment = next(n for n, line in enumerate(lines) if "▎ hm" in line)
        assert "▾ line" in lines[comment - 2]
