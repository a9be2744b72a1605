"""What the application may send to a terminal, and a reader of all its bytes that tells of anything else.

What is allowed is listed, not what is forbidden: colours, places on the screen, the modes that the application sets,
links to the web and to files, and texts without anything in them that a terminal obeys or nobody sees.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from dataclasses import dataclass, field

_MODES = frozenset(
    [
        "1049h",
        "1049l",
        "25h",
        "25l",
        "1004h",
        "1004l",
        "1000h",
        "1000l",
        "1002h",
        "1002l",
        "1003h",
        "1003l",
        "1005h",
        "1015h",
        "1015l",
        "1006h",
        "1006l",
        "1016h",
        "1016l",
        "2004h",
        "2004l",
        "7h",
        "7l",
        "2026h",
        "2026l",
        "2048h",
        "2048l",
        "2031h",
        "2031l",
    ]
)
"""Private modes of the screen, the mouse, pasted text, whole frames, and changes of the theme."""
_WHOLE = frozenset(
    (
        "[>1u",
        "[>25u",
        "[<u",
        "[?2026$p",
        "[?2048$p",
        "[?1036$p",
        "[?1039$p",
        "[8$p",
        "[?u",
        "[22;0t",
        "[23;0t",
    )
)
"""Keyboard, questions about five modes and the keyboard, and the title that is kept and given back."""
_TOKEN = re.compile(
    "\x1b(?P<csi>\\[[0-?]*[ -/]*[@-~])|\x1b\\](?P<osc>[^\x1b\x07]*)(?:\x1b\\\\|\x07)"
    "|(?P<bell>\x07)|(?P<text>[^\x1b\x07]+)|(?P<rest>.)",
    re.DOTALL,
)
_SGR = re.compile(r"\[[0-9;]*m")
_NEVER = frozenset(("5", "6", "8"))
"""Weights that would hide or blink."""
_TO_PLACE = re.compile(r"\[(\d+);(\d+)H")
_TO_COLUMN = re.compile(r"\[(\d+)G")
_LINK = re.compile(r"8;(?:;|id=[\d-]+;(?:https?://[!-~]+|file:///[!-~]*))")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)


@dataclass(slots=True)
class Sent:
    """What was sent, read: `wrong` is empty if all of it is allowed."""

    wrong: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    copied: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    bells: int = 0


def read(data: bytes, columns: int, rows: int) -> Sent:
    """Reads all that was sent to a terminal of that size."""
    sent = Sent()
    try:
        stream = data.decode()
    except UnicodeDecodeError as error:
        sent.wrong.append(f"no UTF-8: {data[error.start - 20 : error.end + 20]!r}")
        stream = data.decode(errors="replace")
    for token in _TOKEN.finditer(stream):
        kind = token.lastgroup
        around = f"{token.group()!r} in {stream[max(0, token.start() - 40) : token.end() + 20]!r}"
        if kind == "csi":
            if not _csi_allowed(token.group("csi"), columns, rows):
                sent.wrong.append(around)
        elif kind == "osc":
            if not _osc_allowed(token.group("osc"), sent):
                sent.wrong.append(around)
        elif kind == "bell":
            sent.bells += 1
        elif kind == "text":
            text = token.group().replace("\r\n", "\n")
            if (bad := harm(text)) is not None:
                sent.wrong.append(f"{bad} in {text[:80]!r}")
            sent.text.append(text)
        else:
            sent.wrong.append(around)
    return sent


def harm(text: str, allowed: str = "\n") -> str | None:
    """The first character of a text that a terminal obeys or nobody sees; None without any."""
    found = _INVISIBLE.search(text)
    if found is not None:
        return f"U+{ord(found.group()):04X}"
    for char in text:
        if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") and char not in allowed:
            return f"U+{ord(char):04X}"
    return None


def _csi_allowed(sequence: str, columns: int, rows: int) -> bool:
    if sequence in _WHOLE:
        return True
    if sequence.startswith("[?"):
        return sequence[2:] in _MODES
    if _SGR.fullmatch(sequence):
        codes = sequence[1:-1].split(";")
        plain = [
            code for code, before in zip(codes, ["", *codes], strict=False) if before not in ("38", "48")
        ]
        return not codes or "2" in codes or "5" in codes or not _NEVER.intersection(plain)
    if place := _TO_PLACE.fullmatch(sequence):
        return int(place[1]) <= rows and int(place[2]) <= columns
    column = _TO_COLUMN.fullmatch(sequence)
    return column is not None and int(column[1]) <= columns + 1


def _osc_allowed(body: str, sent: Sent) -> bool:
    if harm(body) is not None or "\n" in body:
        return False
    number, _, rest = body.partition(";")
    if number == "8":
        if _LINK.fullmatch(body) is None:
            return False
        if target := body.split(";", 2)[2]:
            sent.links.append(target)
        return True
    if number == "52":
        where, _, payload = rest.partition(";")
        copied = base64.b64decode(payload, validate=True).decode()
        sent.copied.append(copied)
        return where == "c"
    if number == "0":
        sent.titles.append(rest)
        return True
    if number in ("9", "777", "99"):
        sent.notices.append(rest)
        return True
    return body == "11;?" or (number == "22" and rest.isalpha())
