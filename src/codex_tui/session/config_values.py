"""Writes values into the server's configuration."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from codex_tui.session.link import Link

_BARE = re.compile(r"[A-Za-z0-9_-]+")


async def write_value(
    link: Link, path: tuple[str, ...], value: Any, merge: Literal["replace", "upsert"] = "replace"
) -> str:
    """Writes one value; None takes it out. Gives the file that was written.

    Raises:
        CodexError: it was not written.
    """
    params = {"keyPath": ".".join(map(_key, path)), "value": value, "mergeStrategy": merge}
    answer = await link.call("config/value/write", params)
    return str(answer.get("filePath") or "")


def _key(name: str) -> str:
    """A name in a path of keys. In quotes a backslash makes the server take the next character as it is, whichever."""
    if _BARE.fullmatch(name):
        return name
    return '"{}"'.format(name.replace("\\", "\\\\").replace('"', '\\"'))
