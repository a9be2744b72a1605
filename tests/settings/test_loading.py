"""Settings are read anew only after a change, and written without touching anything else."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from codex_tui.settings.loading import load
from codex_tui.settings.writing import NotWrittenError, write_setting, write_settings
from codex_tui.store.files import state_folder

if TYPE_CHECKING:
    from pathlib import Path

MINE = """# my settings
[display]
theme = "light"   # in the sun

# what I press
[keys]
conversation.fork = ["f9"]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "config" / "settings.toml"
    path.parent.mkdir()
    path.write_text(MINE)
    return path


def imported(file: Path) -> set[str]:
    code = "from codex_tui.settings.loading import load\nimport sys\nload(sys.argv[1])\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_what_was_validated_is_not_validated_again_until_something_changes(file: Path):
    heavy = {"pydantic", "tomllib", "tomlkit", "textual"}
    assert load(str(file)).settings.display.theme == "light"
    assert not imported(file) & heavy
    file.write_text(MINE.replace("light", "dark"))
    assert load(str(file)).settings.display.theme == "dark"


def test_without_a_file_nothing_is_read(tmp_path: Path):
    loaded = load(environment={"XDG_CONFIG_HOME": str(tmp_path)})
    assert loaded.settings.display.theme == "auto"
    assert loaded.sources == {}
    assert loaded.problems == ()


def test_the_kept_result_says_the_same_as_the_first(file: Path):
    file.write_text(MINE + '"threads.new" = ["loud"]\n')
    first = load(str(file))
    assert load(str(file)) == first


def test_variables_are_not_kept_as_one_of_them_may_be_a_token(file: Path):
    environment = {**os.environ, "CODEX_TUI_MY_TOKEN": "a secret"}
    first = load(str(file), environment=environment)
    assert load(str(file), environment=environment) == first
    kept = (state_folder() / "settings.json").read_text()
    assert "light" in kept
    assert "a secret" not in kept
    assert first.settings.keys.actions == {"conversation.fork": ("f9",)}
    assert len(first.problems) == 1


def test_other_variables_are_another_result(file: Path):
    assert load(str(file)).settings.display.theme == "light"
    assert load(str(file), environment={"CODEX_TUI_THEME": "dark"}).settings.display.theme == "dark"
    assert load(str(file), ["display.theme=ansi-dark"]).settings.display.theme == "ansi-dark"


def test_a_change_leaves_comments_and_order_as_they_were(file: Path):
    write_setting(file, "display.theme", "dark")
    write_setting(file, "input.mouse", False)
    assert file.read_text() == MINE.replace('"light"', '"dark"') + "\n[input]\nmouse = false\n"


def test_keys_are_written_once_however_they_were_named(file: Path):
    write_settings(file, {"keys.conversation.fork": ("f9", "f11"), "keys.threads.new": ("c",)})
    loaded = load(str(file))
    assert loaded.problems == ()
    assert loaded.settings.keys.actions == {"conversation.fork": ("f9", "f11"), "threads.new": ("c",)}
    write_settings(file, {"keys.conversation.fork": None, "keys.threads.new": None})
    assert load(str(file)).settings.keys.actions == {}


def test_a_file_that_is_no_toml_is_not_written_over(file: Path):
    file.write_text("[display\n")
    with pytest.raises(NotWrittenError, match="Mend it first"):
        write_setting(file, "display.theme", "dark")
    assert file.read_text() == "[display\n"


def test_a_link_stays_a_link_and_the_rights_of_the_file_as_they_were(file: Path, tmp_path: Path):
    file.chmod(0o640)
    link = tmp_path / "link.toml"
    link.symlink_to(file)
    write_setting(link, "display.theme", "dark")
    assert link.is_symlink()
    assert 'theme = "dark"' in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_folder_that_cannot_be_written_is_said(file: Path):
    with pytest.raises(NotWrittenError, match="cannot be written: Not a directory"):
        write_setting(file / "below" / "settings.toml", "display.theme", "dark")


def test_several_that_write_at_once_lose_nothing_of_each_other(file: Path):
    # As processes do: each takes the lock by a descriptor of its own.
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: write_setting(file, f"themes.mine{number}", {}), range(32)))
    assert len(load(str(file)).settings.themes) == 32


def test_a_variable_that_is_named_for_a_token_is_no_setting(file: Path):
    file.write_text(f'{MINE}[servers.build]\naddress = "wss://build"\ntoken_env = "CODEX_TUI_BUILD"\n')
    environment = {**os.environ, "CODEX_TUI_QQQQ": "a secret", "CODEX_TUI_BUILD": "another"}
    loaded = load(str(file), (), environment, token_variable="CODEX_TUI_QQQQ")
    assert loaded.problems == ()
    (problem,) = load(str(file), (), environment).problems
    assert problem.startswith("CODEX_TUI_QQQQ is no setting of codex-tui.")
