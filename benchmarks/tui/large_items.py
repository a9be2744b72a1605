"""One single large thing on the screen: how its cost grows with its size.

A fence of 5,000 lines, a table of 500 rows, a paragraph of 200 KB, a message of 550 KB (word by word, and in pieces of
4,000 characters) and a command that prints 100 MB, each at a quarter, half and full size in a client of its own, on a
pseudo-terminal of 120 x 40; the official client once, at full size. Growth is what a megabyte of the full size costs
the client, in terms of the same at a smaller size: of a command's output the server forwards a larger part the longer
the command runs, so that what was printed says little. Linux only:
``python -m benchmarks.tui.large_items``.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.tui.large_texts import COMMANDS, LAST_WORD, PARTS, TEXTS, keyword
from benchmarks.tui.stage import OFFICIAL, OURS, Watched, environment, model_process
from codex_tui.demo.scripts import PLAIN_ANSWER

QUIET = 1.0
"""Seconds without output after which a client counts as being at rest."""
PATIENCE = 120.0
WIDTHS = (119, 120)
"""What the terminal is resized to once the item is there, in turns."""


class NeverEndedError(AssertionError):
    """The last word was not on the screen in time."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One item from Enter to its last word: seconds, MB, and the longest time without any output."""

    wall: float
    client: float
    server: float
    read: float
    """MB that the client read, from its server and its files."""
    peak: float
    gap: float
    resize: float
    """Seconds from a change of the width to the first output after it."""


def peak(terminal: Watched) -> float:
    """The most MB that the client ever held."""
    status = Path(f"/proc/{terminal.process.pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def bytes_read(terminal: Watched) -> int:
    """What the client has read since it was started. The official one has its server inside it."""
    counters = Path(f"/proc/{terminal.process.pid}/io").read_text(encoding="ascii")
    return int(counters.partition("rchar:")[2].split()[0])


def measure(command: tuple[str, ...], prompt: str, config: tuple[str, ...]) -> Figures:
    """Starts a client and has it show one item."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        env = environment(Path(folder) / "home", config)
        project = Path(folder) / "home" / "project"
        with Watched(command, columns=120, rows=40, env=env, cwd=project) as terminal:
            terminal.settle(2 * QUIET)
            terminal.type("@@plain")
            terminal.settle(QUIET)
            terminal.type("\r")
            terminal.until(PLAIN_ANSWER.split()[0].encode())
            terminal.settle(QUIET)
            terminal.type(prompt)
            terminal.settle(
                QUIET
            )  # the official client takes an Enter that follows at once for a part of a paste
            before, began = terminal.cpu(), time.perf_counter()
            read_before = bytes_read(terminal)
            terminal.type("\r")
            start, last, gap = len(terminal.received), began, 0.0
            while terminal.received.find(LAST_WORD.encode(), start) < 0:
                if time.perf_counter() - began > PATIENCE:
                    raise NeverEndedError(f"{prompt}: {bytes(terminal.received[-500:])!r}")
                if terminal.take(1.0):
                    now = time.perf_counter()
                    last, gap = now, max(gap, now - last)
            after, wall = terminal.cpu(), time.perf_counter() - began
            read = (bytes_read(terminal) - read_before) / 1e6
            terminal.settle(QUIET)
            slowest = 0.0
            for width in WIDTHS:
                terminal.resize(width, 40)
                began = time.perf_counter()
                terminal.take(10.0)
                slowest = max(slowest, time.perf_counter() - began)
                terminal.settle(QUIET)
            return Figures(
                wall,
                after["client"] - before["client"],
                after["server"] - before["server"],
                read,
                peak(terminal),
                gap,
                slowest,
            )


def show(case: str, size: str, figures: Figures, full: Figures | None) -> None:
    """One row, with its growth where the full size is given."""
    growth = f"{'':7}"
    if full is not None:
        growth = f"{full.client / full.read / max(figures.client, 0.01) * figures.read:7.2f}"
    print(
        f"{case:24}{size:>9}{figures.wall:8.2f}{figures.client:8.2f}{figures.server:8.2f}"
        f"{figures.read:8.2f}{growth}{figures.peak:8.0f}{figures.gap:8.2f}{figures.resize:8.2f}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", action="append", choices=[*TEXTS, *COMMANDS], help="only this one")
    parser.add_argument("--no-official", action="store_true", help="leave the official client out")
    options = parser.parse_args()
    print(
        f"{'':24}{'size':>9}{'wall s':>8}{'client':>8}{'server':>8}{'read MB':>8}{'growth':>7}"
        f"{'peak MB':>8}{'gap s':>8}{'resize':>8}"
    )
    with model_process() as config:
        for case in options.case or [*TEXTS, *COMMANDS]:
            for by_words in (False, True) if case in TEXTS else (False,):
                name = f"{case}, by words" if by_words else case
                rows = [
                    (part, measure(OURS, keyword(case, part, by_words=by_words), config)) for part in PARTS
                ]
                for part, figures in rows:
                    show(name, f"1/{part}", figures, rows[-1][1] if part > 1 else None)
                if not options.no_official:
                    try:
                        official = measure(OFFICIAL, keyword(case, 1, by_words=by_words), config)
                    except NeverEndedError:  # ours may not: that is an error
                        print(f"{name + ': official':24}{'1/1':>9}  more than {PATIENCE:.0f} s", flush=True)
                    else:
                        show(f"{name}: official", "1/1", official, None)


if __name__ == "__main__":
    main()
