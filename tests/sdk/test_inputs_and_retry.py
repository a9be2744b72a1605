import copy
import pickle
from collections.abc import Callable
from typing import Any

import anyio
import pytest

from codex_app_server import (
    CodexError,
    ImageInput,
    InvalidResponseError,
    JsonRpcError,
    LocalImageInput,
    MentionInput,
    RequestTimeoutError,
    ServerBusyError,
    ServerClosedError,
    SkillInput,
    TextInput,
    TurnFailedError,
    is_retryable_error,
    retry_on_overload,
)
from codex_app_server.inputs import input_to_wire
from codex_app_server.stderr_tail import StderrTail, explanation

BUSY = ServerBusyError(-32001, "Server overloaded; retry later.")


def test_every_input_has_its_form_on_the_wire():
    assert input_to_wire("hi") == input_to_wire(TextInput("hi")) == [{"type": "text", "text": "hi"}]
    assert input_to_wire(
        [ImageInput("data:x"), LocalImageInput("a.png"), SkillInput("s", "S.md"), MentionInput("m", "m.py")]
    ) == [
        {"type": "image", "url": "data:x"},
        {"type": "localImage", "path": "a.png"},
        {"type": "skill", "name": "s", "path": "S.md"},
        {"type": "mention", "name": "m", "path": "m.py"},
    ]


@pytest.mark.parametrize("value", [{"text": "hi"}, [{"type": "no such"}], 5, None])
def test_other_inputs_are_refused_with_the_names_of_the_right_ones(value: Any):
    with pytest.raises(TypeError, match="LocalImageInput"):
        input_to_wire(value)


@pytest.mark.parametrize(
    ("error", "retryable"),
    [
        (BUSY, True),
        (JsonRpcError(-32600, "x", {"codexErrorInfo": "serverOverloaded"}), True),
        (TurnFailedError("x", codex_error_info="serverOverloaded"), True),
        (TurnFailedError("x", codex_error_info={"httpConnectionFailed": {}}), False),
        (JsonRpcError(-32600, "thread not found"), False),
        (ServerClosedError("gone"), False),
        (ValueError(), False),
    ],
)
def test_only_overload_is_worth_another_try(error: Exception, retryable: bool):
    assert is_retryable_error(error) is retryable


def failing(times: int, error: Exception = BUSY) -> tuple[Callable[[], str], list[int]]:
    calls: list[int] = []

    def func() -> str:
        calls.append(1)
        if len(calls) <= times:
            raise copy.copy(error)
        return "done"

    return func, calls


def test_a_plain_function_is_tried_again_until_it_succeeds_or_attempts_run_out():
    func, calls = failing(2)
    assert retry_on_overload(func, initial_delay_s=0) == "done"
    assert len(calls) == 3
    func, calls = failing(5)
    with pytest.raises(ServerBusyError):
        retry_on_overload(func, max_attempts=2, initial_delay_s=0)
    assert len(calls) == 2
    func, calls = failing(1, ValueError("no"))
    with pytest.raises(ValueError, match="no"):
        retry_on_overload(func, initial_delay_s=0)
    assert len(calls) == 1
    with pytest.raises(ValueError, match="max_attempts"):
        retry_on_overload(func, max_attempts=0)


@pytest.mark.anyio
async def test_an_async_function_is_tried_again_too():
    func, calls = failing(2)

    async def async_func() -> str:
        await anyio.lowlevel.checkpoint()
        return func()

    assert await retry_on_overload(async_func, initial_delay_s=0) == "done"
    assert len(calls) == 3


@pytest.mark.parametrize(
    "error",
    [
        BUSY,
        JsonRpcError(1, "m", {"a": 1}),
        RequestTimeoutError("thread/list", 5),
        InvalidResponseError("bad", {"raw": 1}),
        ServerClosedError("gone", exit_code=3, stderr_tail="tail"),
        TurnFailedError("failed", codex_error_info="other", additional_details="more"),
    ],
)
def test_errors_survive_copying_and_pickling(error: CodexError):
    for twin in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert type(twin) is type(error)
        assert str(twin) == str(error)
        assert vars(twin) == vars(error)


def test_the_tail_of_stderr_is_the_end_without_escapes():
    tail = StderrTail(limit=50)
    tail.append(b"x" * 200)
    tail.append(b"\x1b[31mred\x1b[0m \x1b]0;title\x07\x1b[2Jbell\x07 \xff\r\nend\x1b")
    assert tail.text().endswith("red bell \ufffd\nend")
    assert len(tail.text()) <= 50


@pytest.mark.parametrize(
    ("tail", "why"),
    [
        (
            "WARNING: paths\nError: bad value\nin `model`\n\n\nStack backtrace:\n  0: x",
            "bad value\nin `model`",
        ),
        ("one\ntwo", "one\ntwo"),
        ("\n".join("abcdefghijklmno"), "\n".join("fghijklmno")),
    ],
)
def test_the_explanation_of_a_death_leaves_warnings_and_backtraces_out(tail: str, why: str):
    assert explanation(tail) == why
