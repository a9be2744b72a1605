"""Calls sent as the server starts: answered before there is a client, which finds an introduced server."""

import json
import os
import select
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from codex_app_server import AppServerConfig, AsyncCodex, ServerClosedError, ServerProcess, launch_server
from codex_app_server.early_calls import EarlyCalls

pytestmark = pytest.mark.anyio

PATIENCE = 30
MODELS = ("model/list", {"limit": 1})
NO_SUCH_METHOD: tuple[str, dict[str, Any]] = ("thread/juggle", {})


def read_answers(process: ServerProcess) -> EarlyCalls:
    early = process.early
    assert early is not None
    while select.select([early], [], [], PATIENCE)[0] and early.read():
        pass
    return early


@pytest.fixture(params=["read", "left to the client"])
def launched(
    request: pytest.FixtureRequest, server_config: AppServerConfig
) -> Callable[..., tuple[AppServerConfig, ServerProcess]]:
    def launch(**changes: object) -> tuple[AppServerConfig, ServerProcess]:
        config = replace(server_config, **changes)  # type: ignore[arg-type]
        process = launch_server(config, early_calls=[MODELS, NO_SUCH_METHOD])
        if request.param == "read":
            read_answers(process)
        return config, process

    return launch


def test_answers_are_there_without_a_client(server_config: AppServerConfig):
    process = launch_server(server_config, early_calls=[MODELS, NO_SUCH_METHOD, ("config/read", {})])
    try:
        answers = read_answers(process).answers
        assert set(answers) == {0, 2}  # an error is no answer
        assert len(answers[0]["data"]) == 1
        assert "config" in answers[2]
    finally:
        process.close()
    assert process.poll() is not None


async def test_a_client_adopts_a_server_that_knows_it_already(
    launched: Callable[..., tuple[AppServerConfig, ServerProcess]],
):
    config, process = launched(client_name="early-bird")
    async with AsyncCodex(config, process=process) as codex:
        assert codex.metadata.user_agent.startswith("early-bird/")
        thread = await codex.thread_start()
        result = await thread.run("hello @@plain")
        assert result.final_response
    assert process.poll() is not None


async def test_nothing_that_was_read_early_is_lost(
    launched: Callable[..., tuple[AppServerConfig, ServerProcess]],
):
    # The server says this by itself, as soon as it is introduced.
    config, process = launched(config_overrides=("no_such_setting=1", "features.no_such_feature=true"))
    client = AsyncCodex(config, process=process)
    notifications = client.notifications()
    async with client:
        await client.models(limit=1)
    methods = [notification.method async for notification in notifications]
    assert "remoteControl/status/changed" in methods


@pytest.mark.parametrize(
    ("call", "mend"),
    [
        ("model/list", "pairs of a method and a dict"),
        (("model/list", None), "pairs of a method and a dict"),
        (("model/list", {"limit": object()}), "not JSON serializable"),
    ],
)
def test_what_cannot_be_sent_starts_no_server(call: Any, mend: str, monkeypatch: pytest.MonkeyPatch):
    started: list[Any] = []
    monkeypatch.setattr("subprocess.Popen", started.append)
    with pytest.raises(TypeError, match=mend):
        launch_server(AppServerConfig(), early_calls=[MODELS, call])
    assert not started


async def test_a_server_that_refuses_its_configuration_is_explained(
    launched: Callable[..., tuple[AppServerConfig, ServerProcess]],
):
    config, process = launched(config_overrides=('approval_policy="sometimes"',))
    with pytest.raises(ServerClosedError, match="sometimes"):
        async with AsyncCodex(config, process=process):
            pass


def test_an_answer_of_megabytes_comes_in_pieces():
    reading, writing = os.pipe()
    answer = {"id": "early-0", "result": {"text": "x" * 3_000_000}}
    with open(os.devnull, "wb") as stdin, open(reading, "rb", buffering=0) as stdout:
        early = EarlyCalls(b"", 1, stdin, stdout)
        with open(writing, "wb") as server:
            sending = threading.Thread(target=lambda: server.write(json.dumps(answer).encode() + b"\n{}\n{"))
            sending.start()
            while select.select([early], [], [], PATIENCE)[0] and early.read():
                pass
            sending.join()
    assert early.answers == {0: answer["result"]}
    assert early.received.startswith(b'{"id"')
