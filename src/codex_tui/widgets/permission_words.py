"""Permissions in words: one part of a line, and a block that says sandbox and network. Pure."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from textual.content import Content

from codex_tui.model.permissions import FULL, WORKSPACE, Mode, permissions_in
from codex_tui.widgets.line_parts import ACCENT, ERROR, NEEDS_YOU, QUIET, STRONG, Part
from codex_tui.widgets.texts import short_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.permissions import Permissions
    from codex_tui.model.state import AppState

_STYLES: Mapping[Mode | None, str] = {
    Mode.READ_ONLY: QUIET,
    Mode.ASK: STRONG,
    Mode.AUTO_REVIEW: ACCENT,
    Mode.FULL_ACCESS: ERROR,
    Mode.PLAN: "$success",
    None: NEEDS_YOU,
}
_WIDE = 110
"""Columns from which on what is custom is said in its parts."""


def permission_part(state: AppState, thread: ThreadKey | None) -> Part | None:
    """What a thread may do, for a line; None while the server has not said."""
    state = state.of(thread)
    wished = state.of(thread).access.wished.get(thread) if thread is not None else None
    if wished is not None:
        return Part(f"{wished.value}…", style=QUIET, rank=1, stays=True)
    now = permissions_in(state, thread)
    if now is None:
        return None
    if now.mode is not None:
        return Part(now.name, style=_STYLES[now.mode], rank=1, short=now.mode.value, stays=True)
    return Part(
        f"custom ({', '.join(now.parts)})",
        style=NEEDS_YOU,
        rank=1,
        short="custom",
        long_from=_WIDE,
        stays=True,
    )


def permission_name(state: AppState, thread: ThreadKey | None) -> str:
    """The same in a word; empty while it is not known."""
    part = permission_part(state, thread)
    return "" if part is None else part.short or part.text


def sandbox_lines(now: Permissions, folder: str) -> list[Content]:
    """Sandbox, what may be written, network, and who is asked: a line each, as the server says it is."""
    home = os.path.expanduser("~")
    writes = {FULL: "everything", WORKSPACE: short_folder(folder, home)}.get(now.sandbox, "nothing")
    if now.sandbox == WORKSPACE:
        roots = [short_folder(root, home) for root in now.roots]
        writes = ", ".join([writes, *roots, *(["temporary folders"] if now.temporary else [])])
    rows = [
        ("Sandbox", now.sandbox_words + (f" ({now.profile})" if now.profile else "")),
        ("Writes", writes),
        ("Network", "on" if now.online else "off"),
        ("Asks", _asks(now)),
    ]
    return [Content.assemble((f"{name:<9}", QUIET), text) for name, text in rows]


def _asks(now: Permissions) -> str:
    if now.approval == "never":
        return "never"
    words = {"on-request": "before it leaves the sandbox", "untrusted": "for every command not known as safe"}
    asks = words.get(now.approval, "by rules of its own")
    return asks if now.reviewer == "user" else f"{asks}; a model answers"
