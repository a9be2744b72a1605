"""What is asked about a command that runs already: whether it may reach a host, and whether this is typed into it."""

from __future__ import annotations

import contextlib
import re
import sys
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from codex_tui.demo.script import Script, Shell, Text, ToolCall
from codex_tui.options import Options
from tests.support.app import Running, ask, running
from tests.support.managed import NETWORK_IS_ASKED_ABOUT, required_by_administrator
from tests.tui.test_approvals import enter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from codex_app_server import AppServerConfig
    from codex_tui.demo.request import ModelRequest
    from codex_tui.demo.script import Step
    from codex_tui.demo.server import ScriptedModel

pytestmark = pytest.mark.anyio

NEW = Options(new=True)
GET = "import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1]).read().decode())"


@contextlib.contextmanager
def website() -> Iterator[tuple[int, list[str]]]:
    """A site on loopback: its port, and the paths that were asked for."""
    reached: list[str] = []

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reached.append(self.path.rpartition("/")[2])
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"a page")

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port, reached
        server.shutdown()
        thread.join()


@pytest.fixture
def asked_config(server_config: AppServerConfig, tmp_path: Path, project_dir: Path) -> AppServerConfig:
    """A server that asks before a command reaches a host that is on no list."""
    (project_dir / "get.py").write_text(GET)
    codex = required_by_administrator(tmp_path, NETWORK_IS_ASKED_ABOUT)
    return replace(server_config, codex_bin=codex)


def get(port: int, page: str) -> list[Step]:
    # Python would go past the proxy to this machine, to which the sandbox has no way.
    url = f"http://127.0.0.1:{port}/{page}"
    return [Shell(f"env -u no_proxy -u NO_PROXY {sys.executable} get.py {url}")]


async def test_a_host_is_refused_then_reached_once_and_for_the_session_at_that_port_only(
    asked_config: AppServerConfig, scripted_model: ScriptedModel
):
    with website() as (port, reached), website() as (other, elsewhere):
        pages = [get(port, "no"), get(port, "once"), get(port, "session"), get(port, "unasked")]
        scripted_model.on("@@get", Script([*pages, get(other, "other"), [Text("Went on.")]]))
        async with running(asked_config, NEW) as run:
            await ask(run, "@@get")
            await run.shows(
                "Let it reach this host?", f"reaches 127.0.0.1:{port} (http)", "not in the allowed"
            )
            await enter(run)
            await run.answer("n")
            await run.shows("rejected by user", "Let it reach this host?")
            assert reached == []
            await enter(run)
            await run.answer("y")
            await run.until(lambda: reached == ["once"])
            await enter(run)
            await run.answer("a")
            await run.shows(f"reaches 127.0.0.1:{other} (http)")
            assert (reached, elsewhere) == (["once", "session", "unasked"], [])
            await enter(run)
            await run.answer("c")
            await run.shows("interrupted")
            assert elsewhere == []


@pytest.mark.long
async def test_a_host_that_is_allowed_for_good_is_reached_unasked_at_any_port_and_in_other_threads(
    asked_config: AppServerConfig, scripted_model: ScriptedModel, codex_home: Path
):
    with website() as (port, reached), website() as (other, elsewhere):
        scripted_model.on("@@first", Script([get(port, "one"), get(other, "two"), [Text("Went on.")]]))
        scripted_model.on("@@second", Script([get(other, "three"), [Text("Went further.")]]))
        async with running(asked_config, NEW) as run:
            await ask(run, "@@first")
            await enter(run)
            await run.press("p")
            await run.shows(
                "Save this as a rule?", "127.0.0.1", "at any port and by any protocol", "all threads"
            )
            await run.letters_count()
            await run.press("s")
            await run.shows("Went on.", "│ Ask ")
            await run.type("/new")
            await run.press("enter")
            await ask(run, "@@second")
            await run.shows("Went further.", "│ Ask ")
            assert (reached, elsewhere) == (["one"], ["two", "three"])
            rules = codex_home / "rules" / "default.rules"
            assert rules.read_text().startswith('network_rule(host="127.0.0.1"')
            await run.press("alt+l")
            await run.shows("allowed  127.0.0.1 (http)", "Commands may reach 127.0.0.1")
            await run.press("x")
            await run.shows("Remove this?")
            await run.press("y")
            await run.shows("Nothing is allowed for good")
            assert rules.read_text() == ""


def types(characters: str) -> Callable[[ModelRequest], Sequence[Step]]:
    """The model types into the command that it started."""

    def steps(request: ModelRequest) -> Sequence[Step]:
        session = re.search(r"session ID (\d+)", " ".join(request.tool_outputs))
        assert session is not None, request.tool_outputs
        call = {"session_id": int(session[1]), "chars": characters, "yield_time_ms": 500}
        return [ToolCall("write_stdin", call)]

    return steps


async def start_reader(run: Running, model: ScriptedModel, *inputs: str) -> None:
    """Runs `cat` outside of the sandbox, into which the model types."""
    cat = Shell("cat; echo over", escalated=True, yield_time_ms=300, tty=True)
    model.on("@@type", Script([[cat], *map(types, inputs), [Text("Went on.")]]))
    await ask(run, "@@type")
    await enter(run)
    await run.answer("y")
    await run.shows("Type this into the command that runs?")


async def test_what_is_typed_into_a_command_is_shown_as_it_is_and_asked_about_each_time(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    async with running(server_config, NEW) as run:
        await start_reader(run, scripted_model, "it's $HOME\n", "\x04")
        shown = await run.shows("it's $HOME↵", "into: cat; echo over", "outside the sandbox")
        assert "write_stdin" not in shown
        await enter(run)
        # The server takes a yes for the session, and asks about the next input all the same.
        assert "session" not in run.screen_text()
        await run.answer("y")
        await run.shows("it's $HOME", "␄")
        await enter(run)
        await run.answer("y")
        await run.shows("over", "Went on.")


@pytest.mark.long
async def test_what_may_not_be_typed_is_not_and_the_command_runs_on(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    async with running(server_config, NEW) as run:
        await start_reader(run, scripted_model, "rm x\n")
        await enter(run)
        await run.answer("n")
        await run.shows("Went on.", "still running", "1 command still runs")
        assert "rejected by user" in scripted_model.requests[-1].tool_outputs[-1]
        assert "  rm x" not in run.screen_text()
