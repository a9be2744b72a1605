"""Cut a byte stream into lines. Sans-IO: no transport, no JSON, no event loop."""

from __future__ import annotations

__all__ = ["LineSplitter"]


class LineSplitter:
    """Collects chunks of any cut and returns whole lines, as many as there are.

    The unfinished line is kept as the list of its chunks and joined once, so that a line of many megabytes
    costs linear time.
    """

    def __init__(self) -> None:
        self._partial: list[bytes] = []

    def feed(self, chunk: bytes) -> list[bytes]:
        """Return the lines that ``chunk`` completes, without line ends and without blank ones."""
        lines = chunk.split(b"\n")
        tail = lines.pop()
        if lines and self._partial:
            self._partial.append(lines[0])
            lines[0] = b"".join(self._partial)
            self._partial.clear()
        if tail:
            self._partial.append(tail)
        return [line for line in lines if line and line != b"\r"]

    def rest(self) -> bytes:
        """Return the line that was never finished."""
        return b"".join(self._partial)
