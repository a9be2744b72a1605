"""What a turn of the in-memory server does: steps as plain data, and the scripts that are made of them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

__all__ = ["Ask", "Edit", "Fail", "Pause", "Plan", "Run", "Say", "Script", "Step", "Think"]


@dataclass(frozen=True)
class Say:
    """An agent message, streamed word by word.

    Attributes:
        text: The whole message.
        phase: ``"commentary"`` between tools, ``"final_answer"`` at the end, None as from a model that does not say.
        completed: False leaves the item open, as when a response breaks off: it is started and never completed.
    """

    text: str
    phase: Literal["commentary", "final_answer"] | None = "final_answer"
    completed: bool = True


@dataclass(frozen=True)
class Think:
    """A reasoning item with one part of summary."""

    summary: str


@dataclass(frozen=True)
class Run:
    """A command; with ``ask`` the client must approve it first. A script gets the decision back from ``yield``."""

    command: str
    output: str = ""
    exit_code: int = 0
    ask: bool = False


@dataclass(frozen=True)
class Edit:
    """A change of one file; ``diff`` is a unified diff, or the content of an added file."""

    path: str
    diff: str
    kind: Literal["add", "update", "delete"] = "update"
    ask: bool = False


@dataclass(frozen=True)
class Plan:
    """The plan, anew: each step with ``"pending"``, ``"inProgress"`` or ``"completed"``."""

    steps: Sequence[tuple[str, str]]
    explanation: str | None = None


@dataclass(frozen=True)
class Ask:
    """A question to the person; a script gets the list of answers back from ``yield``."""

    question: str
    options: Sequence[str] = ()
    header: str = "Question"


@dataclass(frozen=True)
class Pause:
    """The turn stands still until `InMemoryAppServer.resume`, a steer, or an interrupt."""


@dataclass(frozen=True)
class Fail:
    """The turn ends as failed; ``code`` is a `CodexErrorInfo` such as ``"contextWindowExceeded"``."""

    message: str
    code: str | None = None


Step: TypeAlias = Say | Think | Run | Edit | Plan | Ask | Pause | Fail

Script: TypeAlias = Iterable[Step] | Callable[[str], Generator[Step, Any, None]]
"""Steps; or a generator function that gets the prompt, and the outcome of each step from its ``yield``."""
