"""What is sent to the terminal: bell, notification, title. Pure; no byte of a text can end a sequence or begin one."""

from __future__ import annotations

import unicodedata

from codex_tui.attention.settings import Method
from codex_tui.model.safe_text import without_harm

BELL = "\a"
_END = "\x1b\\"
_PUSH_TITLE = "\x1b[22;0t"
_POP_TITLE = "\x1b[23;0t"
LONGEST = 160
"""Characters of a notification; desktops cut off longer ones."""
LONGEST_TITLE = 80


def harmless(text: str, longest: int, *, ascii_only: bool = False) -> str:
    """One line without control characters, without what separates the fields of a sequence, and not too long."""
    line = " ".join(text.replace(";", ",").split())
    # Category C: controls, formats such as those that turn the direction of text, surrogates, unassigned.
    line = "".join(
        character for character in without_harm(line, _nothing) if unicodedata.category(character)[0] != "C"
    )
    if ascii_only:
        line = line.replace("·", "-").replace("…", "...").encode("ascii", "replace").decode("ascii")
    if len(line) > longest:
        mark = "..." if ascii_only else "…"
        line = line[: longest - len(mark)].rstrip() + mark
    return line


def _nothing(_character: str) -> str:
    """What stands for a character that nobody could see."""
    return ""


def notification(
    method: Method, title: str, body: str, *, through_tmux: bool = False, ascii_only: bool = False
) -> str:
    """Asks the terminal for a notification of the desktop."""
    title = harmless(title, LONGEST_TITLE, ascii_only=ascii_only)
    body = harmless(body, LONGEST, ascii_only=ascii_only)
    if method is Method.NONE:
        return ""
    if method is Method.OSC_777:
        sequence = f"\x1b]777;notify;{title};{body}{_END}"
    elif method is Method.OSC_99:
        # One id: what is told next takes the place of what was told before.
        sequence = f"\x1b]99;i=codex-tui:d=0;{title}{_END}\x1b]99;i=codex-tui:d=1:p=body;{body}{_END}"
    else:
        # Begins with a letter: with a number some terminals take it for something else, as for progress.
        sequence = f"\x1b]9;{title}: {body}{_END}"
    return _through_tmux(sequence) if through_tmux else sequence


def _through_tmux(sequence: str) -> str:
    """For the terminal outside of tmux, which hands it on if its `allow-passthrough` is on."""
    return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + _END


class WindowTitle:
    """The title of the terminal's window: lent when it is first set, and given back with what it was before."""

    def __init__(self) -> None:
        self._text = ""

    def change(self, text: str) -> str:
        """What to send so that the title is this; nothing if it is."""
        if text == self._text:
            return ""
        push = "" if self._text else _PUSH_TITLE
        self._text = text
        return f"{push}{self._shown}"

    def given_back(self) -> str:
        """What to send as the terminal is given back."""
        return _POP_TITLE if self._text else ""

    def taken_again(self) -> str:
        """What to send as the terminal is taken, once more or for the first time."""
        return f"{_PUSH_TITLE}{self._shown}" if self._text else ""

    @property
    def _shown(self) -> str:
        return f"\x1b]0;{self._text}\a"
