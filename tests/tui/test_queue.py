"""A person queues prompts while a turn runs, in a wide terminal and in a small one."""

from __future__ import annotations

import pytest

from codex_tui.demo.script import Gate, Script, Text
from codex_tui.model.items import UserItem
from codex_tui.options import Options
from codex_tui.widgets.transcript import Transcript
from tests.support.app import Running, ask, running

pytestmark = pytest.mark.anyio

NEW = Options(new=True)


async def held(run: Running, model) -> Gate:
    """A turn that runs until the gate is opened."""
    gate = Gate("held")
    model.on("@@held", Script([[Text(["Working ", gate, "on."])]]))
    await ask(run, "@@held")
    await run.shows("• Working", "tab queue")
    return gate


async def queue(run: Running, *texts: str) -> None:
    for text in texts:
        await run.type(text)
        await run.press("tab")
    await run.until(lambda: not _conversation(run).queue.adding and len(_conversation(run).queue.prompts) > 0)


def _conversation(run: Running):
    return run.app.state.conversation(run.thread)


def prompts(run: Running) -> list[str]:
    return [item.text for item in _conversation(run).items if isinstance(item, UserItem)]


async def test_tab_queues_and_the_prompts_run_one_after_the_other(server_config, scripted_model):
    async with running(server_config, NEW) as run:
        gate = await held(run, scripted_model)
        await queue(run, "first @@plain", "second @@plain")
        await run.shows("Queued 2 · when this turn is over", "1 first @@plain", "2 second @@plain")
        gate.open()
        await run.until(lambda: prompts(run) == ["@@held", "first @@plain", "second @@plain"])
        await run.hides("Queued")


@pytest.mark.long
async def test_with_nothing_running_tab_sends(server_config):
    async with running(server_config, NEW) as run:
        await run.shows("Ask ")
        await run.type("hello @@plain")
        await run.press("tab")
        await run.shows("Hello from the scripted model.", "idle")
        await run.type("again @@plain")
        await run.press("tab")
        await run.until(lambda: prompts(run) == ["hello @@plain", "again @@plain"])


async def test_after_an_interrupt_it_says_that_they_are_held_and_tab_lets_them_go_on(
    server_config, scripted_model
):
    async with running(server_config, NEW) as run:
        gate = await held(run, scripted_model)
        await queue(run, "first @@plain", "second @@plain")
        await run.press("escape")
        await run.shows("Queued 2 · held since the turn was interrupted: tab lets them go on")
        gate.open()
        await run.press("tab")
        await run.until(lambda: prompts(run) == ["@@held", "first @@plain", "second @@plain"])


async def test_in_the_list_prompts_are_moved_edited_dropped_and_sent_now(server_config, scripted_model):
    scripted_model.on("@@steer", Script([[Text("Steered.")]]))
    async with running(server_config, NEW) as run:
        gate = await held(run, scripted_model)
        await queue(run, "one", "two", "three", "four @@steer", "five")
        await run.shows("… 2 more", "alt+↑ edit the newest")
        await run.press("alt+q", "j", "K")
        await run.shows("▌ 1 two", "2 one", "1 of 5", "s send now")
        await run.press("j", "d")
        await run.shows("1 two", "2 three", "Dropped: one")
        await run.press("j", "s")
        await run.until(lambda: "four @@steer" in prompts(run))
        gate.open()
        await run.until(lambda: "two" in prompts(run))
    assert "one" not in [prompt for request in scripted_model.requests for prompt in request.prompts]


async def test_a_prompt_that_is_taken_back_opens_no_menu_by_its_end(server_config, scripted_model):
    async with running(server_config, NEW) as run:
        gate = await held(run, scripted_model)
        await run.type("see @nothing-like-it")
        await run.shows("No file matches")
        await run.press("tab")
        await run.shows("1 see @nothing-like-it")
        await run.press("alt+q", "e")
        await run.shows("│ see @nothing-like-it", "Taken out of the queue")
        await run.pilot.pause()
        assert "No file matches" not in run.screen_text()
        await run.press("ctrl+c", "escape")
        gate.open()


@pytest.mark.long
async def test_a_prompt_that_is_edited_goes_to_its_place_again(server_config, scripted_model):
    async with running(server_config, NEW) as run:
        gate = await held(run, scripted_model)
        await queue(run, "one", "two", "three")
        await run.press("alt+q", "e")
        await run.shows("│ one", "1 two")
        await run.type(" and more")
        await run.press("tab")
        await run.shows("1 one and more", "2 two", "3 three")
        await run.press("alt+up")
        await run.shows("│ three", "Queued 2")
        await run.press("ctrl+c", "escape")
        await run.shows("held")
        gate.open()


@pytest.mark.long
async def test_on_a_small_screen_the_queue_is_one_line_and_the_list_a_few(server_config, scripted_model):
    async with running(server_config, NEW, size=(40, 14)) as run:
        gate = Gate("held")
        scripted_model.on("@@held", Script([[Text(["Working ", gate])]]))
        await ask(run, "@@held")
        await run.shows("• Working")
        await queue(run, "the first of several", "the second", "the third", "the fourth")
        shown = await run.shows("Queued 4: the first of…   alt+q list", "Steer the running turn")
        assert "the second" not in shown
        await run.press("alt+q")
        await run.shows("Queued 4", "▌ 1 the first of several", "3 the third", "i back · e edit")
        await run.press("escape", "escape")
        await run.shows("Queued 4 · held: tab goes on")
        gate.open()


@pytest.mark.long
async def test_with_no_queue_its_key_says_so_and_the_other_goes_into_the_transcript(
    server_config, scripted_model
):
    async with running(server_config, NEW) as run:
        await ask(run, "hello @@plain")
        await run.shows("Hello from the scripted model.", "idle")
        await run.press("alt+q")
        await run.shows("Nothing is queued; while a turn runs tab queues what you wrote")
        await run.press("alt+up")
        await run.until(lambda: isinstance(run.app.focused, Transcript))


async def test_the_board_says_how_many_wait_and_that_they_are_held(server_config, scripted_model):
    async with running(server_config, NEW) as run:
        gate = await held(run, scripted_model)
        await queue(run, "first @@plain", "second @@plain")
        await run.press("left")
        await run.shows("@@held  2 queued")
        session = await run.app.intents.session()
        [key] = [key for key in run.app.state.conversations if run.app.state.conversation(key).queue.prompts]
        await session.queue.drop(key, None)
        await run.shows("@@held  1 queued")
        session.turns.interrupt(key)
        await run.shows("@@held  1 queued, held")
        gate.open()
        await session.queue.start(key)
        await run.hides("queued")
