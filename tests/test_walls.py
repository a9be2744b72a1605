"""The walls of the house, looked at from inside a fresh interpreter: who imports what, and how large files are.

The direction of imports inside the packages is checked by import-linter in ``make check``.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from codex_tui.settings.loading import load

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src"
LINE_LIMIT = 400


def modules_after(statement: str) -> set[str]:
    """The names in sys.modules after running a statement in a new interpreter."""
    probe = f"{statement}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def imported_by(statement: str) -> set[str]:
    """The top-level names among them."""
    return {name.partition(".")[0] for name in modules_after(statement)}


HEAVY = {"pydantic", "anyio", "textual", "rich", "click", "codex_tui"}


@pytest.mark.parametrize(
    "statement",
    [
        "import codex_app_server",
        "from codex_app_server import AppServerConfig, launch_server",
        "from codex_app_server import AppServerConfig, connect_early, launch_listening_server",
    ],
)
def test_the_server_can_be_started_before_anything_heavy_is_imported(statement):
    assert not imported_by(statement) & (HEAVY | {"asyncio"})


def test_the_whole_sdk_needs_no_screen():
    everything = "import codex_app_server as sdk\nfor name in sdk.__all__: getattr(sdk, name)"
    assert not imported_by(everything) & {"textual", "rich", "codex_tui", "click", "starlette", "uvicorn"}


def test_the_shared_server_is_found_before_anything_heavy_is_imported():
    statement = "import codex_tui.start, codex_tui.servers.joining, codex_tui.servers.places"
    assert not imported_by(statement) & {
        "pydantic",
        "anyio",
        "textual",
        "rich",
        "click",
        "asyncio",
        "tempfile",
    }


def test_the_command_starts_the_server_before_it_imports_the_screen():
    assert not imported_by("import codex_tui.cli") & {
        "pydantic",
        "anyio",
        "textual",
        "rich",
        "click",
        "asyncio",
    }


FIRST_PAINT = """
import asyncio, os, sys
from codex_app_server import AppServerConfig
from codex_tui.options import parse
from codex_tui.settings.loading import load
from codex_tui.start import Start
from codex_tui.run import make_app

async def paint(arguments):
    app = make_app(Start(parse(arguments), os.getcwd(), AppServerConfig(), None, settings=load()))
    async def look():
        await app.painted.wait()
        print(*sys.modules, flush=True)
        os._exit(0)
    looking = asyncio.create_task(look())
    await app.run_async(headless=True, size=SIZE)

asyncio.run(paint(ARGUMENTS))
"""
NOT_BEFORE_THE_PAINT = {
    *("pydantic", "anyio", "click", "starlette", "uvicorn", "unidiff", "markdown_it", "pygments"),
    *("tomllib", "tomli", "tomlkit", "codex_tui.keymap.checks"),
    *(f"codex_tui.settings.{name}" for name in ("catalogue", "reading", "writing", "own_themes")),
    *(
        f"codex_tui.model.{name}"
        for name in ("items", "conversation", "search", "tallies", "exploring", "rewind", "draft_elements")
    ),
    *(
        f"codex_tui.model.{name}"
        for name in ("named_files", "diff_comments", "output", "text_buffer", "escapes")
    ),
    *("codex_tui.model.requests", "codex_tui.model.answers", "codex_tui.widgets.requests.approval"),
    *(f"codex_tui.render.{name}" for name in ("base", "layout", "prose", "unrenderable", "panel")),
    *(f"codex_tui.store.{name}" for name in ("diff_comments", "spool")),
    *(
        "codex_tui.model.around_facts",
        "codex_tui.model.goal",
        "codex_tui.model.review",
        "codex_tui.model.doctor",
    ),
    *("codex_tui.doctor", "codex_tui.render.pages.page", "codex_tui.screens.around.facts"),
    *("codex_tui.session.runtime", "codex_tui.session.coalescer", "codex_tui.screens.diff"),
    *("codex_tui.intents", "codex_tui.model.catalogue"),
    *("codex_tui.slash", "codex_tui.widgets.menu", "codex_tui.command_palette"),
    *("codex_tui.screens.floating", "codex_tui.screens.closes_once"),
    *(f"codex_tui.widgets.{name}" for name in ("find_term", "recall_term", "history_search")),
    *("codex_tui.servers.joining", "codex_tui.session.launch", "codex_tui.store.origins"),
}


PARTS = """
from codex_tui.app import CodexTui
from codex_tui.screens.conversation import ConversationScreen
from codex_tui.screens.diff import DiffScreen
from codex_tui.screens.threads import ThreadsScreen
from codex_tui.widgets.composer import Composer
from codex_tui.widgets.transcript import Transcript

for last in (CodexTui, ConversationScreen, DiffScreen, ThreadsScreen, Composer, Transcript):
    for made in last.__mro__[1:]:
        if made.__module__.startswith("codex_tui.") and "_css_type_names" in vars(made):
            print(made.__name__)
"""


def test_of_a_class_in_parts_textual_looks_at_the_last_one():
    done = subprocess.run([sys.executable, "-c", PARTS], capture_output=True, text=True, check=True)
    # A generic class, and one that takes no bindings over: both are looked at for what they say.
    assert set(done.stdout.split()) == {"RowScreen", "SceneView"}


@pytest.mark.parametrize(
    ("arguments", "size"),
    [
        ([], (100, 30)),
        ([], (140, 40)),  # the preview is there
        (["--new"], (100, 30)),
        (["--new"], (140, 40)),  # the panel is there
        (["--resume", "01a204d4-d9ce-7471-be67-970fce3c2e3d"], (140, 40)),
    ],
)
def test_the_first_paint_needs_neither_the_models_nor_what_draws_items(
    arguments, size, tmp_path, monkeypatch
):
    # To the end of the paint, not of the imports: what is imported on the way to it is waited for as well.
    statement = FIRST_PAINT.replace("ARGUMENTS", repr(arguments)).replace("SIZE", repr(size))
    # With settings, as they are after the first start that read them.
    settings = tmp_path / "settings.toml"
    settings.write_text('[display]\ntheme = "light"\n[keys]\npreset = "vim"\n"threads.new" = ["c"]\n')
    mine = {"CODEX_TUI_STATE": str(tmp_path), "CODEX_TUI_CONFIG_FILE": str(settings)}
    for name, value in mine.items():
        monkeypatch.setenv(name, value)
    assert load().problems == ()
    env = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-c", statement], capture_output=True, text=True, check=True, env=env
    )
    assert not set(done.stdout.split()) & NOT_BEFORE_THE_PAINT


def test_the_first_paint_compiles_no_expression_of_all_characters():
    statement = "from codex_tui.render import graphemes\nassert graphemes.is_sure('› ─ ↓ … ▎ a')"
    compiled = "print(graphemes._unsure.cache_info().currsize, graphemes._wider.cache_info().currsize)"
    done = subprocess.run(
        [sys.executable, "-c", f"{statement}\n{compiled}"], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["0", "0"]


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


def test_the_session_reads_no_metadata_of_packages():
    build = "from codex_app_server.generated.v2_all import ModelListResponse as M\nM.model_rebuild()"
    imported = modules_after(f"from codex_tui.run import _import_session\n_import_session()\n{build}")
    assert "pydantic" in imported
    assert not imported & {"importlib.metadata", "email", "zipfile"}


def test_the_application_brings_no_openssl_before_something_is_encrypted():
    statement = """
from codex_tui import late_openssl
late_openssl.use_own_digests()
late_openssl.import_asyncio()
from codex_tui.run import _import_session
_import_session()
import codex_app_server.transports.websocket, codex_tui.servers.joining
"""
    assert "asyncio" in modules_after(statement)
    assert not modules_after(statement) & {"_ssl"}
    assert modules_after(f"{statement}\nimport ssl; ssl.create_default_context()") >= {"_ssl"}


def test_the_application_imports_only_public_names_of_the_sdk():
    public = re.compile(r"(from codex_app_server import|from codex_app_server\.generated(\.\w+)? import) ")
    named = [
        f"{path.relative_to(SOURCES)}: {line.strip()}"
        for path in sorted((SOURCES / "codex_tui").rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.match(r"\s*(from|import) codex_app_server", line) and not public.match(line.strip())
    ]
    assert named == []
