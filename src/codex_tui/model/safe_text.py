"""Safe text: the one type in which untrusted text lives in the model.

Whatever comes from a model, a tool, a file or the server passes through `SafeText` on its way into the state.
What a terminal would obey, or what a reader could not see, is replaced by something that shows; nothing above
has to care.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_ASCII_HARM = re.compile("[\x00-\x08\x0b-\x1f\x7f]")

# ZWJ, ZWNJ and the variation selectors FE00 to FE0F stay: emoji, Persian and the Indic scripts need them.
_HARM = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 without tab and newline, DEL, C1
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, joiners, fillers
    "\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"  # zero width, marks, separators, bidi
    "\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"  # fillers, byte order mark, annotations, noncharacters
    "\ud800-\udfff"  # lone surrogates
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"  # shorthand, musical, tags, selectors
    "\U0010eeee"  # what some terminals draw a picture in the place of
    "]"
)
_CARRIAGE_RETURN = re.compile("\r\n?")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def _visible(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return f"‹U+{code:04X}›"


class SafeText(str):
    """Text that is harmless to draw: no controls but newline and tab, nothing invisible that misleads.

    Control characters become their pictures (``␛``), other dangerous characters their code point
    (``‹U+202E›``), and every kind of line end a newline. Making safe text of safe text costs nothing. The
    rule looks at single characters, so pieces of safe text put together are safe.
    """

    __slots__ = ()

    def __new__(cls, raw: str = "") -> SafeText:
        if type(raw) is SafeText:
            return raw
        harm = _ASCII_HARM if raw.isascii() else _HARM
        if harm.search(raw) is not None:
            raw = harm.sub(_visible, _CARRIAGE_RETURN.sub("\n", raw))
        return str.__new__(cls, raw)


def without_harm(text: str, instead: Callable[[str], str]) -> str:
    """A text of one line in which each character that no safe text has is replaced, without tabs and newlines."""
    if text.isascii() and text.isprintable():
        return text
    return _HARM.sub(lambda found: instead(found.group()), text.replace("\n", "").replace("\t", ""))


def for_clipboard(text: str) -> str:
    """A text that may be pasted anywhere: control characters are shown, and obeyed by no terminal and no shell.

    What nobody sees but nothing obeys stays, as a person may have written it. Line ends are newlines: the others are
    an Enter to a shell.
    """
    return _CONTROL.sub(_visible, _CARRIAGE_RETURN.sub("\n", text))
