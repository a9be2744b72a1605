"""Whole lines of output in batches: kept as they came, counted in one pass, and made lines when they are looked at.

Of a command that prints 100 MB a screen shows fifty lines. What is not looked at is not worth an object for each of its
lines: a batch has the text of some thousand characters, and knows how many lines and characters it shows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_tui.model.escapes import COLOUR, SEQUENCE, is_obeyed, residue
from codex_tui.model.output_lines import OutputLine, Run
from codex_tui.model.safe_text import SafeText
from codex_tui.model.sgr import PLAIN, Sgr, apply_sgr

if TYPE_CHECKING:
    from collections.abc import Sequence

BATCH = 8192
"""Characters that are taken in at once."""
_MERGED = 2048
"""Characters up to which small batches become one."""
_MERGED_LINES = 64
_SPARE = 32
"""How many times longer than what it shows a text may be that is kept as it came."""
_OVERWRITTEN = re.compile("[^\n]*\r[^\n]*")
_RESETS = ("\x1b[0m", "\x1b[m")


def without_sequences(text: str) -> str | None:
    """Whole lines as they are shown, safe to draw; None if a cursor is needed for that.

    Newlines stay where they are.
    """
    left = residue(text)
    if not left:
        return text
    if "\x1b" in left or "\r" in left:
        text = SEQUENCE.sub("", text.replace("\r\n", "\n"))
        left = residue(text)
    if is_obeyed(left):
        return None
    return SafeText(text) if left else text


def overwritten(text: str) -> str | None:
    """Whole lines with carriage returns and nothing else in them, as they are shown; None for all others."""
    others = "".join(set(residue(text)) - {"\r"})
    if is_obeyed(others) or SafeText(others) != others:
        return None
    return _OVERWRITTEN.sub(_overwrite, text)


def _overwrite(line: re.Match[str]) -> str:
    shown = ""
    for part in line.group().split("\r"):
        shown = part + shown[len(part) :]
    return shown


def style_after(text: str, sgr: Sgr) -> Sgr:
    """The style that holds at the end of a text, from the one that holds at its start."""
    start = max([text.rfind(reset) for reset in _RESETS])
    if start >= 0:
        sgr = PLAIN
    for parameters in COLOUR.findall(text, max(0, start)):
        sgr = apply_sgr(sgr, parameters)
    return sgr


class Batch:
    """Neighbouring lines that have ended.

    Attributes:
        first: number of the first line.
        start: offset of the first line in all that was printed.
        count: how many lines they are.
        size: characters that they show, newlines included.
        decorated: whether any of the lines may have a colour, or no newline.
        after: of lines that are kept as text, the style that holds at their end.
    """

    __slots__ = ("_lines", "_raw", "_sgr", "after", "count", "decorated", "first", "size", "start")

    def __init__(self, first: int, start: int, lines: list[OutputLine]) -> None:
        self.first = first
        self.start = start
        self.count = len(lines)
        self.size = sum([line.size for line in lines])
        self.decorated = any(line.runs or line.unbroken for line in lines)
        self._lines: list[OutputLine] | None = lines
        self._raw: str | None = None
        self._sgr = self.after = PLAIN

    @classmethod
    def of_text(cls, first: int, start: int, raw: str, shown: str, sgr: Sgr) -> Batch:
        """Lines that are kept as text.

        Args:
            first: as the attribute.
            start: as the attribute.
            raw: the lines as they came.
            shown: what they show.
            sgr: the style that holds at their start.
        """
        batch = cls(first, start, [])
        batch.count, batch.size = shown.count("\n"), len(shown)
        batch.decorated = sgr != PLAIN or "\x1b[" in raw
        batch._lines, batch._raw, batch._sgr = None, raw if batch.decorated else shown, sgr
        if batch.decorated:
            batch.after = style_after(raw, sgr)
        if len(batch._raw) > _SPARE * batch.size:
            batch._lines, batch._raw = batch._parse(batch._raw), None
        return batch

    def take(self, following: Batch) -> bool:
        """Adds the lines of a batch that follows, if both are small and alike."""
        if self._raw is not None and following._raw is not None:
            # The writer may have seen a colour between the two.
            if len(self._raw) + len(following._raw) > _MERGED or following._sgr != self.after:
                return False
            self._raw += following._raw
            self.after = following.after
            self._lines = None
        elif self._raw is None and following._raw is None and self._lines is not None:
            if self.count + following.count > _MERGED_LINES:
                return False
            self._lines += following.lines
        else:
            return False
        self.count += following.count
        self.size += following.size
        self.decorated = self.decorated or following.decorated
        return True

    @property
    def lines(self) -> Sequence[OutputLine]:
        """The lines; made now if they were not, and kept until `forget`."""
        if self._lines is None:
            self._lines = self._parse(self._raw or "")
        return self._lines

    def forget(self) -> None:
        """Lets go of lines that can be made again."""
        if self._raw is not None:
            self._lines = None

    def shown(self) -> str:
        """What the lines show, as one text."""
        if self._raw is None:
            return "".join([line.text + ("" if line.unbroken else "\n") for line in self.lines])
        return (without_sequences(self._raw) or "") if self.decorated else self._raw

    def split(self, room: int) -> tuple[Batch, Batch]:
        """The longest beginning that shows no more than `room` characters, and the rest."""
        used, index = 0, 0
        while index < self.count and used + self.lines[index].size <= room:
            used += self.lines[index].size
            index += 1
        parts = list(self.lines[:index]), list(self.lines[index:])
        return (
            Batch(self.first, self.start, parts[0]),
            Batch(self.first + index, self.start + used, parts[1]),
        )

    def beginning(self, least: int) -> tuple[int, int]:
        """How many lines, and characters, the shortest beginning has that shows at least so many characters."""
        if self._raw is not None:
            text = self.shown()
            end = text.find("\n", max(0, least - 1)) + 1 or self.size
            return text.count("\n", 0, end), end
        for number, line in enumerate(self.lines, 1):
            size = line.start + line.size - self.start
            if size >= least:
                return number, size
        return self.count, self.size

    def _parse(self, raw: str) -> list[OutputLine]:
        lines: list[OutputLine] = []
        start, sgr = self.start, self._sgr
        shown: str
        runs: tuple[Run, ...]
        if not self.decorated:
            for text in raw.split("\n")[:-1]:
                lines.append(OutputLine(text, (), start))
                start += len(text) + 1
            return lines
        for text in raw.replace("\r\n", "\n").split("\n")[:-1]:
            if "\x1b" not in text:
                shown = SafeText(text)
                runs = (Run(0, len(shown), sgr),) if sgr != PLAIN and shown else ()
            else:
                shown, runs, sgr = _coloured(text, sgr)
            lines.append(OutputLine(shown, runs, start))
            start += len(shown) + 1
        return lines


def _coloured(line: str, sgr: Sgr) -> tuple[str, tuple[Run, ...], Sgr]:
    """A line with colours: its text, its runs, and the style at its end."""
    runs: list[Run] = []
    shown: list[str] = []
    position = 0
    pieces = SEQUENCE.split(line)
    for index, piece in enumerate(pieces):
        if index % 2:
            if piece is not None:
                sgr = apply_sgr(sgr, piece)
        elif piece:
            text = SafeText(piece)
            shown.append(text)
            end = position + len(text)
            if sgr != PLAIN:
                if runs and runs[-1].end == position and runs[-1].sgr == sgr:
                    runs[-1] = Run(runs[-1].start, end, sgr)
                else:
                    runs.append(Run(position, end, sgr))
            position = end
    return "".join(shown), tuple(runs), sgr
