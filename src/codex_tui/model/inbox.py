"""What waits for a person: requests of all threads, in the order in which they came."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from codex_tui.model.keys import RequestKey, ThreadKey
    from codex_tui.model.requests import Request


@dataclass(slots=True, eq=False, repr=False)
class Inbox:
    """The open requests, oldest first."""

    _waiting: dict[RequestKey, Request] = field(default_factory=dict)

    def add(self, request: Request) -> bool:
        """Keeps a request; False if it was known as it is, as after a resume, which asks again."""
        known = self._waiting.get(request.key)
        if known is not None and request.is_same(known):
            return False
        # Under the same key something else may be asked: what an answer goes to is what is shown.
        self._waiting[request.key] = request
        return True

    def take(self, key: RequestKey) -> Request | None:
        return self._waiting.pop(key, None)

    def get(self, key: RequestKey) -> Request | None:
        return self._waiting.get(key)

    def of(self, thread: ThreadKey) -> list[Request]:
        return [request for request in self.all() if request.thread == thread]

    def question_of(self, thread: ThreadKey) -> SafeText:
        """What a thread waits for, as its row says it; empty where it waits for nothing."""
        waiting = self.of(thread)
        return waiting[0].title if waiting else SafeText()

    def all(self) -> list[Request]:
        # Not as they were told: a client that comes later is told of all at once, in the order in which it joins.
        return sorted(self._waiting.values(), key=lambda request: request.arrived_at)

    def __len__(self) -> int:
        return len(self._waiting)
