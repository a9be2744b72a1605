"""Where a token may go and what may be said of it; certificates that do not hold; servers that send elsewhere."""

import contextlib
import shutil
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest
from anyio.abc import SocketAttribute
from anyio.streams.tls import TLSListener

from codex_app_server import AppServerConfig, AsyncCodex, ServerConnectError
from codex_app_server.transports.endpoint import parse_endpoint

pytestmark = pytest.mark.anyio

TOKEN = "s3cret-token"

HERE = ["127.0.0.1", "127.8.9.10", "[::1]", "localhost", "LOCALHOST", "sub.localhost", "[::ffff:127.0.0.1]"]
ELSEWHERE = [
    *(
        "localhost.evil.com",
        "127.0.0.1.evil.com",
        "evil.com",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "0.0.0.0",
        "[::]",
    ),
    *("[::ffff:8.8.8.8]", "10.0.0.1", "localhost.", "xn--lcalhost-n0a", "1.1.1.1%2f127.0.0.1"),
]


@pytest.mark.parametrize("host", HERE)
def test_a_token_may_go_to_this_machine(host: str):
    assert parse_endpoint(f"ws://{host}:4500").is_local
    AsyncCodex(AppServerConfig(endpoint=f"ws://{host}:4500", bearer_token=TOKEN))


@pytest.mark.parametrize("host", ELSEWHERE)
def test_what_only_looks_like_this_machine_gets_no_token_in_clear(host: str):
    with pytest.raises(ValueError, match="would be sent unencrypted") as refused:
        AsyncCodex(AppServerConfig(endpoint=f"ws://{host}:4500", bearer_token=TOKEN))
    assert TOKEN not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        *(
            f"ws://me:{TOKEN}@127.0.0.1",
            f"ws://{TOKEN}@127.0.0.1",
            f"ws://127.0.0.1@{TOKEN}:{TOKEN}@evil.com",
        ),
        *(
            f"http://me:{TOKEN}@host",
            f"me:{TOKEN}@host:4500",
            f"ws://me:{TOKEN}@host:port",
            f"ws://me:a/{TOKEN}@host",
        ),
        *(f"ws://me:{TOKEN}@[::1", f"wss://me:{TOKEN}@host"),
    ],
)
def test_a_password_in_an_address_is_refused_and_not_repeated(url: str):
    with pytest.raises(ValueError) as refused:
        AsyncCodex(AppServerConfig(endpoint=url))
    assert TOKEN not in str(refused.value)


@asynccontextmanager
async def http_server(answer: bytes, host: str = "127.0.0.1") -> AsyncIterator[tuple[int, list[bytes]]]:
    """Something that answers each request with these bytes, in which @ stands for the whole request."""
    requests: list[bytes] = []
    listener = await anyio.create_tcp_listener(local_host=host)

    async def serve(stream: Any) -> None:
        async with stream:
            request = b""
            with contextlib.suppress(anyio.EndOfStream):
                while b"\r\n\r\n" not in request:
                    request += await stream.receive()
            if not request:
                return
            requests.append(request)
            with contextlib.suppress(anyio.BrokenResourceError):
                await stream.send(answer.replace(b"@", request))

    with anyio.fail_after(20):
        async with listener, anyio.create_task_group() as tasks:
            tasks.start_soon(listener.serve, serve)
            yield listener.extra(SocketAttribute.local_port), requests
            tasks.cancel_scope.cancel()


async def refusal(config: AppServerConfig) -> ServerConnectError:
    with pytest.raises(ServerConnectError) as refused:
        async with AsyncCodex(config):
            pass
    assert TOKEN not in str(refused.value)
    assert TOKEN not in repr(refused.value)
    return refused.value


async def test_a_server_that_sends_elsewhere_is_not_followed_and_where_to_is_said():
    async with http_server(b"HTTP/1.1 200 OK\r\n\r\n") as (elsewhere, never):
        moved = b"HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:%d/there?x=1\r\nContent-Length: 0\r\n\r\n"
        async with http_server(moved % elsewhere) as (port, requests):
            error = await refusal(AppServerConfig(endpoint=f"ws://127.0.0.1:{port}", bearer_token=TOKEN))
        assert f"it sends on to ws://127.0.0.1:{elsewhere}/there?x=1 (HTTP 302)" in str(error)
        assert error.status_code == 302
        assert len(requests) == 1
        assert never == []


@pytest.mark.parametrize("padding", [0, 100, 150, 190])
async def test_a_server_that_repeats_what_it_was_sent_puts_no_token_into_an_error(padding: int):
    head = b"HTTP/1.1 404 Not Found\r\nContent-Length: 2000\r\n\r\n" + b"x" * padding
    for answer in (head + b" @" + b" " * 2000, b"HTTP/1.1 @\r\n\r\n", b"@"):
        async with http_server(answer) as (port, requests):
            await refusal(AppServerConfig(endpoint=f"ws://127.0.0.1:{port}", bearer_token=TOKEN))
            assert TOKEN.encode() in requests[0]


async def test_a_name_that_means_this_machine_and_leads_elsewhere_gets_no_token(
    monkeypatch: pytest.MonkeyPatch,
):
    # This machine under an address of its own that is none of the loopback's.
    async with http_server(b"HTTP/1.1 404 Not Found\r\n\r\n", "0.0.0.0") as (port, requests):
        connect = anyio.connect_tcp

        async def resolve_elsewhere(host: str, port: int) -> Any:
            assert host == "codex.localhost"
            return await connect(own_address(), port)

        monkeypatch.setattr(anyio, "connect_tcp", resolve_elsewhere)
        config = AppServerConfig(endpoint=f"ws://codex.localhost:{port}", bearer_token=TOKEN)
        error = await refusal(config)
        assert "codex.localhost leads to another machine here" in str(error)
        assert requests == []


def own_address() -> str:
    """An address by which this machine reaches itself and that is not of its loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing; only asks for the way
        except OSError:
            pytest.skip("this machine has no other address than the loopback's")
        return str(probe.getsockname()[0])


async def test_a_proxy_of_the_environment_sees_nothing(monkeypatch: pytest.MonkeyPatch):
    async with http_server(b"HTTP/1.1 200 OK\r\n\r\n") as (proxy, seen):
        for name in ("http_proxy", "https_proxy", "all_proxy", "ws_proxy", "wss_proxy", "socks_proxy"):
            for variable in (name, name.upper()):
                monkeypatch.setenv(variable, f"http://127.0.0.1:{proxy}")
        monkeypatch.delenv("NO_PROXY")
        async with http_server(b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n") as (port, requests):
            error = await refusal(AppServerConfig(endpoint=f"ws://127.0.0.1:{port}", bearer_token=TOKEN))
        assert "does not accept this bearer_token" in str(error)
        assert (len(requests), seen) == (1, [])


# --- certificates -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with an authority, and certificates that it signed: good, of another name, over, of the future."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed, and makes the certificates")
    folder = tmp_path_factory.mktemp("authority")
    (folder / "serial").write_text("01\n")
    (folder / "index").touch()
    (folder / "ca.cnf").write_text(
        "[ca]\ndefault_ca=d\n[d]\ndir=.\ndatabase=index\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\n"
        "policy=p\ncopy_extensions=copy\nunique_subject=no\n[p]\ncommonName=supplied\n"
    )

    def run(*arguments: str) -> None:
        subprocess.run((openssl, *arguments), cwd=folder, check=True, capture_output=True)

    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    run("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=authority")
    for name, host, start, end in (
        ("good", "localhost", "20200101000000Z", "20991231000000Z"),
        ("other", "other.example", "20200101000000Z", "20991231000000Z"),
        ("over", "localhost", "20200101000000Z", "20200201000000Z"),
        ("future", "localhost", "20980101000000Z", "20991231000000Z"),
    ):
        names = ("-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}")
        run("req", *key, "-keyout", f"{name}.key", "-out", f"{name}.csr", *names)
        signed = ("-in", f"{name}.csr", "-out", f"{name}.crt", "-keyfile", "ca.key", "-cert", "ca.pem")
        run("ca", "-batch", "-notext", "-config", "ca.cnf", *signed, "-startdate", start, "-enddate", end)
    yield folder


@asynccontextmanager
async def tls_server(folder: Path, name: str) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A server with one of the certificates that refuses every token; what it was told, decrypted."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / f"{name}.crt", folder / f"{name}.key")
    requests: list[bytes] = []

    async def serve(stream: Any) -> None:
        async with stream:
            requests.append(await stream.receive())
            await stream.send(b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n")

    async def ignore(error: BaseException, stream: Any) -> None:
        await stream.aclose()

    class Listener(TLSListener):
        handle_handshake_error = staticmethod(ignore)  # type: ignore[assignment]

    plain = await anyio.create_tcp_listener(local_host="127.0.0.1")
    with anyio.fail_after(20):
        async with (
            Listener(plain, context, standard_compatible=False) as listener,
            anyio.create_task_group() as tasks,
        ):
            tasks.start_soon(listener.serve, serve)
            yield plain.extra(SocketAttribute.local_port), requests
            tasks.cancel_scope.cancel()


@pytest.mark.parametrize(
    ("name", "trusted", "reason"),
    [
        ("good", False, r"cannot be trusted \(unable to get local issuer certificate\): set ssl_context"),
        ("other", True, "its certificate is not made for localhost: use the name that it is made for"),
        ("over", True, "its certificate has expired"),
        ("future", True, "its certificate is not valid yet"),
    ],
)
async def test_a_certificate_that_does_not_hold_gets_nothing_and_says_what_to_do(
    authority: Path, name: str, trusted: bool, reason: str
):
    context = ssl.create_default_context(cafile=authority / "ca.pem") if trusted else None
    async with tls_server(authority, name) as (port, requests):
        endpoint = f"wss://localhost:{port}"
        with pytest.raises(ServerConnectError, match=reason):
            raise await refusal(AppServerConfig(endpoint=endpoint, bearer_token=TOKEN, ssl_context=context))
        assert requests == []


async def test_a_certificate_that_holds_gets_the_token(authority: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority / "ca.pem"))
    async with tls_server(authority, "good") as (port, requests):
        error = await refusal(
            AppServerConfig(endpoint=f"wss://localhost:{port}/?key={TOKEN}", bearer_token=TOKEN)
        )
        assert error.status_code == 401
        assert f"Authorization: Bearer {TOKEN}".encode() in requests[0]


async def test_a_server_without_encryption_at_a_wss_address_gets_nothing():
    async with http_server(b"HTTP/1.1 400 Bad Request\r\n\r\n") as (port, requests):
        endpoint = f"wss://127.0.0.1:{port}"
        config = AppServerConfig(endpoint=endpoint, bearer_token=TOKEN, connect_timeout=0.3)
        error = await refusal(config)
        assert endpoint in str(error)
        assert all(TOKEN.encode() not in request for request in requests)
