"""What is copied reaches the clipboard where the terminal does not take it: the system has programs for that."""

from __future__ import annotations

import base64
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from codex_tui import clipboard_text
from codex_tui.clipboard_text import ClipboardText
from codex_tui.demo.scripts import PLAIN_ANSWER
from tests.support.terminal import PATIENCE, Terminal
from tests.tui.test_command import COMMAND, overrides

KEEPS = 'cat > "$(dirname "$0")/../copied"'
LOCAL, ELSEWHERE = {"DISPLAY": ":9"}, {"DISPLAY": ":9", "SSH_CONNECTION": "10.0.0.1 5 10.0.0.2 22"}
Program = Callable[..., Path]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Stands in for a program of the system; gives the folder for PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def install(name: str, script: str = KEEPS) -> Path:
        path = folder / name
        path.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return folder

    return install


def wait_for_text(file: Path, text: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not (file.exists() and file.read_text() == text):
        assert time.monotonic() < deadline, f"{text!r} was never written"
        time.sleep(0.01)


async def put(clipboard: ClipboardText, *texts: str) -> None:
    for text in texts:
        clipboard.put(text)
    task = clipboard._task
    assert task is not None
    await task


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("name", "environment", "platform"),
    [
        ("wl-copy", {"WAYLAND_DISPLAY": "wayland-0"}, "linux"),
        ("xclip", {"DISPLAY": ":9"}, "linux"),
        ("xsel", {"DISPLAY": ":9"}, "linux"),
        ("xclip", {"DISPLAY": ":9", "WAYLAND_DISPLAY": "wayland-0"}, "linux"),  # of Wayland there is none
        ("pbcopy", {}, "darwin"),
    ],
)
async def test_the_program_of_the_system_has_the_text_and_of_several_the_last(
    name: str, environment: dict[str, str], platform: str, program: Program, tmp_path: Path, monkeypatch
):
    path = str(program(name))
    monkeypatch.setenv("PATH", path)
    await put(ClipboardText({**environment, "PATH": path}, platform), "first", "naïve — второй\n")
    assert (tmp_path / "copied").read_text() == "naïve — второй\n"


@pytest.mark.anyio
@pytest.mark.parametrize("environment", [ELSEWHERE, {}])
async def test_over_ssh_and_without_a_display_it_is_left_to_the_terminal(
    environment: dict[str, str], program: Program, tmp_path: Path
):
    await put(ClipboardText({**environment, "PATH": str(program("xclip"))}, "linux"), "text")
    assert not (tmp_path / "copied").exists()


@pytest.mark.anyio
async def test_one_that_fails_or_hangs_is_no_matter(program: Program, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(clipboard_text, "SECONDS", 0.2)
    path = str(program("xclip", "exec sleep 60"))
    monkeypatch.setenv("PATH", path)
    clipboard = ClipboardText({"DISPLAY": ":9", "PATH": path}, "linux")
    await put(clipboard, "text")
    program("xclip", "exit 1")
    await put(clipboard, "text")
    (tmp_path / "bin" / "xclip").write_bytes(b"\0no program")
    await put(clipboard, "text")
    program("xclip")
    await put(clipboard, "at last")
    assert (tmp_path / "copied").read_text() == "at last"


@pytest.mark.parametrize(
    ("environment", "of_vte", "instead"),
    [
        ({"VTE_VERSION": "7006", "DISPLAY": ":9"}, True, "install xclip"),
        ({"VTE_VERSION": "7006", "WAYLAND_DISPLAY": "wayland-0"}, True, "install wl-clipboard"),
        ({"KONSOLE_VERSION": "221203", "DISPLAY": ":9"}, False, "install xclip"),
        ({"DISPLAY": ":9"}, False, ""),
        (ELSEWHERE, True, "select with shift held"),
        ({"VTE_VERSION": "7006", **ELSEWHERE}, False, ""),  # which is not of the terminal that one sits at
    ],
)
def test_where_it_is_likely_on_no_clipboard_it_is_said_what_to_do(
    environment: dict[str, str], of_vte: bool, instead: str, program: Program, tmp_path: Path
):
    nothing = tmp_path / "empty"
    nothing.mkdir()
    assert ClipboardText({**environment, "PATH": str(nothing)}, "linux").doubt(of_vte=of_vte) == instead
    installed = {**environment, "PATH": str(program("xclip"))}
    if instead == "install xclip":
        assert ClipboardText(installed, "linux").doubt(of_vte=of_vte) == ""


def test_over_ssh_from_a_terminal_of_vte_it_is_said_how_to_select(server_config, server_env, project_dir):
    env = {**server_env, **ELSEWHERE}
    with Terminal([*COMMAND, "--new", *overrides(server_config)], cwd=project_dir, env=env) as terminal:
        terminal.wait_for("│ Ask ")
        terminal.type("\x1b[8;1$y@@plain\r")
        terminal.wait_for("· idle")
        terminal.type("\x0f")
        terminal.wait_for("select with shift held")


@pytest.mark.skipif(sys.platform == "darwin", reason="the programs there are others")
@pytest.mark.parametrize("environment", [LOCAL, ELSEWHERE])
def test_the_last_answer_is_copied_in_both_ways(
    server_config, server_env, project_dir, tmp_path, program: Program, environment
):
    path = program("xclip")
    env = {**server_env, **environment, "PATH": f"{path}:{server_env['PATH']}"}
    with Terminal([*COMMAND, "--new", *overrides(server_config)], cwd=project_dir, env=env) as terminal:
        terminal.wait_for("│ Ask ")
        terminal.type("@@plain\r")
        terminal.wait_for("· idle")
        terminal.type("\x0f")
        terminal.wait_for("Copied the last answer")
        sent = base64.b64encode(PLAIN_ANSWER.encode())
        terminal.wait_for(lambda _: sent in terminal.received)
        if environment is LOCAL:
            wait_for_text(tmp_path / "copied", PLAIN_ANSWER)
        terminal.type("/quit\r")
        assert terminal.wait_for_exit() == 0
    assert (tmp_path / "copied").exists() == (environment is LOCAL)
