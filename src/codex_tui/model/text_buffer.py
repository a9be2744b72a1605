"""Growing text of an item: safe on the way in, cheap to append to, cheap to read near the end.

A streamed answer arrives as thousands of small deltas. The buffer keeps them in chunks of some kilobytes, so
that appending costs what is added, and a renderer that remembers an offset reads only what is new.
"""

from __future__ import annotations

from bisect import bisect_right
from enum import IntEnum

from codex_tui.model.safe_text import SafeText

_CHUNK = 4096
"""Characters up to which the last chunk grows; joining a delta to it copies no more than that."""


class Difference(IntEnum):
    """What replacing a text has changed; falsy if nothing."""

    NONE = 0
    EXTENDED = 1
    """The new text begins with the old one."""
    REWRITTEN = 2


class TextBuffer:
    """Text that grows at its end.

    Attributes:
        rewrites: counts the times that text already there was changed. While it stands, what a reader has
        seen is
            still a prefix of the text.
        newlines: how many newlines the text has.
    """

    __slots__ = ("_chunks", "_joined", "_length", "_return_pending", "_starts", "newlines", "rewrites")

    def __init__(self, text: str = "") -> None:
        self.rewrites = 0
        self._clear()
        if text:
            self.append(text)

    def _clear(self) -> None:
        self.newlines = 0
        self._chunks: list[str] = []
        self._starts: list[int] = []
        self._length = 0
        self._joined: str | None = ""
        self._return_pending = False

    def append(self, text: str) -> None:
        """Adds a delta. A CR LF pair that was cut between two deltas still is one newline."""
        if not text:
            return
        if self._return_pending and text[0] == "\n":
            text = text[1:]
            self._return_pending = False
            if not text:
                return
        self._return_pending = text[-1] == "\r"
        safe = SafeText(text)
        if self._chunks and len(self._chunks[-1]) + len(safe) <= _CHUNK:
            self._chunks[-1] += safe
        else:
            self._chunks.append(str(safe))
            self._starts.append(self._length)
        self._length += len(safe)
        self.newlines += safe.count("\n")
        self._joined = None

    def replace(self, text: str) -> Difference:
        """Puts the text that the server holds for true in the place of what was streamed."""
        new, old = SafeText(text), self.text()
        if new == old:
            return Difference.NONE
        if new.startswith(old):
            self._return_pending = False
            self.append(new[len(old) :])
            return Difference.EXTENDED
        self._clear()
        self.append(new)
        self.rewrites += 1
        return Difference.REWRITTEN

    def __len__(self) -> int:
        return self._length

    def text(self) -> str:
        """All of it."""
        if self._joined is None:
            self._joined = "".join(self._chunks)
        return self._joined

    def since(self, offset: int) -> str:
        """The text from an offset on; costs what it gives, not what is there."""
        if offset >= self._length:
            return ""
        index = max(0, bisect_right(self._starts, offset) - 1)
        first = self._chunks[index][max(0, offset - self._starts[index]) :]
        return "".join((first, *self._chunks[index + 1 :]))

    def between(self, start: int, end: int) -> str:
        """The text from an offset to another; costs what it gives, not what is there."""
        if start >= min(end, self._length):
            return ""
        first = max(0, bisect_right(self._starts, start) - 1)
        last = bisect_right(self._starts, end - 1)
        text = "".join(self._chunks[first:last])
        return text[start - self._starts[first] : end - self._starts[first]]

    def __repr__(self) -> str:
        return f"TextBuffer({self.text()!r})"
