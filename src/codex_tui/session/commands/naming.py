"""Gives a thread a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.changes import StatusChanged
from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey
    from codex_tui.session.link import Link


async def set_name(link: Link, key: ThreadKey, name: str) -> None:
    """Has the server name a thread, and shows it at once: what it tells of that may come behind its answer.

    Raises:
        CodexError: it was not named.
    """
    await link.call("thread/name/set", {"threadId": key.thread, "name": name})
    row = link.state.board.rows.get(key)
    if row is not None and row.name != name:
        row.name = SafeText(name)
        link.report(StatusChanged(key))
