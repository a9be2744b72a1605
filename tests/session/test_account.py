"""What a server says of an account that a test cannot have: ChatGPT's limits, as the protocol's types have them."""

from __future__ import annotations

import pytest

from codex_app_server import AppServerConfig
from codex_app_server.generated.v2_all import GetAccountRateLimitsResponse, RateLimitSnapshot
from codex_tui.model.account import Account, Login, LoginWay, Secret, read_account, read_limits, take_limit
from codex_tui.widgets.account_words import account_lines, limit_part, reset_time

from .conftest import Stage, running

NOW = 1_800_000_000.0


def snapshot(used, *, week=10, reached=None, limit="codex"):
    """One limit, as the server would send it."""
    return RateLimitSnapshot.model_validate(
        {
            "limitId": limit,
            "primary": {"usedPercent": used, "windowDurationMins": 300, "resetsAt": int(NOW) + 4320},
            "secondary": {"usedPercent": week, "windowDurationMins": 10_080, "resetsAt": int(NOW) + 300_000},
            "rateLimitReachedType": reached,
        }
    ).model_dump(mode="json", by_alias=True)


def account():
    known = Account()
    told = {"account": {"type": "chatgpt", "email": "ann@example.com", "planType": "plus"}}
    read_account({**told, "requiresOpenaiAuth": True}, known)
    return known


def words(known):
    return "\n".join(line.plain for line in account_lines(known, NOW))


def test_limits_are_read_with_the_times_at_which_they_begin_anew():
    known = account()
    answer = GetAccountRateLimitsResponse.model_validate({"rateLimits": snapshot(62)})
    read_limits(answer.model_dump(mode="json", by_alias=True), known)
    told = words(known)
    assert "ChatGPT, ann@example.com, plan plus" in told
    assert "5 hours    62% used  resets 09:12 (in 1h12m)" in told
    assert "week       10% used  resets Mon 19:20 (in 3 days)" in told


def test_a_limit_is_told_by_itself_only_once_it_is_near():
    known = account()
    assert take_limit(snapshot(62), known)
    assert limit_part(known, NOW) is None
    assert not take_limit(snapshot(62), known)
    assert take_limit(snapshot(91), known)
    part = limit_part(known, NOW)
    assert part is not None
    assert (part.text, part.short) == ("limit of 5 hours 91%, resets 09:12", "limit 91%")


def test_what_says_nothing_changes_nothing_and_what_is_reached_is_said():
    known = account()
    take_limit(snapshot(91), known)
    empty = RateLimitSnapshot.model_validate({"limitId": "codex"}).model_dump(mode="json", by_alias=True)
    assert not take_limit(empty, known)
    take_limit(snapshot(100, reached="workspace_member_usage_limit_reached"), known)
    assert "! the limit of the workspace is reached: ask its owner" in words(known)


def test_times_of_other_days_have_their_day():
    assert reset_time(int(NOW) + 60, NOW) == "08:01"
    assert reset_time(int(NOW) + 86_400, NOW) == "Sat 08:00"
    assert reset_time(int(NOW) + 30 * 86_400, NOW) == "2027-02-14 08:00"


def test_a_secret_is_shown_nowhere():
    secret = Secret("sk-hidden")
    assert secret.reveal() == "sk-hidden"
    assert "sk-hidden" not in f"{secret!r}{secret}"
    assert not hasattr(secret, "__dict__")


def under_way(known: Account) -> Login:
    assert known.login is not None
    return known.login


@pytest.mark.anyio
@pytest.mark.usefixtures("login_port")
async def test_a_login_that_was_under_way_says_that_the_connection_is_gone(server_env, project_dir, tmp_path):
    overrides = ("features.plugins=false", "check_for_update_on_startup=false")
    config = AppServerConfig(cwd=str(project_dir), env=server_env, config_overrides=overrides)
    async with running(Stage(config, project_dir, tmp_path / "state")) as stage:
        await stage.ready()
        known = await stage.session.account.known()
        assert known.missing
        await stage.session.account.login(LoginWay.BROWSER)
        assert under_way(known).begun
        assert "auth.openai.com" in under_way(known).address
        await stage.session.stop()
        await stage.ears.until(lambda: under_way(known).problem)
        assert "lost" in under_way(known).problem
