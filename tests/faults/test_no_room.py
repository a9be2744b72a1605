"""A disk that is really full, under the application's own files and under the server's."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from codex_tui.demo.tools import append_config
from tests.faults.full_disks import Disk, needs_a_disk
from tests.faults.terminals import COMMAND, command_line, environment, until
from tests.support.processes import wait_until_nothing_lives
from tests.support.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

    from codex_app_server import AppServerConfig

pytestmark = needs_a_disk

STORES = """
import logging, pathlib, sys
from codex_tui.logs.log_file import LogFile
from codex_tui.model.keys import ThreadKey
from codex_tui.store.drafts import DraftStore
from codex_tui.store.export_file import write_export
from codex_tui.store.history import HistoryStore

folder = pathlib.Path(sys.argv[1])
told = []
drafts = DraftStore("/a", folder=folder, on_problem=told.append)
history = HistoryStore("/a", folder=folder, on_problem=told.append)
thread = ThreadKey("local", "t")
drafts.put(thread, "small")
history.add("small")
write_export(folder / "export.md", b"small", replace=True)
with open(folder / "filler", "wb", buffering=0) as filler:
    try:
        while True:
            filler.write(bytes(4096))
    except OSError as error:
        print(error.strerror)
large = "large " * 2000
for end in range(5):
    drafts.put(thread, large + "typed"[:end])
for number in range(3):
    history.add(f"{number} {large}")
try:
    write_export(folder / "export.md", large.encode(), replace=True)
except OSError as error:
    print("not exported:", error.strerror)
assert (folder / "export.md").read_bytes() == b"small"
assert DraftStore("/a", folder=folder).get(thread).text == "small"
assert [one.text for one in HistoryStore("/a", folder=folder).entries()] == ["small"]
assert not list(folder.rglob(".*.[0-9]*"))
(folder / "filler").unlink()
drafts.flush()
history.add("more")
assert DraftStore("/a", folder=folder).get(thread).text == large + "type"
kept = [one.text[:7] for one in HistoryStore("/a", folder=folder).entries()]
assert kept == ["small", "0 large", "1 large", "2 large", "more"], kept
print(*told, sep="\\n")
"""


def test_drafts_history_and_an_export_are_whole_and_are_written_when_there_is_room(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "disk", "1m", tmp_path / "empty")
    command = disk.command([sys.executable, "-c", STORES, str(tmp_path / "disk")])
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    full, exported, draft, history = done.stdout.strip().split("\n")  # and each of them once
    assert (full, exported) == ("No space left on device", "not exported: No space left on device")
    assert draft.startswith("The draft cannot be kept: No space left on device. Make room on the disk of ")
    assert history.startswith("The history of prompts cannot be kept: No space left on device.")


@pytest.mark.long
def test_the_application_goes_on_without_room_for_its_files_and_writes_them_when_there_is_some(
    server_config: AppServerConfig, server_env: dict[str, str], project_dir: Path, tmp_path: Path
) -> None:
    disk = Disk(tmp_path / "disk", "2m", tmp_path / "state")
    env = {**environment(server_env, tmp_path), "CODEX_TUI_STATE": str(tmp_path / "disk")}
    log = ("--log", str(tmp_path / "disk" / "log"), "--log-level", "debug")
    command = disk.command(command_line(server_config, "--new", *log))
    with Terminal(command, cwd=project_dir, env=env, columns=160) as terminal:
        terminal.wait_for("Ask anything")
        pid = terminal.process.pid
        terminal.type("@@plain one\r")
        terminal.wait_for(lambda text: "Hello from" in text and "idle" in text)
        disk.fill(pid)
        terminal.type("half a thought")
        why = "The draft cannot be kept: No space left on device. Make room on the disk of /"
        terminal.wait_for(lambda text: why in " ".join(text.split()))  # in as many lines as it takes
        terminal.type(", and more")
        terminal.wait_for("│ half a thought, and more")
        terminal.type("\x05\x15@@plain two\r")
        terminal.wait_for(lambda text: text.count("Hello from the scripted model.") == 2 and "idle" in text)
        terminal.type("\x1be")
        terminal.wait_for("[markdown]")
        terminal.type("\x15")
        terminal.wait_for(lambda text: "codex-plain" not in text)
        terminal.type(f"{tmp_path}/disk/mine.md")
        terminal.wait_for("/disk/mine.md")
        terminal.type("\r")
        terminal.wait_for("Not exported to ")
        terminal.type("kept late")
        terminal.wait_for("│ kept late")
        disk.make_room(pid)
        terminal.type("r")
        terminal.wait_for("│ kept later")
        inside = disk.inside(pid)

        def kept() -> bool:
            return "kept later" in "".join(file.read_text() for file in inside.glob("drafts/*.json"))

        until(terminal, kept, "the draft is kept")
        (history,) = inside.glob("history/*.jsonl")
        assert [json.loads(line) for line in history.read_text().splitlines()][:2] == [
            "@@plain one",
            "@@plain two",
        ]
        until(terminal, lambda: '"lost":' in (inside / "log").read_text(), "the log says what is missing")
        terminal.type("\x05\x15\x04")
        assert terminal.wait_for_exit() == 0
    wait_until_nothing_lives(tmp_path)


@pytest.mark.long
def test_a_server_without_room_for_threads_goes_on_and_what_it_could_not_keep_is_said(
    server_config: AppServerConfig,
    server_env: dict[str, str],
    codex_home: Path,
    project_dir: Path,
    tmp_path: Path,
) -> None:
    disk = Disk(tmp_path / "disk", "40m", codex_home)
    env = {**environment(server_env, tmp_path), "CODEX_HOME": str(tmp_path / "disk")}
    command = disk.command(command_line(server_config, "--new"))
    not_kept = "Failed to save the conversation transcript"
    with Terminal(command, cwd=project_dir, env=env, columns=110) as terminal:
        terminal.wait_for("Ask anything")
        pid = terminal.process.pid
        terminal.type("@@plain one\r")
        terminal.wait_for(lambda text: "Hello from" in text and "idle" in text)
        disk.fill(pid)
        terminal.type("@@plain two\r")
        shown = terminal.wait_for(lambda text: not_kept in text and "idle" in text)
        assert shown.count("Hello from the scripted model.") == 2
        assert "No space left on device" in " ".join(shown.split())
        disk.make_room(pid)
        terminal.type("@@plain three\r")
        terminal.wait_for(lambda text: text.count("Hello from the scripted model.") == 3 and "idle" in text)
        (rollout,) = disk.inside(pid).glob("sessions/**/rollout-*.jsonl")
        until(terminal, lambda: "@@plain two" in rollout.read_text(), "the server has kept it after all")
        terminal.type("\x04")
        assert terminal.wait_for_exit() == 0
    wait_until_nothing_lives(tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("kind", ["private", "shared"])
def test_where_no_server_can_start_for_want_of_room_that_is_the_reason(
    server_config: AppServerConfig,
    server_env: dict[str, str],
    codex_home: Path,
    project_dir: Path,
    tmp_path: Path,
    kind: str,
) -> None:
    append_config(codex_home, "\n".join(server_config.config_overrides))
    disk = Disk(tmp_path / "disk", "2m", codex_home)
    env = {**environment(server_env, tmp_path), "CODEX_HOME": str(tmp_path / "disk")}
    line = command_line(server_config, "--new") if kind == "private" else [*COMMAND, "--new"]
    with Terminal(disk.command(line, full=True), cwd=project_dir, env=env, columns=110) as terminal:
        assert terminal.wait_for_exit() == 2
        said = "".join(terminal.text.split())  # the terminal wraps inside of words
        assert f"Thediskof{tmp_path}/diskisfull:makeroomthere,thenstartcodex-tuiagain." in said
    wait_until_nothing_lives(tmp_path)
