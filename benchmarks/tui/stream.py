"""A long answer on the screen: ours beside the official client, on the same server and the same scripted model.

In turns, in one run, on a pseudo-terminal of 120 x 40: a burst of 20,000 deltas from Enter to the last word, a paced
stream of 60 words a second, and five seconds of doing nothing. Linux only: ``python -m benchmarks.tui.stream``.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from benchmarks.tui.model_process import BURST, LAST_WORDS, PACED
from benchmarks.tui.stage import OFFICIAL, OURS, Watched, environment, model_process
from codex_tui.demo.scripts import PLAIN_ANSWER

CLIENTS = {"ours": OURS, "official": OFFICIAL}
QUIET = 1.0
"""Seconds without output after which a client counts as being at rest."""
IDLE = 5.0

Figures = dict[str, float]


def play(terminal: Watched, prompt: str, last: str) -> Figures:
    """Sends a prompt; what it took until the last word of the answer was printed."""
    terminal.type(prompt)
    terminal.settle(QUIET)  # the official client takes an Enter that follows at once for a part of a paste
    cpu, printed, began = terminal.cpu(), len(terminal.received), time.perf_counter()
    terminal.type("\r")
    terminal.until(last.encode())
    wall = time.perf_counter() - began
    after = terminal.cpu()
    figures = {
        "wall s": wall,
        "cpu s": sum(after.values()) - sum(cpu.values()),
        "of it client s": after["client"] - cpu["client"],
        "MB printed": (len(terminal.received) - printed) / 1e6,
    }
    terminal.settle(QUIET)
    return figures


def round_of(name: str, config: tuple[str, ...]) -> dict[str, Figures]:
    """One client: started, warmed up by a short answer, then the burst, the paced stream and nothing."""
    # A server that was killed with its client may still write while the folder goes.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        env = environment(Path(folder) / name, config)
        project = Path(folder) / name / "project"
        with Watched(CLIENTS[name], columns=120, rows=40, env=env, cwd=project) as terminal:
            terminal.settle(2 * QUIET)
            play(terminal, "@@plain", PLAIN_ANSWER.split()[0])
            figures = {"paced": play(terminal, PACED, LAST_WORDS[PACED])}
            figures["burst"] = play(terminal, BURST, LAST_WORDS[BURST])
            figures["burst"]["MB held after"] = terminal.memory()
            cpu, printed = terminal.cpu(), len(terminal.received)
            deadline = time.monotonic() + IDLE
            while (left := deadline - time.monotonic()) > 0:
                terminal.take(left)
            after = terminal.cpu()
            figures["idle"] = {
                "bytes": len(terminal.received) - printed,
                "cpu s": sum(after.values()) - sum(cpu.values()),
            }
            return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    rows: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    with model_process() as config:
        for _ in range(rounds):
            for name in CLIENTS:
                for what, figures in round_of(name, config).items():
                    for figure, value in figures.items():
                        rows[what, figure][name].append(value)
    print(f"{'':8}{'':16}{'ours':>10}{'official':>10}{'ratio':>8}")
    for (what, figure), values in rows.items():
        ours, official = (statistics.median(values[name]) for name in CLIENTS)
        ratio = f"{ours / official:8.2f}" if official else f"{'-':>8}"
        print(f"{what:8}{figure:16}{ours:10.2f}{official:10.2f}{ratio}")


if __name__ == "__main__":
    main()
