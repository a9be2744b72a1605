"""A long time with the application in a terminal, compressed: whatever people do, while the server dies and dies.

``SOAK_MINUTES`` is how long (5), ``SOAK_DEATHS`` how often a minute the server is killed (1), ``SOAK_SEED`` what the
dice begin with. The application is a process of its own, and what it holds is what the kernel says.
"""

from __future__ import annotations

import os
import random
import sys
import time
from typing import TYPE_CHECKING

import pytest

from codex_app_server import AppServerConfig
from codex_tui.collector import QUIET
from codex_tui.demo.tools import append_config
from tests.soak.beside import Beside, KilledServer
from tests.soak.day import Day
from tests.soak.hands import TerminalHands
from tests.soak.process import Holding, folder_kb, holding, rise
from tests.soak.scripts import teach
from tests.support.terminal import Terminal
from tests.tui.test_threads import make_threads

if TYPE_CHECKING:
    from pathlib import Path

    from codex_tui.demo.server import ScriptedModel

pytestmark = [
    pytest.mark.long,
    pytest.mark.anyio,
    pytest.mark.skipif("SOAK" not in os.environ, reason="long also for `make test-long`: SOAK=1 runs it"),
    pytest.mark.skipif(sys.platform != "linux", reason="what a process holds is read from /proc"),
]

MINUTES = float(os.environ.get("SOAK_MINUTES", "5"))
SEED = int(os.environ.get("SOAK_SEED", "8"))
DEATHS_PER_MINUTE = float(os.environ.get("SOAK_DEATHS", "1"))
WARM_UP = 2
"""Rounds until everything that is made once has been made."""
RISE = 0.03
"""The most by which the last third may hold more than the second: a leak of 1 % of what a round allocates is more."""
SEEDED = 14


@pytest.fixture
def home(
    codex_home: Path, scripted_model: ScriptedModel, project_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A codex home that leads to the scripted model, and trusts the project."""
    teach(scripted_model)
    append_config(codex_home, "\n".join(scripted_model.config_overrides()))
    append_config(codex_home, f'\n[projects."{project_dir}"]\ntrust_level = "trusted"\n')
    monkeypatch.setenv("CODEX_HOME", str(codex_home))
    monkeypatch.setenv("CODEX_TUI_STATE", str(codex_home.parent / "state"))
    return codex_home


async def sample(day: Day, beside: Beside, pid: int) -> Holding:
    """What the application holds on the board, with nothing open and nothing going on."""
    beside.pause()
    await day.home()
    await day.hands.until(lambda _: False, 2 * QUIET + 0.5)  # what was left is collected by then
    held = holding(pid)
    beside.go_on()
    return held


async def test_soak(home: Path, project_dir: Path, tmp_path: Path, scripted_model: ScriptedModel) -> None:
    runtime, dice = tmp_path / "run", random.Random(SEED)
    await make_threads(
        AppServerConfig(cwd=str(project_dir)), *(f"@@work number {number}" for number in range(SEEDED))
    )
    command = [sys.executable, "-m", "codex_tui"]
    samples: list[Holding] = []
    told: list[str] = []
    deaths = 0
    began = time.monotonic()
    with (
        Terminal(command, cwd=project_dir) as terminal,
        Beside(runtime, project_dir, scripted_model, clients=2, seed=SEED) as beside,
    ):
        day = Day(TerminalHands(terminal), dice)
        await day.home()
        await day.shows("@@work")  # before the first threads are listed, enter opens nothing, and letters act
        await day.tour()
        pid = terminal.process.pid
        while (minutes := (time.monotonic() - began) / 60) < MINUTES or len(samples) < WARM_UP + 6:
            parts = list(day.parts)
            dice.shuffle(parts)
            for part in parts:
                minutes = (time.monotonic() - began) / 60
                dies = deaths < DEATHS_PER_MINUTE * minutes
                await day.do(part, KilledServer(runtime, dice.uniform(0.0, 2.0)) if dies else None)
                deaths += dies
                while len(day.failures) > len(told):
                    told.append(day.failures[len(told)])
                    print(told[-1], flush=True)
            samples.append(await sample(day, beside, pid))
            turns = day.turns + beside.turns
            print(
                f"{minutes:6.1f} min  {day.threads + beside.threads} threads  {turns} turns  {deaths} deaths  "
                f"{samples[-1]}  state {folder_kb(tmp_path / 'state'):.0f} KB  runtime {folder_kb(runtime):.0f} KB",
                flush=True,
            )
    print(f"seed {SEED}: {day.done}, {len(day.failures)} parts failed")
    memory = [one.private_kb for one in samples[WARM_UP:]]
    print(f"memory of the last third against the second: {100 * rise(memory):+.2f} %")
    first, last = samples[WARM_UP], samples[-1]
    assert day.failures == []
    assert last.descriptors == first.descriptors
    assert last.threads <= first.threads
    assert last.children == first.children
    assert not any("(dead)" in child for one in samples for child in one.children)
    assert rise(memory) < RISE
