"""Output of a command: terminal text becomes logical lines with colours, in bounded memory.

Colours (SGR) are kept; carriage return, backspace and "erase in line" are obeyed, so that a progress bar is
one line; every other escape sequence is dropped, also when it is cut between two deltas. The head and the
tail are kept and what lies between is counted. Runs of style are plain tuples: the model knows no Rich.
"""

from __future__ import annotations

from itertools import chain
from typing import NamedTuple

from codex_tui.model.escapes import Action, EscapeParser
from codex_tui.model.safe_text import SafeText
from codex_tui.model.sgr import PLAIN, Sgr, apply_sgr
from codex_tui.model.text_buffer import Difference

HEAD_LIMIT = 64 * 1024
TAIL_LIMIT = 512 * 1024
LINE_LIMIT = 16 * 1024
"""Characters after which a line without an end goes on in a new one."""


class Run(NamedTuple):
    """Characters `start` to `end` of a line drawn with a style; text outside of runs is plain."""

    start: int
    end: int
    sgr: Sgr


class OutputLine(NamedTuple):
    """A logical line: its text, its style runs in order, and its offset in all that was printed.

    `unbroken` says that the line was too long and goes on in the next one.
    """

    text: str
    runs: tuple[Run, ...]
    start: int
    unbroken: bool = False


class _OpenLine:
    """The line being written, with a cursor that a carriage return or a backspace can move back."""

    __slots__ = ("cursor", "runs", "text")

    def __init__(self) -> None:
        self.text = ""
        self.runs: list[Run] = []
        self.cursor = 0

    def write(self, text: str, sgr: Sgr) -> None:
        start, end = self.cursor, self.cursor + len(text)
        if start == len(self.text):
            self.text += text
        else:
            self.text = self.text[:start] + text + self.text[end:]
            self._cut(start, end)
        if sgr != PLAIN:
            self._add(Run(start, end, sgr))
        self.cursor = end

    def erase(self, mode: int) -> None:
        """Erases from the cursor (0), up to the cursor (1), or all (2), as a terminal does."""
        if mode != 1:
            keep = self.cursor if mode == 0 else 0
            self._cut(keep, max(keep, len(self.text)))
            self.text = self.text[:keep].ljust(self.cursor)
        else:
            end = min(self.cursor + 1, len(self.text))
            self._cut(0, end)
            self.text = " " * end + self.text[end:]

    def _add(self, run: Run) -> None:
        runs = self.runs
        if runs and runs[-1].end == run.start and runs[-1].sgr == run.sgr:
            runs[-1] = Run(runs[-1].start, run.end, run.sgr)
        elif not runs or runs[-1].end <= run.start:
            runs.append(run)
        else:
            runs.append(run)
            runs.sort()
            merged: list[Run] = []
            for each in runs:
                if merged and merged[-1].end == each.start and merged[-1].sgr == each.sgr:
                    merged[-1] = Run(merged[-1].start, each.end, each.sgr)
                else:
                    merged.append(each)
            self.runs = merged

    def _cut(self, start: int, end: int) -> None:
        kept: list[Run] = []
        for run in self.runs:
            if run.start < min(run.end, start):
                kept.append(Run(run.start, min(run.end, start), run.sgr))
            if max(run.start, end) < run.end:
                kept.append(Run(max(run.start, end), run.end, run.sgr))
        self.runs = kept


class OutputBuffer:
    """Growing output of a command as logical lines; the last one may still be open.

    Lines are numbered from 0 over everything that was printed. Kept are the first `head_count` and those from
    number `tail_first` on.

    Attributes:
        rewrites: counts the times that the whole was replaced by other text.
        settled: how many lines have ended and cannot change any more.
        omitted_lines, omitted_chars: what lies between head and tail.
    """

    def __init__(self, text: str = "") -> None:
        self.rewrites = 0
        self._clear()
        if text:
            self.append(text)

    def _clear(self) -> None:
        self.settled = 0
        self.omitted_lines = 0
        self.omitted_chars = 0
        self._head: list[OutputLine] = []
        self._head_size = 0
        self._head_full = False
        self._tail: list[OutputLine] = []
        self._dropped = 0  # lines at the start of _tail that are gone; removed in bulk now and then
        self._tail_size = 0
        self._open = _OpenLine()
        self._open_start = 0
        self._sgr = PLAIN
        self._parser = EscapeParser()

    # reading

    @property
    def head_count(self) -> int:
        return len(self._head)

    @property
    def tail_first(self) -> int:
        """The number of the first line after the gap."""
        return len(self._head) + self.omitted_lines

    @property
    def line_count(self) -> int:
        """How many lines were printed in all, the open one included."""
        return self.settled + bool(self._open.text)

    @property
    def printed(self) -> int:
        """How many characters were printed in all."""
        return self._open_start + len(self._open.text)

    def __len__(self) -> int:
        """How many lines are kept."""
        return self.line_count - self.omitted_lines

    def line(self, number: int) -> OutputLine:
        """The line of that number; raises IndexError if it was omitted or never was."""
        if 0 <= number < len(self._head):
            return self._head[number]
        if number == self.settled and self._open.text:
            return OutputLine(self._open.text, tuple(self._open.runs), self._open_start)
        index = number - self.tail_first
        if index < 0 or number >= self.settled:
            raise IndexError(number)
        return self._tail[self._dropped + index]

    def __getitem__(self, index: int) -> OutputLine:
        """A kept line by its place among the kept ones; negative counts from the end."""
        place = index + len(self) if index < 0 else index
        if not 0 <= place < len(self):
            raise IndexError(index)
        return self.line(place if place < len(self._head) else place + self.omitted_lines)

    def text(self) -> str:
        """The kept lines as plain text, with a note where some were omitted."""
        parts: list[str] = []
        for line in self._head:
            parts += (line.text, "" if line.unbroken else "\n")
        if self.omitted_lines:
            parts.append(f"[… {self.omitted_lines:,} lines, {self.omitted_chars:,} characters omitted …]\n")
        for line in self._tail[self._dropped :]:
            parts += (line.text, "" if line.unbroken else "\n")
        parts.append(self._open.text)
        return "".join(parts)

    def __repr__(self) -> str:
        return f"OutputBuffer({self.text()!r})"

    # writing

    def append(self, delta: str) -> None:
        """Adds what the command printed."""
        for action, text in self._parser.feed(delta):
            if action is Action.TEXT:
                self._write(SafeText(text))
            elif action is Action.NEWLINE:
                self._end_line(unbroken=False)
            elif action is Action.RETURN:
                self._open.cursor = 0
            elif action is Action.BACKSPACE:
                self._open.cursor = max(0, self._open.cursor - 1)
            elif action is Action.SGR:
                self._sgr = apply_sgr(self._sgr, text)
            elif action is Action.ERASE:
                self._open.erase({"": 0, "0": 0, "1": 1}.get(text, 2))

    def replace(self, text: str) -> Difference:
        """Puts the output that the server holds for true in the place of what was streamed."""
        new = OutputBuffer(text)
        if len(new) == len(self) and all(a == b for a, b in zip(self._rows(), new._rows(), strict=True)):
            return Difference.NONE
        empty = not len(self)
        rewrites = self.rewrites if empty else self.rewrites + 1
        self.__dict__.update(new.__dict__)
        self.rewrites = rewrites
        return Difference.EXTENDED if empty else Difference.REWRITTEN

    def _rows(self) -> chain[OutputLine]:
        open_line = [OutputLine(self._open.text, tuple(self._open.runs), self._open_start)]
        return chain(self._head, self._tail[self._dropped :], open_line if self._open.text else [])

    def _write(self, text: str) -> None:
        while text:
            room = LINE_LIMIT - self._open.cursor
            if len(text) <= room:
                self._open.write(text, self._sgr)
                return
            self._open.write(text[:room], self._sgr)
            text = text[room:]
            self._end_line(unbroken=True)

    def _end_line(self, unbroken: bool) -> None:
        row = self._open
        size = len(row.text) + (not unbroken)
        line = OutputLine(row.text, tuple(row.runs), self._open_start, unbroken)
        self._open = _OpenLine()
        self._open_start += size
        self.settled += 1
        if not self._head_full and self._head_size + size <= HEAD_LIMIT:
            self._head.append(line)
            self._head_size += size
            return
        self._head_full = True
        self._tail.append(line)
        self._tail_size += size
        while self._tail_size > TAIL_LIMIT:
            gone = self._tail[self._dropped]
            gone_size = len(gone.text) + (not gone.unbroken)
            self._dropped += 1
            self._tail_size -= gone_size
            self.omitted_lines += 1
            self.omitted_chars += gone_size
        if self._dropped > 64 and self._dropped * 2 > len(self._tail):
            del self._tail[: self._dropped]
            self._dropped = 0
