"""Several servers on one board: what each has, who answers, and what happens when one of them goes away."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest

from codex_app_server import AppServerConfig, AsyncCodex
from codex_app_server.listening import launch_listening_server
from codex_tui.messages import NewThread, PromptSubmitted
from codex_tui.model.state import ConnectionState
from codex_tui.options import Options
from codex_tui.servers.several import other_servers
from tests.support.app import ask, running
from tests.tui.test_compare import mark

pytestmark = pytest.mark.anyio


@pytest.fixture
def other_home(tmp_path, home_template):
    unwanted = shutil.ignore_patterns(".tmp", "installation_id", "*-wal", "*-shm")
    return shutil.copytree(home_template, tmp_path / "other-home", ignore=unwanted)


@pytest.fixture(autouse=True)
def trusted(codex_home, other_home, project_dir):
    """Both servers trust the project, so that nobody is asked."""
    for home in (codex_home, other_home):
        (home / "config.toml").write_text(f'[projects."{project_dir}"]\ntrust_level = "trusted"\n')


@pytest.fixture
def other_config(server_config, server_env, other_home):
    """A server with a home of its own."""
    return replace(server_config, env={**server_env, "CODEX_HOME": str(other_home)})


@pytest.fixture
def other(other_config):
    """That server, listening; its address and its process."""
    with launch_listening_server(other_config, "ws://127.0.0.1:0") as listening:
        yield listening


def beside(endpoint):
    return Options(more_remotes=(endpoint,))


def other_name(run):
    return next(name for name in run.app.state.servers if name != "local")


async def begin_on_other(run, prompt):
    """Sends a first prompt to the other server."""
    await run.until(lambda: len(run.app.state.servers) > 1)
    await run.until(lambda: run.app.state.servers[other_name(run)].state is ConnectionState.READY)
    await run.app.intents.handle(NewThread(str(run.start.folder), other_name(run)))
    await ask(run, prompt)


async def test_threads_of_all_servers_stand_on_one_board_and_name_their_host(server_config, other):
    async with running(server_config, beside(other.endpoint), size=(140, 30)) as run:
        await run.shows("No threads")
        await begin_on_other(run, "@@plain over there")
        await run.shows("Hello from the scripted model", f"{other_name(run)}:")
        await run.press("alt+n")
        await run.app.intents.handle(NewThread(None, "local"))
        await ask(run, "@@plain here")
        await run.shows("Hello from the scripted model", "local:")
        await run.press("alt+t")
        screen = await run.shows("@@plain over there", "@@plain here")
        rows = [line for line in screen.split("\n") if "@@plain" in line]
        assert any("over there" in row and other_name(run) in row for row in rows), screen
        assert any("here" in row and "local" in row for row in rows), screen


async def test_what_another_server_asks_is_answered_on_the_same_board(server_config, other):
    async with running(server_config, beside(other.endpoint), size=(140, 30)) as run:
        await begin_on_other(run, "@@approval")
        await run.shows("Run it outside the sandbox?")
        assert run.thread.server == other_name(run)
        await run.press("alt+t")
        await run.shows("NEEDS YOU  1", "run: rm -rf build/")
        await run.press("i")
        await run.press("alt+a")
        await run.answer("y")
        await run.until(lambda: not run.app.state.inbox.all())


async def test_a_server_that_goes_away_leaves_its_rows_and_the_others_go_on(server_config, other_config):
    with launch_listening_server(other_config, "ws://127.0.0.1:0") as first:
        endpoint = first.endpoint
        async with running(server_config, beside(endpoint), size=(140, 30)) as run:
            await begin_on_other(run, "@@plain over there")
            await run.shows("Hello from the scripted model")
            await run.press("alt+t")
            await run.shows("@@plain over there")
            await run.press("alt+r")
            await run.shows("Nothing to reconnect: the server is there")
            os.kill(first.pid, 9)
            await run.shows("@@plain over there", f"! not reached: {other_name(run)}", "  not reached  ")
            await run.until(lambda: "nobody listens" in run.app.state.servers[other_name(run)].problem)
            await run.press("S")
            await run.shows("away: nobody listens there; start a server")
            await run.press("escape")
            await run.app.intents.handle(NewThread(None, "local"))
            await ask(run, "@@plain here")
            await run.shows("Hello from the scripted model")
            with launch_listening_server(other_config, endpoint):
                await run.press("alt+r")
                await run.press("alt+t")
                await run.hides("not reached")
                await run.shows("@@plain over there", "@@plain here")


async def test_a_prompt_goes_to_the_server_it_was_typed_for(server_config, other):
    async with running(server_config, beside(other.endpoint), size=(140, 30)) as run:
        await run.until(lambda: len(run.app.state.servers) > 1)
        there = other_name(run)
        await run.until(lambda: run.app.state.servers[there].state is ConnectionState.READY)
        await run.app.intents.handle(NewThread(str(run.start.folder), there))
        # Before the prompt has left, the next new thread is to begin elsewhere.
        await run.app.intents.handle(PromptSubmitted(None, "@@plain over there"))
        await run.app.intents.handle(NewThread(None, "local"))
        await run.until(lambda: bool(run.app.state.board.rows))
        assert [key.server for key in run.app.state.board.rows] == [there]


@pytest.mark.long
async def test_archiving_rows_of_two_servers_asks_each_of_them(server_config, other):
    async with running(server_config, beside(other.endpoint), size=(140, 30)) as run:
        await begin_on_other(run, "@@plain over there")
        await run.shows("Hello from the scripted model")
        await run.app.intents.handle(NewThread(None, "local"))
        await ask(run, "@@plain here")
        await run.shows("Hello from the scripted model")
        await run.press("alt+t")
        await run.shows("@@plain over there", "@@plain here")
        await run.press("asterisk", "a")
        await run.hides("@@plain")
        rows = run.app.state.board.rows.values()
        assert {row.key.server for row in rows if row.archived} == {"local", other_name(run)}
        # What was done last is taken back where it was done, whichever server the next new thread is for.
        await run.press("u", "u")
        await run.until(lambda: not any(row.archived for row in run.app.state.board.rows.values()))
        await run.shows("@@plain over there", "@@plain here")


# --- how they are named -----------------------------------------------------------------------------------------


CONFIG = AppServerConfig(client_name="codex-tui")


def test_the_settings_name_servers_where_their_tokens_are_and_their_folder():
    named = {
        "build": {"address": "wss://build.example", "token_env": "BUILD", "folder": "/src"},
        "lab": {"address": "ws://lab.example:4500", "token_env": "LAB"},
        "old": {"address": "http://old.example"},
    }
    build, lab, old = other_servers(Options(), named, CONFIG, {"BUILD": "secret", "LAB": "secret"})
    assert build.config is not None
    assert (build.config.endpoint, build.config.bearer_token, build.folder) == (
        "wss://build.example",
        "secret",
        "/src",
    )
    assert lab.config is None and "unencrypted" in lab.problem and "secret" not in lab.problem
    assert old.config is None and "servers.old" in old.problem


def test_addresses_of_the_command_line_have_names_of_their_own_and_stand_alone():
    options = Options(remote="ws://127.0.0.1:1", more_remotes=("ws://127.0.0.1:2", "ws://127.0.0.1:2/b"))
    found = other_servers(options, {"build": {"address": "wss://build.example"}}, CONFIG)
    assert [server.name for server in found] == ["127.0.0.1:2", "127.0.0.1:2-2"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("wss://build.example", "wss://Build.example:443/"),
        ("ws://127.0.0.1:4500", "ws://localhost:4500"),
        ("unix:///run/codex/../lab.sock", "unix:///run/lab.sock"),
    ],
)
def test_a_second_name_of_one_address_is_refused_in_a_sentence(first, second):
    named = {"build": {"address": first}, "again": {"address": second}}
    build, again = other_servers(Options(), named, CONFIG, {})
    assert build.config is not None
    assert again.config is None and "its address is that of build" in again.problem
    (beside_first,) = other_servers(Options(remote=first, more_remotes=(second,)), {}, CONFIG)
    assert beside_first.config is None and "listed twice" in beside_first.problem


@pytest.mark.parametrize(
    "options", [Options(private=True), Options(demo=True), Options(remote="ws://127.0.0.1:1")]
)
def test_a_start_that_names_its_server_has_no_other(options):
    assert other_servers(options, {"build": {"address": "wss://build.example"}}, CONFIG) == []


@pytest.mark.long
async def test_files_and_ones_own_commands_are_those_of_the_threads_server(server_config, other, other_home):
    async with running(server_config, beside(other.endpoint), size=(120, 30)) as run:
        await begin_on_other(run, "hello @@plain")
        await run.shows("· idle")
        thread = run.thread
        assert thread.server == other_name(run)
        await run.type("@READ")
        await run.shows("─ Files in", "▌README.md")
        assert run.app.state.of(thread).file_search is not None
        assert run.app.state.file_search is None
        await run.press("escape", "ctrl+c")
        await run.until(lambda: run.app.state.of(thread).file_search is None)
        await run.type("!basename $CODEX_HOME")
        await run.press("enter")
        await run.shows(other_home.name, "exit 0")


@pytest.mark.long
async def test_models_are_compared_where_the_thread_is(server_config, other):
    async with running(server_config, beside(other.endpoint), size=(120, 30)) as run:
        await begin_on_other(run, "@@plain first")
        await run.shows("Hello from the scripted model.", "idle")
        await run.type("/compare @@plain again")
        await run.press("enter")
        await mark(run, "5.5", "gpt-6-luna")
        await run.press("enter")
        await run.shows("2 models: 2 done")
        comparison = run.app.state.last_comparison
        assert comparison is not None
        assert {thread.server for thread in comparison.threads()} == {other_name(run)}
        await run.press("escape", "alt+c")
        await run.shows("2 models: 2 done")


@pytest.mark.long
async def test_pages_are_read_and_changed_where_the_thread_is(server_config, other, other_home):
    async with running(server_config, beside(other.endpoint), size=(120, 30)) as run:
        await begin_on_other(run, "@@plain over there")
        await run.shows("Hello from the scripted model", "idle")
        run.app.action_show_page("skills")
        await run.shows("imagegen", "· Generate")
        await run.press("x")
        await run.shows("imagegen         off")
        assert "imagegen" in (other_home / "config.toml").read_text()


# --- finding threads --------------------------------------------------------------------------------------------


async def begin_there(config, prompt):
    """A thread on a server, begun by another client; its id."""
    async with AsyncCodex(config) as codex:
        thread = await codex.thread_start(cwd=str(config.cwd))
        await thread.run(prompt)
        return thread.id


async def last_used(config, thread):
    """When a thread was used last, in whole seconds."""
    async with AsyncCodex(config) as codex:
        read = await codex.request("thread/read", {"threadId": thread, "includeTurns": False}, dict)
        return read["thread"]["recencyAt"]


@pytest.mark.long
async def test_messages_of_all_servers_are_searched_and_a_hit_opens_on_its_own(
    server_config, other_config, other
):
    elsewhere = await begin_there(replace(other_config, endpoint=other.endpoint), "an otter over there")
    await begin_there(server_config, "an otter here")
    async with running(server_config, beside(other.endpoint), size=(140, 30)) as run:
        await run.until(lambda: len(run.app.state.board.rows) == 2)
        await run.press("slash")
        await run.type("otter")
        screen = await run.shows("IN MESSAGES  2")
        under = screen.split("IN MESSAGES")[1]
        assert "local" in under and "127.0.0" in under, screen
        await run.type(" over")
        await run.shows("IN MESSAGES  1")
        await run.press("enter", "down", "enter")
        await run.shows("an otter over there", "2 of 2")
        assert (run.thread.server, run.thread.thread) == (other_name(run), elsewhere)


@pytest.mark.long
async def test_what_is_away_is_named_at_40_columns_and_beside_the_hits(server_config, other_config):
    await begin_there(server_config, "an otter here")
    with launch_listening_server(other_config, "ws://127.0.0.1:0") as gone:
        endpoint = gone.endpoint
    async with running(server_config, beside(endpoint), size=(40, 14)) as run:
        await run.shows("an otter here", "! 1 away")
        await run.press("slash")
        await run.type("otter")
        await run.shows("IN MESSAGES  1", "! not searched on")


@pytest.mark.parametrize("by_id", [True, pytest.param(False, marks=pytest.mark.long)])
async def test_a_thread_is_resumed_on_the_server_that_has_it(server_config, other_config, other, by_id):
    there = replace(other_config, endpoint=other.endpoint)
    here = await last_used(server_config, await begin_there(server_config, "an otter here"))
    elsewhere = await begin_there(there, "an otter over there")
    while not by_id and await last_used(there, elsewhere) <= here:
        # Servers tell whole seconds: in one and the same, neither is the later one.
        elsewhere = await begin_there(there, "an otter over there")
    options = Options(
        more_remotes=(other.endpoint,),
        folder=str(server_config.cwd),
        resume=elsewhere if by_id else None,
        last=not by_id,
        prompt="@@plain and then",
    )
    async with running(server_config, options, size=(140, 30)) as run:
        await run.shows("an otter over there", "@@plain and then", "Hello from the scripted model")
        assert (run.thread.server, run.thread.thread) == (other_name(run), elsewhere)


@pytest.mark.long
def test_the_linear_mode_lists_the_threads_of_all_servers_and_follows_them(
    server_env, project_dir, other_config, other
):
    elsewhere = replace(other_config, endpoint=other.endpoint)
    asyncio.run(begin_there(elsewhere, "an otter over there"))
    with launch_listening_server(replace(other_config, env=server_env), "ws://127.0.0.1:0") as first:
        command = [sys.executable, "-m", "codex_tui", "--linear"]
        done = subprocess.run(
            [*command, "--remote", first.endpoint, "--remote", other.endpoint, "--last"],
            input=b"@@plain and then\n/threads\n",
            capture_output=True,
            timeout=120,
            check=False,
            env=server_env,
            cwd=project_dir,
        )
    said = done.stdout.decode()
    assert done.returncode == 0, said + done.stderr.decode()
    name = other.endpoint.removeprefix("ws://")
    assert f"on {name}" in said and "Hello from the scripted model" in said, said
