import ssl
from pathlib import Path
from typing import Any

import anyio
import pytest

from codex_app_server import (
    AppServerConfig,
    AsyncCodex,
    Codex,
    ServerConnectError,
    launch_listening_server,
)
from codex_app_server.transports.endpoint import parse_endpoint
from tests.support.tls import encrypted, make_certificate

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("url", "scheme", "host", "port", "path"),
    [
        ("unix:///run/codex.sock", "unix", "", 0, "/run/codex.sock"),
        ("ws://127.0.0.1:4500", "ws", "127.0.0.1", 4500, "/"),
        ("ws://[::1]:4500/rpc?x=1", "ws", "::1", 4500, "/rpc?x=1"),
        ("wss://host.example", "wss", "host.example", 443, "/"),
        ("WS://localhost", "ws", "localhost", 80, "/"),
    ],
)
def test_an_address_is_read(url: str, scheme: str, host: str, port: int, path: str):
    endpoint = parse_endpoint(url)
    assert (endpoint.scheme, endpoint.host, endpoint.port, endpoint.path) == (scheme, host, port, path)


@pytest.mark.parametrize(
    ("url", "mistake"),
    [
        ("127.0.0.1:4500", "is not an address"),
        ("http://127.0.0.1", "is not an address"),
        ("unix://", "names no socket"),
        ("ws://", "names no host"),
        ("ws://host:notaport", "cannot be read"),
        ("ws://me:secret@host", "holds a user name"),
        ("ws://host/#part", "holds a fragment"),
    ],
)
def test_a_wrong_address_is_refused_when_the_client_is_made(url: str, mistake: str):
    with pytest.raises(ValueError, match=mistake) as raised:
        AsyncCodex(AppServerConfig(endpoint=url))
    assert "secret" not in str(raised.value)


def test_a_token_is_not_sent_in_clear_to_another_machine_unless_that_is_wanted():
    with pytest.raises(ValueError, match="would be sent unencrypted") as raised:
        AsyncCodex(AppServerConfig(endpoint="ws://host.example", bearer_token="s3cret"))
    assert "s3cret" not in str(raised.value)
    AsyncCodex(
        AppServerConfig(endpoint="ws://host.example", bearer_token="s3cret", allow_token_in_clear=True)
    )
    AsyncCodex(AppServerConfig(endpoint="wss://host.example", bearer_token="s3cret"))
    AsyncCodex(AppServerConfig(endpoint="ws://[::1]:1", bearer_token="s3cret"))


@pytest.mark.parametrize("token", ["", "two words", "line\n", "köln"])
def test_a_token_that_cannot_stand_in_a_header_is_refused_and_not_repeated(token: str):
    with pytest.raises(ValueError, match="bearer_token holds") as raised:
        AsyncCodex(AppServerConfig(endpoint="ws://127.0.0.1:1", bearer_token=token))
    assert not token or token not in str(raised.value)


def test_the_configuration_does_not_show_its_token():
    assert "s3cret" not in repr(AppServerConfig(endpoint="wss://host", bearer_token="s3cret"))


def test_a_blocking_client_runs_a_turn_on_a_socket_and_leaves_the_server_running(
    server_config: AppServerConfig, tmp_path: Path
):
    with launch_listening_server(server_config, f"unix://{tmp_path}/server.sock") as server:
        for _ in range(2):
            with Codex(AppServerConfig(endpoint=server.endpoint)) as codex:
                assert codex.thread_start().run("@@plain").final_response
            assert server.poll() is None


async def test_a_wrong_token_is_said_to_be_wrong_and_the_right_one_opens(
    server_config: AppServerConfig, tmp_path: Path
):
    token = tmp_path / "token"
    token.write_text("right")
    arguments = ("--ws-auth", "capability-token", "--ws-token-file", str(token))
    with launch_listening_server(server_config, arguments=arguments) as server, anyio.fail_after(30):
        for wrong in (None, "wrong"):
            with pytest.raises(ServerConnectError) as raised:
                async with AsyncCodex(AppServerConfig(endpoint=server.endpoint, bearer_token=wrong)):
                    pass
            assert raised.value.status_code == 401
            assert "right" not in str(raised.value)
        async with AsyncCodex(AppServerConfig(endpoint=server.endpoint, bearer_token="right")) as codex:
            assert (await codex.models()).data


async def test_nobody_at_the_address_is_an_error_that_names_it(tmp_path: Path):
    with anyio.fail_after(20):
        for endpoint in (f"unix://{tmp_path}/nobody.sock", "ws://127.0.0.1:9"):
            with pytest.raises(ServerConnectError) as raised:
                async with AsyncCodex(AppServerConfig(endpoint=endpoint)):
                    pass
            assert raised.value.endpoint == endpoint
            assert endpoint in str(raised.value)


async def test_a_server_that_accepts_and_says_nothing_is_given_up_in_time():
    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    port = listener.extra(anyio.abc.SocketAttribute.local_port)

    async def say_nothing(stream: Any) -> None:
        async with stream:
            await anyio.sleep_forever()

    with anyio.fail_after(20):
        async with listener, anyio.create_task_group() as tasks:
            tasks.start_soon(listener.serve, say_nothing)
            config = AppServerConfig(endpoint=f"ws://127.0.0.1:{port}", connect_timeout=0.1)
            with pytest.raises(ServerConnectError):
                async with AsyncCodex(config):
                    pass
            tasks.cancel_scope.cancel()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


async def test_wss_reaches_a_server_behind_tls_and_refuses_a_certificate_nobody_vouches_for(
    server_config: AppServerConfig, tmp_path: Path, certificate: Path
):
    socket_path = f"{tmp_path}/server.sock"
    trusting = ssl.create_default_context(cafile=str(certificate))
    with launch_listening_server(server_config, f"unix://{socket_path}"), anyio.fail_after(30):
        async with encrypted(socket_path, certificate) as port:
            with pytest.raises(ServerConnectError, match="certificate"):
                async with AsyncCodex(AppServerConfig(endpoint=f"wss://127.0.0.1:{port}")):
                    pass
            config = AppServerConfig(
                endpoint=f"wss://127.0.0.1:{port}", ssl_context=trusting, bearer_token="s3cret"
            )
            async with AsyncCodex(config) as codex:
                result = await (await codex.thread_start()).run("@@plain")
                assert result.final_response
