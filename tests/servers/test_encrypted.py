"""OpenSSL is loaded where something is encrypted, and then all of it works; nowhere else."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from anyio import fail_after, to_thread

from codex_app_server import AppServerConfig, launch_listening_server
from tests.support.terminal import Terminal
from tests.support.tls import encrypted, make_certificate

pytestmark = pytest.mark.anyio

Open = Callable[..., Terminal]


def ask(terminal: Terminal) -> None:
    terminal.wait_for("enter")
    terminal.type("@@plain")
    terminal.wait_for("@@plain")
    terminal.type("\r")
    terminal.wait_for("Hello from the scripted model")


def libraries(terminal: Terminal) -> set[str]:
    """The names of the files that the application has in its memory."""
    maps = Path(f"/proc/{terminal.process.pid}/maps").read_text(encoding="utf-8")
    return {Path(line.split()[-1]).name.partition(".")[0] for line in maps.splitlines() if "/" in line}


OPENSSL = {"libssl", "libcrypto", "_ssl", "_hashlib"}


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("where", [(), ("--private",)])
async def test_a_conversation_on_this_machine_loads_nothing_that_encrypts(
    terminal: Open, where: tuple[str, ...]
):
    opened = terminal("--new", *where)
    await to_thread.run_sync(ask, opened)
    loaded = libraries(opened)
    assert "_pydantic_core" in loaded
    assert not loaded & OPENSSL


@pytest.mark.parametrize("trusted", [True, False])
async def test_a_conversation_on_an_encrypted_server(
    terminal: Open,
    server_config: AppServerConfig,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    trusted: bool,
):
    certificate = make_certificate(tmp_path)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    socket = f"{tmp_path}/server.sock"
    with launch_listening_server(server_config, f"unix://{socket}"), fail_after(60):
        async with encrypted(socket, certificate) as port:
            opened = terminal("--new", "--remote", f"wss://localhost:{port}", "--cd", str(server_config.cwd))
            if trusted:
                await to_thread.run_sync(ask, opened)
            else:
                await to_thread.run_sync(opened.wait_for, "certificate cannot be trusted")
