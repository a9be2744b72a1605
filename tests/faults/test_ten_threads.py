"""The server is killed with ten threads at work: each says what became of it, keeps what was seen, and goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from codex_tui.demo.script import Choice, Gate, Question, Reasoning, Script, Shell, Text
from codex_tui.messages import OpenThread
from codex_tui.model.board import Ending
from tests.faults.served import KINDS
from tests.support.app import ask
from tests.support.processes import commands, kill_server, wait_until_nothing_lives

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from codex_tui.demo.request import ModelRequest
    from codex_tui.demo.script import Step
    from codex_tui.demo.server import ScriptedModel
    from codex_tui.model.keys import ThreadKey
    from tests.support.app import Running

pytestmark = [pytest.mark.anyio, pytest.mark.long]

SLEEP = "sleep 4711"
DRAFTS = {"@@half 0": "a first draft", "@@asks 0": "a second draft"}
"""Threads in which something is written that is not sent."""
CUT = "interrupted · live only"
WAITED = "interrupted while it waited for you"


class Work(NamedTuple):
    """What a thread does as the server is killed."""

    steps: tuple[Step, ...]
    shows: str
    """What is seen of it by then."""
    keeps: tuple[str, ...]
    """What is seen of it afterwards."""
    row: str = "interrupted"
    """What its row says afterwards."""


@pytest.fixture
def never() -> Iterator[Gate]:
    """What the model waits for."""
    gate = Gate("never")
    yield gate
    gate.open()


@pytest.fixture
def works(scripted_model: ScriptedModel, never: Gate) -> dict[str, Work]:
    """What ten threads do, by the prompt that has them do it."""

    def held(*steps: Step) -> Callable[[ModelRequest], Script]:
        return lambda _request: Script([[*steps]])

    half = Text(["Half of it was said. ", never])
    runs = Shell(SLEEP, yield_time_ms=600_000)
    asks = Shell("touch made", escalated=True, justification="May I?")
    which = Question("colour", "Colour", "Which colour?", [Choice("Blue"), Choice("Red")])
    thinks = Reasoning(["**Looking at it**\n\nclosely"])
    said = Work((half,), "Half of it was said.", ("• Half of it was said.", CUT))
    ran = Work((runs,), SLEEP, (SLEEP,))
    asked = Work((asks,), "May I?", ("$ touch made",), WAITED)
    found = {
        **{f"@@half {number}": said for number in range(4)},
        **{f"@@runs {number}": ran for number in range(2)},
        **{f"@@asks {number}": asked for number in range(2)},
        "@@which": Work((which,), "Which colour?", (), WAITED),
        "@@thinks": Work((thinks, Text([never])), "Looking at it", ("Looking at it",)),
    }
    for prompt, work in found.items():
        scripted_model.on(prompt, held(*work.steps))
    return found


async def go(run: Running, thread: ThreadKey | None) -> None:
    """Over the board into a thread, or with None into a new one."""
    await run.press("alt+t")
    await run.until(lambda: not run.app.in_conversation())
    if thread is None:
        await run.press("n")
        await run.shows("· new")
    else:
        run.app.post_message(OpenThread(thread))
        await run.until(lambda: run.app.in_conversation() and run.app.shown_thread() == thread)


@pytest.mark.parametrize("application", KINDS, indirect=True)
async def test_ten_threads_at_work(
    tmp_path: Path,
    works: dict[str, Work],
    never: Gate,
    application: Callable[[], AbstractAsyncContextManager[Running]],
) -> None:
    async with application() as run:
        state = run.app.state
        threads: dict[str, ThreadKey] = {}
        for prompt, work in works.items():
            await go(run, None)
            await ask(run, prompt)
            await run.shows(work.shows)
            threads[prompt] = run.thread
        queued = threads["@@half 3"]
        await go(run, queued)
        await run.type("@@plain and then")
        await run.press("tab")
        await run.shows("Queued 1")
        for prompt in DRAFTS:
            await go(run, threads[prompt])
            await run.shows(prompt)
            await run.type(DRAFTS[prompt])
            await run.shows(f"│ {DRAFTS[prompt]}")
        kill_server(tmp_path)
        await run.shows("was started again, and what was open is resumed", "│ a second draft")
        assert not state.inbox
        rows = state.board.rows
        await run.until(lambda: all(rows[key].ending is Ending.INTERRUPTED for key in threads.values()))
        assert {prompt: rows[key].activity for prompt, key in threads.items()} == {
            prompt: work.row for prompt, work in works.items()
        }
        assert not commands(tmp_path, SLEEP)
        never.open()
        for prompt, work in works.items():
            await go(run, threads[prompt])
            shown = await run.shows(f"› {prompt}", "! ", *work.keeps, "· idle")
            if (
                prompt == "@@half 3"
            ):  # held by the turn that was cut off, or gone on with, which may have just begun
                await run.shows("@@plain and then")
            else:
                assert f"│ {DRAFTS.get(prompt, 'Ask ')}" in shown
            if prompt not in DRAFTS:
                await ask(run, "@@plain")
            else:
                await run.press("enter")
            await run.shows("scripted model", "│ Ask ", "· idle")
        assert not any(rows[key].state.active or rows[key].ending for key in threads.values())
    wait_until_nothing_lives(tmp_path)
