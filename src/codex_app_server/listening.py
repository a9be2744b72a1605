"""Start a ``codex app-server`` that listens on a socket, for several clients at once, and end it.

Beside `launch`, which starts a server for one client on pipes. Standard library only. Such a server belongs to
nobody: it goes on when its clients and the process that started it are gone, until it is told to stop.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import time
import weakref
from typing import TYPE_CHECKING

from .errors import ServerStartError
from .launch import server_command
from .orphans import end_orphaned_sandboxes_beside, server_environment
from .stderr_tail import StderrTail, explanation
from .transports.endpoint import parse_endpoint

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from .config import AppServerConfig

__all__ = ["ListeningServer", "launch_listening_server"]

_POLL_SECONDS = 0.005
_DRAIN_SECONDS = 0.1
_LOG_TAIL_BYTES = 64 * 1024
_ADDRESS_LINE = re.compile(r"listening on: (ws://\S+)")
_READY_QUESTION = b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


class ListeningServer:
    """A server process that listens. As a context manager it is ready inside and stopped afterwards.

    Attributes:
        endpoint: Where to connect to, for ``AppServerConfig.endpoint``. For port 0 it is complete once the
            server is ready.
        run_id: What stands in its environment, and in that of what it runs.
    """

    def __init__(self, popen: subprocess.Popen[bytes], listen: str, log: int, run_id: str) -> None:
        self._popen = popen
        self._log = log
        self.run_id = run_id
        weakref.finalize(self, os.close, log)
        self.endpoint: str = listen

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def log_tail(self) -> str:
        """The last 64 KiB the server wrote to stderr, without escape sequences."""
        tail = StderrTail()
        size = os.fstat(self._log).st_size
        tail.append(os.pread(self._log, _LOG_TAIL_BYTES, max(0, size - _LOG_TAIL_BYTES)))
        return tail.text()

    def poll(self) -> int | None:
        """Return the exit status (negative for a signal), or None while the process runs."""
        return self._popen.poll()

    def wait(self, timeout: float | None = None) -> int:
        """Block until the process has ended, and return its exit status.

        Raises:
            TimeoutError: It still runs after ``timeout`` seconds.
        """
        try:
            return self._popen.wait(timeout)
        except subprocess.TimeoutExpired:
            raise TimeoutError(f"the server still runs after {timeout} s") from None

    def wait_ready(self, timeout: float = 10.0) -> None:
        """Block until clients can connect; about 0.1 s.

        Raises:
            ServerStartError: It ended, or is not ready after ``timeout`` seconds.
        """
        give_up_at = time.monotonic() + timeout
        while not self._is_ready():
            if self.poll() is not None:
                raise ServerStartError(
                    f"the server ended (exit code {self.poll()}): {explanation(self.log_tail)}"
                )
            if time.monotonic() > give_up_at:
                raise ServerStartError(f"the server does not listen on {self.endpoint} after {timeout:g} s")
            time.sleep(_POLL_SECONDS)

    def drain(self) -> None:
        """Tell the server to end when the turns that run are over; it starts no new ones from now on."""
        self._signal(signal.SIGTERM)

    def stop(self, timeout: float = 5.0) -> None:
        """End the server now: turns that run are interrupted. Blocks until it has ended."""
        # The first signal asks it to drain, a second one, if it comes as one, not to.
        for seconds in (_DRAIN_SECONDS, timeout):
            self._signal(signal.SIGTERM)
            with contextlib.suppress(TimeoutError):
                self.wait(seconds)
        self.kill()

    def kill(self) -> None:
        """End the server like a crash would."""
        self._signal(signal.SIGKILL)
        if self._popen.wait():
            end_orphaned_sandboxes_beside(self.run_id)

    def _signal(self, number: signal.Signals) -> None:
        # To the process alone: the commands its turns run are its own business.
        if self._popen.poll() is None:
            self._popen.send_signal(number)

    def _is_ready(self) -> bool:
        if self.endpoint.endswith(":0"):
            found = _ADDRESS_LINE.search(self.log_tail)
            if found is None:
                return False
            self.endpoint = found.group(1)
        endpoint = parse_endpoint(self.endpoint)
        try:
            if endpoint.scheme == "unix":
                with socket.socket(socket.AF_UNIX) as link:
                    link.connect(os.path.realpath(endpoint.path))
                return True
            with socket.create_connection((endpoint.host, endpoint.port), timeout=1.0) as link:
                link.sendall(_READY_QUESTION)
                return b" 200 " in link.recv(256)
        except OSError:
            return False

    def __enter__(self) -> ListeningServer:
        try:
            self.wait_ready()
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()


def launch_listening_server(
    config: AppServerConfig,
    listen: str = "ws://127.0.0.1:0",
    *,
    arguments: Sequence[str] = (),
    log_path: str | os.PathLike[str] | None = None,
) -> ListeningServer:
    """Start a server on an address; see `ListeningServer.wait_ready`.

    Args:
        config: How to start it, as for `launch_server`; ``endpoint`` plays no part.
        listen: ``unix:///path``, or ``ws://ip:port`` with port 0 for any free one.
        arguments: Further arguments of ``codex app-server``, such as ``--ws-auth``.
        log_path: File that what the server writes to stderr is appended to; None keeps it in a nameless one.

    Raises:
        ValueError: The address is none.
        CodexBinaryNotFoundError: No binary was found.
        ServerStartError: The process could not be started.
    """
    if parse_endpoint(listen).scheme == "wss":
        raise ValueError(
            "a server does not encrypt by itself: let it listen on ws:// or unix:// behind a proxy"
        )
    command = (*server_command(config), "--listen", listen, *arguments)
    # A file, so that nobody has to drain a pipe, and the server can outlive us.
    log = _open_log(log_path)
    environment, run_id = server_environment(config)
    try:
        popen = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            cwd=config.cwd,
            env=environment,
            start_new_session=os.name != "nt",
        )
    except OSError as error:
        os.close(log)
        raise ServerStartError(f"cannot start {command[0]!r}: {error.strerror or error}") from error
    return ListeningServer(popen, listen, log, run_id)


def _open_log(path: str | os.PathLike[str] | None) -> int:
    if path is not None:
        return os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    import tempfile  # it loads the compression modules: 5 ms of an application's start

    log, name = tempfile.mkstemp(prefix="codex-app-server-")
    os.unlink(name)
    return log
