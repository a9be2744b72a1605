"""A user's home with the scripted model in its configuration, as a plain start finds it."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from codex_tui.demo.server import ScriptedModel
from codex_tui.demo.tools import append_config
from codex_tui.options import Options
from codex_tui.start import Start, begin
from tests.support.terminal import Terminal
from tests.support.trust import leave_untrusted

COMMAND = [sys.executable, "-m", "codex_tui"]


@pytest.fixture
def configured(codex_home: Path, scripted_model: ScriptedModel, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of the environment, which leads to the scripted model."""
    append_config(codex_home, "\n".join(scripted_model.config_overrides()))
    monkeypatch.setenv("CODEX_HOME", str(codex_home))
    return codex_home


@pytest.fixture
def runtime(tmp_path: Path) -> Path:
    """The runtime folder of the environment."""
    return tmp_path / "run"


@pytest.fixture
def begun(configured: Path, project_dir: Path) -> Iterator[Callable[..., Start]]:
    """Begins as the command line does; everything is left at the end."""
    starts: list[Start] = []

    def start(**options: object) -> Start:
        made = begin(Options(folder=str(project_dir), **options))  # type: ignore[arg-type]
        starts.append(made)
        return made

    yield start
    for made in starts:
        made.close()


@pytest.fixture
def terminal(
    configured: Path, project_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Terminal]]:
    """Starts the command on a terminal."""
    monkeypatch.setenv("CODEX_TUI_STATE", str(tmp_path / "state"))
    leave_untrusted(tmp_path / "state", project_dir)
    opened: list[Terminal] = []

    def start(*arguments: str, columns: int = 100, rows: int = 30) -> Terminal:
        made = Terminal([*COMMAND, *arguments], cwd=project_dir, columns=columns, rows=rows)
        opened.append(made)
        return made.__enter__()

    yield start
    for made in opened:
        made.__exit__(None, None, None)
