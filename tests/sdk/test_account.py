"""Signing in and out: on the real server as far as it goes without a network, the rest on a played one."""

from pathlib import Path

import anyio
import pytest

from codex_app_server import (
    AppServerConfig,
    AsyncCodex,
    Codex,
    InternalRpcError,
    InvalidRequestError,
    ServerClosedError,
)

from .conftest import Connect

pytestmark = pytest.mark.anyio

COMPLETED = "account/login/completed"


@pytest.fixture
def bare_config(server_env: dict[str, str], tmp_path: Path) -> AppServerConfig:
    """A server without a scripted model: it wants an account."""
    return AppServerConfig(cwd=str(tmp_path), env=server_env)


async def test_an_api_key_is_kept_and_forgotten(bare_config: AppServerConfig):
    with anyio.fail_after(30):
        async with AsyncCodex(bare_config) as codex:
            answer = await codex.account()
            assert (answer.account, answer.requires_openai_auth) == (None, True)
            with pytest.raises(InvalidRequestError, match="authentication required"):
                await codex.account_rate_limits()
            with pytest.raises(InvalidRequestError, match="authentication required"):
                await codex.account_usage()
            await codex.login_api_key("sk-nobody-checks-this")
            account = (await codex.account()).account
            assert account is not None
            assert account.root.type == "apiKey"
            await codex.logout()
            assert (await codex.account(refresh_token=True)).account is None


@pytest.mark.usefixtures("login_port")
async def test_a_login_in_the_browser_is_cancelled(bare_config: AppServerConfig):
    with anyio.fail_after(30):
        async with AsyncCodex(bare_config) as codex:
            login = await codex.login_chatgpt()
            assert login.auth_url.startswith("https://")
            completions = []

            async def wait() -> None:
                completions.append(await login.wait())

            async with anyio.create_task_group() as group:
                group.start_soon(wait)
                group.start_soon(wait)
                assert str((await login.cancel()).status) == "canceled"
            assert [(done.login_id, done.success) for done in completions] == [(login.login_id, False)] * 2
            assert str((await login.cancel()).status) == "notFound"
            assert (await login.wait()) == completions[0]


async def test_what_cannot_begin_says_so(bare_config: AppServerConfig):
    with anyio.fail_after(30):
        async with AsyncCodex(bare_config) as codex:
            with pytest.raises(InternalRpcError, match="device code"):
                await codex.login_chatgpt_device_code()
            with pytest.raises(InternalRpcError, match="token"):
                await codex.login_chatgpt_tokens("no token", "account")


async def test_a_handle_hears_of_its_own_attempt_only_even_before_its_answer(connect: Connect):
    async with connect() as (codex, peer):
        async with anyio.create_task_group() as group:

            async def play() -> None:
                request = await peer.receive()
                assert request is not None
                assert request["params"] == {"type": "chatgptDeviceCode"}
                done = {"loginId": "mine", "success": True, "error": None}
                peer.send(
                    {"method": COMPLETED, "params": {"loginId": "other", "success": False}},
                    {"method": COMPLETED, "params": done},
                    {
                        "id": request["id"],
                        "result": {
                            "type": "chatgptDeviceCode",
                            "loginId": "mine",
                            "verificationUrl": "https://example.com/device",
                            "userCode": "ABCD-EFGH",
                        },
                    },
                )

            group.start_soon(play)
            login = await codex.login_chatgpt_device_code()
        assert (login.user_code, login.verification_url) == ("ABCD-EFGH", "https://example.com/device")
        assert (await login.wait()).success


async def test_a_login_to_an_mcp_server_is_waited_for(connect: Connect):
    async with connect() as (codex, peer):
        async with anyio.create_task_group() as group:

            async def play() -> None:
                request = await peer.receive()
                assert request is not None
                assert request["params"] == {"name": "cafe", "scopes": ["menu"]}
                peer.send({"id": request["id"], "result": {"authorizationUrl": "https://example.com"}})

            group.start_soon(play)
            login = await codex.mcp_login("cafe", scopes=["menu"])
        assert login.authorization_url == "https://example.com"
        peer.send(
            {"method": "mcpServer/oauthLogin/completed", "params": {"name": "bar", "success": False}},
            {"method": "mcpServer/oauthLogin/completed", "params": {"name": "cafe", "success": True}},
        )
        assert (await login.wait()).success


async def test_a_login_does_not_wait_for_a_server_that_is_gone(connect: Connect):
    async with connect() as (codex, peer):
        async with anyio.create_task_group() as group:

            async def play() -> None:
                request = await peer.receive()
                assert request is not None
                result = {"type": "chatgpt", "loginId": "mine", "authUrl": "https://example.com"}
                peer.send({"id": request["id"], "result": result})
                peer.close()

            group.start_soon(play)
            login = await codex.login_chatgpt()
        with pytest.raises(ServerClosedError):
            await login.wait()


@pytest.mark.usefixtures("login_port")
def test_blocking_code_signs_in_as_well(bare_config: AppServerConfig):
    with Codex(bare_config) as codex:
        login = codex.login_chatgpt()
        assert login.auth_url
        login.cancel()
        assert login.wait().success is False
        assert codex.account().account is None
