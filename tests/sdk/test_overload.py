"""The real server says that it is overloaded, and so does the model: both are worth another try."""

import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import anyio
import pytest

from codex_app_server import (
    AppServerConfig,
    AsyncCodex,
    Codex,
    ServerBusyError,
    TurnFailedError,
    is_retryable_error,
    launch_listening_server,
    retry_on_overload,
)
from codex_tui.demo.request import ModelRequest
from codex_tui.demo.script import FailedResponse, Script
from codex_tui.demo.scripts import PLAIN, PLAIN_ANSWER
from codex_tui.demo.server import ScriptedModel

from .helpers import TRIO_BEFORE_A_RELEASE

# A client keeps to the 64 requests at a time that a server always answers, so it takes several to overload one.
_CLIENTS = 8
_REQUESTS = 64
# Whether one burst is too much depends on how fast the machine is.
_BURSTS = 20
_ATTEMPTS = 100
_BLOCKING_CALLS = 2_000
_DELAY = 0.05

pytestmark = pytest.mark.anyio


@pytest.fixture
def client_config(server_config: AppServerConfig, tmp_path: Path) -> Iterator[AppServerConfig]:
    """How to reach a server that several clients can share."""
    with launch_listening_server(server_config, f"unix://{tmp_path / 'server.sock'}") as running:
        yield AppServerConfig(endpoint=running.endpoint)


def assert_overloaded(errors: list[ServerBusyError]) -> None:
    assert {(error.code, error.message) for error in errors} == {(-32001, "Server overloaded; retry later.")}
    assert all(is_retryable_error(error) for error in errors)


@TRIO_BEFORE_A_RELEASE
async def test_what_a_busy_server_refuses_is_answered_when_it_is_tried_again(client_config: AppServerConfig):
    refusals: list[ServerBusyError] = []
    answered = 0

    async def ask(codex: AsyncCodex) -> None:
        try:
            await codex.models()
        except ServerBusyError as error:
            refusals.append(error)
            raise

    async def ask_until_answered(codex: AsyncCodex) -> None:
        nonlocal answered
        await retry_on_overload(lambda: ask(codex), max_attempts=_ATTEMPTS, initial_delay_s=_DELAY)
        answered += 1

    async with contextlib.AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(AsyncCodex(client_config)) for _ in range(_CLIENTS)]
        bursts = 0
        while not refusals and bursts < _BURSTS:
            bursts += 1
            async with anyio.create_task_group() as group:
                for codex in clients * _REQUESTS:
                    group.start_soon(ask_until_answered, codex)
    assert answered == bursts * _CLIENTS * _REQUESTS
    assert_overloaded(refusals)


async def keep_busy(config: AppServerConfig, until: threading.Event) -> None:
    """Have the server refuse requests now and then: blocking calls alone are too slow for that."""

    async def ask(codex: AsyncCodex) -> None:
        with contextlib.suppress(ServerBusyError):
            await codex.models()

    async with contextlib.AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(AsyncCodex(config)) for _ in range(_CLIENTS)]
        while not until.is_set():
            async with anyio.create_task_group() as group:
                for codex in clients * _REQUESTS:
                    group.start_soon(ask, codex)


@pytest.mark.long  # whether a call meets the server in a busy moment is chance
def test_blocking_code_tries_again_what_a_busy_server_refuses(client_config: AppServerConfig):
    refusals: list[ServerBusyError] = []
    refused = threading.Event()

    with Codex(client_config) as codex, ThreadPoolExecutor(1) as pool:

        def ask() -> None:
            try:
                codex.models()
            except ServerBusyError as error:
                refusals.append(error)
                refused.set()
                raise

        others = pool.submit(anyio.run, keep_busy, client_config, refused)
        try:
            for _ in range(_BLOCKING_CALLS):
                retry_on_overload(ask, max_attempts=_ATTEMPTS, initial_delay_s=0)
                if refusals:
                    break
        finally:
            refused.set()
            others.result()
    assert_overloaded(refusals)


def busy_at_first(request: ModelRequest) -> Script:
    if len(request.prompts) > 1:
        return PLAIN
    return Script([[FailedResponse("server_is_overloaded", "The model is overloaded.")]], repeat_last=True)


@TRIO_BEFORE_A_RELEASE
async def test_a_turn_that_an_overloaded_model_failed_is_run_again(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    scripted_model.on("@@busy", busy_at_first)
    failures: list[TurnFailedError] = []
    async with AsyncCodex(server_config) as codex:
        thread = await codex.thread_start()

        async def run() -> str | None:
            try:
                return (await thread.run("@@busy")).final_response
            except TurnFailedError as error:
                failures.append(error)
                raise

        assert await retry_on_overload(run, initial_delay_s=0) == PLAIN_ANSWER
    (failure,) = failures
    assert failure.codex_error_info == "serverOverloaded"
    assert is_retryable_error(failure)


def test_blocking_code_runs_again_a_turn_that_an_overloaded_model_failed(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    scripted_model.on("@@busy", busy_at_first)
    failures: list[TurnFailedError] = []
    with Codex(server_config) as codex:
        thread = codex.thread_start()

        def run() -> str | None:
            try:
                return thread.run("@@busy").final_response
            except TurnFailedError as error:
                failures.append(error)
                raise

        assert retry_on_overload(run, initial_delay_s=0) == PLAIN_ANSWER
    assert [failure.codex_error_info for failure in failures] == ["serverOverloaded"]
