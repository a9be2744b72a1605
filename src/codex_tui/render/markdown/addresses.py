"""Addresses in a text that nobody vouches for: which of them a terminal may open, and how they are shown.

What can be opened is exactly what is shown: an address of another kind, one too long to be shown whole, one with
characters that a terminal would not take, or a file that opening it might run, is text only.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from collections.abc import Iterator

# Safe text shows a character that it keeps out within ‹›, or as its picture: the address itself is another one.
_BARE = re.compile(r"(?<![A-Za-z0-9])(?:https?|file)://[^\s<>\"'`|\\^{}\u2039\u203a\u2400-\u2421]+")
_OPENED = re.compile(r"(?:https?://[^/?#]|file:///)", re.IGNORECASE)
_PLAIN = re.compile(r"[\w!#$%&'()*+,/:;=?@\[\]~.-]*", re.ASCII)
_MAY_RUN = frozenset(
    [
        "action",
        "app",
        "appimage",
        "appref-ms",
        "bash",
        "bat",
        "bin",
        "cmd",
        "com",
        "command",
        "cpl",
        "csh",
        "desktop",
        "dll",
        "dmg",
        "exe",
        "fileloc",
        "fish",
        "flatpakref",
        "gadget",
        "hta",
        "inetloc",
        "inf",
        "jar",
        "jnlp",
        "js",
        "jse",
        "ksh",
        "lnk",
        "mht",
        "mobileconfig",
        "msc",
        "msi",
        "msp",
        "out",
        "pif",
        "pkg",
        "prefpane",
        "ps1",
        "psm1",
        "pyc",
        "pyw",
        "pyz",
        "reg",
        "run",
        "scf",
        "scpt",
        "scr",
        "sh",
        "shtml",
        "snap",
        "terminal",
        "tool",
        "url",
        "vb",
        "vbe",
        "vbs",
        "webloc",
        "workflow",
        "ws",
        "wsf",
        "wsh",
        "zsh",
    ]
)
"""Endings of files that some desktop runs, or follows elsewhere, when it is asked to open them."""
_NO_LINK = re.compile(r"\s*(?:javascript|vbscript|data(?!:image/))\s*:", re.IGNORECASE)
_TRAILING = ".,;:!?*_~"

LONGEST = 1000
"""Characters of an address that is shown whole; terminals limit what they open to about two thousand."""
_HEAD = 120


def bare_links(text: str) -> Iterator[tuple[int, int]]:
    """Where the addresses stand that a text has without any markup; what ends a sentence is no part of them."""
    for found in _BARE.finditer(text):
        address = found.group()
        while address:
            last = address[-1]
            if last in _TRAILING or (last in ")]" and _unbalanced(address, last)):
                address = address[:-1]
            else:
                break
        if _OPENED.match(address):
            yield found.start(), found.start() + len(address)


def is_link(address: str) -> bool:
    """Whether markup around an address makes a link at all; else it is text as it stands."""
    return _NO_LINK.match(address) is None


def link_target(address: str) -> str | None:
    """What a terminal is given to open, in printable ASCII; None for what must not be opened."""
    if len(address) > LONGEST or not _OPENED.match(address) or _may_run(address):
        return None
    if _PLAIN.fullmatch(address):
        return address
    # Percent signs stay: what was encoded before is not encoded twice.
    return quote(address, safe="!#$%&'()*+,/:;=?@[]~")


def shown_address(address: str) -> str:
    """An address as text. The front of one without end, for the host is there, and how long it is."""
    if len(address) <= LONGEST:
        return address
    return f"{address[:_HEAD]}… ({len(address)} characters)"


def names(shown: str, target: str) -> bool:
    """Whether the text of a link says all of where it leads."""
    return shown == target or target in (f"mailto:{shown}", f"http://{shown}", f"https://{shown}")


def _may_run(address: str) -> bool:
    """Whether a file is one that opening it may run: by its ending, or as a program mostly has none."""
    if address[:5].lower() != "file:":
        return False
    # What the desktop makes of it: no query, no fragment, no encoding, no dots and blanks at the end.
    path = unquote(re.split("[?#]", address, maxsplit=1)[0]).rstrip("/. \t")
    name = path.rpartition("/")[2]
    stem, dot, ending = name.rpartition(".")
    return not dot or not stem or ending.lower() in _MAY_RUN or not path.isprintable()


def _unbalanced(address: str, closing: str) -> bool:
    opening = "(" if closing == ")" else "["
    return address.count(closing) > address.count(opening)
