"""Start a ``codex app-server`` child process, and end it for certain.

Bottom layer: standard library only and cheap to import, so that an application can have the server start
up while it imports the rest; `AsyncCodex(config, process=launched)` adopts the process afterwards.

The server leads a session of its own. Ctrl-C in the terminal therefore reaches the application alone, which
decides what it means (SIGINT would kill the server in mid-turn), and nothing the server runs can read from
the terminal behind a screen's back. It does not outlive this process: its stdin is a pipe that ends with us,
and the server exits when it does.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from .binary import find_codex_binary
from .early_calls import EarlyCalls, opening_lines
from .errors import ServerStartError
from .orphans import end_orphaned_sandboxes_beside, server_environment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import IO

    from .config import AppServerConfig

__all__ = ["ServerProcess", "launch_server", "server_command"]

_STDOUT_PIPE_BYTES = 1024 * 1024


class ServerProcess:
    """A running server with pipes to its stdin, stdout and stderr, not read by any client yet.

    Attributes:
        early: What it was asked at its start, if it was asked anything; see `launch_server`.
        run_id: What stands in its environment, and in that of what it runs; empty if it was not started here.
    """

    def __init__(self, popen: subprocess.Popen[bytes], command: tuple[str, ...], run_id: str = "") -> None:
        self.popen = popen
        self.command = command
        self.run_id = run_id
        self._closed = False
        self.early: EarlyCalls | None = None
        self.stdin: IO[bytes] = _pipe(popen.stdin)
        self.stdout: IO[bytes] = _pipe(popen.stdout)
        self.stderr: IO[bytes] = _pipe(popen.stderr)

    @property
    def pid(self) -> int:
        return self.popen.pid

    def poll(self) -> int | None:
        """Return the exit status (negative for a signal), or None while the process runs."""
        return self.popen.poll()

    def terminate(self) -> None:
        """Ask the server, and what it runs and has not detached, to end; returns at once."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End them like a crash would; returns at once."""
        self._signal(signal.SIGTERM if os.name == "nt" else signal.SIGKILL)

    def close(self, timeout: float = 2.0) -> None:
        """End the process, blocking at most about ``timeout`` seconds, and close the pipes.

        For a process that no client adopted, and for a loop that is being torn down. What one that was killed
        has left of its sandboxes is ended in a thread, within the next second.
        """
        self._close(self.stdin)
        try:
            self.popen.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            self.popen.wait()
        self._close(self.stdout)
        self._close(self.stderr)
        if self.popen.returncode and self.run_id and not self._closed:
            end_orphaned_sandboxes_beside(self.run_id)
        self._closed = True

    def _signal(self, number: signal.Signals) -> None:
        # The server leads its process group, so this reaches what it started and did not detach.
        if self.popen.poll() is not None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.name == "nt":
                self.popen.terminate()
            else:
                os.killpg(self.popen.pid, number)

    @staticmethod
    def _close(stream: IO[bytes]) -> None:
        # Closing a pipe whose reader is gone may report it; there is nobody left to tell.
        with contextlib.suppress(OSError):
            stream.close()


def server_command(config: AppServerConfig) -> tuple[str, ...]:
    """Return the command line that starts the server.

    Raises:
        CodexBinaryNotFoundError: No binary was found.
    """
    if config.launch_args_override is not None:
        return tuple(config.launch_args_override)
    binary = find_codex_binary(config.codex_bin, {**os.environ, **(config.env or {})})
    overrides = [argument for setting in config.config_overrides for argument in ("-c", setting)]
    return (binary, *overrides, "app-server")


def launch_server(
    config: AppServerConfig, *, early_calls: Sequence[tuple[str, Mapping[str, Any]]] = ()
) -> ServerProcess:
    """Start the server; it needs about 50 ms before it answers.

    Args:
        config: How to start it, and how to introduce the client that will adopt it.
        early_calls: Methods and their parameters, as JSON, to call at once. They go out in one write with the
            introduction, and `ServerProcess.early` reads their answers without pydantic, anyio or a client.

    Raises:
        CodexBinaryNotFoundError: No binary was found.
        ServerStartError: The process could not be started.
        TypeError: An early call cannot be sent; nothing was started then.
    """
    if config.cwd is not None and not os.path.isdir(config.cwd):
        raise ServerStartError(f"the folder {os.fspath(config.cwd)!r} does not exist")
    command = server_command(config)
    lines = opening_lines(config, early_calls) if early_calls else b""
    environment, run_id = server_environment(config)
    try:
        popen = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            cwd=config.cwd,
            env=environment,
            start_new_session=os.name != "nt",
        )
    except OSError as error:
        raise ServerStartError(f"cannot start {command[0]!r}: {error.strerror or error}") from error
    process = ServerProcess(popen, command, run_id)
    if sys.platform == "linux":
        _enlarge(process.stdout)
    if early_calls:
        process.early = EarlyCalls(lines, len(early_calls), process.stdin, process.stdout)
    return process


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise ValueError("the process must have pipes for stdin, stdout and stderr")
    return stream


if sys.platform == "linux":
    import fcntl

    def _enlarge(stream: IO[bytes]) -> None:
        # The default of 64 KiB makes the server wait for us every 300 deltas; a refusal costs only that.
        with contextlib.suppress(OSError):
            fcntl.fcntl(stream.fileno(), fcntl.F_SETPIPE_SZ, _STDOUT_PIPE_BYTES)
