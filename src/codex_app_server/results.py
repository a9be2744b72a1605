"""What a finished turn comes to: collected from its notifications, returned by ``run()``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .errors import TurnFailedError

if TYPE_CHECKING:
    from .generated.v2_all import ThreadItem, ThreadTokenUsage, Turn
    from .inputs import Input
    from .notification import Notification

__all__ = ["RunResult", "SteeredInput", "TurnCollector"]


@dataclass(frozen=True, eq=False)
class SteeredInput:
    """Input that was added to a running turn.

    Attributes:
        input: What was given, as it was given.
        client_user_message_id: The ``client_id`` of the ``userMessage`` item by which the server shows that it
            took the input.
    """

    input: Input | str
    client_user_message_id: str


@dataclass
class RunResult:
    """The outcome of ``Thread.run()``.

    Attributes:
        final_response: Text of the last final-answer message, else of the last message without a phase, else
            None.
        items: Every item the turn completed, in order of completion.
        usage: The thread's token usage after the turn, if the server reported it.
        turn: The turn as the server closed it (its own ``items`` are a summary only).
        incomplete_items: Items that were begun and not completed when the turn ended, as they began: text that a
            retry, a steering or an interruption cut off, and commands that outlive the turn.
        unconsumed_inputs: Input that was added to the turn and that the model never saw.
    """

    final_response: str | None = None
    items: list[ThreadItem] = field(default_factory=list)
    usage: ThreadTokenUsage | None = None
    turn: Turn | None = None
    incomplete_items: list[ThreadItem] = field(default_factory=list)
    unconsumed_inputs: list[SteeredInput] = field(default_factory=list)


class TurnCollector:
    """Reads a turn's notifications and keeps what the result needs."""

    def __init__(self) -> None:
        self._items: list[dict[str, Any]] = []
        self._usage: dict[str, Any] | None = None
        self.turn: dict[str, Any] | None = None

    def take(self, notification: Notification) -> None:
        params = notification.params
        if notification.method == "item/completed":
            self._items.append(params.get("item") or {})
        elif notification.method == "thread/tokenUsage/updated":
            self._usage = params.get("tokenUsage")
        elif notification.method == "turn/completed":
            self.turn = params.get("turn")

    def raise_if_failed(self) -> None:
        """Raise TurnFailedError if the turn ended with status "failed"."""
        turn = self.turn or {}
        if turn.get("status") == "failed":
            error = turn.get("error") or {}
            raise TurnFailedError(
                error.get("message") or "the turn failed",
                codex_error_info=error.get("codexErrorInfo"),
                additional_details=error.get("additionalDetails"),
            )

    def final_response(self) -> str | None:
        """Return the text of the last final answer, else of the last message without a phase."""
        messages = [item for item in self._items if item.get("type") == "agentMessage"]
        for phase in ("final_answer", None):
            texts: list[str] = [item.get("text", "") for item in messages if item.get("phase") == phase]
            if texts:
                return texts[-1]
        return None

    def result(self) -> RunResult:
        # The models are imported when a turn has ended, not before the first one has begun.
        from .generated.v2_all import ThreadItem, ThreadTokenUsage, Turn
        from .models import parse

        return RunResult(
            final_response=self.final_response(),
            items=[parse(ThreadItem, item) for item in self._items],
            usage=None if self._usage is None else parse(ThreadTokenUsage, self._usage),
            turn=None if self.turn is None else parse(Turn, self.turn),
        )
