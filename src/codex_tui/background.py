"""Whether the background of the terminal is dark: asked at the start, and told by some terminals when it changes.

Light: standard library only. The question is sent before Textual is imported, so that most answers are there before the
first paint, and nobody waits for one. An answer that comes later, or in pieces, is taken out of what is typed, wherever
it arrives.
"""

from __future__ import annotations

import os
import re
import time

from codex_tui.taken_out import TakenOut

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from codex_tui.typed_ahead import TypedAhead

QUESTION = "\x1b]11;?\x1b\\"
TELL_CHANGES, TELL_NO_CHANGES = "\x1b[?2031h", "\x1b[?2031l"
PATIENCE = 2.0
"""Seconds in which an escape at the end of what was read may begin the answer; a key waits a moment for it."""

_COLOUR = (
    r"\x1b\]11;rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})[^\x07\x1b]*(?:\x07|\x1b\\)"
)
_ANSWER = re.compile(rf"{_COLOUR}|\x1b\[\?997;([12])n|\x1b\]11;[^\x07\x1b]*(?:\x07|\x1b\\)")
_BEGUN = re.compile(
    r"\x1b(?:\](?:1(?:1(?:;[^\x07\x1b]{0,60}\x1b?)?)?)?|\[(?:\?(?:9(?:9(?:7(?:;[12]?)?)?)?)?)?)\Z"
)
_DARK_COLOURS = frozenset({"0", "1", "2", "3", "4", "5", "6", "8"})
_SILENT = ("dumb", "linux", "screen")


def ask(environment: Mapping[str, str] = os.environ, fd: int = 1) -> bool:
    """Asks the terminal for its background, if it may answer; whether it was asked."""
    if environment.get("TERM", "").startswith(_SILENT) and "TMUX" not in environment:
        return False
    try:
        os.write(fd, QUESTION.encode())
    except OSError:
        return False
    return True


def answered(typed: TypedAhead) -> bool | None:
    """Whether the background is dark, if the answer is there already; it is taken out of what was typed."""
    seen: list[bool] = []
    typed.look()
    text = _ANSWER.sub(lambda found: _take(found, seen.append), typed.peek().decode("latin-1"))
    typed.replace(text.encode("latin-1"))
    return seen[-1] if seen else None


def guessed(environment: Mapping[str, str]) -> bool | None:
    """What the environment says of it, which only some terminals let it say."""
    _, _, background = environment.get("COLORFGBG", "").rpartition(";")
    return background in _DARK_COLOURS if background.isdecimal() else None


def hearing(tell: Callable[[bool], None], clock: Callable[[], float] = time.monotonic) -> TakenOut:
    """What takes the answers of the terminal out of what is typed.

    Args:
        tell: is told whether the background is dark.
        clock: seconds.
    """
    until = clock() + PATIENCE
    return TakenOut(_ANSWER, _BEGUN, lambda found: _take(found, tell), lone=lambda: clock() < until)


def _take(found: re.Match[str], tell: Callable[[bool], None]) -> str:
    red, green, blue, scheme = found.groups()
    if scheme is not None:
        tell(scheme == "1")
    elif red is not None:
        parts = (int(part, 16) / (16 ** len(part) - 1) for part in (red, green, blue))
        tell(sum(weight * part for weight, part in zip((0.299, 0.587, 0.114), parts, strict=True)) < 0.5)
    return ""
