"""Whether a session connects again by itself: some times, then it is for a person to see what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_app_server import (
    CodexBinaryNotFoundError,
    ServerClosedError,
    ServerConnectError,
    ServerStartError,
)
from codex_tui.model.safe_text import SafeText
from codex_tui.model.server_kind import ServerKind
from codex_tui.servers.last_words import signal_of

if TYPE_CHECKING:
    from codex_app_server import CodexError
    from codex_tui.session.launch import Way

PAUSES = (0.1, 0.5, 2.0)
"""Seconds before a server is tried again by itself, for each loss in a row; after more, a person has to want it."""
REST = 30.0
"""Seconds without a loss after which they are counted anew; sooner, the server has a problem of its own."""


class Returning:
    """Decides about each loss, and remembers what to say once there is a connection again."""

    def __init__(self) -> None:
        self.due = False
        self._losses = 0
        self._last = float("-inf")
        self._tries: int | None = None
        """How often it was tried after a pause, where that is done at all."""
        self._was_away = False
        self._kind = ServerKind.PRIVATE
        self._what = ""

    def lost(
        self, kind: ServerKind, why: CodexError | None, *, was_ready: bool, now: float, what: str = ""
    ) -> bool:
        """A connection ended, or never came up; gives whether to connect again without being asked.

        Args:
            kind: whose server it is.
            why: what the SDK raised; None if the server closed the connection in order.
            was_ready: it was in use, rather than about to start.
            now: a clock that only goes forward, in seconds.
            what: what happened, in a sentence, to be said once there is a connection again.
        """
        if now - self._last >= REST:
            self._losses = 0
        self._last = now
        self._losses += 1
        self.due = self._losses <= len(PAUSES) and _may_return(kind, why, was_ready=was_ready)
        if self.due:
            self._kind = kind
            self._what = what
        return self.due

    @property
    def pause(self) -> float:
        """Seconds until the next attempt, if one is due."""
        return PAUSES[self._losses - 1] if self.due else 0.0

    def tries_on(self, kind: ServerKind, why: CodexError | None, *, was_up: bool) -> bool:
        """Whether a server is tried every now and then: one that others run, and that is only away, as a network is."""
        refused = isinstance(why, ServerConnectError) and why.status_code in (401, 403)
        if was_up and not refused and kind in (ServerKind.REMOTE, ServerKind.DAEMON):
            self._tries, self._kind = self._tries or 0, kind
        else:
            self._tries = None
        return self._tries is not None

    def next_pause(self, first: float, most: float) -> float | None:
        """Seconds until the server is tried again, each time twice as long; None waits for a person."""
        if self._tries is None:
            return None
        self._tries += 1
        return min(most, first * 2.0 ** (self._tries - 1))

    def up(self) -> None:
        """There is a connection."""
        self._was_away, self._tries = self._tries is not None, None

    def came_back(self, *, anew: bool, unsent: bool = False) -> str:
        """What to say of a connection that is up again; empty where nobody waited for it.

        Args:
            anew: it is another process on this machine that serves now.
            unsent: prompts came back as it was lost.
        """
        due, self.due = self.due or self._was_away, False
        self._was_away = False
        if not due:
            return ""
        what = self._what if self._kind is ServerKind.PRIVATE else ""
        if self._kind is ServerKind.PRIVATE:
            back = "The server was started again"
        elif anew:
            back = f"The {self._kind.value} server was started again"
        else:
            back = f"The connection to the {self._kind.value} server broke. It is up again"
        if unsent:
            return f"{back}. Your prompt was not sent: it is in the composer. {what}".rstrip()
        return f"{back}, and what was open is resumed. {what}".rstrip()


def _may_return(kind: ServerKind, why: CodexError | None, *, was_ready: bool) -> bool:
    if isinstance(why, CodexBinaryNotFoundError | ServerStartError):
        return False
    if was_ready or kind not in (ServerKind.REMOTE, ServerKind.PRIVATE):
        return True  # a shared one may be met in the moment in which it ends
    # One that ends by itself as it starts will do so again; one that is killed has done nothing wrong.
    code = why.exit_code if isinstance(why, ServerClosedError) else None
    return kind is ServerKind.PRIVATE and signal_of(code) is not None


def host_of(way: Way) -> SafeText:
    """What a server at an address is called: its machine, as far as that is another one."""
    if way.kind is not ServerKind.REMOTE or not way.config.endpoint:
        return SafeText("")
    from codex_app_server import parse_endpoint

    endpoint = parse_endpoint(way.config.endpoint)
    return SafeText(endpoint.host or "socket")
