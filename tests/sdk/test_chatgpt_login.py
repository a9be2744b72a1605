"""Logging in with an account of ChatGPT to its end, on the real server, with a page of our own in OpenAI's place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
import pytest

from codex_app_server import AppServerConfig, AsyncCodex, Codex, InternalRpcError
from codex_app_server.generated import v2_all as protocol
from tests.support.chatgpt import CODE, EMAIL, ScriptedChatgpt

from .capabilities import is_older, server_lacks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.anyio

LATE = "the account is there a moment after the login only"


@pytest.fixture
def chatgpt() -> Iterator[ScriptedChatgpt]:
    with ScriptedChatgpt() as chatgpt:
        yield chatgpt


@pytest.fixture
def account_config(chatgpt: ScriptedChatgpt, server_env: dict[str, str], tmp_path: Path) -> AppServerConfig:
    config = AppServerConfig(
        cwd=str(tmp_path),
        env={**server_env, **chatgpt.environment()},
        config_overrides=(*chatgpt.overrides(), "features.plugins=false"),
    )
    if is_older():
        try:
            with Codex(config) as codex:
                codex.login_chatgpt_device_code().cancel()
        except InternalRpcError:
            server_lacks("it logs in at OpenAI's own address only")
    return config


@pytest.mark.usefixtures("login_port")
async def test_the_browser_comes_back_and_the_account_and_its_limits_are_there(
    account_config: AppServerConfig, chatgpt: ScriptedChatgpt
) -> None:
    with anyio.fail_after(30):
        async with AsyncCodex(account_config) as codex:
            login = await codex.login_chatgpt()
            status = await anyio.to_thread.run_sync(chatgpt.visit, login.auth_url)
            completed = await login.wait()
            assert (status, completed.success, completed.error) == (200, True, None)
            account = (await codex.account()).account
            if account is None:
                server_lacks(LATE)
            assert account.root == protocol.ChatgptAccount(
                type="chatgpt", email=EMAIL, plan_type=protocol.PlanType.plus
            )
            limits = (await codex.account_rate_limits()).rate_limits
            assert limits.primary is not None and limits.secondary is not None
            assert (limits.primary.used_percent, limits.primary.window_duration_mins) == (42, 300)
            assert limits.secondary.resets_at == chatgpt.resets_at
            await codex.logout()
            assert (await codex.account()).account is None


@pytest.mark.usefixtures("login_port")
async def test_a_no_in_the_browser_ends_the_wait_with_why(
    account_config: AppServerConfig, chatgpt: ScriptedChatgpt
) -> None:
    with anyio.fail_after(30):
        async with AsyncCodex(account_config) as codex:
            login = await codex.login_chatgpt()

            def refuse() -> int:
                return chatgpt.visit(login.auth_url, error="access_denied")

            await anyio.to_thread.run_sync(refuse)
            completed = await login.wait()
            assert not completed.success
            assert completed.error


def test_a_code_that_was_typed_elsewhere_ends_the_wait(
    account_config: AppServerConfig, chatgpt: ScriptedChatgpt
) -> None:
    with Codex(account_config) as codex:
        login = codex.login_chatgpt_device_code()
        assert (login.user_code, login.verification_url) == (CODE, f"{chatgpt.base}/codex/device")
        chatgpt.pending = False
        assert login.wait().success
        account = codex.account().account
        if account is None:
            server_lacks(LATE)
        assert account.root == protocol.ChatgptAccount(
            type="chatgpt", email=EMAIL, plan_type=protocol.PlanType.plus
        )
