"""Fixtures for every test: a hermetic environment, a home, a project and the scripted model.

Tests of async code use anyio's pytest plugin: mark them with `@pytest.mark.anyio`. They run on asyncio; a
test that shall run on trio too parametrises `anyio_backend`.
"""

import contextlib
import fcntl
import gc
import os
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import anyio
import pytest
from hypothesis import settings
from textual.scrollbar import ScrollBar, ScrollBarRender

from codex_app_server import AppServerConfig, AsyncCodex, Codex
from codex_tui.demo.project import make_project
from codex_tui.demo.server import ScriptedModel
from codex_tui.demo.tools import add_hooks, add_mcp_server, append_config, draw_picture, trust_of_hooks
from codex_tui.keymap import speak_arrows_in_words
from tests.support.shared_servers import end_shared_servers
from tests.support.stylesheets import parse_once

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Started in the background of a shell. Every command that a test starts would inherit it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    # Started by nohup. A handler goes on ignoring it, and no command inherits that.
    signal.signal(signal.SIGHUP, lambda _number, _frame: None)

_SERVER_UNDER_TEST = os.environ.get("APP_SERVER_UNDER_TEST")
"""Another `codex` binary than the installed package's: how the version matrix runs these tests."""

_FOREIGN_VARIABLES = (
    "CODEX_",
    "OPENAI_",
    "XDG_",
    "GIT_",
    "NO_COLOR",
    "FORCE_COLOR",
    "CLICOLOR",
    "COLORTERM",
    "TEXTUAL",
    "COLUMNS",
    "LINES",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "SSH_",
    "VTE_VERSION",
    "KONSOLE_VERSION",
)
"""How the names of variables begin that would let the host change what tests see, or tests what is on its clipboard."""

_AUTHORITY = Path(__file__).parent / "data" / "authority.pem"
"""The one authority that servers trust. Reading all those of the host costs each of them as much as its start."""


# An example that fails is kept and tried first the next time. `make test-long` asks for many more.
settings.register_profile("quick", max_examples=25, deadline=None)
settings.register_profile("long", max_examples=200, deadline=None)
settings.load_profile("quick")

# Looking for garbage as often as Python does by itself takes a tenth of the time.
gc.set_threshold(10_000, 20, 20)

parse_once()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave pictures to Python 3.11: other versions may draw the same screen with other markup."""
    if sys.version_info[:2] == (3, 11):
        return
    pictures = [item for item in items if "snap_compare" in getattr(item, "fixturenames", ())]
    items[:] = [item for item in items if item not in pictures]
    config.hook.pytest_deselected(items=pictures)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Two for each processor: a test of the real server waits for it half of its time. Three were no faster."""
    return 2 * (os.cpu_count() or 1)


def pytest_collection_finish() -> None:
    """Spare the collector what was imported, which stays."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def search_path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PATH in which `lsb_release` says nothing: each server asks it for the system, and it runs ten processes."""
    folder = tmp_path_factory.mktemp("bin")
    (folder / "lsb_release").symlink_to(shutil.which("true") or "/bin/true")
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


@pytest.fixture(autouse=True)
def hermetic_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, search_path: str) -> Iterator[None]:
    """Cut the test off from the host's configuration; child processes inherit this."""
    home = tmp_path / "home"
    home.mkdir()
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    for name in os.environ:
        # The snapshot plugin keeps the folder of its pictures in a variable of its own.
        if name.startswith(_FOREIGN_VARIABLES) and not name.startswith("TEXTUAL_SNAPSHOT"):
            monkeypatch.delenv(name)
    # Each command that a test runs would compile every module of ours anew.
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    if _SERVER_UNDER_TEST is not None:
        monkeypatch.setenv("CODEX_BIN", _SERVER_UNDER_TEST)
    for name, value in {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_DATA_HOME": str(home / ".local" / "share"),
        "XDG_STATE_HOME": str(home / ".local" / "state"),
        "XDG_RUNTIME_DIR": str(runtime),
        "PATH": search_path,
        "SSL_CERT_FILE": str(_AUTHORITY),
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm-256color",
        "NO_PROXY": "127.0.0.1,localhost",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Tester",
        "GIT_AUTHOR_EMAIL": "tester@example.com",
        "GIT_COMMITTER_NAME": "Tester",
        "GIT_COMMITTER_EMAIL": "tester@example.com",
    }.items():
        monkeypatch.setenv(name, value)
    time.tzset()
    yield
    end_shared_servers(runtime)
    speak_arrows_in_words(False)  # of the process, as an application with ASCII only leaves it
    ScrollBar.renderer = ScrollBarRender  # so is this
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(scope="session")
def home_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CODEX_HOME in which a server has run once: making its databases is half of what the first start takes."""
    path = tmp_path_factory.mktemp("template") / "codex-home"
    path.mkdir()
    config = AppServerConfig(
        codex_bin=_SERVER_UNDER_TEST,
        config_overrides=("features.plugins=false",),
        env={**os.environ, "CODEX_HOME": str(path)},
    )
    with Codex(config):
        pass
    for name in path.glob("*.sqlite"):
        with contextlib.closing(sqlite3.connect(name)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def codex_home(tmp_path: Path, home_template: Path) -> Path:
    """A CODEX_HOME without threads and without configuration."""
    unwanted = shutil.ignore_patterns(".tmp", "installation_id", "*-wal", "*-shm")
    return shutil.copytree(home_template, tmp_path / "codex-home", ignore=unwanted)


@pytest.fixture(scope="session")
def project_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `project_dir` is copied from: copying is cheaper than git."""
    path = tmp_path_factory.mktemp("template") / "shop"
    make_project(path)
    return path


@pytest.fixture
def project_dir(tmp_path: Path, project_template: Path) -> Path:
    """A git project with a few Python files, one of them with a bug that a test shows."""
    return shutil.copytree(project_template, tmp_path / "shop")


@pytest.fixture
def scripted_model() -> Iterator[ScriptedModel]:
    """A running scripted model, with the scripts of the library and an echo for everything else."""
    with ScriptedModel() as model:
        yield model


@pytest.fixture
def stays_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that is lost is not started again, nor connected to, before a person wants it."""
    monkeypatch.setattr("codex_tui.session.returning.PAUSES", ())


@pytest.fixture
def login_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The port at which a login in the browser is waited for, for one test at a time: a second login ends the first."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with open(shared / "login-port.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture
def server_env(codex_home: Path) -> dict[str, str]:
    """The whole environment of an app-server under test."""
    return {**os.environ, "CODEX_HOME": str(codex_home)}


@pytest.fixture
def server_config(
    scripted_model: ScriptedModel, project_dir: Path, server_env: dict[str, str]
) -> AppServerConfig:
    """How to start a real app-server that talks to the scripted model, in the project."""
    # For each thread a shell would be started to read its environment.
    overrides = (*scripted_model.config_overrides(), "features.shell_snapshot=false")
    return AppServerConfig(config_overrides=overrides, cwd=str(project_dir), env=server_env)


@pytest.fixture
def tools_config(server_config: AppServerConfig, codex_home: Path, project_dir: Path) -> AppServerConfig:
    """A server for the script `@@tools`: with an MCP server, hooks that may run, and a picture to look at."""

    async def read_hooks() -> str:
        async with AsyncCodex(server_config) as codex:
            return await trust_of_hooks(codex, project_dir)

    add_hooks(codex_home)
    append_config(codex_home, anyio.run(read_hooks))
    add_mcp_server(codex_home)
    draw_picture(project_dir.parent)
    return server_config
