"""A server elsewhere that is away for a while: the application says so, keeps what it has, and comes back by itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from codex_app_server import AppServerConfig, launch_listening_server
from codex_tui.model.state import ConnectionState
from codex_tui.session import runtime
from codex_tui.widgets.composer import Composer
from tests.support.app import ask, running
from tests.support.cutting_proxy import cutting_proxy
from tests.support.trust import leave_untrusted
from tests.tui.test_commands import NEW

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.anyio

INSIDE = "NETWORK_OF_ITS_OWN"
"""Set for the test that runs in a network namespace, whose only link it may take down."""
CAN_UNSHARE = (
    shutil.which("ip") is not None
    and shutil.which("unshare") is not None
    and subprocess.run(["unshare", "-n", "true"], capture_output=True).returncode == 0
)


@pytest.fixture(autouse=True)
def state_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "state"
    leave_untrusted(folder, tmp_path / "shop")
    monkeypatch.setenv("CODEX_TUI_STATE", str(folder))


async def test_a_server_that_is_away_for_a_while_comes_back_by_itself_with_all_that_was_there(
    server_config, tmp_path, monkeypatch
):
    monkeypatch.setattr(runtime, "RETRY", 0.05)
    with launch_listening_server(server_config, f"unix://{tmp_path}/s") as server:
        async with cutting_proxy(server.endpoint) as proxy:
            config = AppServerConfig(endpoint=proxy.endpoint, cwd=server_config.cwd)
            async with running(config, NEW) as run:
                await ask(run, "before")
                await run.shows("▎ before", "· idle")
                await run.type("a draft")
                proxy.refusing = True
                await proxy.cut()
                screen = await run.shows("tried again by itself.", "reconnects; your draft is kept")
                assert "▎ before" in screen
                tried = proxy.connections
                await run.until(lambda: proxy.connections >= tried + 2)
                proxy.refusing = False
                await run.shows("It is up again", "▎ before")
                await run.hides("tried again by itself.")
                assert run.app.screen.query_one(Composer).text == "a draft"
                await run.press("enter")
                await run.shows("▎ a draft", "· idle")


@pytest.mark.long
async def test_a_server_that_wants_another_token_after_its_restart_is_not_asked_again_and_again(
    server_config, tmp_path, monkeypatch
):
    monkeypatch.setattr(runtime, "RETRY", 0.05)
    token = tmp_path / "token"
    token.write_text("the-first-one")
    arguments = ("--ws-auth", "capability-token", "--ws-token-file", str(token))
    with launch_listening_server(server_config, arguments=arguments) as server:
        address = server.endpoint
        async with cutting_proxy(address) as proxy:
            config = AppServerConfig(
                endpoint=proxy.endpoint, bearer_token="the-first-one", cwd=server_config.cwd
            )
            async with running(config, NEW) as run:
                await run.until(lambda: run.app.state.server.state is ConnectionState.READY)
                server.kill()
                token.write_text("the-second-one")
                with launch_listening_server(server_config, address, arguments=arguments):
                    await proxy.cut()
                    screen = await run.shows("does not accept this token (HTTP 401)")
                    assert "the-first-one" not in screen
                    assert "tried again by itself" not in screen
                    tried = proxy.connections
                    for _ in range(20):
                        await run.pilot.pause(0.05)
                    assert proxy.connections == tried


@pytest.mark.long
@pytest.mark.skipif(not CAN_UNSHARE, reason="no network namespace can be made here")
def test_a_network_that_is_down_for_a_minute():
    inside = f"{__file__}::test_inside_of_a_network_of_its_own"
    command = ("ip link set lo up && exec", sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", inside)
    played = subprocess.run(
        ("unshare", "-n", "sh", "-c", " ".join(command)),
        env={**os.environ, INSIDE: "1"},
        capture_output=True,
        text=True,
        timeout=400,
    )
    assert "1 passed" in played.stdout, played.stdout + played.stderr


@pytest.mark.long
@pytest.mark.skipif(INSIDE not in os.environ, reason="it is run by the test before it, in a namespace")
async def test_inside_of_a_network_of_its_own(server_config):
    def link(state: str) -> None:
        subprocess.run(("ip", "link", "set", "lo", state), check=True)

    with launch_listening_server(server_config, "ws://127.0.0.1:0") as server:
        config = AppServerConfig(endpoint=server.endpoint, cwd=server_config.cwd, connect_timeout=3.0)
        async with running(config, NEW) as run:
            await ask(run, "before")
            await run.shows("▎ before", "· idle")
            await run.type("a draft")
            link("down")
            # First nothing is heard, then the connection is given up, and nobody can be reached.
            await run.until(lambda: "Nothing is heard from the" in run.screen_text(), 60)
            await run.until(lambda: "There is no connection to the remote server" in run.screen_text(), 90)
            await run.shows("tried again by itself.", "▎ before", "a draft")
            for _ in range(20):
                await run.pilot.pause(1.0)  # a minute altogether
            link("up")
            await run.until(lambda: "It is up again" in run.screen_text(), 90)
            assert run.app.screen.query_one(Composer).text == "a draft"
            await run.press("enter")
            await run.shows("▎ a draft", "· idle")
