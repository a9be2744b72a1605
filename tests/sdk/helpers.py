"""What several SDK tests ask of a result."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pytest

from codex_app_server import AsyncThread, Notification, RunResult, ServerRequest
from codex_app_server.generated.v2_all import CommandExecutionThreadItem, FileChangeThreadItem

from .capabilities import server_lacks

TRIO_BEFORE_A_RELEASE = pytest.mark.parametrize(
    "anyio_backend", ["asyncio", pytest.param("trio", marks=pytest.mark.long)]
)
"""For slow tests: the client's code is the same on both loops."""

Outcome: TypeAlias = tuple[int, list[str], str]
"""How often a turn asked, how each of its commands and patches ended, how the turn ended."""


def require_pages(thread: AsyncThread) -> None:
    """Leave a test that is about the present kind of history to servers that have it."""
    if thread.opened["thread"].get("historyMode") != "paginated":
        server_lacks("threads have the older kind of history")


def command_statuses(result: RunResult) -> list[str]:
    """How each command of the turn ended."""
    items = [item.root for item in result.items]
    return [str(item.status) for item in items if isinstance(item, CommandExecutionThreadItem)]


def item_statuses(result: RunResult) -> list[str]:
    """How each command and each patch of the turn ended."""
    kinds = (CommandExecutionThreadItem, FileChangeThreadItem)
    items = [item.root for item in result.items]
    return [str(item.status) for item in items if isinstance(item, kinds)]


@dataclass
class Decider:
    """A handler that gives the answer which the test has laid ready, and keeps the questions."""

    answer: Any = None
    asked: list[ServerRequest] = field(default_factory=list)
    result: RunResult = field(default_factory=RunResult)

    async def handle(self, request: ServerRequest) -> Any:
        self.asked.append(request)
        return self.answer

    async def run(self, thread: AsyncThread, prompt: str, answer: Any = None) -> Outcome:
        """Run a turn whose questions get this answer; `result` has the rest."""
        before = len(self.asked)
        self.answer = answer
        self.result = await (await thread.turn(prompt)).run_result()
        assert self.result.turn is not None
        return len(self.asked) - before, item_statuses(self.result), str(self.result.turn.status)

    def item(self, kind: str) -> Any:
        """The last turn's one item of this type, as JSON."""
        (item,) = [item.root for item in self.result.items if item.root.type == kind]
        return item.model_dump(mode="json")


async def wait_for(stream: AsyncIterator[Notification], method: str) -> Notification:
    """Return the next notification of a kind."""
    async for notification in stream:
        if notification.method == method:
            return notification
    raise AssertionError(f"no {method} came")


async def params_of(stream: AsyncIterator[Notification], method: str) -> dict[str, Any]:
    """Return what the next notification of a kind says."""
    return (await wait_for(stream, method)).params
