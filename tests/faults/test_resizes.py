"""A storm of sizes: what is drawn at the last one is what is drawn there anew."""

from __future__ import annotations

import random
import signal
from typing import TYPE_CHECKING

import pytest

from codex_tui.demo.script import Gate, Script, Text
from tests.faults.terminals import command_line, environment
from tests.support.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

    from codex_app_server import AppServerConfig
    from codex_tui.demo.server import ScriptedModel

TINY = [(1, 1), (2, 2), (5, 1), (1, 5), (300, 1), (1, 100)]


@pytest.mark.long
def test_five_hundred_sizes_while_an_answer_streams(
    server_config: AppServerConfig,
    scripted_model: ScriptedModel,
    server_env: dict[str, str],
    project_dir: Path,
    tmp_path: Path,
) -> None:
    gate = Gate("held")
    words = [f"word{number} " for number in range(400)]
    scripted_model.on("@@words", Script([[Text([*words, gate, "The end."], pace=0.005)]]))
    sizes = random.Random(8)
    env = environment(server_env, tmp_path)
    with Terminal(command_line(server_config, "@@words"), cwd=project_dir, env=env) as terminal:
        terminal.wait_for("word0")
        terminal.type("a thought")
        for number in range(500):
            tiny = number % 5 == 0
            columns, rows = sizes.choice(TINY) if tiny else (sizes.randint(1, 300), sizes.randint(1, 100))
            terminal.resize(columns, rows)
            terminal.process.send_signal(signal.SIGWINCH)
            terminal.read_for(0.002)
        terminal.resize(100, 30)
        terminal.process.send_signal(signal.SIGWINCH)
        gate.open()
        terminal.wait_for(lambda text: "The end." in text and "idle" in text and "│ a thought" in text)
        drawn = terminal.text
        terminal.screen.reset()
        terminal.type("\x0c")
        terminal.wait_for(drawn)
        assert "Traceback" not in drawn
        terminal.type("\x03\x04")
        assert terminal.wait_for_exit() == 0
