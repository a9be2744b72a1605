"""How long a typed key takes to stand in the composer while an answer streams: ours beside the official client.

In turns, in one run, on a pseudo-terminal of 120 x 40. Keys are typed one by one at uneven intervals while a paced
stream, a burst or one large item comes in; what was printed is emulated afterwards and says when each key stood
behind its marker in the composer. At the end of a round Esc is pressed in the midst of a long burst.
Linux only: ``python -m benchmarks.tui.echo [--rounds N] [name of a load ...]``.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from benchmarks.tui.model_process import BURST, LAST_WORDS, LONG_BURST, PACED
from benchmarks.tui.recording import Recorder, Replay
from benchmarks.tui.stage import OFFICIAL, OURS, environment, model_process
from codex_tui.demo.scripts import PLAIN_ANSWER

CLIENTS = {"ours": OURS, "official": OFFICIAL}
QUIET = 1.0
"""Seconds without output after which a client counts as being at rest."""
MARKER, KEY = "zx", "q"
"""What is typed before the keys that count, and those keys: no text of the model has the marker."""
MOST_KEYS = 90
"""Keys that fit into one line of the composer behind the marker."""
STREAMED = 0.3
"""Seconds for which a burst goes on before it is interrupted."""


@dataclass(frozen=True)
class Load:
    """What streams while keys are typed.

    Attributes:
        prompt: what the scripted model answers.
        every: seconds between two keys, on average; they come up to a half earlier or later.
        goal: milliseconds that the median and the worst key may take; None where nobody has set any.
    """

    prompt: str
    every: float
    goal: tuple[float, float] | None


LOADS = {
    "paced": Load(PACED, 0.075, (20, 30)),
    "burst": Load(BURST, 0.05, (20, 100)),
    "long burst": Load(LONG_BURST, 0.075, (20, 100)),
}


def type_during(terminal: Recorder, load: Load, jitter: random.Random) -> list[float]:
    """Sends a prompt and types until its answer has ended; gives when each key was typed."""
    terminal.type(load.prompt)
    terminal.settle(QUIET)  # the official client takes an Enter that follows at once for a part of a paste
    last, searched = LAST_WORDS[load.prompt].encode(), len(terminal.received)
    terminal.type("\r")
    typed: list[float] = []
    next_key = time.perf_counter() + load.every
    while terminal.received.find(last, max(0, searched - len(last))) < 0:
        searched = len(terminal.received)
        now = time.perf_counter()
        if len(typed) == MOST_KEYS:
            terminal.take(1.0)
        elif now < next_key:
            terminal.take(next_key - now)
        else:
            terminal.type(KEY if typed else MARKER + KEY)
            typed.append(now)
            next_key = now + load.every * jitter.uniform(0.5, 1.5)
    terminal.settle(QUIET)
    terminal.type("\x15")  # ctrl+u: the line is empty again
    terminal.settle(QUIET)
    return typed


def echoes(replay: Replay, typed: list[float]) -> list[float]:
    """Milliseconds from each key to the moment when it stood in the composer."""
    screen, shown = replay.screen, re.compile(f"{MARKER}({KEY}+)")
    echoed: list[float] = []
    screen.dirty.clear()
    while len(echoed) < len(typed):
        assert replay.step(), f"{len(typed) - len(echoed)} keys were never echoed:\n{replay.text}"
        if replay.now >= typed[0]:
            for row in screen.dirty:
                line = "".join(screen.buffer[row][column].data for column in range(screen.columns))
                for found in shown.finditer(line):
                    # Keys that stand there for the first time; several may come in one frame.
                    new = typed[len(echoed) : len(found[1])]
                    echoed += [(replay.now - when) * 1000 for when in new]
        screen.dirty.clear()
    return echoed


def interrupted(terminal: Recorder) -> float:
    """Milliseconds from Esc in the midst of a burst until the client says that the turn was interrupted."""
    terminal.type(LONG_BURST)
    terminal.settle(QUIET)
    terminal.type("\r")
    terminal.until(b"parser")
    terminal.watch(STREAMED)
    began = time.perf_counter()
    terminal.type("\x1b")
    terminal.until(b"nterrupted")
    return (time.perf_counter() - began) * 1000


def round_of(name: str, loads: list[str], config: tuple[str, ...], seed: int) -> dict[str, list[float]]:
    """One client, started and warmed up by a short answer: the milliseconds of every key under each load."""
    # A server that was killed with its client may still write while the folder goes.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        env = environment(Path(folder) / name, config)
        project = Path(folder) / name / "project"
        with Recorder(CLIENTS[name], env=env, cwd=project) as terminal:
            terminal.settle(2 * QUIET)
            terminal.type("@@plain")
            terminal.settle(QUIET)
            terminal.type("\r")
            terminal.until(PLAIN_ANSWER.split()[0].encode())
            terminal.settle(QUIET)
            jitter = random.Random(seed)
            typed = {what: type_during(terminal, LOADS[what], jitter) for what in loads}
            figures = {"esc": [interrupted(terminal)]}
        replay = Replay(terminal.recording)
        return {**{what: echoes(replay, times) for what, times in typed.items()}, **figures}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("loads", nargs="*", help=f"of {', '.join(LOADS)}; all of them if none is named")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--ours", action="store_true", help="leave the official client out")
    options = parser.parse_args()
    loads = options.loads or list(LOADS)
    clients = ["ours"] if options.ours else list(CLIENTS)
    keys: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    with model_process() as config:
        for seed in range(options.rounds):
            for name in clients:
                for what, figures in round_of(name, loads, config, seed).items():
                    keys[what][name] += figures
    print(f"{'ms':14}{'client':10}{'keys':>6}{'median':>8}{'9 in 10':>8}{'worst':>8}   goal")
    for what, by_client in keys.items():
        goal = LOADS[what].goal if what in LOADS else None
        for name, figures in by_client.items():
            figures.sort()
            tenth = figures[int(len(figures) * 0.9)]
            wanted = f"{goal[0]:.0f}, worst {goal[1]:.0f}" if goal is not None and name == "ours" else ""
            row = f"{what:14}{name:10}{len(figures):6}{statistics.median(figures):8.1f}{tenth:8.1f}"
            print(f"{row}{figures[-1]:8.1f}   {wanted}")


if __name__ == "__main__":
    main()
