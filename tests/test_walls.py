"""The walls of the house, looked at from inside a fresh interpreter: who imports what, and how large files are.

The direction of imports inside the packages is checked by import-linter in ``make check``.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src"
LINE_LIMIT = 400


def imported_by(statement: str) -> set[str]:
    """The top-level names in sys.modules after running a statement in a new interpreter."""
    probe = f"{statement}\nimport sys\nprint(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


HEAVY = {"pydantic", "anyio", "textual", "rich", "click", "codex_tui"}


@pytest.mark.parametrize(
    "statement",
    [
        "import codex_app_server",
        "from codex_app_server import AppServerConfig, launch_server",
    ],
)
def test_the_server_can_be_started_before_anything_heavy_is_imported(statement):
    assert not imported_by(statement) & (HEAVY | {"asyncio"})


def test_the_whole_sdk_needs_no_screen():
    everything = "import codex_app_server as sdk\nfor name in sdk.__all__: getattr(sdk, name)"
    assert not imported_by(everything) & {"textual", "rich", "codex_tui", "click", "starlette", "uvicorn"}


def test_the_command_starts_the_server_before_it_imports_the_screen():
    assert not imported_by("import codex_tui.cli") & {
        "pydantic",
        "anyio",
        "textual",
        "rich",
        "click",
        "asyncio",
    }


@pytest.mark.parametrize("screen", ["ThreadsScreen", "ConversationScreen"])
def test_the_first_paint_needs_neither_the_models_nor_a_markdown_parser(screen):
    module = {"ThreadsScreen": "threads", "ConversationScreen": "conversation"}[screen]
    statement = f"import codex_tui.app\nfrom codex_tui.screens.{module} import {screen}"
    unwanted = {"pydantic", "anyio", "click", "starlette", "uvicorn", "unidiff"}
    assert not imported_by(statement) & unwanted


def test_the_model_is_plain_python():
    names = [path.stem for path in (SOURCES / "codex_tui" / "model").glob("*.py") if path.stem != "__init__"]
    statement = "\n".join(f"import codex_tui.model.{name}" for name in names)
    assert not imported_by(statement) & {"textual", "rich", "pydantic", "anyio"}


@pytest.mark.parametrize("folder", ["src", "tests", "scripts", "benchmarks"])
def test_no_file_is_longer_than_a_reader_can_hold(folder):
    long = {
        str(path.relative_to(ROOT)): count
        for path in (ROOT / folder).rglob("*.py")
        if "generated" not in path.parts
        and (count := len(path.read_text(encoding="utf-8").splitlines())) > LINE_LIMIT
    }
    assert not long
