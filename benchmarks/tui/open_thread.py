"""A long thread opened from the shell, to its last line: ours beside the official client, in turns, in one run.

From the command until the last answer's last words are printed, for threads of 500 and of 5,000 turns, with what the
client holds then; and what ours holds after 50 threads of 500 turns were opened and left. Needs 1 GB of disk for a
while, if all of it is asked for. Linux only: ``python -m benchmarks.tui.open_thread``.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.tui.seed_turns import Pattern, index, last_words
from benchmarks.tui.stage import OFFICIAL, Watched, environment, model_process

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OURS = (sys.executable, "-m", "codex_tui", "--private", "--resume")
CLIENTS = {"ours": OURS, "official": (*OFFICIAL, "resume")}
QUIET = 1.0
"""Seconds without output after which a client counts as being at rest."""
OPENED = 3 * QUIET
"""The same where the last line is shown before all is imported, during which nothing is printed."""
PRESSES = 20
"""Of ctrl+c, until a client has left that is still busy: two count only if they are close together."""
LEFT = 50
ENTER, THREADS = "\r", "\x1bt"
LIST = "RECENT"
"""What only the list of threads says."""

Figures = dict[str, float]


def opened(name: str, thread: str, turns: int, env: Mapping[str, str], folder: Path) -> Figures:
    """One client on one thread."""
    began = time.perf_counter()
    command = (*CLIENTS[name], thread)
    with Watched(command, columns=120, rows=40, env=env, cwd=folder) as terminal:
        terminal.until(last_words(turns - 1).encode())
        wall = time.perf_counter() - began
        terminal.settle(OPENED)
        cpu = terminal.cpu()
        figures = {"s": wall, "cpu s": sum(cpu.values()), "MB held": terminal.memory()}
        # A thread has one writer: this one has to be gone before the next client comes.
        with contextlib.suppress(OSError):  # the end of a pseudo-terminal, on Linux
            for _ in range(PRESSES):
                terminal.type("\x03")
                terminal.settle(QUIET / 4)
            terminal.settle(10 * QUIET)
        terminal.process.wait()
        return figures


def held_after(threads: Sequence[str], turns: int, env: Mapping[str, str], folder: Path) -> Figures:
    """Opens and leaves every thread from the list, newest first."""
    words = last_words(turns - 1)
    with Watched(
        (sys.executable, "-m", "codex_tui", "--private"), columns=120, rows=40, env=env, cwd=folder
    ) as terminal:
        terminal.wait_for(LIST)
        terminal.settle(2 * QUIET)
        figures = {"MB idle": terminal.memory()}
        for number in range(len(threads)):
            terminal.type("j" * (number > 0))
            terminal.type(ENTER)
            terminal.wait_for(words)
            terminal.type(THREADS)
            terminal.wait_for(LIST)
        terminal.settle(2 * QUIET)
        figures["MB held"] = terminal.memory()
        return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--turns", type=int, nargs="*", default=[500, 5_000])
    parser.add_argument(
        "--left", type=int, default=LEFT, help="threads of 500 turns opened and left; 0 for none"
    )
    options = parser.parse_args()
    rows: dict[tuple[int, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    # A server that was killed with its client may still write while the folder goes.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as root, model_process() as config:
        env = environment(Path(root) / "user", config)
        folder = Path(root) / "user" / "project"
        pattern = asyncio.run(Pattern.play(env, folder))
        if options.left:
            threads = [pattern.write(500) for _ in range(options.left)]
            asyncio.run(index(env, threads, folder))
            held = held_after(threads, 500, env, folder)
            print(
                f"{options.left} threads of 500 turns opened and left: {held['MB held']:.0f} MB held, "
                f"{held['MB idle']:.0f} MB before   goal 130"
            )
            for thread in threads:
                pattern.delete(thread)
        for turns in options.turns:
            thread = pattern.write(turns)
            listed = asyncio.run(index(env, [thread], folder))
            assert listed == {thread: turns}, listed
            for number in range(options.rounds + 1):
                for name in CLIENTS:
                    figures = opened(name, thread, turns, env, folder)
                    if number:  # the first round only warms the caches
                        for figure, value in figures.items():
                            rows[turns, figure][name].append(value)
            pattern.delete(thread)
        print(f"{'':12}{'':10}{'ours':>10}{'official':>10}{'ratio':>8}   goal")
        for (turns, figure), values in rows.items():
            ours, official = (statistics.median(values[name]) for name in CLIENTS)
            goal = "1.0" if figure == "s" else ""
            print(f"{turns:6} turns{figure:>10}{ours:10.2f}{official:10.2f}{ours / official:8.2f}   {goal}")


if __name__ == "__main__":
    main()
