"""The command that shows and changes settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from codex_tui.settings.place import settings_path
from codex_tui.settings_command import run_settings


@pytest.fixture
def path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("CODEX_TUI_CONFIG_FILE", str(tmp_path / "settings.toml"))
    return tmp_path / "settings.toml"


def test_the_place_is_that_of_the_platform_unless_it_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    usual = settings_path(None, {})
    assert (usual.parent.name, usual.name) == ("codex-tui", "settings.toml")
    assert settings_path(None, {"CODEX_TUI_CONFIG_FILE": "/a/b.toml"}) == Path("/a/b.toml")
    assert settings_path("/c.toml", {"CODEX_TUI_CONFIG_FILE": "/a/b.toml"}) == Path("/c.toml")


def test_a_value_is_set_got_and_taken_back(path: Path, capsys: pytest.CaptureFixture[str]):
    assert run_settings(["set", "notifications.after", "never"]) == 0
    assert path.read_text() == '[notifications]\nafter = "off"\n'
    assert run_settings(["set", "conversation.prompt_lines", "12"]) == 0
    capsys.readouterr()
    assert run_settings(["get", "conversation.prompt_lines"]) == 0
    assert capsys.readouterr().out == "12\n"
    assert run_settings(["reset", "conversation.prompt_lines"]) == 0
    capsys.readouterr()
    assert run_settings([]) == 0
    shown = capsys.readouterr().out
    assert "prompt_lines = 6" in shown
    assert "settings.toml, line 2" in next(line for line in shown.splitlines() if line.startswith("after"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["set", "display.theme", "drak"], "There is no theme 'drak'"),
        (["set", "input.mouse", "maybe"], "input.mouse takes on or off, and 'maybe' is none of it."),
        (["get", "theme"], "There is no setting 'theme'. Did you mean display.theme?"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    path: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
):
    assert run_settings(arguments) == 1
    assert said in capsys.readouterr().err
    assert not path.exists()


def test_mistakes_are_told_and_give_another_exit_code(path: Path, capsys: pytest.CaptureFixture[str]):
    path.write_text("[input]\nmouse = 7\nwheel_lines = 0\n")
    assert run_settings([]) == 1
    told = capsys.readouterr().err.splitlines()
    assert [line.partition(":")[2][:24] for line in told] == [
        " settings.toml, line 2: ",
        " settings.toml, line 3: ",
    ]


def test_that_a_variable_wins_is_said(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("CODEX_TUI_THEME", "dark")
    assert run_settings(["set", "display.theme", "light"]) == 0
    assert "CODEX_TUI_THEME is set and wins over the file." in capsys.readouterr().err


def test_the_editor_gets_a_file_with_every_setting_in_it(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("EDITOR", "cat")
    assert run_settings(["--edit"]) == 0
    assert '# theme = "auto"' in path.read_text()
    monkeypatch.delenv("EDITOR")
    assert run_settings(["--edit"]) == 1
    assert f"The file is {path}" in capsys.readouterr().err


def test_all_actions_are_listed_with_the_keys_in_force(path: Path, capsys: pytest.CaptureFixture[str]):
    path.write_text('[keys]\n"conversation.fork" = ["f11"]\n')
    assert run_settings(["keys"]) == 0
    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("conversation.fork"))
    assert line.split()[1] == "f11"
