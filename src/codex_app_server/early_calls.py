"""Calls sent with the introduction when a server is started, and answered before there is a client to ask.

Bottom layer: standard library only. A server answers within some 50 ms of its start, and an application that shows
what it says need not have imported pydantic and anyio by then. The client that adopts the process afterwards finds the
server introduced, and is given every byte that was read before it.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import IO

    from .config import AppServerConfig

__all__ = ["INTRODUCTION_ID", "EarlyAnswers", "EarlyCalls", "introduction", "opening_lines"]

INTRODUCTION_ID = "early"
"""Request id of the introduction; the client numbers its own."""

_CHUNK_BYTES = 256 * 1024


def introduction(config: AppServerConfig) -> dict[str, Any]:
    """The parameters of ``initialize``."""
    capabilities = {"experimentalApi": config.experimental_api}
    if config.request_attestation:
        capabilities["requestAttestation"] = True
    client = {
        "name": config.client_name,
        "title": config.client_title,
        "version": config.client_version,
    }
    return {"clientInfo": client, "capabilities": capabilities}


def opening_lines(config: AppServerConfig, calls: Sequence[tuple[str, Mapping[str, Any]]]) -> bytes:
    """The introduction, and the calls that go out with it.

    Raises:
        TypeError: A call is no pair of a method and its parameters as JSON.
    """
    messages: list[dict[str, Any]] = [
        {"id": INTRODUCTION_ID, "method": "initialize", "params": introduction(config)},
        {"method": "initialized"},
    ]
    for place, call in enumerate(calls):
        match call:
            case (str(method), Mapping() as params):
                messages.append({"id": _call_id(place), "method": method, "params": dict(params)})
            case _:
                raise TypeError(
                    f'early_calls are pairs of a method and a dict of JSON values, such as ("model/list", {{}}), '
                    f"not {call!r}"
                )
    return b"".join(json.dumps(message).encode() + b"\n" for message in messages)


def _call_id(place: int) -> str:
    return f"{INTRODUCTION_ID}-{place}"


class EarlyAnswers:
    """Which early calls are answered.

    Attributes:
        answers: Results by the place of their call, in the order of arriving; an error is no answer.
    """

    def __init__(self, count: int) -> None:
        self.answers: dict[int, Any] = {}
        self._places = {_call_id(place): place for place in range(count)}

    @property
    def complete(self) -> bool:
        """Whether there is nothing to wait for: each call was answered, or refused."""
        return not self._places

    def look_at(self, message: bytes) -> None:
        """Takes the answer out of a message of the server, if it is one."""
        # What cannot be read is the client's to report.
        with contextlib.suppress(ValueError):
            read = json.loads(message)
            name = read.get("id") if isinstance(read, dict) else None
            if isinstance(name, str) and "method" not in read:
                place = self._places.pop(name, None)
                if place is not None and "result" in read:
                    self.answers[place] = read["result"]


class EarlyCalls:
    """What was asked of a server at its start, and what has been read of it until a client adopts it.

    Reading is up to the application: when `fileno` is readable, call `read` and look at `answers`. Without that
    the client reads all of it, and the answers are lost.

    Attributes:
        answers: Results by the place of their call, in the order of arriving; an error is no answer.
        received: Every byte read so far.
        sent: The lines that it was asked with.
    """

    def __init__(self, lines: bytes, count: int, stdin: IO[bytes], stdout: IO[bytes]) -> None:
        self._stdout = stdout
        self.sent: bytes = lines
        self._unfinished: list[bytes] = []
        self._expected = EarlyAnswers(count)
        self.answers: dict[int, Any] = self._expected.answers
        self.received: bytearray = bytearray()
        # One write: it fits into the pipe of a server that does not read yet. One that is gone already is found
        # out by the client, with the reason.
        with contextlib.suppress(BrokenPipeError):
            stdin.write(lines)

    def fileno(self) -> int:
        """The file descriptor to wait for."""
        return self._stdout.fileno()

    def read(self) -> bool:
        """Take what there is, without waiting.

        Returns:
            False once there is no use in reading on: everything is answered, or the server is gone.
        """
        os.set_blocking(self.fileno(), False)
        try:
            chunk = os.read(self.fileno(), _CHUNK_BYTES)
        except BlockingIOError:
            return not self._expected.complete
        except OSError:
            return False
        self.received += chunk
        self._unfinished.append(chunk)
        if b"\n" in chunk:  # a line of megabytes is put together once
            *lines, rest = b"".join(self._unfinished).split(b"\n")
            self._unfinished = [rest]
            for line in lines:
                self._expected.look_at(line)
        return bool(chunk) and not self._expected.complete
