"""The list of threads on the real server: find, open, fork, rename, archive, and where codex-tui begins."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual import events

from codex_app_server import AsyncCodex, launch_server
from codex_tui.model.keys import ThreadKey
from codex_tui.model.state import LOCAL
from codex_tui.options import Options
from codex_tui.settings.loading import Loaded
from codex_tui.start import Start
from tests.support.app import driven, running

pytestmark = pytest.mark.anyio


async def make_threads(config, *prompts, cwd=None):
    """Finished threads, oldest first; gives their ids."""
    ids = []
    async with AsyncCodex(config) as codex:
        for prompt in prompts:
            thread = await codex.thread_start(cwd=cwd or str(config.cwd))
            await thread.run(prompt)
            ids.append(thread.id)
    return ids


async def test_the_newest_thread_of_this_folder_comes_first(server_config, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    await make_threads(server_config, "in another folder", cwd=str(elsewhere))
    await make_threads(server_config, "the older one", "the newer one")
    async with running(server_config) as run:
        shown = await run.shows("the older one", "the newer one", "RECENT")
        assert shown.index("the newer one") < shown.index("the older one")
        assert "in another folder" not in shown
        await run.press("o")
        await run.shows("in another folder", "the older one")


@pytest.mark.long
async def test_typing_filters_the_titles(server_config):
    await make_threads(server_config, "Apples and pears", "Bolts and nuts")
    async with running(server_config) as run:
        await run.shows("Apples and pears", "Bolts and nuts")
        await run.press("slash")
        await run.type("PEARS")
        await run.hides("Bolts and nuts")
        assert "Apples and pears" in run.screen_text()
        await run.press("escape")
        await run.shows("Bolts and nuts")


async def test_the_whole_id_is_copied_and_a_new_name_is_the_servers(server_config):
    (thread,) = await make_threads(server_config, "no name yet")
    async with running(server_config) as run:
        await run.shows("no name yet")
        await run.press("y")
        await run.until(lambda: run.app.clipboard == thread)
        await run.press("r")
        await run.pilot.pause()
        await run.press("ctrl+u")
        await run.type("A fine name")
        await run.press("enter")
        await run.shows("A fine name")
    async with AsyncCodex(server_config) as codex:
        listed = await codex.thread_list()
        assert [(row.id, row.name) for row in listed.data] == [(thread, "A fine name")]


@pytest.mark.long
async def test_archiving_and_taking_back(server_config):
    await make_threads(server_config, "stays", "goes away")
    async with running(server_config) as run:
        await run.shows("goes away", "stays")
        await run.press("home", "a")
        await run.hides("goes away")
        await run.press("A")
        await run.shows("goes away", "ARCHIVED")
        assert "stays" not in run.screen_text()
        await run.press("a")
        await run.hides("goes away")
        await run.press("A")
        await run.shows("goes away", "stays")


async def test_forking_opens_a_copy_with_the_history(server_config):
    (source,) = await make_threads(server_config, "@@plain to be forked")
    async with running(server_config) as run:
        await run.shows("@@plain to be forked")
        await run.press("f")
        await run.shows("› @@plain to be forked", "Hello from the scripted model.")
        assert run.thread.thread != source


@pytest.mark.long
async def test_both_ends_of_a_long_history_are_one_key_away(server_config):
    async with AsyncCodex(server_config) as codex:
        thread = await codex.thread_start(cwd=str(server_config.cwd))
        for number in range(30):
            await thread.run(f"prompt number {number}")
    async with running(server_config, Options(last=True)) as run:
        await run.shows("prompt number 29", "idle")
        assert len(list(run.app.state.conversation(run.thread))) < 30 * 3
        await run.press("alt+up")
        await run.press("g")
        await run.shows("beginning of the thread", "› prompt number 0")
        await run.press("G")
        await run.shows("› prompt number 29")
        await run.hides("below: more")
        await run.press("g")
        # The head itself is on screen, so that no prompt lies over it; both ways to it are in `test_ends_of_history`.
        await run.shows("beginning of the thread", "› prompt number 0")
        while "› prompt number 29" not in run.screen_text():
            await run.press("ctrl+d")


async def test_resume_opens_the_thread_of_that_id(server_config):
    first, _ = await make_threads(server_config, "the first", "the second")
    async with running(server_config, Options(resume=first)) as run:
        await run.shows("› the first", "idle")


async def test_resume_opens_the_thread_whose_id_ends_so_or_that_is_called_so(server_config):
    first, _ = await make_threads(server_config, "the first", "the second")
    for named in (first[-6:].upper(), "The first"):
        async with running(server_config, Options(resume=named)) as run:
            await run.shows("› the first", "idle")
            assert run.app.shown_thread() == ThreadKey(LOCAL, first)


async def test_what_is_wrong_in_the_settings_is_told_also_where_a_thread_is_opened_at_the_start(
    server_config,
):
    await make_threads(server_config, "the first")
    config = replace(server_config, concurrent_turns=True, client_name="codex-tui")
    wrong = Loaded(problems=("settings.toml, line 2: there is no theme 'drak'.",))
    start = Start(Options(last=True), str(config.cwd), config, launch_server(config), settings=wrong)
    async with driven(start) as run:
        await run.shows("› the first", "idle", "there is no theme 'drak'")


async def test_last_without_a_thread_is_a_new_one(server_config):
    async with running(server_config, Options(last=True)) as run:
        await run.shows("no thread in this folder yet")
        assert run.app.shown_thread() is None


async def test_a_model_on_the_command_line_holds_for_the_new_thread(server_config, scripted_model):
    async with running(server_config, Options(prompt="@@plain", model="gpt-5.6-luna")) as run:
        await run.shows("Hello from the scripted model.")
        assert scripted_model.requests[-1].model == "gpt-5.6-luna"


async def test_the_palette_and_the_help_come_from_the_keymap(server_config):
    async with running(server_config) as run:
        await run.shows("enter open")
        await run.press("f1")
        await run.shows("Fork the thread and open the copy")
        await run.press("escape")
        await run.hides("Fork the thread and open the copy")
        await run.press("ctrl+p")
        await run.type("new thread here")
        await run.shows("Start a new thread here")
        await run.press("enter")
        await run.until(run.app.in_conversation)


async def test_archiving_the_shown_thread_goes_back_to_the_list_of_its_folder(server_config):
    async with running(server_config, Options(prompt="@@plain")) as run:
        await run.shows("Hello from the scripted model.", "idle")
        await run.press("alt+x")
        await run.shows("this folder", "No threads in")


@pytest.mark.long
async def test_back_in_the_list_the_cursor_is_on_the_thread_that_was_left(server_config):
    await make_threads(server_config, "the older one", "the newer one")
    async with running(server_config) as run:
        await run.shows("the older one", "the newer one")
        await run.press("j", "n")
        await run.shows("enter send")
        await run.type("@@plain started here")
        await run.press("enter")
        await run.shows("Hello from the scripted model.", "· idle")
        await run.press("left")
        await run.shows("▌  @@plain started here")


@pytest.mark.parametrize("opens", [pytest.param("n", marks=pytest.mark.long), "enter"])
async def test_what_is_typed_in_one_breath_with_the_key_that_opens_a_conversation_is_its_draft(
    server_config, opens
):
    older, _ = await make_threads(server_config, "fixed before", "fixed last")
    async with running(server_config) as run:
        await run.shows("fixed before", "fixed last", "RECENT")
        for key in ("j", opens, *"far"):
            run.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await run.until(run.app.in_conversation)
        await run.shows("far")
        shown = run.app.shown_thread()
        assert (shown and shown.thread) == (older if opens == "enter" else None)
