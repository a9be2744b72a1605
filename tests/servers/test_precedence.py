"""The screen has a core before the server that it started; what the agent runs has it as ever."""

from collections.abc import Callable
from pathlib import Path

import pytest

from codex_app_server import AppServerConfig
from codex_tui.demo.script import Script, Shell, Text
from codex_tui.demo.server import ScriptedModel
from codex_tui.options import Options
from codex_tui.servers.precedence import NICE
from codex_tui.start import Start
from tests.servers.test_joining import connections_closed as connections_closed
from tests.servers.test_joining import server_of
from tests.support.app import ask, running
from tests.support.processes import kill_server, servers
from tests.tui.conftest import state_folder as state_folder

AUTOGROUP = Path("/proc/self/autogroup")
pytestmark = pytest.mark.skipif(not AUTOGROUP.exists(), reason="the system does not share cores by session")


def niceness(process: int | str) -> int:
    """Of the session of a process; 0 for one that the system itself began, which has no autogroup."""
    return int(Path(f"/proc/{process}/autogroup").read_text().rpartition("nice")[2] or 0)


@pytest.mark.parametrize("private", [True, False])
def test_a_server_that_is_started_comes_behind_the_screen(begun: Callable[..., Start], private: bool):
    of_the_screen = niceness("self")
    start = begun(private=private)
    if private:
        assert start.process is not None
        server = start.process.pid
    else:
        server = server_of(start)
    assert niceness(server) == NICE
    assert niceness("self") == of_the_screen


@pytest.mark.anyio
async def test_so_does_one_that_comes_after_a_death_and_commands_do_not(
    server_config: AppServerConfig, scripted_model: ScriptedModel, tmp_path: Path, state_folder: Path
):
    look = f"echo; sed 's/^/asked: /' {AUTOGROUP}"
    scripted_model.on("look", Script([[Shell(look)], [Text("Looked.")]]))
    async with running(server_config, Options(new=True), size=(110, 40)) as run:
        kill_server(tmp_path)
        await run.shows("The server was started again")
        [server] = servers(tmp_path)
        assert niceness(server) == NICE
        await ask(run, "look")
        await run.shows("Looked.", "nice 0")
        await ask(run, f"!{look}")
        await run.until(lambda: run.screen_text().count("nice 0") == 2)
