"""Logging in with an account of ChatGPT, from the first start to a turn, on the real server and a page of our own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import anyio
import pytest

from codex_tui.demo.script import HttpError, Script
from codex_tui.options import Options
from codex_tui.screens.login import LoginScreen
from tests.support.app import ask, running
from tests.support.chatgpt import CODE, EMAIL, ScriptedChatgpt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_app_server import AppServerConfig
    from codex_tui.demo.server import ScriptedModel
    from tests.support.app import Running

pytestmark = pytest.mark.anyio

NEW = Options(new=True)


@pytest.fixture
def chatgpt() -> Iterator[ScriptedChatgpt]:
    with ScriptedChatgpt() as chatgpt:
        yield chatgpt


@pytest.fixture
def account_config(server_config: AppServerConfig, chatgpt: ScriptedChatgpt) -> AppServerConfig:
    """A server whose model wants an account, and which finds one here."""
    overrides = (
        *server_config.config_overrides,
        *chatgpt.overrides(),
        "model_providers.scripted.requires_openai_auth=true",
    )
    return replace(
        server_config, config_overrides=overrides, env={**(server_config.env or {}), **chatgpt.environment()}
    )


async def choose(run: Running, way: int) -> None:
    await run.shows("Nobody is logged in", "in a browser here")
    await run.until(lambda: isinstance(run.app.screen, LoginScreen) and not run.app.screen.guarded)
    await run.press(*["down"] * way, "enter")


def address(run: Running) -> str:
    account = run.app.state.account
    assert account is not None and account.login is not None
    return str(account.login.address)


@pytest.mark.usefixtures("login_port")
async def test_by_the_browser_to_a_turn_the_limits_and_out_again(
    account_config: AppServerConfig, chatgpt: ScriptedChatgpt, scripted_model: ScriptedModel
) -> None:
    async with running(account_config, NEW, size=(100, 34)) as run:
        await choose(run, 0)
        await run.shows("Open this page and log in; it comes back here by itself.")
        status = await anyio.to_thread.run_sync(chatgpt.visit, address(run))
        assert status == 200
        await run.shows(f"Logged in: ChatGPT {EMAIL}")
        await ask(run, "hello @@plain")
        await run.shows("· idle")
        assert scripted_model.requests
        await run.type("/account")
        await run.press("enter")
        await run.shows(EMAIL, "plus", "plus", "5 hours", "42%")
        await run.press("escape")
        await run.type("/logout")
        await run.press("enter")
        await run.shows(f"Log out of ChatGPT {EMAIL}?")
        await run.press("y")
        await run.shows("Logged out; the server has forgotten the credentials")
        await run.until(lambda: any("refresh-1" in token for token in chatgpt.revoked))


@pytest.mark.usefixtures("login_port")
async def test_a_no_in_the_browser_is_told_with_what_else_there_is(
    account_config: AppServerConfig, chatgpt: ScriptedChatgpt
) -> None:
    async with running(account_config, NEW) as run:
        await choose(run, 0)
        await run.shows("Open this page")

        def refuse() -> int:
            return chatgpt.visit(address(run), error="access_denied", error_description="Ada said \x1b[31mno")

        await anyio.to_thread.run_sync(refuse)
        await run.shows("! browser: not logged in", "try again, or use the code")
        assert "\x1b" not in run.screen_text()


async def test_by_a_code_that_is_typed_elsewhere(
    account_config: AppServerConfig, chatgpt: ScriptedChatgpt
) -> None:
    async with running(account_config, NEW) as run:
        await choose(run, 1)
        await run.shows("  ".join(CODE), f"{chatgpt.base}/codex/device", "Never give it to somebody")
        chatgpt.pending = False
        await run.shows(f"Logged in: ChatGPT {EMAIL}")


@pytest.mark.long
async def test_a_code_that_is_refused_is_told(
    account_config: AppServerConfig, chatgpt: ScriptedChatgpt
) -> None:
    async with running(account_config, NEW) as run:
        await choose(run, 1)
        await run.shows("  ".join(CODE))
        chatgpt.code_refused = 410
        await run.shows("! device code: not logged in", "410", "Go back for another code")


@pytest.mark.long
async def test_a_login_that_is_too_old_says_what_to_do(
    account_config: AppServerConfig, chatgpt: ScriptedChatgpt, scripted_model: ScriptedModel
) -> None:
    scripted_model.on("@@denied", Script([[HttpError(401, "expired", error_type="invalid_token")]] * 4))
    async with running(account_config, NEW, size=(100, 34)) as run:
        await choose(run, 1)
        await run.shows("  ".join(CODE))
        chatgpt.pending, chatgpt.expired = False, True
        await run.shows("Logged in: ChatGPT")
        await ask(run, "hello @@denied")
        await run.shows("your refresh token has expired", "/login logs in again", "· failed")


async def test_a_limit_that_is_near_is_told_without_being_asked_for(
    account_config: AppServerConfig, chatgpt: ScriptedChatgpt, scripted_model: ScriptedModel
) -> None:
    chatgpt.used = (91, 20)
    async with running(account_config, NEW, size=(100, 34)) as run:
        await choose(run, 1)
        await run.shows("  ".join(CODE))
        chatgpt.pending = False
        await run.shows("Logged in: ChatGPT")
        await run.shows("limit 91%")
        scripted_model.headers = {
            "x-codex-primary-used-percent": "97",
            "x-codex-primary-window-minutes": "300",
            "x-codex-primary-reset-at": str(chatgpt.resets_at),
        }
        await ask(run, "hello @@plain")
        await run.shows("· idle", "limit 97%")
