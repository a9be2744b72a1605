"""A conversation as JSON: turns and items of the protocol as the server gave them, and what it says of the thread."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from codex_tui.model.whole_thread import WholeThread

FORMAT = "codex-tui.thread.1"

_ABOUT = (
    "id",
    "sessionId",
    "forkedFromId",
    "parentThreadId",
    "name",
    "preview",
    "cwd",
    "gitInfo",
    "model",
    "modelProvider",
    "reasoningEffort",
    "createdAt",
    "updatedAt",
    "recencyAt",
    "source",
    "originator",
    "cliVersion",
)
"""What is told of the thread, in this order: not where the server keeps it, nor how it reaches its environments."""
_BEYOND_ASCII = re.compile("[^\x00-\x7e]")


def json_text(whole: WholeThread) -> str:
    """The whole thread, in a stable order; what no terminal should get is escaped."""
    about = {name: whole.thread[name] for name in _ABOUT if name in whole.thread}
    if isinstance(about.get("gitInfo"), dict):
        about["gitInfo"] = _without_password(about["gitInfo"])
    data = {"format": FORMAT, "thread": about, "turns": list(whole.turns)}
    text = json.dumps(data, ensure_ascii=False, indent=2)
    return _BEYOND_ASCII.sub(_escaped, text) + "\n"


def _escaped(found: re.Match[str]) -> str:
    """A character that `SafeText` would not let pass, as JSON can write it."""
    character = found.group()
    return (
        character
        if SafeText(character) == character
        else json.dumps(character)[1:-1].replace("\x7f", "\\u007f")
    )


def _without_password(git: dict[str, Any]) -> dict[str, Any]:
    """The address of a remote may hold a token: ``https://user:token@host/…``."""
    url = git.get("originUrl")
    if not isinstance(url, str) or "@" not in url:
        return git
    try:
        parts = urlsplit(url)
    except ValueError:
        return {**git, "originUrl": None}
    user, at, host = parts.netloc.rpartition("@")
    if not at or (parts.scheme not in ("http", "https") and ":" not in user):
        return git  # git@host:path, ssh://git@host/path
    return {**git, "originUrl": urlunsplit(parts._replace(netloc=host))}
