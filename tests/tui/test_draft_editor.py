"""A draft in a real editor, on a real terminal."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from tests.support.terminal import Terminal
from tests.tui.test_command import COMMAND, overrides

if TYPE_CHECKING:
    from pathlib import Path


def editor(folder: Path, script: str) -> str:
    path = folder / "my editor"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return f'"{path}"'


def test_an_editor_that_is_not_there_gives_the_screen_back(
    server_config, server_env, project_dir: Path, state_folder: Path
):
    chosen = {"EDITOR": "/no/such/editor", "VISUAL": "", "CODEX_TUI_STATE": str(state_folder)}
    arguments = [*COMMAND, "--new", *overrides(server_config)]
    with Terminal(arguments, columns=160, cwd=project_dir, env={**server_env, **chosen}) as terminal:
        terminal.wait_for("Ask ")
        terminal.type("hello")
        terminal.wait_for("hello")
        terminal.type("\x07")
        terminal.wait_for("/no/such/editor could not be run: No such file or directory")
        terminal.type(" again")
        terminal.wait_for("hello again")


@pytest.mark.parametrize(
    ("script", "shown", "kept"),
    [
        ('printf " and more" >> "$1"', "hello and more", ""),
        pytest.param(
            'printf " lost?" >> "$1"; exit 3', "ended with exit code 3", "hello lost?", marks=pytest.mark.long
        ),
        pytest.param('rm "$1"', "cannot be read", "", marks=pytest.mark.long),
        # ctrl+c is the editor's, though its signal comes to every process of the terminal
        pytest.param(
            'kill -INT $PPID; printf " and more" >> "$1"', "hello and more", "", marks=pytest.mark.long
        ),
    ],
)
def test_the_editor_gets_the_draft(
    script: str, shown: str, kept: str, server_config, server_env, project_dir: Path, state_folder: Path
):
    environment = {
        **server_env,
        "EDITOR": editor(project_dir.parent, script),
        "VISUAL": "",
        "CODEX_TUI_STATE": str(state_folder),
    }
    arguments = [*COMMAND, "--new", *overrides(server_config)]
    with Terminal(arguments, columns=160, cwd=project_dir, env=environment) as terminal:
        terminal.wait_for("Ask ")
        terminal.type("hello")
        terminal.wait_for("hello")
        terminal.type("\x07")
        screen = terminal.wait_for(shown)
        assert "hello" in screen
    files = list((state_folder / "editing").iterdir())
    assert [path.read_text() for path in files] == ([kept] if kept else [])
