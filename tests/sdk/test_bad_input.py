"""What is used wrongly says what is wrong, and what to do instead."""

import asyncio
import contextlib
import copy
import dataclasses
import pickle
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import anyio
import pytest
import trio

from codex_app_server import (
    AppServerConfig,
    AsyncCodex,
    AsyncTurnHandle,
    Codex,
    CodexBinaryNotFoundError,
    ImageInput,
    InvalidParamsError,
    InvalidRequestError,
    MemoryPeer,
    MethodNotFoundError,
    ServerClosedError,
    ServerRequest,
    ServerStartError,
    TextInput,
    TransportClosedError,
    TurnStatus,
    launch_server,
    memory_transport_pair,
)
from codex_app_server.generated.v2_all import ThreadListParams, ThreadReadParams
from codex_app_server.inputs import input_to_wire
from codex_app_server.testing import InMemoryAppServer, Run

from .capabilities import server_lacks
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


WAITS: dict[str, Callable[[AsyncCodex, AsyncTurnHandle, ServerRequest], Awaitable[Any]]] = {
    "notifications": lambda codex, turn, question: anext(codex.notifications()),
    "batches": lambda codex, turn, question: anext(codex.notification_batches()),
    "server_requests": lambda codex, turn, question: anext(codex.server_requests()),
    "connection_states": lambda codex, turn, question: anext(codex.connection_states()),
    "wait_closed": lambda codex, turn, question: codex.wait_closed(),
    "close": lambda codex, turn, question: codex.close(),
    "stream": lambda codex, turn, question: anext(turn.stream()),
    "run": lambda codex, turn, question: turn.run(),
    "interrupt": lambda codex, turn, question: turn.interrupt(),
    "approve": lambda codex, turn, question: question.approve(),
    "reject": lambda codex, turn, question: question.reject(),
    "the end of a question": lambda codex, turn, question: question.wait_closed(),
}


@pytest.mark.parametrize("wait", WAITS.values(), ids=WAITS)
@pytest.mark.parametrize("loop", ["asyncio", "trio"])
def test_waiting_on_another_loop_than_the_clients_is_refused(
    wait: Callable[[AsyncCodex, AsyncTurnHandle, ServerRequest], Awaitable[Any]],
    loop: str,
):
    server = InMemoryAppServer()
    server.script("ask", [Run("make", ask=True)])

    async def at_home() -> None:
        async with AsyncCodex(transport=server.transport()) as codex:
            questions = codex.server_requests()
            turn = await (await codex.thread_start()).turn("ask")
            question = await anext(questions)

            async def elsewhere() -> None:
                with anyio.fail_after(5), pytest.raises(RuntimeError, match="another event loop: make one"):
                    await wait(codex, turn, question)

            # A client's loop goes on meanwhile: what another one does to it is seen by nobody else.
            await anyio.to_thread.run_sync(partial(anyio.run, elsewhere, backend=loop))
            await question.approve()
            assert (await turn.run()).status == TurnStatus.completed

    asyncio.run(at_home())


def test_a_client_has_one_server(server_config: AppServerConfig):
    transport, _ = memory_transport_pair()
    process = launch_server(server_config)
    try:
        with pytest.raises(ValueError, match="process or transport, not both"):
            AsyncCodex(process=process, transport=transport)
    finally:
        process.close()


@pytest.mark.parametrize("client", [Codex, AsyncCodex])
def test_a_server_that_belongs_to_a_client_is_not_given_to_a_second_one(
    server_config: AppServerConfig, client: Any
):
    process, transport = launch_server(server_config), InMemoryAppServer().transport()
    with Codex(server_config, process=process) as codex:
        assert codex.models().data
        with pytest.raises(
            ValueError, match=r"process belongs to a client already.*: start one for each client"
        ):
            client(server_config, process=process)
        assert codex.models().data
    with pytest.raises(ValueError, match="belongs to a client already"):
        client(server_config, process=process)
    with Codex(transport=transport):
        pass
    with pytest.raises(ValueError, match=r"transport belongs to a client already.*: make one for each"):
        client(transport=transport)
    closed = launch_server(server_config)
    closed.close()
    with pytest.raises(ValueError, match=r"this process was closed: start one .* launch_server\(config\)"):
        client(process=closed)


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


@pytest.mark.parametrize(
    ("call", "option"),
    [
        (lambda codex: codex.thread_start(sandbox="workspace_write"), "sandbox of thread/start"),
        (lambda codex: codex.thread_list(search_term=5), "searchTerm of thread/list"),
        (lambda codex: codex.thread_list(source_kinds=["cli", "nope"]), r"sourceKinds\[1\] of thread/list"),
        (lambda codex: codex.thread_list(limit=-1), "limit of thread/list"),
        (lambda codex: codex.thread_start(ephemeral=5), "ephemeral of thread/start"),
        (lambda codex: codex.fs_read_file("notes.txt"), "fs/readFile takes absolute paths only: make path"),
    ],
)
def test_what_the_server_could_not_read_is_named(
    server_config: AppServerConfig, call: Callable[[Any], Any], option: str
):
    with Codex(server_config) as codex, pytest.raises(InvalidParamsError, match=option) as caught:
        call(codex)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(copy.copy(caught.value)) == str(caught.value)


def test_a_method_that_is_nearly_right_is_told(server_config: AppServerConfig):
    with Codex(server_config) as codex, pytest.raises(MethodNotFoundError, match="did you mean thread/list"):
        codex.request("thread/lists", {})


@pytest.mark.parametrize(
    ("call", "mend"),
    [
        (lambda codex: codex.request("thread/read", {"thread_id": "a"}), "it is spelled threadId"),
        (lambda codex: codex.request("thread/read", ["a"]), "a dict of JSON values, not list"),
        (lambda codex: codex.request("thread/read", ThreadReadParams), "not the class ThreadReadParams"),
        (
            lambda codex: codex.command_exec("ls -l"),
            r'command is a list, not str: give its words, \["ls", "-l"\]',
        ),
        (lambda codex: codex.fs_write_file("/notes", "text"), r"bytes, not str: give data.encode\(\)"),
        (
            lambda codex: codex.request("thread/list", {}, "dict"),
            "response_model is a pydantic model or dict",
        ),
        (lambda codex: codex.request("thread/list", {}, list), "not the class list: leave it out"),
        (lambda codex: codex.request("thread/list", {}, request_timeout="5"), "a number of seconds, not '5'"),
        (lambda codex: codex.thread_list(source_kinds="cli"), "source_kinds is a list, not str"),
        (lambda codex: codex.thread_list(model_providers="openai"), "model_providers is a list, not str"),
        (
            lambda codex: codex.skills_extra_roots_set("/skills"),
            "extra_roots is a list, not str: put it in brackets",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_sent(call: Callable[[Any], Any], mend: str):
    with pytest.raises(TypeError, match=mend):
        call(Codex(AppServerConfig(codex_bin="/nonexistent/codex")))


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("call", "mend"),
    [
        (
            lambda codex: codex.thread_start(modelProvider="m"),
            r"thread_start\(\) does not know modelProvider.*spelled model_provider",
        ),
        (lambda codex: codex.thread_resume(threadId="a"), "in Python it is spelled thread_id"),
        (lambda codex: codex.thread("a").run("hi", outputSchema={}), "in Python it is spelled output_schema"),
        (
            lambda codex: codex.thread("a").turn("hi", sandbox_policy={}, sandboxPolicy={}),
            r"turn\(\) was given one option in two spellings: sandbox_policy and sandboxPolicy; leave one out",
        ),
        (lambda codex: codex.threads(pageSize=5), "in Python it is spelled page_size"),
        (lambda codex: codex.thread_start(nonsense=5), "unexpected keyword argument 'nonsense'"),
    ],
)
async def test_an_option_that_is_spelled_as_in_json_is_told(
    connect: Connect, call: Callable[[Any], Any], mend: str
):
    async with connect() as (codex, _):
        with pytest.raises(TypeError, match=mend):
            await call(codex)
    with Codex(transport=InMemoryAppServer().transport()) as blocking, pytest.raises(TypeError, match=mend):
        call(blocking)


@pytest.mark.anyio
async def test_added_input_with_an_option_that_is_spelled_as_in_json_is_told(connect: Connect):
    async with connect() as (codex, _):
        with pytest.raises(TypeError, match="spelled client_user_message_id"):
            await codex.thread("a").follow("t").steer("hi", clientUserMessageId="x")  # type: ignore[call-arg]


@pytest.mark.anyio
async def test_a_thread_in_the_place_of_its_id_is_told(connect: Connect):
    async with connect() as (codex, _):
        with pytest.raises(TypeError, match=r"threadId is AsyncThread; give its id \('a'\)"):
            await codex.thread_resume(codex.thread("a"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "error", "mend"),
    [
        ({"config_overrides": "model=x"}, TypeError, r"write \('model=x',\)"),
        ({"launch_args_override": "codex app-server"}, TypeError, "a tuple of words, not one string"),
        ({"env": {"A": None}}, TypeError, "A is of type NoneType: leave it out"),
        ({"request_timeout": 0}, ValueError, "request_timeout is a positive number of seconds"),
        ({"endpoint": "unix:///s", "reconnect": True}, TypeError, r"not True: write ReconnectPolicy\(\)"),
        ({"connect_timeout": "5"}, TypeError, "connect_timeout is a number of seconds, not '5'"),
    ],
)
def test_a_configuration_that_cannot_be_meant_is_refused_at_once(
    options: dict[str, Any], error: type[Exception], mend: str
):
    with pytest.raises(error, match=mend):
        AppServerConfig(**options)


def test_a_setting_that_is_spelled_as_in_json_is_told():
    with pytest.raises(TypeError, match=r"AppServerConfig\(\) does not know codexBin: .* spelled codex_bin"):
        AppServerConfig(codexBin="codex")  # type: ignore[call-arg]
    for client in (Codex, AsyncCodex):
        with pytest.raises(TypeError, match=rf"^{client.__name__}\(\) does not know serverRequests"):
            client(serverRequests=print)  # type: ignore[call-arg]


@pytest.mark.parametrize("client", [Codex, AsyncCodex])
def test_what_is_no_configuration_and_no_handler_is_refused(client: Any):
    with pytest.raises(TypeError, match="config is an AppServerConfig, not dict"):
        client({"cwd": "/"})
    with pytest.raises(TypeError, match="server_requests is a function"):
        client(server_requests="yes")


@pytest.mark.parametrize(
    ("options", "error", "mend"),
    [
        ({"codex_bin": "/nonexistent/codex"}, CodexBinaryNotFoundError, "pip install openai-codex-cli-bin"),
        ({"cwd": "/nonexistent"}, ServerStartError, "the folder '/nonexistent' does not exist"),
        (
            {"env": {"CODEX_HOME": "/nonexistent"}},
            ServerClosedError,
            "CODEX_HOME points to .* does not exist",
        ),
        (
            {"config_overrides": ("model_providers=5",)},
            ServerClosedError,
            "expected a map\nin `model_providers`",
        ),
    ],
)
def test_a_server_that_cannot_run_says_why(
    server_config: AppServerConfig, options: dict[str, Any], error: type[Exception], mend: str
):
    with pytest.raises(error, match=mend), Codex(dataclasses.replace(server_config, **options)):
        pass


def test_an_image_of_the_web_is_refused_with_what_is_taken(server_config: AppServerConfig):
    with Codex(server_config) as codex:
        try:
            codex.thread_start().run(ImageInput("https://example.com/a.png"))
        except InvalidRequestError as error:
            assert "use an inline data URL" in error.message
        else:
            server_lacks("it gives the model addresses of images of the web")


@pytest.mark.parametrize("client", [Codex, AsyncCodex])
@pytest.mark.parametrize("name", ["cwd", "codex_bin", "codexBin"])
def test_a_client_that_is_given_a_setting_of_its_server_says_where_it_goes(client: Any, name: str):
    setting = "cwd" if name == "cwd" else "codex_bin"
    told = f"{client.__name__}() has no option {setting}, .*{client.__name__}(AppServerConfig({setting}=...))"
    with pytest.raises(TypeError, match=told.replace("(", r"\(").replace(")", r"\)")):
        client(**{name: "/tmp"})
    with pytest.raises(TypeError, match="unexpected keyword argument 'nonsense'"):
        client(nonsense=1)
