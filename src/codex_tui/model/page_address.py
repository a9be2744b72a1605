"""The address of a page as a person should see it: its parts, and what in it may deceive. Pure.

No address is fetched or opened here.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

OPENED = ("http", "https")
"""Schemes that a browser is asked to open."""


@dataclass(frozen=True, slots=True)
class PageAddress:
    """An address in three pieces, which put together are the whole of it.

    Attributes:
        before: scheme, and the name before an at sign.
        host: where it leads.
        after: port, path and the rest.
        doubts: what in it may deceive, in words.
    """

    before: str
    host: str
    after: str
    doubts: tuple[str, ...] = ()


def why_not_opened(raw: str) -> str:
    """Why a browser is not asked to open an address; empty for http and https with a host, all of it visible."""
    parts = _split(raw)
    if parts is not None and (parts.scheme not in OPENED or not parts.hostname):
        return "only http and https are opened from here"
    if parts is None or not raw.isprintable() or any(char.isspace() or char in "\\\"'<>`" for char in raw):
        return "it holds characters that an address does not"
    return ""


def address_of(raw: str) -> PageAddress:
    """The pieces of an address and what may deceive in it."""
    parts = _split(raw)
    if parts is None or not parts.netloc:
        return PageAddress("", "", raw, ("This is no address of a page on the web",))
    start = raw.index("//") + 2
    end = start + len(parts.netloc)
    user, at, _ = parts.netloc.rpartition("@")
    host_start = start + len(user) + len(at)
    port = parts.netloc[len(user) + len(at) :]
    host_end = end if port.endswith("]") or ":" not in port else end - len(port) + port.rindex(":")
    host = raw[host_start:host_end]
    return PageAddress(raw[:host_start], host, raw[host_end:], tuple(_doubts(parts, raw, host, user)))


def _split(raw: str) -> SplitResult | None:
    # urlsplit would leave out line ends and tabs without a word, and blanks at the ends.
    if any(char in raw for char in "\r\n\t") or raw != raw.strip():
        return None
    try:
        parts = urlsplit(raw)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _doubts(parts: SplitResult, raw: str, host: str, user: str) -> list[str]:
    doubts = []
    if parts.scheme not in OPENED:
        doubts.append(f"It begins with {parts.scheme}: and not with https: it is not opened from here")
    elif parts.scheme == "http":
        doubts.append("It is not encrypted: http, not https")
    if user:
        doubts.append("What stands before the @ is a name, not the site")
    if not host.isascii():
        doubts.append(
            f"The site's name has other letters than a to z; they may look alike: {_in_ascii(host)}"
        )
    elif "xn--" in host.lower():
        doubts.append(f"The site's name stands for other letters than a to z: {_decoded(host)}")
    if any(unicodedata.category(char) in ("Cf", "Cc", "Zs", "Zl", "Zp") for char in raw):
        doubts.append("It holds characters that cannot be seen")
    return doubts


def _in_ascii(host: str) -> str:
    """The name as it goes over the network; letter by letter where it is none."""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return " ".join(
            char if char.isascii() else f"{unicodedata.name(char, f'U+{ord(char):04X}').lower()}"
            for char in host
        )


def _decoded(host: str) -> str:
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host
