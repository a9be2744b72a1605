"""Keys on a real terminal come to act in the order they are typed, whatever streams meanwhile, and none is lost."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING

import pytest

from codex_tui.demo.script import Gate, Script, Text, words
from tests.support.terminal import PATIENCE, Terminal
from tests.support.trust import leave_untrusted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from codex_app_server import AppServerConfig
    from codex_tui.demo.server import ScriptedModel

CTRL_C, ESCAPE = "\x03", "\x1b"
PARAGRAPH = "The parser reads one line at a time and keeps what is open on a stack.\n\n"


@pytest.fixture
def terminal(
    server_config: AppServerConfig, server_env: Mapping[str, str], project_dir: Path, tmp_path: Path
) -> Iterator[Terminal]:
    """The application with an empty conversation, connected; nobody is asked whether the folder is trusted."""
    leave_untrusted(tmp_path / "state", project_dir)
    env = {**server_env, "CODEX_TUI_STATE": str(tmp_path / "state")}
    overrides = [part for override in server_config.config_overrides for part in ("-c", override)]
    command = [sys.executable, "-m", "codex_tui", *overrides]
    with Terminal([*command, "--new"], cwd=project_dir, env=env) as terminal:
        terminal.wait_for("gpt-")
        yield terminal


def test_what_is_typed_in_one_breath_comes_to_act_in_its_order(terminal: Terminal) -> None:
    # Ctrl-C clears what was typed before it.
    terminal.type("abc" + CTRL_C + "def")
    assert "abc" not in terminal.wait_for("│ def")
    # A key of the application leaves in the draft what was typed before it.
    terminal.type(CTRL_C + "abc\x0c\x14ghi")
    terminal.wait_for("│ abcghi")
    # A character that comes in two parts is one.
    terminal.type(CTRL_C + "caf")
    terminal.wait_for("│ caf")
    terminal.send("é".encode()[:1])
    terminal.send("é".encode()[1:] + b"s")
    terminal.wait_for("│ cafés")
    # An escape with nothing behind it is the key.
    terminal.type(CTRL_C + "@@long\r")
    terminal.wait_for("interrupt")
    terminal.type(ESCAPE)
    terminal.wait_for("nterrupted")


def test_the_application_leaves_when_its_terminal_is_gone(terminal: Terminal) -> None:
    terminal.type("unsent")
    terminal.wait_for("unsent")
    terminal.hang_up()
    assert terminal.process.wait(PATIENCE) == 128 + signal.SIGHUP


def test_no_key_is_lost_or_reordered_while_a_burst_streams(
    terminal: Terminal, scripted_model: ScriptedModel
) -> None:
    gate = Gate("before the burst")
    burst = Script([[Text(["The ", gate, *words(PARAGRAPH * 300), "zanzibar"])]])
    scripted_model.on("@@torrent", burst)
    terminal.type("@@torrent\r")
    terminal.wait_for("• The")
    gate.open()
    typed = "".join(chr(ord("a") + number % 26) for number in range(80))
    for start in range(0, len(typed), 4):
        terminal.type(typed[start : start + 4])
        terminal.wait_for(typed[: start + 1])  # typed on while the burst goes on, not in one piece
    terminal.wait_for(typed)
    terminal.wait_for("zanzibar")


def test_esc_interrupts_in_the_midst_of_a_burst(terminal: Terminal, scripted_model: ScriptedModel) -> None:
    last = Gate("the end that never comes")
    scripted_model.on("@@torrent", Script([[Text([*words(PARAGRAPH * 300), last, "zanzibar"])]]))
    terminal.type("@@torrent\r")
    terminal.wait_for("parser")
    terminal.type(ESCAPE)
    assert "zanzibar" not in terminal.wait_for("interrupted")
    last.open()


def test_a_filter_typed_in_one_burst_is_typed_into_the_filter_and_does_nothing_else(
    server_config: AppServerConfig, server_env: Mapping[str, str], project_dir: Path
) -> None:
    overrides = [part for override in server_config.config_overrides for part in ("-c", override)]
    command = [sys.executable, "-m", "codex_tui", *overrides]
    with Terminal(command, cwd=project_dir, env=server_env) as terminal:
        terminal.wait_for("No threads")
        terminal.type("/open a/new rat")
        shown = terminal.wait_for("/ open a/new rat")
        assert "this folder" in shown
