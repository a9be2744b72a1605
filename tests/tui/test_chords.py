"""Two keys that count as one: in lists, where one types, on the screen of keys; without a server but for approvals."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.events import Key, Paste

from codex_app_server import launch_server
from codex_tui.keymap import keys_of
from codex_tui.messages import BoardChanged
from codex_tui.one_piece import in_one_piece
from codex_tui.options import Options
from codex_tui.settings.loading import load
from codex_tui.start import Start
from codex_tui.widgets.composer import Composer
from codex_tui.widgets.thread_list import ThreadList
from tests.conversation.host import settle
from tests.screens.support import row
from tests.support.app import ask, driven
from tests.tui.test_settings_screens import SettingsFile, shown

pytestmark = pytest.mark.anyio

VIM = """[keys]
preset = "vim"
"""
EMACS = """[keys]
preset = "emacs"
"""


@pytest.fixture
def file(tmp_path):
    return SettingsFile(tmp_path / "settings.toml")


async def list_threads(run, count=5):
    board = run.app.state.board
    board.listing.loaded_once = board.listing.complete = True
    board.listing.cwd = None
    for number in range(count):
        board.put(row(f"t{number}", f"thread {number}"))
    run.app.dispatcher.post(BoardChanged())
    await run.pilot.pause()


async def composing(run):
    """An empty conversation; gives its composer."""
    await run.press("n")
    return run.app.screen.query_one(Composer)


async def test_two_keys_do_what_one_would_and_the_line_of_hints_says_what_may_follow(file):
    file.write(VIM)
    async with shown(file) as run:
        await list_threads(run)
        threads = run.app.screen.query_one(ThreadList)
        await run.press("G")
        last = threads.cursor
        text = await run.press("g")
        assert text.splitlines()[-1].strip() == "g  g First thread  esc cancel"
        assert threads.cursor == last
        text = await run.press("g")
        assert threads.cursor != last
        assert "esc cancel" not in text
        assert "enter open" in text
        # Nothing follows: escape ends it, whatever else that would do, and another key is that key.
        await run.press("G", "g", "escape")
        assert threads.cursor == last
        text = await run.press("g", "k")
        assert "g k is no key here" in text
        assert threads.cursor != last


async def test_where_one_types_every_letter_is_text_and_a_chord_is_none(file):
    file.write(EMACS)
    async with shown(file) as run:
        composer = await composing(run)
        await run.type("gg ZZ ")
        text = await run.press("ctrl+x")
        for says in ("ctrl+c Leave codex-tui", "b, ctrl+b Go to the threads", "u Undo", "esc cancel"):
            assert says in text
        await run.type("hello")  # nothing of it begins, nor is lost
        assert composer.text == "gg ZZ hello"
        await run.press("ctrl+x", "u")
        assert composer.text != "gg ZZ hello"
        await run.press("ctrl+x")
        run.app.post_message(Paste("pasted"))
        await run.press("ctrl+f")
        assert composer.text.endswith("pasted")
        await run.press("ctrl+x", "b")
        assert run.app.screen.query(ThreadList)


async def test_a_chord_behind_the_key_that_closes_a_dialog_is_one_of_the_screen_below(file):
    file.write(EMACS)
    async with shown(file) as run:
        await list_threads(run)
        await composing(run)
        await run.open("settings")  # where ctrl+x means something alone
        for key in ("escape", "ctrl+x", "b"):
            run.app.post_message(Key(key, None))
        await settle(run.pilot, lambda: bool(run.app.screen.query(ThreadList)))


async def test_the_key_that_leaves_questions_ends_a_chord_and_does_nothing_else(file):
    file.write(EMACS)
    async with shown(file) as run:
        composer = await composing(run)
        await run.press("ctrl+x")
        text = await run.press("ctrl+g")  # alone it would open the editor here
        assert "is no key here" not in text
        assert "esc cancel" not in text
        await run.type("on")
        assert composer.text == "on"


async def test_ctrl_x_ctrl_c_leaves_and_is_the_key_that_the_help_names(file):
    file.write(EMACS)
    async with shown(file) as run:
        await composing(run)
        await run.press("f1", "slash")
        assert "ctrl+x ctrl+c" in await run.type("leave codex")
        await run.press("escape", "escape", "ctrl+x", "ctrl+c")
        assert run.app.return_code == 0
        assert not run.app.is_running or run.app._exit


async def test_a_key_that_means_something_alone_begins_nothing_there(file):
    file.write(EMACS)
    async with shown(file) as run:
        await run.open("settings")
        await run.type("anim")
        text = await run.press("ctrl+x")  # the default again, on this screen
        assert "esc cancel" not in text


async def test_a_chord_is_given_by_pressing_it_and_takes_over_from_what_its_first_key_did(file):
    file.write("")
    async with shown(file) as run:
        await list_threads(run)
        await run.open("keys")
        await run.type("threads.first")
        await run.press("enter", "g")
        assert "g, and then: press the second key." in await run.press("t")
        text = await run.press("g")
        assert "g g" in text
        assert "begins with g, that of threads.group" in " ".join(text.replace("│", "").split())
        await run.press("enter")
        assert keys_of("threads.first", run.app.ports.keys) == ("g g",)
        assert keys_of("threads.group", run.app.ports.keys) == ()
        assert '"threads.first" = ["g g"]' in file.text
        assert load(str(file.path)).problems == ()
        assert "g g" in await run.press("tab", "g")  # what begins with it is found by it
        await run.press("escape", "escape", "escape")
        threads = run.app.screen.query_one(ThreadList)
        await run.press("G")
        last = threads.cursor
        await run.press("g", "g")
        assert threads.cursor != last


@pytest.mark.parametrize("width", [40, 80])
async def test_what_may_follow_takes_the_lines_it_needs_and_the_way_out_is_the_last(file, width):
    file.write(EMACS)
    async with shown(file, size=(width, 14)) as run:
        await composing(run)
        before = run.text.splitlines()[-1]
        lines = (await run.press("ctrl+x")).splitlines()
        assert max(map(len, lines)) <= width
        assert lines[-1].rstrip().endswith("esc cancel")
        assert "Mention a file" in run.text
        assert (await run.press("escape")).splitlines()[-1] == before


async def test_a_chord_that_was_pasted_allows_nothing_and_one_that_was_pressed_does(
    server_config, project_dir, file
):
    file.write('[keys]\n"approval.accept" = ["ctrl+x y"]\n')
    config = replace(server_config, concurrent_turns=True, client_name="codex-tui")
    start = Start(
        Options(new=True), str(project_dir), config, launch_server(config), settings=load(str(file.path))
    )
    async with driven(start) as run:
        await ask(run, "@@approval")
        await run.shows("alt+a to answer")
        await run.press("alt+a")
        await run.letters_count()
        driver = run.app._driver
        assert driver is not None
        for key in in_one_piece([Key("ctrl+x", None), Key("y", "y")]):
            driver.send_message(key)
        await run.shows("several keys came at once")
        assert run.app.state.inbox
        await run.letters_count()
        await run.press("ctrl+x", "y")
        await run.until(lambda: not run.app.state.inbox)


async def test_ctrl_x_ctrl_f_lists_the_files(server_config, project_dir, file):
    (project_dir / "cart.py").write_text("")
    file.write(EMACS)
    config = replace(server_config, concurrent_turns=True, client_name="codex-tui")
    start = Start(
        Options(new=True), str(project_dir), config, launch_server(config), settings=load(str(file.path))
    )
    async with driven(start) as run:
        await run.shows("enter send")
        await run.press("ctrl+x", "ctrl+f")
        await run.shows("Files in", "cart.py")
