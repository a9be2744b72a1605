import os
import stat
import subprocess
import sys
from pathlib import Path

import anyio
import pytest

from codex_app_server import (
    AppServerConfig,
    AsyncCodex,
    CodexBinaryNotFoundError,
    RequestTimeoutError,
    ServerClosedError,
    ServerStartError,
    launch_server,
)
from codex_app_server.binary import find_codex_binary
from codex_app_server.launch import server_command
from tests.support.byte_peer import expect, handshake, leave, peer_command, raw, say, stderr, until_eof


def make_executable(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_the_binary_is_looked_for_in_the_documented_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    explicit = make_executable(tmp_path / "explicit")
    from_env = make_executable(tmp_path / "from-env")
    on_path = make_executable(tmp_path / "bin" / "codex")
    env = {"CODEX_BIN": from_env, "PATH": str(tmp_path / "bin")}
    assert find_codex_binary(explicit, env) == explicit
    assert find_codex_binary(None, env) == from_env
    del env["CODEX_BIN"]
    packaged = find_codex_binary(None, env)
    assert Path(packaged).parent.parent.name == "codex_cli_bin"
    monkeypatch.setattr("codex_app_server.binary.find_spec", lambda name: None)
    assert find_codex_binary(None, env) == on_path


def test_a_relative_path_holds_in_whatever_folder_the_server_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    make_executable(tmp_path / "here" / "codex")
    monkeypatch.chdir(tmp_path)
    assert find_codex_binary("here/codex", {}) == str(tmp_path / "here" / "codex")


def test_without_any_binary_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("codex_app_server.binary.find_spec", lambda name: None)
    with pytest.raises(CodexBinaryNotFoundError, match="pip install openai-codex-cli-bin"):
        find_codex_binary(None, {"PATH": str(tmp_path)})
    with pytest.raises(CodexBinaryNotFoundError, match="codex_bin names"):
        find_codex_binary(tmp_path / "missing", {})
    with pytest.raises(CodexBinaryNotFoundError, match="CODEX_BIN names"):
        find_codex_binary(None, {"CODEX_BIN": str(tmp_path), "PATH": ""})


def test_the_command_line_carries_the_overrides(tmp_path: Path):
    binary = make_executable(tmp_path / "codex")
    config = AppServerConfig(codex_bin=binary, config_overrides=("a=1", "b=2"))
    assert server_command(config) == (binary, "-c", "a=1", "-c", "b=2", "app-server")
    assert server_command(AppServerConfig(launch_args_override=("x", "y"))) == ("x", "y")


def test_what_cannot_be_started_is_a_clear_error(tmp_path: Path):
    with pytest.raises(ServerStartError, match="does not exist"):
        launch_server(AppServerConfig(launch_args_override=("true",), cwd=tmp_path / "missing"))
    with pytest.raises(ServerStartError, match="cannot start"):
        launch_server(AppServerConfig(launch_args_override=(str(tmp_path / "missing"),)))


def test_a_server_nobody_adopts_can_be_ended():
    process = launch_server(AppServerConfig(launch_args_override=peer_command(until_eof())))
    assert process.poll() is None
    process.close()
    assert process.poll() == 0
    stubborn = launch_server(AppServerConfig(launch_args_override=("sleep", "1000")))
    stubborn.close(timeout=0)
    assert stubborn.poll() == -9


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("overrides", "reason"),
    [(("nonsense",), "missing '='"), (('approval_policy="bogus"',), "unknown variant `bogus`")],
)
async def test_a_bad_override_names_what_the_server_said(
    server_env: dict[str, str], overrides: tuple[str, ...], reason: str
):
    config = AppServerConfig(config_overrides=overrides, env=server_env)
    with anyio.fail_after(30), pytest.raises(ServerClosedError, match=reason) as caught:
        async with AsyncCodex(config):
            pass
    assert caught.value.exit_code == 1
    assert "backtrace" not in str(caught.value)
    assert reason in caught.value.stderr_tail


@pytest.mark.anyio
async def test_a_home_that_does_not_exist_is_named(server_env: dict[str, str], tmp_path: Path):
    config = AppServerConfig(env={**server_env, "CODEX_HOME": str(tmp_path / "missing")})
    codex = AsyncCodex(config)
    with anyio.fail_after(30):
        for _ in range(2):
            with pytest.raises(ServerClosedError, match="CODEX_HOME points to"):
                await codex.models()
        assert isinstance(await codex.wait_closed(), ServerClosedError)
        await codex.close()


@pytest.mark.anyio
async def test_a_launch_that_fails_fails_every_call(tmp_path: Path):
    codex = AsyncCodex(AppServerConfig(codex_bin=tmp_path / "missing"))
    with anyio.fail_after(30):
        for _ in range(2):
            with pytest.raises(CodexBinaryNotFoundError):
                await codex.models()
        assert codex.is_closed
        await codex.close()


@pytest.mark.anyio
async def test_a_launched_server_is_adopted_and_reaped(server_config: AppServerConfig):
    process = launch_server(server_config)
    with anyio.fail_after(30):
        async with AsyncCodex(server_config, process=process) as codex:
            await codex.models()
    assert process.poll() == 0
    never_used = launch_server(server_config)
    with anyio.fail_after(30):
        await AsyncCodex(server_config, process=never_used).close()
    assert never_used.poll() == 0


@pytest.mark.anyio
async def test_death_in_mid_conversation_is_told_with_code_and_last_words():
    actions = (
        *handshake(),
        expect("model/list"),
        say("warning", message="w"),
        stderr("\x1b[31mout of memory\x1b[0m"),
        raw('{"id":2,"res'),
        leave(7),
    )
    config = AppServerConfig(launch_args_override=peer_command(*actions))
    with anyio.fail_after(30):
        async with AsyncCodex(config) as codex:
            stream = codex.notifications()
            with pytest.raises(ServerClosedError, match=r"exit code 7\): out of memory") as caught:
                await codex.models()
            assert (caught.value.exit_code, caught.value.stderr_tail) == (7, "out of memory")
            assert (await anext(stream)).method == "warning"
            with pytest.raises(ServerClosedError):
                await anext(stream)
            assert codex.malformed_lines == [b'{"id":2,"res']


@pytest.mark.anyio
async def test_a_flood_on_stderr_does_not_stop_the_server():
    actions = (*handshake(), stderr("x" * 100_000), expect("model/list"), leave(0))
    config = AppServerConfig(launch_args_override=peer_command(*actions))
    with anyio.fail_after(30):
        async with AsyncCodex(config) as codex:
            with pytest.raises(ServerClosedError):
                await codex.models()
            assert 0 < len(codex.stderr_tail) <= 64 * 1024


@pytest.mark.anyio
async def test_a_server_that_does_not_introduce_itself_is_given_up_and_ended():
    config = AppServerConfig(launch_args_override=("sleep", "1000"), request_timeout=0.05)
    process = launch_server(config)
    with anyio.fail_after(30), pytest.raises(RequestTimeoutError, match="initialize"):
        async with AsyncCodex(config, process=process):
            pass
    assert process.poll() is not None


PROGRAM = """
import {backend}, os, sys
from codex_app_server import AppServerConfig, AsyncCodex, launch_server
async def main():
    config = AppServerConfig(launch_args_override={command!r})
    process = launch_server(config)
    codex = AsyncCodex(config, process=process)
    await codex.connect()
    print(process.pid)
{backend}.run(main{call})
"""


@pytest.mark.parametrize(
    ("backend", "call"), [("asyncio", "()"), pytest.param("trio", "", marks=pytest.mark.long)]
)
def test_a_client_that_was_never_closed_leaves_no_server_behind(backend: str, call: str):
    program = PROGRAM.format(backend=backend, call=call, command=peer_command(*handshake(), until_eof()))
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert result.stderr == ""
    with pytest.raises(ProcessLookupError):
        os.kill(int(result.stdout), 0)
