"""From the command to the first text on the screen, and to a composer that takes keys, beside a bare Textual app.

Everything is measured on a pseudo-terminal, in turns, in one run: ``python -m benchmarks.tui.first_paint``.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.terminal import Terminal

from benchmarks.tui.stage import OURS, environment, model_process

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROUNDS = 7
AT_REST = 10.0
"""Seconds after which a first start has kept all that later ones find: compiled modules, parsed stylesheets."""
BARE_SHOWN = "painted"

BARE = f"""
from textual.app import App, ComposeResult
from textual.widgets import Input, Static

class Bare(App):
    def compose(self) -> ComposeResult:
        yield Static("{BARE_SHOWN}")
        yield Input()

Bare().run()
"""


def seconds_until(
    command: Sequence[str], shown: str, typed: str, env: Mapping[str, str]
) -> tuple[float, float]:
    """Seconds until a text is on the screen, and until a typed text is."""
    began = time.perf_counter()
    with Terminal(command, env=env, cwd=env["HOME"]) as terminal:
        terminal.type(typed)
        terminal.wait_for(shown)
        painted = time.perf_counter() - began
        terminal.wait_for(typed)
        return painted, time.perf_counter() - began


def warm_up(command: Sequence[str], shown: str, env: Mapping[str, str]) -> None:
    """Starts it once as a person does who has used it before: not left before it is at rest."""
    with Terminal(command, env=env, cwd=env["HOME"]) as terminal:
        terminal.wait_for(shown)
        deadline = time.monotonic() + AT_REST
        while (left := deadline - time.monotonic()) > 0:
            terminal.read_for(left)


def main() -> None:
    # A server that was killed with its client may still write while the folder goes.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, model_process() as config:
        env = environment(Path(folder) / "user", config)
        bare = (sys.executable, "-c", BARE)
        figures: dict[str, list[tuple[float, float]]] = {"bare": [], "ours": []}
        clients = (("bare", bare, BARE_SHOWN), ("ours", OURS, "enter"))
        for _, command, shown in clients:
            warm_up(command, shown, env)
        for _ in range(ROUNDS):
            for name, command, shown in clients:
                figures[name].append(seconds_until(command, shown, "abc", env))
        for index, what in enumerate(("first paint", "typed text shown")):
            medians = {name: statistics.median(row[index] for row in rows) for name, rows in figures.items()}
            ratio = medians["ours"] / medians["bare"]
            print(
                f"{what:18} bare {medians['bare']:.3f} s   ours {medians['ours']:.3f} s   ratio {ratio:.2f}"
            )


if __name__ == "__main__":
    main()
