"""The way to a server on a Unix socket: to one that runs, else to the shared one, started if there is none.

It begins before anything of the screen is imported, and goes on in a thread while that is: a server needs some 60 ms
until it listens. Two applications that start at once both start a server; the one that finds the socket taken ends by
itself, and both connect to the other.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from codex_app_server import CodexError, ServerConnectError, ServerStartError, connect_early, run_id_of
from codex_tui.model.server_kind import ServerKind
from codex_tui.servers.last_words import killed_by, last_words, signal_of
from codex_tui.servers.lost_links import TAKEN, link_again
from codex_tui.servers.membership import Membership
from codex_tui.servers.places import PlaceError, private_folder
from codex_tui.servers.precedence import screen_first

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from codex_app_server import AppServerConfig, EarlySocket, ListeningServer
    from codex_tui.servers.places import Place

PATIENCE = 10.0
"""Seconds that a server may take until it listens."""
LOG_BYTES = 1024 * 1024
"""Size from which on the log of the shared server begins anew."""

_POLL_SECONDS = 0.005
_HANDSHAKE_SECONDS = 2.0
_END_SECONDS = 0.3
_TAIL_BYTES = 64 * 1024
_MOST_KILLED = 2
"""Servers that may be killed before they listen, until a person has to see to it."""
_GO_ON: list[ListeningServer] = []
"""Servers that were started here and go on; Python would warn of a child process that is forgotten."""


class Joining:
    """Finds a server and connects to it.

    Args:
        config: how to introduce the application, and how to start a server.
        daemon: the socket of a server that is tried first, if there is such a file.
        place: where the shared server is; None starts nothing.
        early_calls: what is asked with the introduction.
    """

    def __init__(
        self,
        config: AppServerConfig,
        *,
        daemon: Path | None = None,
        place: Place | None = None,
        early_calls: Sequence[tuple[str, Mapping[str, Any]]] = (),
    ) -> None:
        self._config = config
        self._daemon = daemon
        self._place = place
        self._early_calls = early_calls
        self._membership = Membership(place.clients) if place is not None else None
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopped = False
        self._started: ListeningServer | None = None
        self._watched = ""
        """The run of the server that is watched; not the server itself, which holds a descriptor."""
        self._log_began = 0
        self._killed = 0
        self._socket: EarlySocket | None = None
        self._error: CodexError | None = None
        self._on_done: Callable[[], None] | None = None
        self._done = False
        self.kind = ServerKind.SHARED

    # --- at the start ---------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Connects if a server listens, else starts one; what takes time goes on in a thread.

        Raises:
            CodexError: no server can be started.
        """
        self._find()
        self._thread = threading.Thread(target=self._finish_in_thread, name="join the server", daemon=True)
        self._thread.start()

    def when_done(self, tell: Callable[[], None]) -> None:
        """Has `tell` called, in whichever thread, once there is a connection or none will come."""
        with self._lock:
            if not self._done:
                self._on_done = tell
                return
        tell()

    @property
    def early(self) -> EarlySocket | None:
        """The connection, once there is one, until it was taken."""
        return self._socket if self._done else None

    # --- for the session ------------------------------------------------------------------------------------

    def take(self) -> tuple[AppServerConfig, EarlySocket]:
        """Hands out the connection that was begun, or makes another. Blocks: call it in a thread.

        Raises:
            CodexError: there is no server, and none could be started.
        """
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join()
        else:
            self._forget()
            self._find()
            self._finish()
        error, self._error = self._error, None
        if error is not None:
            raise error
        self._have_it_watched()
        socket, self._socket = self._socket, None
        if socket is None:
            raise ServerConnectError("the application is leaving", endpoint="")
        return replace(self._config, endpoint=socket.endpoint), socket

    def _have_it_watched(self) -> None:
        """A server that was started here is ended also if its last client is killed."""
        place, started = self._place, self._started
        if (
            place is not None
            and started is not None
            and started.run_id != self._watched
            and started.poll() is None
        ):
            from codex_tui.servers.watching import watch  # not needed before the first paint

            self._watched = started.run_id
            with suppress(OSError):  # it is ended by whoever leaves last, as a rule
                watch(place.clients, place.endpoint, started.run_id)

    @property
    def said(self) -> str:
        """What was written to the shared server's log since one was started from here."""
        if self._place is None or self._started is None:
            return ""
        try:
            with open(self._place.log, "rb") as log:
                log.seek(self._log_began)
                return log.read(_TAIL_BYTES).decode("utf-8", "replace")
        except OSError:
            return ""

    def stop(self) -> None:
        """Ends what waits for a server, in whichever thread."""
        self._stopped = True

    def leave(self) -> None:
        """Uses the server no more; the last client has the shared one end, once its turns have."""
        self.stop()
        if self._thread is not None:
            self._thread.join()
        if self._socket is not None:
            self._socket.close()
        if self._membership is not None:
            self._membership.leave(self._end_server)

    # --- how ------------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        self._early_calls = ()
        self._started = None
        self._killed = 0
        self._done = False

    def _find(self) -> None:
        self._socket = None
        if self._daemon is not None and (socket := self._connected(f"unix://{self._daemon}")) is not None:
            self.kind, self._socket = ServerKind.DAEMON, socket
            return
        if self._place is None or self._membership is None:
            endpoint = f"unix://{self._daemon}"
            raise ServerConnectError(f"nobody listens at {endpoint}", endpoint=endpoint)
        self.kind = ServerKind.SHARED
        try:
            private_folder(self._place.folder)  # the system may have cleared it since we came
            self._membership.join()
        except PlaceError as error:
            raise ServerStartError(str(error)) from error
        except OSError as error:
            raise ServerStartError(
                f"{self._place.clients} cannot be used: {error.strerror or error}"
            ) from error
        with suppress(OSError):
            if os.path.getsize(self._place.log) > LOG_BYTES:
                os.truncate(self._place.log, 0)  # who writes to it appends
        self._socket = self._connected(self._place.endpoint)
        if self._socket is None and (self._started is None or self._started.poll() is not None):
            self._start(self._place)

    def _connected(self, endpoint: str) -> EarlySocket | None:
        try:
            return connect_early(replace(self._config, endpoint=endpoint), self._early_calls)
        except ServerConnectError as error:
            if isinstance(error.__cause__, PermissionError):
                raise
            return None

    def _start(self, place: Place) -> None:
        from codex_app_server import launch_listening_server  # not needed where a server runs

        with suppress(OSError):
            self._log_began = os.path.getsize(place.log)
        try:
            self._started = launch_listening_server(
                replace(self._config, cwd=os.sep), place.endpoint, log_path=place.log
            )
        except OSError as error:
            raise ServerStartError(f"{place.log} cannot be written: {error.strerror or error}") from error
        screen_first(self._started.pid)
        _GO_ON[:] = [one for one in _GO_ON if one.poll() is None]  # those that ended have a descriptor each
        _GO_ON.append(self._started)

    def _finish_in_thread(self) -> None:
        try:
            self._finish()
        except CodexError as error:
            self._error = error
        with self._lock:
            self._done = True
            tell = self._on_done
        if tell is not None:
            tell()

    def _finish(self) -> None:
        """Waits until there is a connection whose handshake was answered, so that the early calls have left."""
        give_up_at = time.monotonic() + PATIENCE
        while not self._stopped and not self._is_answered():
            time.sleep(_POLL_SECONDS)
            # Before another one is started, whose log has nothing of what the last one said.
            self._check_start(late=time.monotonic() > give_up_at)
            self._find()

    def _is_answered(self) -> bool:
        socket = self._socket
        if socket is None:
            return False
        give_up_at = time.monotonic() + _HANDSHAKE_SECONDS
        while socket.unsent and not self._stopped and time.monotonic() < give_up_at:
            if not socket.read(_POLL_SECONDS) and socket.unsent:
                # The system connects to a server that is just ending, too.
                socket.close()
                self._socket = None
                return False
        return True  # one that does not answer is the client's to wait for, and the screen's to tell of

    def _check_start(self, *, late: bool) -> None:
        place, started = self._place, self._started
        if place is None or started is None:
            return
        exit_code = started.poll()
        taken = exit_code is not None and TAKEN in self.said
        if taken:
            link_again(place.socket, self.said)
        elif exit_code is not None:
            number = signal_of(exit_code)
            if number is not None and self._killed < _MOST_KILLED:
                self._killed += 1  # it has done nothing wrong: another one is started
                return
            reason = killed_by(number) if number is not None else f"exit code {exit_code}"
            words = last_words(self.said)
            raise ServerStartError(f"the shared server ended ({reason}){f': {words}' if words else ''}")
        if late and taken:
            raise ServerStartError(
                "a shared server runs that cannot be reached: its socket is gone, or it does not answer. Leave the "
                "codex-tui that are still open and start again, or start without it: codex-tui --private"
            )
        if late:
            raise ServerStartError(
                f"the shared server does not listen after {PATIENCE:g} s. Its log is {place.log}; "
                "codex-tui --private starts without it"
            )

    def _end_server(self) -> None:
        """Has the server at the place end, whichever it is by now, and waits a moment for it; later, if turns run."""
        if self._place is None:
            return
        from codex_tui.servers.keeper import WHAT_RUNS, keep, something_runs  # not needed before one leaves

        with suppress(CodexError, OSError):
            try:
                link = connect_early(replace(self._config, endpoint=self._place.endpoint), [WHAT_RUNS])
            except ServerConnectError:
                if self._started is not None and self._started.poll() is None:
                    self._started.drain()  # it does not listen yet: left as soon as begun
                return
            try:
                if something_runs(link):
                    run_id = run_id_of(link.peer_pid) if link.peer_pid is not None else ""
                    keep(self._place.clients, self._place.endpoint, run_id)
                elif link.peer_pid is not None:
                    os.kill(link.peer_pid, signal.SIGTERM)
                    # Whoever starts next shall not meet it while it goes.
                    link.socket.settimeout(_END_SECONDS)
                    while link.socket.recv(4096):
                        pass
            finally:
                link.close()
