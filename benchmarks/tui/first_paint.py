"""From the command to the first text on the screen, and to a composer that takes keys, beside a bare Textual app.

Everything is measured on a pseudo-terminal, in turns, in one run: ``python -m benchmarks.tui.first_paint``.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.terminal import Terminal

from codex_tui.demo.server import ScriptedModel

if TYPE_CHECKING:
    from collections.abc import Sequence

ROUNDS = 7

BARE = """
from textual.app import App, ComposeResult
from textual.widgets import Input, Static

class Bare(App):
    def compose(self) -> ComposeResult:
        yield Static("painted")
        yield Input()

Bare().run()
"""


def seconds_until(command: Sequence[str], shown: str, typed: str, env: dict[str, str]) -> tuple[float, float]:
    """Seconds until a text is on the screen, and until a typed text is."""
    began = time.perf_counter()
    with Terminal(command, env=env, cwd=env["HOME"]) as terminal:
        terminal.type(typed)
        terminal.wait_for(shown)
        painted = time.perf_counter() - began
        terminal.wait_for(typed)
        return painted, time.perf_counter() - began


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, ScriptedModel() as model:
        home = Path(folder)
        (home / "codex").mkdir()
        env = {
            **os.environ,
            "HOME": folder,
            "CODEX_HOME": str(home / "codex"),
            "CODEX_TUI_STATE": str(home / "state"),
            "TERM": "xterm-256color",
        }
        bare = (sys.executable, "-c", BARE)
        overrides = [part for override in model.config_overrides() for part in ("-c", override)]
        new = (sys.executable, "-m", "codex_tui", "--new", *overrides)
        figures: dict[str, list[tuple[float, float]]] = {"bare": [], "ours": []}
        for turn in range(ROUNDS + 1):
            for name, command, shown in (("bare", bare, "painted"), ("ours", new, "enter")):
                figure = seconds_until(command, shown, "abc", env)
                if turn:  # the first round only warms the caches of the disk
                    figures[name].append(figure)
        for index, what in enumerate(("first paint", "typed text shown")):
            medians = {name: statistics.median(row[index] for row in rows) for name, rows in figures.items()}
            ratio = medians["ours"] / medians["bare"]
            print(
                f"{what:18} bare {medians['bare']:.3f} s   ours {medians['ours']:.3f} s   ratio {ratio:.2f}"
            )


if __name__ == "__main__":
    main()
