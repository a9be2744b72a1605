import dataclasses
import inspect
import re
import subprocess
import sys
from typing import Any

import pytest

import codex_app_server
from codex_app_server import (
    AsyncChatgptLoginHandle,
    AsyncCodex,
    AsyncCommandHandle,
    AsyncDeviceCodeLoginHandle,
    AsyncFileSearch,
    AsyncFileWatch,
    AsyncMcpLoginHandle,
    AsyncPager,
    AsyncThread,
    AsyncTurnHandle,
    ChatgptLoginHandle,
    Codex,
    CommandHandle,
    DeviceCodeLoginHandle,
    FileSearch,
    FileWatch,
    McpLoginHandle,
    Pager,
    RunResult,
    ServerRequest,
    SyncServerRequest,
    Thread,
    TurnHandle,
)

REFERENCE_NAMES = (
    "AppServerConfig AsyncCodex AsyncThread AsyncTurnHandle Codex ImageInput InitializeResponse Input "
    "InputItem InvalidParamsError JsonRpcError LocalImageInput MentionInput MethodNotFoundError RunResult "
    "ServerBusyError SkillInput TextInput Thread TurnHandle TurnStatus __version__ is_retryable_error "
    "retry_on_overload"
)
REFERENCE_SIGNATURES = (
    """
AsyncCodex(config=None)
AsyncCodex.close() -> None
AsyncCodex.thread_start(*, approval_policy=None, base_instructions=None, config=None, cwd=None,
    developer_instructions=None, ephemeral=None, model=None, model_provider=None, personality=None, sandbox=None)
    -> AsyncThread
AsyncCodex.thread_list(*, archived=None, cursor=None, cwd=None, limit=None, model_providers=None, sort_key=None,
    source_kinds=None) -> ThreadListResponse
AsyncCodex.thread_resume(thread_id, *, approval_policy=None, base_instructions=None, config=None, cwd=None,
    developer_instructions=None, model=None, model_provider=None, personality=None, sandbox=None) -> AsyncThread
AsyncCodex.thread_fork(thread_id, *, approval_policy=None, base_instructions=None, config=None, cwd=None,
    developer_instructions=None, ephemeral=None, model=None, model_provider=None, sandbox=None) -> AsyncThread
AsyncCodex.thread_archive(thread_id) -> ThreadArchiveResponse
AsyncCodex.thread_unarchive(thread_id) -> AsyncThread
AsyncCodex.models(*, include_hidden=False) -> ModelListResponse
AsyncThread.run(input, *, approval_policy=None, approvals_reviewer=None, cwd=None, effort=None, model=None,
    output_schema=None, personality=None, sandbox_policy=None, service_tier=None, summary=None) -> RunResult
AsyncThread.turn(input, *, approval_policy=None, cwd=None, effort=None, model=None, output_schema=None,
    personality=None, sandbox_policy=None, summary=None) -> AsyncTurnHandle
AsyncThread.read(*, include_turns=False) -> ThreadReadResponse
AsyncThread.set_name(name) -> ThreadSetNameResponse
AsyncThread.compact() -> ThreadCompactStartResponse
AsyncTurnHandle.steer(input) -> TurnSteerResponse
AsyncTurnHandle.interrupt() -> TurnInterruptResponse
AsyncTurnHandle.stream()
AsyncTurnHandle.run() -> Turn
TextInput(text)
ImageInput(url)
LocalImageInput(path)
SkillInput(name, path)
MentionInput(name, path)
retry_on_overload(op)
is_retryable_error(exc)
""".strip()
    .replace("\n    ", " ")
    .splitlines()
)
PAIRS = [
    (AsyncCodex, Codex),
    (AsyncThread, Thread),
    (AsyncTurnHandle, TurnHandle),
    (ServerRequest, SyncServerRequest),
    (AsyncPager, Pager),
    (AsyncChatgptLoginHandle, ChatgptLoginHandle),
    (AsyncDeviceCodeLoginHandle, DeviceCodeLoginHandle),
    (AsyncMcpLoginHandle, McpLoginHandle),
    (AsyncCommandHandle, CommandHandle),
    (AsyncFileSearch, FileSearch),
    (AsyncFileWatch, FileWatch),
]
CALLED_BY_THE_CLIENT = {ServerRequest: {"is_same", "mark_closed"}, AsyncCommandHandle: {"run"}}


def test_exported_names_are_sorted_loadable_and_those_of_the_reference():
    names = codex_app_server.__all__
    assert sorted(names) == list(names)
    assert set(REFERENCE_NAMES.split()) <= set(names)
    for name in names:
        assert getattr(codex_app_server, name) is not None
    assert set(names) <= set(dir(codex_app_server))
    with pytest.raises(AttributeError, match="no_such_name"):
        codex_app_server.no_such_name


@pytest.mark.parametrize(
    "line",
    sorted({*REFERENCE_SIGNATURES, *(line.replace("Async", "") for line in REFERENCE_SIGNATURES)}),
    ids=lambda line: line.partition("(")[0],
)
def test_each_signature_of_the_reference_is_there_and_what_is_added_is_optional(line: str):
    path, _, rest = line.partition("(")
    arguments, _, returned = rest.rpartition(")")
    expected = shape(eval(f"lambda {arguments}: None"))
    owner, _, method = path.partition(".")
    function = getattr(codex_app_server, owner)
    given = shape(function)
    if method:
        function = getattr(function, method)
        given = shape(function)[1:]
    required = [part for part in given if part[2] is inspect.Parameter.empty]
    positional = [part for part in given if part[1] is not inspect.Parameter.KEYWORD_ONLY]
    assert required == [part for part in expected if part[2] is inspect.Parameter.empty]
    assert positional == [part for part in expected if part[1] is not inspect.Parameter.KEYWORD_ONLY]
    assert set(expected) <= set(given)
    if returned:
        annotation = str(inspect.signature(function).return_annotation)
        assert annotation.rpartition(".")[2] == returned.removeprefix(" -> ")


def test_a_result_has_what_the_reference_says():
    assert {"final_response", "items", "usage"} <= {field.name for field in dataclasses.fields(RunResult)}
    assert RunResult() == RunResult(final_response=None, items=[], usage=None)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[1].__name__)
def test_both_clients_have_the_same_names_parameters_and_defaults(pair: tuple[type, type]):
    asynchronous, blocking = pair
    public = {name for name in dir(asynchronous) if not name.startswith("_")}
    public |= documented_attributes(asynchronous)
    public -= CALLED_BY_THE_CLIENT.get(asynchronous, set())
    assert public <= {name for name in dir(blocking) if not name.startswith("_")}
    for name in public:
        twin = getattr(asynchronous, name, None)
        if inspect.isfunction(twin):
            assert shape(twin) == shape(getattr(blocking, name)), name
            assert getattr(blocking, name).__doc__, name


def documented_attributes(cls: type) -> set[str]:
    _, _, attributes = (inspect.getdoc(cls) or "").partition("Attributes:\n")
    return set(re.findall(r"^    (\w+): ", attributes.partition("\n\n")[0], re.MULTILINE))


def shape(function: Any) -> list[tuple[str, Any, Any]]:
    parameters = inspect.signature(function).parameters.values()
    return [(parameter.name, parameter.kind, parameter.default) for parameter in parameters]


def test_both_constructors_take_the_same():
    assert shape(AsyncCodex.__init__) == shape(Codex.__init__)


@pytest.mark.parametrize(
    ("statement", "absent"),
    [
        ("import codex_app_server", "pydantic anyio asyncio subprocess dataclasses codex_app_server.config"),
        (
            "from codex_app_server import AppServerConfig, launch_server; AppServerConfig()",
            "pydantic anyio asyncio codex_app_server.generated",
        ),
        ("from codex_app_server import CodexError, TextInput", "pydantic anyio asyncio"),
        (
            "from codex_app_server import Notification; Notification('a', {}).thread_id",
            "pydantic anyio asyncio",
        ),
        (
            "from codex_app_server import AsyncCodex; AsyncCodex()",
            "trio codex_app_server.generated._base codex_app_server.client",
        ),
        ("from codex_app_server import AsyncCodex, Codex", "textual rich codex_tui httpx"),
        ("from codex_app_server import Codex", "codex_app_server.generated._base"),
    ],
)
def test_imports_stay_on_their_side_of_the_wall(statement: str, absent: str):
    program = f"import sys\n{statement}\nprint(*(set({absent.split()!r}) & set(sys.modules)))"
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert result.stdout.strip() == ""
