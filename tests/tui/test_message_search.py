"""The line over the threads on the real server: titles are filtered, messages of all threads searched and gone to."""

from __future__ import annotations

import pytest

from codex_app_server import AsyncCodex
from tests.support.app import running

from .test_threads import make_threads

pytestmark = pytest.mark.anyio


async def long_thread(config, turns, *, special):
    """A thread of which one prompt is a special one, by its number; the server forgets it again."""
    async with AsyncCodex(config) as codex:
        thread = await codex.thread_start(cwd=str(config.cwd))
        for number in range(turns):
            await thread.run(special.get(number, f"prompt number {number}"))
        return thread.id


async def look_for(run, text):
    await run.press("slash")
    await run.type(text)
    await run.shows("IN MESSAGES")
    await run.hides("searching…")


@pytest.mark.usefixtures("small_pages")
async def test_enter_on_a_hit_opens_the_thread_at_the_message(server_config):
    long = await long_thread(
        server_config, 9, special={1: "where is the Heron kept", 7: "the heron flew away"}
    )
    await make_threads(server_config, "Nothing of that bird")
    async with running(server_config) as run:
        await run.shows("prompt number 0")
        await look_for(run, "hERon")
        shown = await run.shows("IN MESSAGES  1", "where is the Heron kept", "No title of 2 holds")
        assert "Nothing of that bird" not in shown
        await run.press("enter", "enter")
        await run.shows("where is the Heron kept", "4 of 4")
        assert run.thread.thread == long
        # It counts from the newest, and goes on from where it went to.
        await run.press("N")
        await run.press("N")
        await run.shows("the heron flew away", "2 of 4")
        await run.press("n", "n")
        await run.shows("where is the Heron kept", "4 of 4")

        # The filter is as it was when one comes back, and so is the cursor.
        await run.press("alt+t")
        await run.shows("IN MESSAGES  1", "hERon")
        await run.press("escape")
        await run.shows("Nothing of that bird", "prompt number 0")
        await run.hides("IN MESSAGES")


@pytest.mark.long
async def test_titles_come_first_and_the_cursor_goes_from_them_into_the_hits(server_config):
    await make_threads(server_config, "About otters", "Something else")
    await long_thread(server_config, 2, special={1: "an otter in the second message"})
    async with running(server_config) as run:
        await run.shows("About otters")
        await look_for(run, "otter")
        shown = await run.shows("About otters", "IN MESSAGES  2", "an otter in the second message")
        assert shown.index("RECENT") < shown.index("IN MESSAGES")
        assert "Something else" not in shown
        await run.press("enter", "down", "down", "up", "up", "down", "enter")
        await run.shows("an otter in the second message", "2 of 2")


@pytest.mark.long
async def test_hits_are_those_of_the_folder_or_of_all_and_of_the_archive(server_config, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    await make_threads(server_config, "a badger elsewhere", cwd=str(elsewhere))
    _, gone = await make_threads(server_config, "a badger here", "a badger put away")
    async with AsyncCodex(server_config) as codex:
        await codex.thread_archive(gone)
    async with running(server_config) as run:
        await run.shows("a badger here")
        await look_for(run, "badger")
        await run.shows("IN MESSAGES  1")
        await run.press("enter", "o")
        await run.shows("IN MESSAGES  2")
        await run.press("A")
        shown = await run.shows("IN MESSAGES  1", "a badger put away")
        assert "a badger here" not in shown
        await run.press("down", "enter")
        await run.shows("a badger put away", "2 of 2")


async def test_what_codex_tells_the_model_about_the_folder_is_no_message(server_config):
    await make_threads(server_config, "tell me more")
    async with running(server_config) as run:
        await run.shows("tell me more")
        await look_for(run, "environment_context")
        await run.shows("IN MESSAGES  nothing found")


@pytest.mark.long
async def test_a_thread_deleted_elsewhere_is_no_hit_any_more(server_config):
    (thread,) = await make_threads(server_config, "a lonely walrus")
    async with running(server_config) as run:
        await run.shows("a lonely walrus")
        await look_for(run, "walrus")
        await run.shows("IN MESSAGES  1")
        await run.app.intents._session.result()._link.call("thread/delete", {"threadId": thread})
        await run.shows("IN MESSAGES  nothing found")
