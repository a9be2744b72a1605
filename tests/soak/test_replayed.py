"""A hundred thousand turns' worth of events in one application: recorded turns of the real server at full speed.

``SOAK_THREADS`` threads (20; 500 are all of it, an hour) of 200 turns each are begun, watched and left, one after the
other.
"""

from __future__ import annotations

import os
import re
import sys
import time
from typing import TYPE_CHECKING

import pytest

from codex_tui.collector import QUIET
from tests.soak.hands import TerminalHands
from tests.soak.process import Holding, holding, rise
from tests.soak.replaying_server import RECORDINGS, Recording, command, last_words
from tests.support.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.long,
    pytest.mark.anyio,
    pytest.mark.skipif("SOAK" not in os.environ, reason="a quarter of an hour for all of it: SOAK=1 runs it"),
    pytest.mark.skipif(sys.platform != "linux", reason="what a process holds is read from /proc"),
]

THREADS = int(os.environ.get("SOAK_THREADS", "20"))
TURNS = 200
EVERY = max(1, THREADS // 50)
"""Threads from one look at what the application holds to the next."""
RECENT = re.compile(rf"RECENT\n▌ *replay {TURNS} number {THREADS - 1} ")
"""The newest thread stands first, with the cursor on it."""
WARM_UP = 5
QUIET_AGAIN = 2 * QUIET + 0.5
"""Seconds after which what a left conversation leaves behind has been collected."""
RISE = 0.03


def kept_lines(page: str) -> list[str]:
    """What the server keeps of a page: no tokens, no times of items, nothing of half messages."""
    lines = [
        re.sub(r"(?<=s) · .*" if line.startswith(" ─") else r"\s+[\d.]+s$", "", line.rstrip())
        for line in page.splitlines()[2:]
    ]
    return [line for line in lines if line.strip() and "live only" not in line and " word" not in line]


async def pages(hands: TerminalHands) -> list[str]:
    """The end of the conversation that is shown, page by page, without the line of the status."""
    shown = []
    for _ in range(4):
        await hands.until(lambda _: False, 0.7)
        shown.append("\n".join(hands.text().splitlines()[:-5]))
        await hands.press("pageup")
    await hands.press("alt+t")
    return shown


async def test_a_hundred_thousand_turns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODEX_TUI_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("CODEX_HOME", str(tmp_path))
    folder = tmp_path / "project"
    folder.mkdir()
    events = sum(len(Recording(name)) for name in RECORDINGS) // len(RECORDINGS)
    start = [sys.executable, "-m", "codex_tui", "--private", "--codex-bin", str(command(tmp_path))]
    samples: list[Holding] = []
    live: list[str] = []
    began = time.monotonic()
    with Terminal(start, cwd=folder) as terminal:
        hands = TerminalHands(terminal)
        assert await hands.until(lambda text: "n new" in text or "No threads" in text), hands.text()
        for number in range(THREADS):
            prompt = f"replay {TURNS} number {number}"
            await hands.press("alt+n")
            assert await hands.until(lambda text: "· new" in text), hands.text()
            await hands.type(prompt)
            await hands.press("enter")
            ended = last_words(prompt)
            assert await hands.prints(ended, 600.0), hands.text()
            if number == 0:
                live = await pages(hands)
            await hands.press("alt+t")
            assert await hands.until(lambda text: "RECENT" in text), hands.text()
            if number % EVERY:
                continue
            await hands.until(lambda _: False, QUIET_AGAIN)
            samples.append(holding(terminal.process.pid))
            seconds, turns = time.monotonic() - began, (number + 1) * (TURNS + 2)
            print(
                f"{seconds / 60:6.1f} min  {turns} turns  {turns * events / seconds:.0f} events/s  {samples[-1]}",
                flush=True,
            )
        # The in-memory server's threads begin as the oldest: the newest goes up with its first turn.
        assert await hands.until(lambda text: RECENT.search(text) is not None), hands.text()
        await hands.press("end")
        assert await hands.until(lambda text: f"replay {TURNS} number 0 " in text), hands.text()
        await hands.press("enter")
        assert await hands.until(lambda text: "· idle" in text), hands.text()
        await hands.press("ctrl+end")  # where one left it is where it is opened
        assert await hands.until(lambda text: last_words(f"replay {TURNS} number 0") in text), hands.text()
        again = (await pages(hands))[0]
        kept = min(len(kept_lines(again)), len(kept_lines(live[0])))
        assert kept_lines(again)[-kept:] == kept_lines(live[0])[-kept:]
    memory = [one.private_kb for one in samples[WARM_UP:]]
    print(f"memory of the last third against the second: {100 * rise(memory):+.2f} %")
    first, last = samples[WARM_UP], samples[-1]
    assert last.descriptors == first.descriptors
    assert last.threads <= first.threads
    assert last.children == first.children
    assert rise(memory) < RISE
