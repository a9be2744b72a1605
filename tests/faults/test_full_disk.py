"""A disk that refuses what is to be kept: it is said once, typing goes on, and what was typed is written later."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from codex_tui.store.history import HistoryStore
from codex_tui.store.json_file import MOST
from codex_tui.store.layout import LayoutStore
from tests.faults.terminals import command_line, environment, until
from tests.support.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

    from codex_app_server import AppServerConfig

ON_A_FULL_DISK = """
import pathlib, resource, sys
from codex_tui.store.export_file import write_export
from codex_tui.store.history import HistoryStore
from codex_tui.store.drafts import DraftStore
from codex_tui.model.keys import ThreadKey

folder = pathlib.Path(sys.argv[1])
told = []
drafts = DraftStore("/a", folder=folder, on_problem=told.append)
history = HistoryStore("/a", folder=folder, on_problem=told.append)
thread = ThreadKey("local", "t")
drafts.put(thread, "small")
history.add("small")
write_export(folder / "export.md", b"small", replace=True)
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))  # a file takes no more, as on a disk without room
large = "large " * 2000
for end in range(5):
    drafts.put(thread, large + "typed"[:end])
for number in range(3):
    history.add(f"{number} {large}")
try:
    write_export(folder / "export.md", large.encode(), replace=True)
except OSError:
    print("not exported")
assert (folder / "export.md").read_bytes() == b"small"
assert DraftStore("/a", folder=folder).get(thread).text == "small"
assert [one.text for one in HistoryStore("/a", folder=folder).entries()] == ["small"]
assert not list(folder.rglob(".*.[0-9]*"))
assert [one.text[:7] for one in history.entries()] == ["small", "0 large", "1 large", "2 large"]
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
drafts.flush()
history.add("more")
assert DraftStore("/a", folder=folder).get(thread).text == large + "type"
kept = [one.text[:7] for one in HistoryStore("/a", folder=folder).entries()]
assert kept == ["small", "0 large", "1 large", "2 large", "more"], kept
print(*told, sep="\\n")
"""


def test_what_a_full_disk_refuses_leaves_the_old_whole_and_is_written_when_there_is_room(
    tmp_path: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ON_A_FULL_DISK, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    exported, draft, history = done.stdout.strip().split("\n")  # and each of them once
    assert exported == "not exported"
    assert draft.startswith("The draft cannot be kept: File too large.")
    assert history.startswith("The history of prompts cannot be kept: File too large.")


@pytest.mark.long
def test_typing_goes_on_where_the_state_cannot_be_kept_and_is_kept_as_soon_as_it_can(
    server_config: AppServerConfig, server_env: dict[str, str], project_dir: Path, tmp_path: Path
) -> None:
    env = environment(server_env, tmp_path)
    drafts = tmp_path / "state" / "drafts"
    drafts.write_text("")  # where a folder should be
    with Terminal(
        ["sh", "-c", 'umask 000; exec "$@"', "sh", *command_line(server_config, "--new")],
        columns=400,
        cwd=project_dir,
        env=env,
    ) as terminal:
        terminal.wait_for("Ask anything")
        terminal.type("half a thought")
        shown = terminal.wait_for("The draft cannot be kept")
        assert f"Something that is no folder lies where {drafts} should be: move it away." in shown
        terminal.type(", and more")
        terminal.wait_for("│ half a thought, and more")
        drafts.unlink()
        until(terminal, drafts.is_dir, "kept")
        until(terminal, lambda: len(list(drafts.glob("*.json"))) == 1, "written")
        terminal.type("\x04\x03\x04")
        assert terminal.wait_for_exit() == 0
    state = tmp_path / "state"
    made = [path for path in state.rglob("*") if path.name != "untrusted-folders.json"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in made if path.is_dir()} == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in made if path.is_file()} <= {0o600}


@pytest.mark.parametrize(
    "damage",
    [b'{"panel": tr', b"\xff\xfe\x00", b"[" * 200_000, b"null", b" " * (MOST + 1)],
    ids=["half", "binary", "deep", "nothing", "huge"],
)
def test_a_damaged_file_is_kept_aside_and_the_default_holds(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "layout.json").write_bytes(damage)
    layout = LayoutStore(folder=tmp_path)
    assert layout.panel is None
    layout.keep_panel(True)
    assert LayoutStore(folder=tmp_path).panel is True
    assert (tmp_path / "layout.json.corrupt").read_bytes() == damage


def test_a_line_of_the_history_that_was_cut_costs_no_other_line(tmp_path: Path) -> None:
    HistoryStore("/a", folder=tmp_path).add("before")
    (path,) = (tmp_path / "history").glob("*.jsonl")
    path.write_bytes(path.read_bytes() + b'"cut in the mid')
    store = HistoryStore("/a", folder=tmp_path)
    store.add("after")
    assert [one.text for one in HistoryStore("/a", folder=tmp_path).entries()] == ["before", "after"]


def test_folders_are_made_for_this_user_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        HistoryStore("/a", folder=tmp_path / "some" / "state").add("secret")
    finally:
        os.umask(before)
    made = list((tmp_path / "some").rglob("*"))
    assert {stat.S_IMODE(path.stat().st_mode) for path in made if path.is_dir()} == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in made if path.is_file()} == {0o600}
    assert stat.S_IMODE((tmp_path / "some").stat().st_mode) == 0o700
