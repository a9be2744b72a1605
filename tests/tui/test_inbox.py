"""Everything that waits, answered from one place, on the real server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from codex_app_server import AsyncCodex, launch_listening_server
from codex_tui.demo.script import Gate, Patch, Script, Shell, Text
from codex_tui.messages import PromptSubmitted
from codex_tui.options import Options
from codex_tui.screens.inbox import InboxScreen
from tests.support.app import running

pytestmark = pytest.mark.anyio

ADD_NOTES = """\
*** Begin Patch
*** Add File: notes.txt
+a note to keep
*** End Patch
"""


def touch(name):
    return Script([[Shell(f"touch {name}", escalated=True)], [Text(f"Made {name}.")]])


@pytest.fixture
def gate(scripted_model):
    """Threads with @@run go on until it is opened; @@one and @@two ask for a command, @@notes for a patch."""
    gate = Gate()
    scripted_model.on("@@run", Script([[Text(["I am at it ", gate, "and done."])]]))
    scripted_model.on("@@one", touch("one"))
    scripted_model.on("@@two", touch("two"))
    scripted_model.on("@@notes", Script([[Patch(ADD_NOTES)], [Text("Noted.")]]))
    yield gate
    gate.open()


async def start(run, *prompts):
    """New threads, without going there."""
    for prompt in prompts:
        await run.app.intents.handle(PromptSubmitted(None, prompt))


async def answer(run, *keys):
    """Answers the request that is shown, once its letters count: they do not in the first half second."""
    screen = run.app.screen
    assert isinstance(screen, InboxScreen)
    pane = screen.pane
    await run.until(lambda: pane.has_focus_within and pane.body is not None and not pane.body.guarded)
    waiting = len(run.app.state.inbox)
    await run.press(*keys)
    await run.until(lambda: len(run.app.state.inbox) < waiting)


async def test_who_comes_back_is_in_the_list_and_hears_nothing_of_the_last_visit(server_config, gate):
    async with running(server_config, size=(120, 32)) as run:
        await run.shows("local")
        for name in ("one", "two"):
            await start(run, f"@@{name}")
            await run.shows(f"run: touch {name}")
            await run.press("i")
            await run.shows("1 waiting", f"▌  run: touch {name}")
            await run.shows("enter answer")  # the keys of the list
            screen = run.app.screen
            assert isinstance(screen, InboxScreen) and not screen.pane.has_focus_within
            assert "answered elsewhere" not in run.screen_text()
            await run.press("enter")
            await answer(run, "n", *"no", "enter")
            await run.shows("RECENT")


@pytest.mark.long
async def test_of_ten_threads_three_wait_and_are_answered_from_the_inbox(
    server_config, scripted_model, project_dir, gate
):
    async with running(server_config, size=(120, 32)) as run:
        await run.shows("local")
        await start(run, *(f"@@run number {number}" for number in range(7)), "@@one", "@@two")
        await run.until(lambda: len(run.app.state.inbox) == 2)
        await start(run, "@@notes")
        await run.until(lambda: len(run.app.state.inbox) == 3)
        # The board says what waits, and how much.
        await run.shows("NEEDS YOU", "run: touch one", "run: touch two", "change files", "inbox 3")
        await run.press("i")
        await run.shows("Inbox", "3 waiting in 3 threads", "1 of 3", "@@notes")
        asked = [request.title for request in run.app.state.inbox.all()]
        await run.press("j", "j")
        await run.shows("3 of 3", "+a note to keep")
        await run.press("k", "k")
        await run.shows("1 of 3", asked[0])
        # In, yes, and the next one is shown.
        await run.press("enter")
        await answer(run, "y")
        await run.shows("2 waiting in 2 threads", "1 of 2", asked[1])
        await answer(run, "y")
        await run.shows("1 waiting", "1 of 1", "+a note to keep")
        await answer(run, "n", "enter")
        # Nothing is left: back to the board, where seven go on and three are done.
        await run.shows("Nothing waits for you any more", "RUNNING")
        await run.hides("NEEDS YOU")
        assert (project_dir / "one").exists()
        assert (project_dir / "two").exists()
        assert not (project_dir / "notes.txt").exists()
        gate.open()
        await run.hides("RUNNING")


async def test_one_is_answered_while_one_types_to_another(server_config, project_dir, gate):
    async with running(server_config, Options(new=True), size=(100, 30)) as run:
        await run.shows("│ Ask ")
        await run.type("@@run here")
        await run.press("enter")
        await run.shows("I am at it")
        await run.type("also do th")
        await start(run, "@@one")
        await run.shows("1 needs you elsewhere →", "also do th")
        await run.type("is")
        await run.press("alt+i")
        await run.shows("Inbox", "1 waiting", "touch one")
        await run.press("alt+a")
        await answer(run, "y")
        await run.shows("Nothing waits for you any more", "I am at it", "also do this")
        assert run.app.focused is not None
        assert run.app.focused.id == "composer"
        await run.until(lambda: (project_dir / "one").exists())


async def test_its_thread_is_opened_and_the_inbox_left_again(server_config, gate):
    async with running(server_config, size=(100, 30)) as run:
        await run.shows("local")
        await run.press("alt+i")
        await run.shows("Nothing waits for you.")
        await start(run, "@@one", "@@two")
        await run.until(lambda: len(run.app.state.inbox) == 2)
        await run.press("f12")
        await run.shows("Inbox", "2 waiting in 2 threads")
        await run.press("escape")
        await run.shows("NEEDS YOU")
        await run.press("alt+i", "j", "o")
        second = run.app.state.inbox.all()[1]
        await run.shows("alt+a to answer", str(second.title).removeprefix("run: "))
        assert run.thread == second.thread
        # From there to the other one, and round again.
        await run.press("alt+w")
        await run.until(lambda: run.thread != second.thread)
        await run.press("alt+w")
        await run.until(lambda: run.thread == second.thread)


@pytest.mark.long
async def test_from_the_help_these_keys_work_and_from_a_dialog_that_takes_text_they_do_not(
    server_config, gate
):
    async with running(server_config, size=(100, 30)) as run:
        await run.shows("local")
        await start(run, "@@one")
        await run.shows("run: touch one")
        await run.press("r")
        await run.shows("Rename the thread")
        await run.press("alt+i", "alt+w")
        await run.shows("Rename the thread")
        await run.press("escape", "f1")
        await run.shows("Pin the thread", "esc close")
        await run.press("alt+i")
        await run.shows("Inbox", "1 waiting")
        await run.press("escape")
        await run.shows("Pin the thread", "esc close")
        await run.press("alt+w")
        await run.shows("alt+a to answer")


@pytest.mark.long
async def test_narrow_there_is_one_thing_at_a_time(server_config, gate):
    async with running(server_config, size=(40, 14)) as run:
        await start(run, "@@one", "@@two")
        await run.until(lambda: len(run.app.state.inbox) == 2)
        await run.press("alt+i")
        listed = await run.shows("Inbox", "run: touch one", "run: touch two")
        assert "Run this" not in listed
        await run.press("enter")
        read = await run.shows("Run it outside", "1 of 2", "y once", "esc later")
        assert "run: touch two" not in read
        await run.press("escape")
        await run.shows("run: touch one", "run: touch two")
        await run.press("enter")
        await answer(run, "y")
        await run.shows("1 of 1", "touch")
        await run.press("escape", "escape")
        await run.shows("NEEDS YOU")


@pytest.mark.long
async def test_a_question_is_answered_there_too(server_config, scripted_model, gate):
    async with running(server_config, size=(80, 24)) as run:
        await start(run, "@@question")
        await run.until(lambda: len(run.app.state.inbox) == 1)
        await start(run, "@@one")
        await run.until(lambda: len(run.app.state.inbox) == 2)
        await run.press("alt+i")
        await run.shows("Which rounding shall totals use?", "Half up")
        await run.press("enter")
        await run.shows("space choose")
        await run.press("down")
        await run.press("enter")
        await run.shows("Rounding: Half up", "enter send")
        await answer(run, "enter")
        await run.shows("1 waiting", "touch one")
        assert any("Half up" in str(request.body) for request in scripted_model.requests)


async def test_of_two_clients_the_first_answer_counts_and_is_gone_for_both(server_config, project_dir, gate):
    with launch_listening_server(server_config) as server:
        joined = replace(server_config, config_overrides=(), endpoint=server.endpoint)
        async with AsyncCodex(joined) as other, running(joined, size=(100, 30)) as run:
            asked = aiter(other.server_requests())
            threads = [await other.thread_start(cwd=str(project_dir)) for _ in range(2)]
            await threads[0].turn("do @@one")
            first = await anext(asked)
            await threads[1].turn("do @@two")
            await anext(asked)
            # Nobody opened them here.
            await run.shows("run: touch one", "run: touch two", "inbox 2")
            await run.press("i")
            await run.shows("2 waiting", "1 of 2", "touch one")
            await run.press("enter")
            await run.shows("y once")
            await first.respond({"decision": "decline"})
            await run.shows("1 waiting", "answered elsewhere", "touch two")
            # The one that took its place is answered here, and gone there.
            await answer(run, "y")
            await run.until(lambda: (project_dir / "two").exists())
            assert not (project_dir / "one").exists()
