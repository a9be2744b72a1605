"""The reason for which a server ended: what it wrote to stderr before, or the signal that killed it."""

from __future__ import annotations

import re

# The server's log, as against a sentence for people: lines that begin with a time, or warn.
_NOISE = re.compile(r"^(\x1b\[[\d;]*m)*(\d{4}-\d\d-\d\dT|WARNING)")
_ERROR = re.compile(r"^error[:\s]", re.IGNORECASE)
_SHELL = 128
"""A program that ran another one ends with this and the number of the signal that killed it."""
_KILL, _MOST = 9, 64


def signal_of(exit_code: int | None) -> int | None:
    """The number of the signal that killed a process; None if it ended by itself, or still runs."""
    if exit_code is None or exit_code == 0 or _SHELL >= exit_code > 0 or exit_code > _SHELL + _MOST:
        return None
    return -exit_code if exit_code < 0 else exit_code - _SHELL


def killed_by(number: int) -> str:
    """How a process ended that a signal killed."""
    memory = ", as the system does when memory runs out" if number == _KILL else ""
    return f"killed by signal {number}{memory}"


def last_words(stderr: str) -> str:
    """The reason by stderr: the last error with its paragraph, else the last line that is no log line."""
    lines = [line.strip() for line in stderr.partition("Stack backtrace:")[0].splitlines()]
    starts = [index for index, line in enumerate(lines) if _ERROR.match(line)]
    if starts:
        end = next((i for i in range(starts[-1], len(lines)) if not lines[i]), len(lines))
        return _ERROR.sub("", " ".join(lines[starts[-1] : end])).strip()
    spoken = [line for line in lines if line and not _NOISE.match(line)]
    return spoken[-1] if spoken else ""
