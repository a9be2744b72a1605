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
TURN_OPTIONS = "approval_policy cwd effort model output_schema personality sandbox_policy summary"
REFERENCE_PARAMETERS: dict[Any, str] = {
    AsyncCodex.thread_start: "approval_policy base_instructions config cwd developer_instructions ephemeral "
    "model model_provider personality sandbox",
    AsyncCodex.thread_list: "archived cursor cwd limit model_providers sort_key source_kinds",
    AsyncCodex.thread_resume: "approval_policy base_instructions config cwd developer_instructions model "
    "model_provider personality sandbox",
    AsyncCodex.thread_fork: "approval_policy base_instructions config cwd developer_instructions ephemeral "
    "model model_provider sandbox",
    AsyncCodex.models: "include_hidden",
    AsyncThread.run: TURN_OPTIONS + " approvals_reviewer service_tier",
    AsyncThread.turn: TURN_OPTIONS,
    AsyncThread.read: "include_turns",
}
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


@pytest.mark.parametrize("method", REFERENCE_PARAMETERS, ids=lambda method: method.__qualname__)
def test_parameters_of_the_reference_are_there_keyword_only_and_optional(method: Any):
    parameters = inspect.signature(method).parameters
    for name in REFERENCE_PARAMETERS[method].split():
        assert parameters[name].kind is inspect.Parameter.KEYWORD_ONLY
        assert parameters[name].default in (None, False)


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
