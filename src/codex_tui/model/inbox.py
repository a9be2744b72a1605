"""What waits for a person: approvals and questions of all threads, in the order in which they came."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from codex_tui.model.keys import ItemKey, RequestKey, ThreadKey


class ApprovalKind(str, Enum):
    """What is asked for."""

    COMMAND = "command"
    FILE_CHANGE = "file change"
    OTHER = "other"
    """A request this client cannot answer in full yet; it can be declined."""


class Decision(str, Enum):
    """The answers a person can give; the values are the server's."""

    ACCEPT = "accept"
    ACCEPT_FOR_SESSION = "acceptForSession"
    DECLINE = "decline"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Approval:
    """One request that waits. The diff of a file change is in its item, which the server sends first."""

    key: RequestKey
    thread: ThreadKey
    item: ItemKey | None
    kind: ApprovalKind
    method: str
    command: SafeText = SafeText("")
    cwd: SafeText = SafeText("")
    reason: SafeText = SafeText("")
    detail: SafeText = SafeText("")
    """The raw request as JSON where nothing better is known."""
    arrived_at: float = 0.0
    """Unix seconds by this client's clock."""


@dataclass(slots=True)
class Inbox:
    """The open requests, oldest first."""

    _waiting: dict[RequestKey, Approval] = field(default_factory=dict)

    def add(self, approval: Approval) -> bool:
        """Keeps a request; False if it was known, as after a resume, which asks again."""
        if approval.key in self._waiting:
            return False
        self._waiting[approval.key] = approval
        return True

    def take(self, key: RequestKey) -> Approval | None:
        return self._waiting.pop(key, None)

    def get(self, key: RequestKey) -> Approval | None:
        return self._waiting.get(key)

    def of(self, thread: ThreadKey) -> list[Approval]:
        return [approval for approval in self._waiting.values() if approval.thread == thread]

    def all(self) -> list[Approval]:
        return list(self._waiting.values())

    def __len__(self) -> int:
        return len(self._waiting)
