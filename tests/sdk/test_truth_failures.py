"""PROTOCOL.md, 3.4: which failures of the model end a turn, which are tried again, and what each is called."""

from typing import Any

import anyio
import pytest

from codex_app_server import AppServerConfig, AsyncCodex, TurnStatus
from codex_tui.demo.script import FailedResponse, HttpError, IncompleteResponse, Script, Text
from codex_tui.demo.server import ScriptedModel

from .capabilities import server_lacks
from .helpers import require_pages

pytestmark = pytest.mark.anyio

AT_ONCE: list[tuple[Any, Any]] = [
    (HttpError(400, "refused"), "other"),
    (HttpError(429, "slow down"), {"responseTooManyFailedAttempts": {"httpStatusCode": 429}}),
    (HttpError(429, "limit", error_type="usage_limit_reached"), "usageLimitExceeded"),
    (FailedResponse("context_length_exceeded", "full"), "contextWindowExceeded"),
    (FailedResponse("insufficient_quota", "poor"), "usageLimitExceeded"),
    (FailedResponse("server_is_overloaded", "busy"), "serverOverloaded"),
    (IncompleteResponse(), "other"),
]


TRIED_AGAIN: list[tuple[Any, Any]] = [
    (HttpError(429, "slow down", retry_after=0), 429),
    (FailedResponse("rate_limit_exceeded", "Please try again in 0.01s"), None),
    (FailedResponse("server_error", "oops"), None),
]
FOR_GOOD = [
    (500, "internalServerError"),
    *((code, {"httpConnectionFailed": {"httpStatusCode": code}}) for code in (401, 403, 404)),
]


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


async def test_what_fails_at_once_says_which_failure_it_was(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            for number, (failure, name) in enumerate(AT_ONCE):
                scripted_model.on(f"@@fails{number}", Script([[failure]], repeat_last=True))
                thread = await codex.thread_start()
                require_pages(thread)
                handle = await thread.turn(f"@@fails{number}")
                errors = [n.params async for n in handle.stream() if n.method == "error"]
                if errors[0]["willRetry"]:
                    server_lacks(f"{failure} is tried again")
                assert [error["willRetry"] for error in errors] == [False]
                assert errors[0]["error"]["codexErrorInfo"] == name
                turn = await handle.run()
                assert turn.error is not None
                (kept,) = [turn async for turn in thread.turns()]
                assert kept.error == turn.error


async def test_what_is_tried_again_is_told_and_the_turn_goes_on(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            for number, (failure, status) in enumerate(TRIED_AGAIN):
                scripted_model.on(f"@@once{number}", Script([[failure], [Text("whole")]]))
                handle = await thread.turn(f"@@once{number}")
                errors = [n.params async for n in handle.stream() if n.method == "error"]
                if not errors[0]["willRetry"]:
                    server_lacks(f"{failure} is not tried again")
                assert [error["willRetry"] for error in errors] == [True]
                info = errors[0]["error"]["codexErrorInfo"]
                assert info == {"responseStreamDisconnected": {"httpStatusCode": status}}
                assert (await handle.run()).status == TurnStatus.completed


@pytest.mark.long
@pytest.mark.parametrize(("status", "name"), FOR_GOOD)
async def test_what_does_not_go_away_fails_after_five_more_attempts(
    server_config: AppServerConfig, scripted_model: ScriptedModel, status: int, name: Any
):
    scripted_model.on("@@down", Script([[HttpError(status, "down")]], repeat_last=True))
    with anyio.fail_after(120):
        async with AsyncCodex(server_config) as codex:
            handle = await (await codex.thread_start()).turn("@@down")
            seen = [n.params async for n in handle.stream() if n.method == "error"]
            assert [error["willRetry"] for error in seen] == [True] * 5 + [False]
            assert [error["error"]["message"] for error in seen[:5]] == [
                f"Reconnecting... {n}/5" for n in range(1, 6)
            ]
            assert seen[-1]["error"]["codexErrorInfo"] == name


@pytest.mark.long  # the server is silent about it for three seconds
async def test_a_model_that_cannot_be_reached_is_waited_for_until_the_turn_is_interrupted(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            scripted_model.stop()
            handle = await thread.turn("@@plain")
            async for notification in handle.stream():
                if notification.method == "error":
                    break
            assert notification.params["willRetry"] is True
            assert "waiting for network" in notification.params["error"]["message"]
            await handle.interrupt()
            assert (await handle.run()).status == TurnStatus.interrupted
