"""The last of what a server wrote to stderr, made harmless to show.

Bottom layer: filled by the stdio transport, read by errors and by the application.
"""

from __future__ import annotations

import re

__all__ = ["StderrTail", "explanation"]

_LIMIT = 64 * 1024
_LAST_LINES = 10

# CSI and OSC sequences, two-character escapes, then every other control character but tab and newline.
_ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]?")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class StderrTail:
    """A ring of the last 64 KiB."""

    def __init__(self, limit: int = _LIMIT) -> None:
        self._limit = limit
        self._data = bytearray()

    def append(self, chunk: bytes) -> None:
        self._data += chunk
        # Trimmed at twice the limit so that a chatty server does not move 64 KiB for every line.
        if len(self._data) > 2 * self._limit:
            del self._data[: -self._limit]

    def text(self) -> str:
        """Return what is kept, decoded, without escape sequences and control characters."""
        text = self._data[-self._limit :].decode("utf-8", "replace").replace("\r\n", "\n")
        return _CONTROLS.sub("", _ESCAPES.sub("", text)).strip()


def explanation(tail: str) -> str:
    """Return the part of a dead server's stderr that says why it died.

    The binary prints warnings first, then ``Error: ...``, then sometimes a backtrace; anything else is cut to
    its last lines.
    """
    before_backtrace = tail.partition("\n\nStack backtrace:")[0].strip()
    _, found, sentence = before_backtrace.rpartition("Error: ")
    if found:
        return sentence.strip()
    return "\n".join(before_backtrace.splitlines()[-_LAST_LINES:])
