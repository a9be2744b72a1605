"""TLS in front of a server on a Unix socket, with a certificate that signed itself."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from anyio.abc import SocketAttribute
from anyio.streams.tls import TLSListener

from codex_app_server.transports.unix_stream import connect_unix

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


def make_certificate(folder: Path) -> Path:
    """A certificate of localhost that signs itself, with its key in the same file; skips the test without openssl."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed, and makes the certificate")
    made = folder / "both.pem"
    key, public = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        (
            *(openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(public)),
        ),
        check=True,
        capture_output=True,
    )
    made.write_text(key.read_text() + public.read_text())
    return made


@asynccontextmanager
async def encrypted(socket_path: str, certificate: Path) -> AsyncIterator[int]:
    """The port on this machine at which the server behind a socket is reached by TLS."""
    inside = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    inside.load_cert_chain(certificate)

    async def forward(client: Any) -> None:
        async with client, await connect_unix(socket_path) as server:

            async def copy(source: Any, target: Any) -> None:
                try:
                    async for data in source:
                        await target.send(data)
                except (anyio.BrokenResourceError, anyio.ClosedResourceError):
                    pass
                ways.cancel_scope.cancel()

            async with anyio.create_task_group() as ways:
                ways.start_soon(copy, client, server)
                ways.start_soon(copy, server, client)

    async def ignore_failed_handshake(error: BaseException, stream: Any) -> None:
        await stream.aclose()

    class Listener(TLSListener):
        handle_handshake_error = staticmethod(ignore_failed_handshake)  # type: ignore[assignment]

    plain = await anyio.create_tcp_listener(local_host="127.0.0.1")
    async with (
        Listener(plain, inside, standard_compatible=False) as listener,
        anyio.create_task_group() as tasks,
    ):
        tasks.start_soon(listener.serve, forward)
        yield plain.extra(SocketAttribute.local_port)
        tasks.cancel_scope.cancel()
