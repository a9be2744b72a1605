"""The SDK is tested on both event loops; a peer in memory plays what the real server does not do."""

import sys
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import anyio
import pytest

from codex_app_server import (
    AppServerConfig,
    AsyncCodex,
    ListeningServer,
    MemoryPeer,
    launch_listening_server,
    memory_transport_pair,
)
from codex_tui.demo.request import ModelRequest
from codex_tui.demo.script import Script, Text, ToolCall
from codex_tui.demo.server import ScriptedModel
from tests.support import plain_project

from .capabilities import SERVER_UNDER_TEST, is_older, missing
from .mcp_server import __file__ as mcp_server_file

project_dir, repository = plain_project.project_dir, plain_project.repository

INITIALIZE_RESULT = {
    "userAgent": "peer/0.163.0",
    "codexHome": "/nonexistent/codex-home",
    "platformFamily": "unix",
    "platformOs": "linux",
}

Connected: TypeAlias = tuple[AsyncCodex, MemoryPeer]
Connect: TypeAlias = Callable[..., AbstractAsyncContextManager[Connected]]


ON_TRIO_EVERY_TIME = frozenset({"test_a_thread_is_listed_read_named_and_resumed"})
"""Of the tests that start a server those that are run on trio in `make test`; the others are in `make test-long`.

What a server says is the same on both loops. What depends on them is tested on both by peers in memory.
"""

ABOUT_THE_SERVER = frozenset(
    f"test_truth_{name}.py"
    for name in (
        *("agents", "beside_turns", "board", "failures", "forms", "history", "inputs", "items", "lists"),
        *("mid_turn", "previews", "process", "queue", "threads", "upkeep"),
    )
)
"""What asks for the server's own rules, and nothing of the client that other tests do not ask for.

The answers change with the pinned version only, so that `make test-long` and the version matrix ask for them.
Those of `make test` are about the wire, turns, steering, permissions and the first write, where the client takes part.
"""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep most servers from being asked twice; leave out, in the version matrix, what starts no server."""
    for item in items:
        callspec = getattr(item, "callspec", None)
        on_trio = callspec is not None and callspec.params.get("anyio_backend") == "trio"
        asks = "codex_home" in getattr(item, "fixturenames", ()) and item.path.parent == Path(__file__).parent
        about_the_server = SERVER_UNDER_TEST is None and item.path.name in ABOUT_THE_SERVER
        if asks and about_the_server:
            item.add_marker(pytest.mark.long)
        if on_trio and asks and getattr(item, "originalname", "") not in ON_TRIO_EVERY_TIME:
            item.add_marker(pytest.mark.long)
    if SERVER_UNDER_TEST is None:
        return
    same = [item for item in items if "codex_home" not in getattr(item, "fixturenames", ())]
    items[:] = [item for item in items if item not in same]
    config.hook.pytest_deselected(items=same)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> Generator[None, Any, None]:
    """Skip, in the version matrix, what an older server answered that it does not know."""
    outcome = yield
    lacks = None if call.excinfo is None else missing(call.excinfo.value)
    if lacks is not None and is_older():
        report = outcome.get_result()
        report.outcome = "skipped"
        report.longrepr = (str(report.fspath), 0, f"Skipped: this server has no {lacks}")


@pytest.fixture(scope="module", params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def socket_path(tmp_path: Path) -> str:
    return str(tmp_path / "server.sock")


@pytest.fixture
def server(server_config: AppServerConfig, socket_path: str) -> Iterator[ListeningServer]:
    """A real server that listens on the socket."""
    with launch_listening_server(server_config, f"unix://{socket_path}") as running:
        yield running


async def answer_initialize(peer: MemoryPeer, introduced: anyio.Event | None = None) -> None:
    message = await peer.receive()
    assert message is not None
    assert message["method"] == "initialize"
    peer.send({"id": message["id"], "result": INITIALIZE_RESULT})
    assert await peer.receive() == {"method": "initialized"}
    if introduced is not None:
        introduced.set()


def call_cafe(name: str, arguments: dict[str, str], request: ModelRequest) -> Script:
    """Call a tool of the MCP server by the name that the server under test has for it."""
    listed = {tool.get("name") for tool in request.body["tools"]}
    namespace = "mcp__cafe__" if "mcp__cafe__" in listed else "mcp__cafe"
    return Script([[ToolCall(name, arguments, namespace)], [Text("Thank you.")]])


@pytest.fixture
def asking_config(
    server_config: AppServerConfig, codex_home: Path, scripted_model: ScriptedModel
) -> AppServerConfig:
    """A server whose model has every tool that asks."""
    (codex_home / "config.toml").write_text(
        f'[mcp_servers.cafe]\ncommand = "{sys.executable}"\nargs = ["{mcp_server_file}"]\n'
    )
    for name, arguments in {"greet": {"name": "Ann"}, "order": {}, "visit": {}}.items():
        scripted_model.on(f"@@{name}", partial(call_cafe, name, arguments))
    for keyword, call in {
        "@@weather": ToolCall("weather", {"city": "Bonn"}),
        "@@permit": ToolCall("request_permissions", {"permissions": {"network": {"enabled": True}}}),
    }.items():
        scripted_model.on(keyword, Script([[call], [Text("Thank you.")]]))
    overrides = (*server_config.config_overrides, "features.request_permissions_tool=true")
    return replace(server_config, config_overrides=overrides)


@pytest.fixture
def clockless_config(server_config: AppServerConfig) -> AppServerConfig:
    """A server that asks its client what time it is."""
    clock = 'features.current_time_reminder={enabled=true,clock_source="external"}'
    return replace(server_config, config_overrides=(*server_config.config_overrides, clock))


@pytest.fixture
def connect() -> Connect:
    """Open a client whose server is played by the test."""

    @asynccontextmanager
    async def open_client(config: AppServerConfig | None = None, **options: Any) -> AsyncIterator[Connected]:
        transport, peer = memory_transport_pair()
        codex = AsyncCodex(config, transport=transport, **options)
        with anyio.fail_after(20):
            async with anyio.create_task_group() as group:
                introduced = anyio.Event()
                group.start_soon(answer_initialize, peer, introduced)
                async with codex:
                    await introduced.wait()
                    yield codex, peer

    return open_client
