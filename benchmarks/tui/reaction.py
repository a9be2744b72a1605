"""How long an application takes from a key, or a new size, to the last byte of the screen that follows from it.

On a pseudo-terminal of 120 x 40: ours in the conversation of `conversation_app`, and as the yardstick a bare Textual
app with a log of plain lines, which shows what the framework takes for the same on a machine as busy as this one.
Nothing else is printed meanwhile, so a reaction is over when nothing came for `QUIET` seconds; its time is that of the
last byte before.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import statistics
import struct
import sys
import termios
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.tui.conversation_app import SHOWN
from benchmarks.tui.stage import Watched, environment

if TYPE_CHECKING:
    from collections.abc import Sequence

QUIET = 0.1
"""Seconds without output after which a reaction counts as complete; none pauses that long in the middle."""
PATIENCE = 2.0
"""Seconds in which a reaction has to begin."""
COLUMNS, ROWS = 120, 40

PAGE_UP, PAGE_DOWN = "\x1b[5~", "\x1b[6~"
HOME, END = "\x1b[H", "\x1b[F"
INTO_TRANSCRIPT, FOLD_ALL, THEME, QUIT = "\x1b[1;5A", "\x14", "\x1b[17~", "\x11"
WHEEL_UP = "\x1b[<64;20;20M"


BARE = f"""
from textual.app import App, ComposeResult
from textual.widgets import Log

class Bare(App):
    BINDINGS = [("f6", "switch", "theme")]

    def compose(self) -> ComposeResult:
        yield Log()

    def on_mount(self) -> None:
        self.animation_level = "none"
        log = self.query_one(Log)
        log.write_lines(f"line {{number}} of a log of plain text " * 3 for number in range(20_000))
        log.write_line("{SHOWN}")
        log.focus()

    def action_switch(self) -> None:
        self.theme = "textual-light" if self.current_theme.dark else "textual-dark"

Bare().run()
"""


@dataclass(frozen=True, slots=True)
class Reaction:
    """One reaction: seconds until the last byte, and seconds of processor time."""

    wall: float
    busy: float


class Reacting(Watched):
    """An application at the end of something long."""

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        super().__init__(command, columns=COLUMNS, rows=ROWS, env=environment(folder))
        self.until(SHOWN.encode())
        self.settle(1.0)

    def react(self, keys: str) -> Reaction:
        """From keys to the last byte that follows from them."""
        busy, began = self.busy(), time.perf_counter()
        self.type(keys)
        return Reaction(self._last_byte() - began, self.busy() - busy)

    def react_each(self, *keys: str, times: int) -> list[Reaction]:
        """Presses keys in turns, each when the one before is done."""
        return [self.react(keys[number % len(keys)]) for number in range(times)]

    def resize(self, columns: int, rows: int) -> None:
        """Gives the terminal another size, as a person who drags the window."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.kill(self.process.pid, signal.SIGWINCH)

    def react_to_sizes(self, *sizes: tuple[int, int], pace: float = 0.0) -> Reaction:
        """From the last of some sizes to the last byte that follows from it; the processor time is for all of them."""
        busy, began, answered = self.busy(), time.perf_counter(), None
        for columns, rows in sizes:
            self.resize(columns, rows)
            began, answered = time.perf_counter(), None
            while (left := began + pace - time.perf_counter()) > 0:
                if self.take(left):
                    answered = time.perf_counter()
        return Reaction(self._last_byte(answered) - began, self.busy() - busy)

    def hold(self, keys: str, times: int, pace: float) -> list[Reaction]:
        """A key held down: from each press to the first byte that comes after it."""
        waits: list[Reaction] = []
        for _ in range(times):
            busy, pressed = self.busy(), time.perf_counter()
            self.type(keys)
            shown = None
            while (left := pressed + pace - time.perf_counter()) > 0:
                if self.take(left) and shown is None:
                    shown = time.perf_counter()
            waits.append(Reaction((shown or time.perf_counter()) - pressed, self.busy() - busy))
        self.settle(QUIET)
        return waits

    def busy(self) -> float:
        """Seconds of processor time of the application so far, to the nanosecond."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text(encoding="ascii").split()[0]) for task in tasks) / 1e9

    def _last_byte(self, answered: float | None = None) -> float:
        """When the last byte of a reaction came, some of which may have been read by then; now, if there is none."""
        printed = bool(self.take(PATIENCE if answered is None else QUIET))
        last = time.perf_counter() if printed or answered is None else answered
        while printed and self.take(QUIET):
            last = time.perf_counter()
        return last


class LongConversation(Reacting):
    """Ours, in a conversation of some thousand items."""

    def __init__(self, folder: Path, items: int) -> None:
        self._report = folder / f"report-{items}.json"
        command = (sys.executable, "-m", "benchmarks.tui.conversation_app", "--items", str(items))
        super().__init__((*command, "--report", str(self._report)), folder / f"user-{items}")

    def __enter__(self) -> LongConversation:
        return self

    def leave(self) -> dict[str, list[float]]:
        """Quits; gives what the garbage collector took, in seconds, by generation."""
        self.type(QUIT)
        self.process.wait(30)
        pauses: dict[str, list[float]] = json.loads(self._report.read_text(encoding="utf-8"))
        return pauses


class BareLog(Reacting):
    """A bare Textual app with a log of 20,000 plain lines."""

    def __init__(self, folder: Path) -> None:
        super().__init__((sys.executable, "-c", BARE), folder / "bare")

    def __enter__(self) -> BareLog:
        return self


HEADER = f"{'':34}{'median ms':>10}{'worst ms':>10}{'cpu ms':>10}"


def row(what: str, reactions: Sequence[Reaction], goal: str = "") -> str:
    """A row of the table under `HEADER`; the processor time is the mean of each."""
    walls = [reaction.wall * 1000 for reaction in reactions]
    busy = statistics.fmean(reaction.busy * 1000 for reaction in reactions)
    return f"{what:34}{statistics.median(walls):10.1f}{max(walls):10.1f}{busy:10.1f}   {goal}".rstrip()
