"""The clock of this machine is set while a turn runs: nothing hangs, and no time is less than nothing."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from codex_tui.demo.script import Script, Shell, Text
from codex_tui.options import Options
from tests.support.app import Running, ask, running
from tests.support.trust import leave_untrusted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from codex_app_server import AppServerConfig
    from codex_tui.demo.server import ScriptedModel

pytestmark = pytest.mark.anyio

HOUR, DAY = 3600.0, 86_400.0


@dataclass
class Clock:
    """A clock that can be set: what it is ahead."""

    right: Callable[[], float]
    ahead: float = 0.0

    def __call__(self) -> float:
        return self.right() + self.ahead


@pytest.fixture(autouse=True)
def state_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leave_untrusted(tmp_path / "state", tmp_path / "shop")
    monkeypatch.setenv("CODEX_TUI_STATE", str(tmp_path / "state"))


@pytest.mark.long
async def test_an_hour_back_or_a_day_forward_leaves_turns_ages_and_keys_as_they_are(
    server_config: AppServerConfig,
    scripted_model: ScriptedModel,
    project_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wait = "until [ -e go ]; do sleep 0.05; done"
    scripted_model.on("@@held", Script([[Shell(wait, yield_time_ms=60_000)], [Text("and done")]]))
    clock = Clock(time.time)
    monkeypatch.setattr(time, "time", clock)
    async with running(server_config, Options(new=True)) as run:
        await ask(run, "@@held")
        await run.shows("until [", "running  ", "s · running")
        ran = _ran(run.screen_text())
        for clock.ahead in (DAY, -HOUR):
            before, ran = ran, await _later(run, ran)
            # That of the command and that of the turn go on as if nothing had been.
            assert all(0 <= now - then < 30 for now, then in zip(ran, before, strict=True)), run.screen_text()
        await run.type("half a thought")
        await run.shows("│ half a thought")
        await run.press("alt+t")
        (row,) = [line for line in (await run.shows("this folder")).split("\n") if "@@held" in line]
        assert 0 < _ran(row)[0] < 60, row
        (project_dir / "go").touch()
        await run.until(lambda: re.search(r"@@held.*\bnow\b", run.screen_text()) is not None)
        await run.press("enter")
        await run.shows("and done", "│ half a thought", "idle")


async def _later(run: Running, before: list[int]) -> list[int]:
    """For how long things run as soon as that is not what it was before."""
    await run.until(lambda: _ran(run.screen_text()) != before)
    return _ran(run.screen_text())


def _ran(shown: str) -> list[int]:
    """For how long things run, in seconds, in the order of the screen."""
    spans = re.findall(r"(?<!\S)(?:(\d+)d|(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?=\s|$)", shown)
    units = (86_400, 3_600, 60, 1)
    return [
        sum(int(number or 0) * unit for number, unit in zip(span, units, strict=True))
        for span in spans
        if any(span)
    ]
