"""The reason that a server gives on stderr before it ends."""

from __future__ import annotations

import re

# The server's log, as against a sentence for people: lines that begin with a time, or warn.
_NOISE = re.compile(r"^(\x1b\[[\d;]*m)*(\d{4}-\d\d-\d\dT|WARNING)")
_ERROR = re.compile(r"^error[:\s]", re.IGNORECASE)


def last_words(stderr: str) -> str:
    """The reason by stderr: the last error with its paragraph, else the last line that is no log line."""
    lines = [line.strip() for line in stderr.partition("Stack backtrace:")[0].splitlines()]
    starts = [index for index, line in enumerate(lines) if _ERROR.match(line)]
    if starts:
        end = next((i for i in range(starts[-1], len(lines)) if not lines[i]), len(lines))
        return _ERROR.sub("", " ".join(lines[starts[-1] : end])).strip()
    spoken = [line for line in lines if line and not _NOISE.match(line)]
    return spoken[-1] if spoken else ""
