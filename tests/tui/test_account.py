"""Signing in and out on a real server that wants an account; nothing of it needs the network."""

from __future__ import annotations

import socket

import pytest

from codex_app_server import AppServerConfig
from codex_tui.options import Options
from codex_tui.screens.login import LoginScreen
from tests.support.app import ask, running

pytestmark = pytest.mark.anyio

NEW = Options(new=True)
KEY = "sk-nobody-may-see-this"


@pytest.fixture
def bare_config(server_env, project_dir):
    """A server without the scripted model: it wants an account."""
    overrides = ("features.plugins=false", "check_for_update_on_startup=false", "analytics.enabled=false")
    # No network, whatever the machine has: the address is one at which nobody answers.
    env = {**server_env, "HTTPS_PROXY": "http://127.0.0.1:9"}
    return AppServerConfig(cwd=str(project_dir), env=env, config_overrides=overrides)


def account(run):
    return run.app.state.account


def at_login(run):
    return isinstance(run.app.screen, LoginScreen)


async def test_a_start_without_an_account_leads_to_a_key_that_nobody_sees(bare_config, codex_home, tmp_path):
    async with running(bare_config) as run:
        await run.shows("Nobody is logged in: threads can be read", "An API key")
        await run.until(lambda: isinstance(run.app.screen, LoginScreen) and not run.app.screen.guarded)
        await run.press("up", "enter")
        await run.type(KEY)
        await run.shows("•" * len(KEY))
        assert KEY not in run.screen_text()
        await run.press("enter")
        await run.until(lambda: not at_login(run))
        await run.shows("Logged in: API key")
        assert account(run).kind == "API key"
    assert KEY in (codex_home / "auth.json").read_text()
    ours = [path for path in (tmp_path / "state").rglob("*") if path.is_file()]
    assert not any(KEY.encode() in path.read_bytes() for path in ours)


async def test_what_cannot_run_leads_to_logging_in_and_keeps_the_prompt(bare_config):
    async with running(bare_config, NEW) as run:
        await run.shows("Nobody is logged in")
        await run.press("escape")
        await ask(run, "what now?")
        await run.shows("Not sent: nobody is logged in", "enter sends it afterwards")
        await run.press("escape")
        await run.shows("what now?")
        assert run.app.state.conversations == {}


@pytest.mark.usefixtures("login_port")
async def test_the_browser_is_called_off_and_leaves_no_listener(bare_config, monkeypatch):
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
    async with running(bare_config, NEW, size=(100, 40)) as run:
        await run.shows("Nobody is logged in")
        await run.press("escape")
        await run.type("/login")
        await run.press("enter")
        await run.until(lambda: at_login(run))
        await run.press("enter")
        shown = await run.shows("https://auth.openai.com/", "ssh -L 1455:localhost:1455")
        assert "y copy it" in shown
        with socket.create_connection(("127.0.0.1", 1455)):
            pass
        await run.press("y")
        await run.shows("Copied the address")
        await run.press("escape")
        await run.shows("How do you want to log in?")
        await run.until(lambda: _refuses(1455))
        assert account(run).login is None


@pytest.mark.usefixtures("login_port")
async def test_on_a_small_screen_what_is_said_of_a_login_is_read_to_its_end(bare_config, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    async with running(bare_config, NEW, size=(40, 14)) as run:
        assert "…" not in (await run.shows("Nobody is logged in", "by a code")).partition("Log in")[2]
        await run.press("escape")
        await run.app.run_action("log_in")
        await run.press("enter")
        await run.shows("https://auth.openai.com/", "o open  y copy it  esc back")
        await run.press("o")
        await run.until(lambda: run.says("desktop here that could open it; copy the address instead"))
        assert "╰" in run.screen_text()
        await run.press("escape")
        await run.shows("How do you want to log in?")


def _refuses(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


async def test_a_code_without_a_network_says_why_and_what_else_there_is(bare_config):
    async with running(bare_config, NEW) as run:
        await run.shows("Nobody is logged in")
        await run.press("escape")
        await run.app.run_action("log_in")
        await run.press("down", "enter")
        await run.shows("! device code: not logged in", "Go back for another code")
        await run.press("escape")
        await run.shows("How do you want to log in?")


async def test_the_account_is_shown_and_left(bare_config, codex_home):
    (codex_home / "auth.json").write_text('{"OPENAI_API_KEY": "sk-x"}')
    async with running(bare_config, NEW) as run:
        await run.shows("· new")
        await run.type("/account")
        await run.press("enter")
        await run.shows("Logged in  API key", "Limits are those of a ChatGPT plan")
        await run.press("o")
        await run.shows("Log out of API key?")
        await run.press("y")
        await run.shows("Nobody is logged in.")
    assert not (codex_home / "auth.json").exists()


async def test_who_logs_out_is_not_led_to_log_in_again(bare_config, codex_home):
    (codex_home / "auth.json").write_text('{"OPENAI_API_KEY": "sk-x"}')
    async with running(bare_config, NEW) as run:
        await run.until(lambda: account(run) is not None and bool(account(run).kind))
        await run.type("/logout")
        await run.press("enter")
        await run.shows("Log out of API key?")
        await run.press("y")
        await run.until(lambda: account(run).missing)
        await run.type("what I was about to say")
        await run.shows("│ what I was about to say")
        assert not at_login(run)


@pytest.mark.long
async def test_a_turn_that_fails_at_a_limit_leads_to_the_limits(server_config):
    async with running(server_config, NEW) as run:
        await ask(run, "@@limit")
        await run.shows("/limits shows when it resets.", "· failed")
        await run.type("/limits")
        await run.press("enter")
        await run.shows("needs no account of OpenAI", "nobody is logged in")


@pytest.mark.long
async def test_what_is_logged_in_beside_a_provider_that_needs_nobody_can_be_logged_out(
    server_config, codex_home
):
    async with running(server_config, NEW) as run:
        await run.shows("Ask ")
        await run.type("/login")
        await run.press("enter")
        await run.shows("An API key")
        await run.press("j", "j", "enter")
        await run.type(KEY)
        await run.press("enter")
        await run.shows("Logged in; the configured model provider does not use it")
        assert KEY in (codex_home / "auth.json").read_text()
        await run.type("/logout")
        await run.press("enter")
        await run.shows("Log out, if anybody is logged in?")
        await run.press("y")
        await run.shows("Logged out; the server has forgotten the credentials")
        assert not (codex_home / "auth.json").exists()
