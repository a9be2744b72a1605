"""An error in words that hold nobody's texts: its kind, where it came from, the way to it. Pure.

Values of variables are never shown. What an error says is shown where the interpreter says it, about names and types;
what others say may quote what a person wrote.
"""

from __future__ import annotations

import os
import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_OF_THE_INTERPRETER = (
    *(AttributeError, NameError, UnboundLocalError, IndexError, ZeroDivisionError, OverflowError),
    *(ImportError, ModuleNotFoundError, RecursionError, MemoryError, NotImplementedError, TypeError),
)
_LONGEST = 300
_MOST_ERRORS = 10
_FIRST_FRAMES, _LAST_FRAMES = 20, 40
_OWN = f"{os.sep}codex_tui{os.sep}", f"{os.sep}codex_app_server{os.sep}"


def said_by(error: BaseException) -> str:
    """What an error says, as far as that can hold no text of a person; else empty."""
    if isinstance(error, OSError):
        return error.strerror or ""
    if type(error) in _OF_THE_INTERPRETER:
        return " ".join(str(error).split())[:_LONGEST]
    return ""


def headline(error: BaseException) -> str:
    """Kind and place, as in ``IndexError in codex_tui/widgets/thread_list/widget.py, line 120``."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if any(part in frame.filename for part in _OWN)]
    kind = type(error).__name__
    for frame in reversed(own or frames):
        return f"{kind} in {_short(frame.filename)}, line {frame.lineno}"
    return kind


def described(error: BaseException) -> str:
    """The way to an error and to those that led to it, without values."""
    return "\n".join(_chain(error, set()))


def _chain(error: BaseException, seen: set[int]) -> Iterator[str]:
    if id(error) in seen or len(seen) >= _MOST_ERRORS:
        return
    seen.add(id(error))
    if error.__cause__ is not None:
        yield from _chain(error.__cause__, seen)
        yield "\nwhich was the cause of:\n"
    elif error.__context__ is not None and not error.__suppress_context__:
        yield from _chain(error.__context__, seen)
        yield "\nand while that was handled:\n"
    frames = traceback.extract_tb(error.__traceback__)
    if len(frames) > _FIRST_FRAMES + _LAST_FRAMES:
        left = len(frames) - _FIRST_FRAMES - _LAST_FRAMES
        yield from map(_frame, frames[:_FIRST_FRAMES])
        yield f"  … {left} more …"
        frames = traceback.StackSummary(frames[-_LAST_FRAMES:])
    yield from map(_frame, frames)
    said = said_by(error)
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    yield f"{kind}: {said}" if said else f"{kind} (what it says is left out: it may quote somebody's text)"
    for number, part in enumerate(getattr(error, "exceptions", ()), 1):
        yield f"\npart {number}:\n"
        yield from _chain(part, seen)


def _frame(frame: traceback.FrameSummary) -> str:
    line = f"\n    {frame.line}" if frame.line else ""
    return f"  {_short(frame.filename)}, line {frame.lineno}, in {frame.name}{line}"


def _short(path: str) -> str:
    """A path from its package on."""
    for mark in (*_OWN, f"{os.sep}site-packages{os.sep}", f"{os.sep}lib{os.sep}"):
        _, found, after = path.rpartition(mark)
        if found:
            return f"{mark.strip(os.sep)}{os.sep}{after}" if mark in _OWN else after
    return os.path.basename(path)
