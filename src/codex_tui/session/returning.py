"""Whether a session connects again by itself: once, to a server that others use too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_app_server import CodexBinaryNotFoundError, ServerConnectError, ServerStartError
from codex_tui.model.safe_text import SafeText
from codex_tui.model.server_kind import ServerKind

if TYPE_CHECKING:
    from codex_app_server import CodexError
    from codex_tui.session.launch import Way

REST = 30.0
"""Seconds after which another loss may be made good without a person; sooner, the server has a problem of its own."""


class Returning:
    """Decides about each loss, and remembers what to say once there is a connection again."""

    def __init__(self) -> None:
        self.due = False
        self._last = float("-inf")
        self._tries: int | None = None
        """How often it was tried after a pause, where that is done at all."""
        self._kind = ServerKind.PRIVATE
        self._was_away = False

    def lost(self, kind: ServerKind, why: CodexError | None, *, was_ready: bool, now: float) -> bool:
        """A connection ended, or never came up; gives whether to connect again without being asked."""
        # A private server ends for a reason of its own. A shared one may be met in the moment in which it ends.
        can = kind.goes_on and (was_ready or kind is not ServerKind.REMOTE)
        hopeless = isinstance(why, CodexBinaryNotFoundError | ServerStartError)
        self.due = can and not hopeless and now - self._last >= REST
        if self.due:
            self._last = now
            self._kind = kind
        return self.due

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

    def came_back(self) -> str:
        """What to say of a connection that is up again; empty where nobody waited for it."""
        due, self.due = self.due or self._was_away, False
        self._was_away = False
        if not due:
            return ""
        return f"The connection to the {self._kind.value} server broke. It is up again, and what was open is resumed."


def host_of(way: Way) -> SafeText:
    """What a server at an address is called: its machine, as far as that is another one."""
    if way.kind is not ServerKind.REMOTE or not way.config.endpoint:
        return SafeText("")
    from codex_app_server.transports.endpoint import parse_endpoint

    endpoint = parse_endpoint(way.config.endpoint)
    return SafeText(endpoint.host or "socket")
