"""How commands look that are grouped, that outlive their turn, and that are read in the pager."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from codex_tui.model.exploring import CommandStep, StepKind
from codex_tui.model.items import CommandItem, ItemStatus, UserItem
from codex_tui.model.output import OutputBuffer
from codex_tui.model.output_log import MemoryLog
from codex_tui.model.safe_text import SafeText
from codex_tui.screens.pager import PagerScreen
from codex_tui.theming import DARK, LIGHT
from tests.conversation.host import NOW, THREAD, ConversationApp, idle_state, settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from codex_tui.model.state import AppState

pytestmark = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="one Python owns the pictures")

OUTPUT = "".join(
    f"\x1b[{32 if number % 5 else 31}m{'ok  ' if number % 5 else 'FAIL'}\x1b[0m tests/hooks/test_send.py::test_retries"
    f"[{number}-with-a-name-that-is-longer-than-a-narrow-screen]\n"
    for number in range(1, 301)
)


class KeptLog(MemoryLog):
    gone = False
    finished = False

    def write(self, text: str) -> None: ...

    def finish(self, text: str | None) -> None: ...


def command(name: str, text: str, output: str = "", **changes: object) -> CommandItem:
    item = CommandItem(
        key=THREAD.item("t2", name),
        command=SafeText(text),
        cwd=SafeText("/home/me/src/shop"),
        status=ItemStatus.COMPLETED,
        exit_code=0,
        duration_ms=240,
        output=OutputBuffer(output),
    )
    for attribute, value in changes.items():
        setattr(item, attribute, value)
    return item


def state_with(*items: CommandItem) -> AppState:
    state = idle_state()
    conversation = state.conversation(THREAD)
    conversation.append(
        UserItem(key=THREAD.item("t2", "u"), text=SafeText("Look around."), status=ItemStatus.COMPLETED)
    )
    for item in items:
        conversation.append(item)
    return state


def looks_around() -> AppState:
    def step(kind: StepKind, target: str, within: str = "") -> tuple[CommandStep, ...]:
        return (CommandStep(kind, SafeText(target), SafeText(within)),)

    return state_with(
        command(
            "c1", "cat src/hooks/sender.py", "def send():\n", steps=step(StepKind.READ, "src/hooks/sender.py")
        ),
        command(
            "c2", "cat src/hooks/retry.py", "def retry():\n", steps=step(StepKind.READ, "src/hooks/retry.py")
        ),
        command("c3", "rg -n 'def send' src", "src/a.py:1\n", steps=step(StepKind.SEARCH, "def send", "src")),
        command("c4", "ls tests", "hooks\n", steps=step(StepKind.LIST, "tests")),
        command(
            "c5",
            "ls nowhere",
            "",
            status=ItemStatus.FAILED,
            exit_code=2,
            steps=step(StepKind.LIST, "nowhere"),
        ),
        command("c6", "git status --short", " M a.py\n", from_user=True),
    )


def one_survives() -> AppState:
    goes_on = command(
        "c1",
        "npm run dev",
        "listening on 8080\n",
        status=ItemStatus.RUNNING,
        exit_code=None,
        duration_ms=None,
        outlived_turn=True,
        started_ms=int(NOW * 1000) - 62_000,
    )
    return state_with(goes_on)


def long_output() -> AppState:
    log = KeptLog(OUTPUT.encode(), "7,280 bytes of the middle are missing: the server did not send them")
    return state_with(command("c1", "pytest -q tests/hooks --color=yes", OUTPUT, exit_code=1, log=log))


async def rest(pilot: Pilot[None]) -> None:
    await pilot.press("ctrl+up")
    await settle(pilot)


async def opened(pilot: Pilot[None]) -> None:
    await pilot.press("ctrl+up", *"kk", "space")
    await settle(pilot)


async def read(pilot: Pilot[None]) -> None:
    await pilot.press("ctrl+up", "p")
    await settle(pilot, lambda: isinstance(pilot.app.screen, PagerScreen))
    await pilot.press("slash", *"fail", "enter")
    screen = pilot.app.screen
    assert isinstance(screen, PagerScreen)
    await settle(pilot, lambda: screen.view.search is not None and screen.view.search.complete)
    await pilot.press("n", "n")
    await settle(pilot, lambda: screen.view.here == 14)
    await settle(pilot)


async def read_sideways(pilot: Pilot[None]) -> None:
    await pilot.press("ctrl+up", "p")
    await settle(pilot, lambda: isinstance(pilot.app.screen, PagerScreen))
    await pilot.press("g", "w", "right", "down")
    await settle(pilot)


@pytest.mark.parametrize(
    ("make", "act", "columns", "theme"),
    [
        pytest.param(looks_around, rest, 100, DARK, id="group"),
        pytest.param(looks_around, rest, 40, LIGHT, id="group-narrow"),
        pytest.param(looks_around, opened, 100, DARK, id="group-open"),
        pytest.param(one_survives, rest, 100, DARK, id="survivor"),
        pytest.param(one_survives, rest, 40, LIGHT, id="survivor-narrow"),
        pytest.param(long_output, read, 100, DARK, id="pager"),
        pytest.param(long_output, read, 40, LIGHT, id="pager-narrow"),
        pytest.param(long_output, read_sideways, 60, DARK, id="pager-sideways"),
    ],
)
def test_commands(
    snap_compare: Callable[..., bool],
    make: Callable[[], AppState],
    act: Callable[[Pilot[None]], object],
    columns: int,
    theme: str,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("HOME", "/home/me")
    app = ConversationApp(make(), theme=theme)
    assert snap_compare(app, terminal_size=(columns, 24), run_before=act)
