"""Scripts as data: what the scripted model answers, response by response.

A `Script` holds one list of steps for each model request of a turn: the first list answers the prompt, the
next one answers the output of the tools which the first list called, and so on. This module is plain data
at the bottom of the demo; `sse` turns steps into events, `server` plays them, `scripts` is the library of
ready ones.
"""

import asyncio
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from codex_tui.demo.request import ModelRequest

Phase: TypeAlias = Literal["commentary", "final_answer"]
StepStatus: TypeAlias = Literal["pending", "in_progress", "completed"]

_WORD = re.compile(r"\s*\S+\s*?(?=\s|$)|\s+")


class Gate:
    """A door in a script: the model stops in front of it until someone opens it, from any thread.

    Attributes:
        name: What a test that fails shows.
    """

    def __init__(self, name: str = "gate") -> None:
        self.name = name
        self._lock = threading.Lock()
        self._is_open = False
        self._waiting: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []
        self._reached = threading.Event()

    def __repr__(self) -> str:
        return f"Gate({self.name!r}, {'open' if self._is_open else 'closed'})"

    @property
    def is_open(self) -> bool:
        """Whether it lets everybody through."""
        return self._is_open

    def open(self) -> None:
        """Let through whoever waits now or comes later."""
        with self._lock:
            self._is_open = True
            waiting, self._waiting = self._waiting, []
        for loop, event in waiting:
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)

    def wait_reached(self, timeout: float = 10.0) -> None:
        """Block the calling thread until the model stands at this gate.

        Raises:
            TimeoutError: The model did not come within `timeout` seconds.
        """
        if not self._reached.wait(timeout):
            raise TimeoutError(f"the model did not reach {self!r} in {timeout} s")

    async def passed(self) -> None:
        """Wait, on the model's event loop, until the gate is open."""
        event = asyncio.Event()
        with self._lock:
            if not self._is_open:
                self._waiting.append((asyncio.get_running_loop(), event))
            else:
                event.set()
        self._reached.set()
        await event.wait()


@dataclass(frozen=True)
class Drop:
    """Cuts the connection: between two items, or among the chunks of a text in the middle of a message."""


Chunk: TypeAlias = str | Gate | Drop


def words(text: str) -> tuple[str, ...]:
    """Cut a text into the pieces in which a model would stream it; joined, they give the text again."""
    return tuple(_WORD.findall(text))


@dataclass(frozen=True)
class Text:
    """One assistant message.

    Attributes:
        content: The whole text, streamed word by word, or the exact chunks, among which a `Gate` holds the
            stream and a `Drop` breaks it.
        pace: Seconds before each chunk; None is the pace of the model.
        phase: None for models that do not tell commentary from the final answer.
    """

    content: str | Sequence[Chunk]
    pace: float | None = None
    phase: Phase | None = None


@dataclass(frozen=True)
class Reasoning:
    """One reasoning item, with a summary of several parts; each part is streamed word by word.

    Attributes:
        raw: What the model really thought, streamed after the summary. The server passes it on only with
            `show_raw_agent_reasoning`.
    """

    parts: Sequence[str]
    pace: float | None = None
    raw: str = ""


@dataclass(frozen=True)
class Shell:
    """A command that the server really runs: in its sandbox, or `escalated`, which asks for approval first.

    Attributes:
        yield_time_ms: How long the server waits before it hands a command that still runs to the background.
    """

    cmd: str
    escalated: bool = False
    justification: str | None = None
    yield_time_ms: int | None = None
    tty: bool = False


@dataclass(frozen=True)
class Patch:
    """An `apply_patch` call; the text runs from `*** Begin Patch` to `*** End Patch`."""

    text: str


@dataclass(frozen=True)
class Plan:
    """An `update_plan` call."""

    steps: Sequence[tuple[str, StepStatus]]
    explanation: str | None = None


@dataclass(frozen=True)
class Choice:
    """One answer which a `Question` offers."""

    label: str
    description: str = ""


@dataclass(frozen=True)
class Question:
    """A `request_user_input` call with one question."""

    id: str
    header: str
    question: str
    choices: Sequence[Choice]


@dataclass(frozen=True)
class ToolCall:
    """Any other function call, for what has no step of its own.

    Attributes:
        namespace: What the server groups the tool under, such as `mcp__NAME` for those of an MCP server.
    """

    name: str
    arguments: Mapping[str, Any]
    namespace: str | None = None


@dataclass(frozen=True)
class WebSearch:
    """A search on the web, or with `url` a page that is opened, or looked through for `pattern`.

    The service of the model does it itself; the server only hears of it.
    """

    query: str = ""
    url: str | None = None
    pattern: str | None = None


@dataclass(frozen=True)
class Pause:
    """The model thinks for some seconds. For the demo; tests use a `Gate`."""

    seconds: float


@dataclass(frozen=True)
class Usage:
    """The token counts of the response it stands in."""

    input_tokens: int = 1200
    cached_tokens: int = 0
    output_tokens: int = 80
    reasoning_tokens: int = 0


@dataclass(frozen=True)
class HttpError:
    """An answer that is no stream at all; must be the only step of its response."""

    status: int
    message: str = "scripted failure"
    retry_after: int | None = None
    error_type: str = "scripted_error"


@dataclass(frozen=True)
class FailedResponse:
    """Ends the stream with `response.failed`."""

    code: str
    message: str


@dataclass(frozen=True)
class IncompleteResponse:
    """Ends the stream with `response.incomplete`."""

    reason: str = "max_output_tokens"


Call: TypeAlias = Shell | Patch | Plan | Question | ToolCall
Step: TypeAlias = (
    Text
    | Reasoning
    | WebSearch
    | Call
    | Gate
    | Pause
    | Usage
    | HttpError
    | FailedResponse
    | IncompleteResponse
    | Drop
)


Steps: TypeAlias = "Sequence[Step] | Callable[[ModelRequest], Sequence[Step]]"
"""One response; or what makes it of its request, as where it needs the output of a tool."""


@dataclass(frozen=True)
class Script:
    """What the model does in one turn.

    Attributes:
        responses: One sequence of steps for each model request; requests past the end are answered "Done.".
        repeat_last: Play the last response for every further request, as a failure that does not go away.
    """

    responses: Sequence[Steps]
    repeat_last: bool = False

    def response(self, index: int, request: "ModelRequest") -> Sequence[Step]:
        """Return the steps of the model request number `index` of the turn, counted from 0."""
        if index < len(self.responses):
            steps = self.responses[index]
        else:
            steps = self.responses[-1] if self.repeat_last and self.responses else (Text("Done."),)
        return steps(request) if callable(steps) else steps
