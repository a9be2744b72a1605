"""The server is killed at any moment: the application says so, starts it again, and nothing typed is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from codex_tui.demo.script import Gate, Script, Shell, Text
from codex_tui.messages import ThreadStatusChanged, TurnStarted
from codex_tui.model.state import ConnectionState
from codex_tui.options import Options
from tests.support.app import Running, ask, running
from tests.support.processes import kill_server

if TYPE_CHECKING:
    from pathlib import Path

    from textual.message import Message
    from textual.message_pump import MessagePump

    from codex_tui.model.keys import ThreadKey

pytestmark = pytest.mark.anyio

NEW = Options(new=True)
BACK = "The server was started again"
NOT_KEPT = "The server ended before it had kept your prompt. It is in the composer again."
KILLED = "! The codex server ended: killed by signal 9"


@pytest.mark.long
async def test_in_mid_answer_and_idle_all_that_was_seen_stays_and_what_was_cut_off_is_marked(
    server_config, scripted_model, tmp_path
):
    gate = Gate("never")
    scripted_model.on("@@slow", Script([[Shell("echo ran")], [Text(["This much was said. ", gate])]]))
    async with running(server_config, NEW, size=(110, 40)) as run:
        await ask(run, "@@plain")
        await run.shows("Hello from the scripted model.", "· idle")
        await ask(run, "@@slow")
        await run.shows("This much was said.")
        await run.type("not sent yet")
        for _ in range(2):  # in mid-answer, and idle
            kill_server(tmp_path)
            await run.shows(BACK, "│ not sent yet", "idle")
            shown = await run.shows(
                "Hello from the scripted model.", "$ echo ran", "This much was said.", KILLED
            )
            rows = [row.strip() for row in shown.splitlines() if row.strip()]
            half = rows.index("• This much was said.")
            assert rows[half + 1] == "interrupted · live only"
            assert rows[half + 2].startswith(KILLED)
            assert rows[half + 3].startswith("─ interrupted")
            await run.press("ctrl+c")
            gate.open()
            await ask(run, "@@plain again")
            await run.shows("› @@plain again", "│ Ask ", "idle")
            await run.until(lambda: run.screen_text().count("Hello from the scripted model.") > 1)
            await run.type("not sent yet")


class Ears:
    """Stands where a widget would, and kills the server as soon as it hears that a thread or a turn began."""

    is_running = True

    def __init__(self, run: Running, folder: Path) -> None:
        self._dispatcher = run.app.dispatcher
        self._folder = folder
        self.kills_at: type[Message] | None = None
        self.killed = False
        self._hear(None)

    def _hear(self, thread: ThreadKey | None) -> None:
        self._dispatcher.subscribe(cast("MessagePump", self), thread)

    def post_message(self, message: Message) -> bool:
        if isinstance(message, ThreadStatusChanged):
            self._hear(message.thread)
        if self.kills_at is not None and isinstance(message, self.kills_at) and not self.killed:
            self.killed = True
            kill_server(self._folder)
        return True


@pytest.mark.parametrize(
    ("before", "moment"),
    [
        pytest.param(False, ThreadStatusChanged, marks=pytest.mark.long),
        (False, TurnStarted),
        pytest.param(True, TurnStarted, marks=pytest.mark.long),
    ],
)
async def test_a_prompt_whose_turn_had_just_begun_stands_in_the_thread_or_is_there_to_be_sent(
    server_config, scripted_model, tmp_path, before, moment
):
    gate = Gate("never")
    scripted_model.on("early", Script([[gate, Text("Here I am.")]]))
    async with running(server_config, NEW, size=(110, 30)) as run:
        ears = Ears(run, tmp_path)
        if before:
            await ask(run, "@@plain")
            await run.shows("Hello from", "· idle")
        ears.kills_at = moment
        await ask(run, "please be early")
        await run.until(lambda: ears.killed)
        await run.until(lambda: run.app.state.server.state is ConnectionState.READY)
        gate.open()

        def stands() -> list[str]:
            return [mark for mark in ("› please be early", "│ please be early") if mark in run.screen_text()]

        # Where the server has kept it, it stands in the thread; else it is in the composer.
        await run.until(lambda: BACK in run.screen_text() or NOT_KEPT in run.screen_text())
        await run.until(lambda: len(stands()) == 1)
        if stands() == ["│ please be early"] and before:
            await run.shows(NOT_KEPT)  # and nothing is said over it
        if stands() == ["│ please be early"]:
            await run.press("enter")
            await run.shows("› please be early", "Here I am.", "│ Ask ", "· idle")
