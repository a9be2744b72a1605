"""What is used wrongly says what is wrong, and what to do instead."""

import asyncio
import contextlib
from typing import Any

import pytest
import trio

from codex_app_server import (
    AppServerConfig,
    AsyncCodex,
    Codex,
    MemoryPeer,
    ServerRequest,
    TextInput,
    TransportClosedError,
    launch_server,
    memory_transport_pair,
)
from codex_app_server.generated.v2_all import ThreadListParams, ThreadReadParams
from codex_app_server.inputs import input_to_wire

from .conftest import Connect, answer_initialize


@pytest.mark.parametrize(
    ("item", "mend"),
    [
        ({"type": "text", "text": "hi"}, r"TextInput\(text="),
        ({"type": "localImage", "path": "a.png"}, r"LocalImageInput\(path="),
        ({"text": "hi"}, "pass a str, or one of TextInput"),
        ([TextInput("hi"), {"type": "skill"}], r"SkillInput\(name="),
        (5, "cannot use int as input: pass a str"),
    ],
)
def test_what_is_no_input_is_named_with_what_is(item: Any, mend: str):
    with pytest.raises(TypeError, match=mend):
        input_to_wire(item)


@pytest.mark.anyio
async def test_an_option_in_two_spellings_is_refused_before_it_is_sent(connect: Connect):
    async with connect() as (codex, _):
        model = ThreadReadParams.model_validate({"threadId": "a", "thread_id": "b"})
        for params in (model, {"threadId": "a", "thread_id": "b"}):
            with pytest.raises(TypeError, match="thread_id and threadId"):
                await codex.request("thread/read", params)


@pytest.mark.anyio
async def test_the_params_of_another_method_are_refused(connect: Connect):
    async with connect() as (codex, _):
        with pytest.raises(TypeError, match="thread/read takes ThreadReadParams, not ThreadListParams"):
            await codex.request("thread/read", ThreadListParams())
        with pytest.raises(TypeError, match="account/logout takes no params"):
            await codex.request("account/logout", ThreadListParams())


@pytest.mark.anyio
async def test_a_closed_client_says_so(connect: Connect):
    async with connect() as (codex, _):
        await codex.close()
        with pytest.raises(TransportClosedError, match="closed: make a new one"):
            await codex.models()


def test_a_closed_blocking_client_says_so(server_config: AppServerConfig):
    codex = Codex(server_config)
    codex.close()
    with pytest.raises(TransportClosedError, match="closed: make a new one"):
        codex.models()


async def connected_client() -> tuple[AsyncCodex, MemoryPeer]:
    transport, peer = memory_transport_pair()
    codex = AsyncCodex(transport=transport)
    introduction = asyncio.create_task(answer_initialize(peer))
    await codex.connect()
    await introduction
    return codex, peer


def test_a_client_stays_on_its_event_loop():
    with contextlib.closing(asyncio.new_event_loop()) as loop:
        codex, _ = loop.run_until_complete(connected_client())
        with pytest.raises(RuntimeError, match="another event loop: make one AsyncCodex"):
            asyncio.run(codex.models())
        with pytest.raises(RuntimeError, match="another event loop: make one AsyncCodex"):
            trio.run(codex.models)
        loop.run_until_complete(codex.close())


def test_a_client_has_one_server(server_config: AppServerConfig):
    transport, _ = memory_transport_pair()
    process = launch_server(server_config)
    try:
        with pytest.raises(ValueError, match="process or transport, not both"):
            AsyncCodex(process=process, transport=transport)
    finally:
        process.close()


def test_a_blocking_call_in_an_async_handler_does_not_wait_for_itself(server_config: AppServerConfig):
    problems: list[str] = []

    async def handler(request: ServerRequest) -> Any:
        try:
            codex.models()
        except RuntimeError as error:
            problems.append(str(error))
        return {"decision": "decline"}

    with Codex(server_config, server_requests=handler) as codex:
        codex.thread_start().run("@@approval")
    assert "would wait for itself" in problems[0]
