"""What is sent and worked while nothing happens, and while a command runs that prints nothing.

Ours beside the official client, in turns, in one run, on a pseudo-terminal of 120 x 40: on the board, in an empty
conversation and after an answer; with an approval waiting; then a silent command, whose spinner and seconds move.
Processor time is a part of one core, of the client without its server where that is a process of its own (the official
client's is in it). Linux only: ``python -m benchmarks.tui.idle``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.tui.model_process import SILENT
from benchmarks.tui.stage import OFFICIAL, OURS, Watched, environment, model_process
from codex_tui.demo.scripts import PLAIN_ANSWER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CLIENTS = {"ours": OURS, "official": OFFICIAL}
BOARD = (sys.executable, "-m", "codex_tui", "--private")
QUIET = 1.0
"""Seconds without output after which a client counts as being at rest."""
SECONDS = 5.0
STARTED, ASKED = 1.5, 4.5
"""Seconds after which a command has been shown as running, and a request for approval as waiting."""
COMPILED = 10.0
"""Seconds after which a first start has compiled all it imports, also on a busy machine."""
GOALS = {"running command": "client under 1 %"}
MEMORY_GOAL = 70
Figures = dict[str, float]


def busy(terminal: Watched) -> float:
    """Seconds of processor time of the client so far, to the nanosecond."""
    tasks = Path(f"/proc/{terminal.process.pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text(encoding="ascii").split()[0]) for task in tasks) / 1e9


def wait(terminal: Watched, seconds: float) -> None:
    """Reads for some seconds, whatever is printed."""
    deadline = time.perf_counter() + seconds
    while (left := deadline - time.perf_counter()) > 0:
        terminal.take(left)


def watch(terminal: Watched) -> Figures:
    """What some seconds cost in which nobody does anything."""
    spent, printed, began = busy(terminal), len(terminal.received), time.perf_counter()
    wait(terminal, SECONDS)
    share = 100 * (busy(terminal) - spent) / (time.perf_counter() - began)
    return {"bytes": len(terminal.received) - printed, "% of a core": share, "MB": terminal.memory()}


def send(terminal: Watched, prompt: str) -> None:
    terminal.type(prompt)
    terminal.settle(QUIET)  # the official client takes an Enter that follows at once for a part of a paste
    terminal.type("\r")


def converse(env: Mapping[str, str], project: Path) -> None:
    """A conversation that is not measured: it compiles what only one with an answer imports."""
    with Watched(OURS, columns=120, rows=40, env=env, cwd=project) as terminal:
        terminal.settle(2 * QUIET)
        send(terminal, "@@plain")
        terminal.until(PLAIN_ANSWER.split()[0].encode())
        wait(terminal, COMPILED)


def situations(name: str, env: Mapping[str, str], project: Path) -> Iterator[tuple[str, Figures]]:
    """Each situation of one client, by what it is called."""
    if name == "ours":
        # An installed application has its modules compiled. A start that compiles them holds 8 to 10 MB more for good.
        with Watched(BOARD, columns=120, rows=40, env=env, cwd=project) as terminal:
            terminal.until(b"No threads")
            wait(terminal, COMPILED)
        with Watched(BOARD, columns=120, rows=40, env=env, cwd=project) as terminal:
            terminal.until(b"No threads")
            terminal.settle(2 * QUIET)
            yield "board", watch(terminal)
    with Watched(CLIENTS[name], columns=120, rows=40, env=env, cwd=project) as terminal:
        terminal.settle(2 * QUIET)
        yield "empty conversation", watch(terminal)
        send(terminal, "@@plain")
        terminal.until(PLAIN_ANSWER.split()[0].encode())
        terminal.settle(2 * QUIET)
        yield "conversation", watch(terminal)
        send(terminal, SILENT)
        terminal.until(b"sleep")
        wait(terminal, STARTED)
        yield "running command", watch(terminal)
    with Watched(CLIENTS[name], columns=120, rows=40, env=env, cwd=project) as terminal:
        terminal.settle(2 * QUIET)
        send(terminal, "@@approval")
        wait(terminal, ASKED)
        yield "approval waiting", watch(terminal)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ours", action="store_true", help="leave the official client out")
    parser.add_argument(
        "--compiled",
        action="store_true",
        help="have a conversation compile what it imports before one is measured, as installing does",
    )
    options = parser.parse_args()
    clients = ["ours"] if options.ours else list(CLIENTS)
    rows: dict[str, dict[str, Figures]] = defaultdict(dict)
    with model_process() as config:
        for name in clients:
            # A server that was killed with its client may still write while the folder goes.
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                env = environment(Path(folder) / "user", config)
                if options.compiled and name == "ours":
                    # Of another home, so that no thread stands on the board that is measured.
                    converse(environment(Path(folder) / "other", config), Path(folder) / "other" / "project")
                for situation, figures in situations(name, env, Path(folder) / "user" / "project"):
                    rows[situation][name] = figures
    print(f"{SECONDS:.0f} s of nothing{'':9}{'client':10}{'bytes':>8}{'% of a core':>13}{'MB':>6}   goal")
    for situation, by_client in rows.items():
        for name, figures in by_client.items():
            goal = GOALS.get(situation, f"0 bytes, {MEMORY_GOAL} MB") if name == "ours" else ""
            row = f"{situation:23}{name:10}{figures['bytes']:8.0f}{figures['% of a core']:13.2f}"
            print(f"{row}{figures['MB']:6.0f}   {goal}".rstrip())


if __name__ == "__main__":
    main()
