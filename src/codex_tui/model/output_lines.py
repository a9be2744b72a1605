"""Lines of output as plain data, and the writer that makes them one action at a time, as a terminal does.

The writer can do everything and is slow; `output_batches` takes in what needs no cursor, which is nearly all of it.
Runs of style are plain tuples: the model knows no Rich.
"""

from __future__ import annotations

from typing import NamedTuple

from codex_tui.model.escapes import Action, EscapeParser
from codex_tui.model.safe_text import SafeText
from codex_tui.model.sgr import PLAIN, Sgr, apply_sgr

_ERASED = {"": 0, "0": 0, "1": 1}
"""The parameters of "erase in line" and their modes; all others erase the whole line."""


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

    @property
    def size(self) -> int:
        """Characters that it takes in what was printed, its newline included."""
        return len(self.text) + (not self.unbroken)


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


class LineWriter:
    """Obeys text, controls and escapes one after the other; a line that has ended is handed out.

    Attributes:
        sgr: the style of what is written next.
        start: offset of the open line in all that was printed.
    """

    def __init__(self, limit: int) -> None:
        self.sgr = PLAIN
        self.start = 0
        self._limit = limit
        self._parser = EscapeParser()
        self._line = _OpenLine()

    @property
    def busy(self) -> bool:
        """Whether it stands inside of a line or a sequence: what comes next has to pass through it."""
        return bool(self._line.text or self._parser.inside)

    @property
    def open_line(self) -> OutputLine:
        """The line that has not ended; empty if there is none."""
        return OutputLine(self._line.text, tuple(self._line.runs), self.start)

    @property
    def open_length(self) -> int:
        """Characters of the line that has not ended."""
        return len(self._line.text)

    def feed(self, text: str) -> list[OutputLine]:
        """Writes a piece of the stream; gives the lines that ended in it."""
        ended: list[OutputLine] = []
        for action, piece in self._parser.feed(text):
            if action is Action.TEXT:
                self._write(SafeText(piece), ended)
            elif action is Action.NEWLINE:
                ended.append(self._end_line(unbroken=False))
            elif action is Action.RETURN:
                self._line.cursor = 0
            elif action is Action.BACKSPACE:
                self._line.cursor = max(0, self._line.cursor - 1)
            elif action is Action.SGR:
                self.sgr = apply_sgr(self.sgr, piece)
            elif action is Action.ERASE:
                self._line.erase(_ERASED.get(piece, 2))
        return ended

    def _write(self, text: str, ended: list[OutputLine]) -> None:
        while text:
            room = self._limit - self._line.cursor
            if len(text) <= room:
                self._line.write(text, self.sgr)
                return
            self._line.write(text[:room], self.sgr)
            text = text[room:]
            ended.append(self._end_line(unbroken=True))

    def _end_line(self, unbroken: bool) -> OutputLine:
        line = OutputLine(self._line.text, tuple(self._line.runs), self.start, unbroken)
        self._line = _OpenLine()
        self.start += line.size
        return line
