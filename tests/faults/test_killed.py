"""kill -9 at any moment: what is on disk is the old or the new, and what was typed comes back."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from codex_tui.demo.script import Gate, Script, Text
from tests.faults.terminals import command_line, environment
from tests.support.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

    from codex_app_server import AppServerConfig
    from codex_tui.demo.server import ScriptedModel

KILLED_AT_EACH_LINE = '''
"""Does a thing in a process of its own that is killed as it comes to its Nth line, for every N until it is done."""

import os, pathlib, shutil, signal, sys
from codex_tui.model.keys import ThreadKey
from codex_tui.settings.writing import write_setting
from codex_tui.store.drafts import DraftStore
from codex_tui.store.export_file import write_export
from codex_tui.store.hidden_threads import HiddenStore
from codex_tui.store.history import HistoryStore
import codex_tui.store.draft_data

THREAD = ThreadKey("local", "t")
LONG = "x" * 100_000


def draft(folder, text):
    store = DraftStore("/a", folder=folder)
    store.get(THREAD)
    store.put(THREAD, text)


def history(folder, text):
    HistoryStore("/a", folder=folder).add(text)


DO = {
    "draft": draft,
    "history": history,
    "hidden": lambda folder, text: HiddenStore(folder=folder).change(hide=[text]),
    "settings": lambda folder, text: write_setting(folder / "settings.toml", "input.editor", text),
    "export": lambda folder, text: write_export(folder / "export.md", text.encode(), replace=True),
}
READ = {
    "draft": lambda folder: DraftStore("/a", folder=folder).get(THREAD).text,
    "history": lambda folder: [one.text for one in HistoryStore("/a", folder=folder).entries()],
    "hidden": lambda folder: HiddenStore(folder=folder).load(),
    "settings": lambda folder: (folder / "settings.toml").read_text(),
    "export": lambda folder: (folder / "export.md").read_text(),
}


def killed_at(stop, do, folder):
    """Whether it was killed before it was done."""
    child = os.fork()
    if child == 0:
        count = 0

        def look(frame, event, _):
            nonlocal count
            if not any(part in frame.f_code.co_filename for part in ("codex_tui/store", "codex_tui/settings")):
                return None
            if event == "line":
                count += 1
                if count == stop:
                    os.kill(os.getpid(), signal.SIGKILL)
            return look

        sys.settrace(look)
        do(folder, "new" + LONG)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, status
    return os.WIFSIGNALED(status)


base = pathlib.Path(sys.argv[1])
name, stride = sys.argv[2], int(sys.argv[3])
do, read = DO[name], READ[name]
stop, seen, killed = 1 - stride, set(), True
while killed:
    stop += stride
    folder = base / "at"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    os.environ["CODEX_TUI_STATE"] = str(folder)
    do(folder, "old")
    old = read(folder)
    killed = killed_at(stop, do, folder)
    seen.add("old" if read(folder) == old else "new" if "new" + LONG in str(read(folder)) else str(read(folder))[:99])
    do(folder, "later")  # what is left of it is in nobody's way
    assert "later" in str(read(folder)), (stop, str(read(folder))[:99])
print(stop, sorted(seen))
'''


@pytest.mark.parametrize("stride", [pytest.param(1, marks=pytest.mark.long), 7])
@pytest.mark.parametrize("what", ["draft", "history", "hidden", "settings", "export"])
def test_a_write_that_is_killed_at_any_line_leaves_the_old_or_the_new(
    what: str, stride: int, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED_AT_EACH_LINE, str(tmp_path), what, str(stride)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    points, _, seen = done.stdout.strip().partition(" ")
    assert seen == "['new', 'old']"
    assert int(points) > 5


def composer_text(terminal: Terminal) -> str:
    """What stands in the composer, by its frame; nothing before there is one."""
    lines = [line.strip() for line in terminal.text.split("\n")]
    frame = [row for row, line in enumerate(lines) if line.startswith(("╭", "╰"))][-2:]
    if len(frame) < 2:
        return ""
    return "\n".join(line.strip("│")[1:].rstrip() for line in lines[frame[0] + 1 : frame[1]])


def kill(terminal: Terminal) -> str:
    """Ends the client without a word; gives what was in the composer on the screen."""
    shown = composer_text(terminal)
    terminal.process.send_signal(signal.SIGKILL)
    terminal.process.wait()
    return shown


def test_what_is_on_the_screen_when_the_client_is_killed_is_there_at_the_next_start(
    server_config: AppServerConfig, server_env: dict[str, str], project_dir: Path, tmp_path: Path
) -> None:
    env = environment(server_env, tmp_path)
    command = command_line(server_config, "--new")
    with Terminal(command, cwd=project_dir, env=env) as terminal:
        terminal.wait_for("Ask anything")
        terminal.type("first line\nand a paste: ")
        terminal.type("\x1b[200~" + "\n".join(f"pasted {number}" for number in range(30)) + "\x1b[201~")
        terminal.wait_for("30 lines")
        terminal.type(", and the end")
        terminal.wait_for("and the end")
        terminal.type("x")  # of the last key nothing is promised
        terminal.wait_for("and the endx")
        shown = kill(terminal)
    assert "and the end" in shown
    with Terminal(command, cwd=project_dir, env=env) as terminal:
        terminal.wait_for("and the end")
        assert composer_text(terminal) in (shown, shown[:-1])


@pytest.mark.long
def test_after_every_fifty_keys_all_but_the_last_comes_back(
    server_config: AppServerConfig, server_env: dict[str, str], project_dir: Path, tmp_path: Path
) -> None:
    env = environment(server_env, tmp_path)
    command = command_line(server_config, "--new")
    typed = ""
    for start in range(0, 300, 50):
        with Terminal(command, cwd=project_dir, env=env) as terminal:
            terminal.wait_for("enter send")
            wait_written(terminal, typed or "Ask anything; a new thread starts")
            for number in range(start, start + 50):
                typed += chr(ord("a") + number % 26)
                terminal.type(typed[-1])
                wait_written(terminal, typed)
            kill(terminal)
        with Terminal(command, cwd=project_dir, env=env) as terminal:
            typed = wait_written(terminal, typed, typed[:-1])
            kill(terminal)


def wait_written(terminal: Terminal, *texts: str) -> str:
    """Waits until one of some texts is what the composer shows; gives it."""
    terminal.wait_for(lambda _: composer_text(terminal).replace("\n", "") in texts)
    return composer_text(terminal).replace("\n", "")


@pytest.mark.long
def test_a_queued_prompt_and_one_that_no_server_took_are_there_after_a_kill(
    server_config: AppServerConfig,
    scripted_model: ScriptedModel,
    server_env: dict[str, str],
    project_dir: Path,
    tmp_path: Path,
) -> None:
    gate = Gate("held")
    scripted_model.on("@@held", Script([[Text(["begun ", gate, "and done"])]]))
    env = environment(server_env, tmp_path)
    with Terminal(command_line(server_config, "@@held"), cwd=project_dir, env=env) as terminal:
        terminal.wait_for("begun")
        terminal.type("queued\t")
        terminal.wait_for("1 queued")
        terminal.type("unsent")
        terminal.wait_for("│ unsent")
        kill(terminal)
    gate.open()
    with Terminal(command_line(server_config, "--last"), cwd=project_dir, env=env) as terminal:
        terminal.wait_for(lambda text: "unsent" in composer_text(terminal) and "queued" in text)
