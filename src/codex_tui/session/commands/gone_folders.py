"""Folders of threads that are not there any more: every command of such a thread fails."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from codex_tui.model.safe_path import raw_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codex_tui.model.keys import ThreadKey
    from codex_tui.session.link import Link


async def gone_folders(link: Link, folders: Iterable[str]) -> frozenset[str]:
    """Those of some folders that do not exist; none where the server is on another machine."""
    if not link.server.here:
        return frozenset()
    # In a thread: a disk of the network may keep one waiting.
    return await asyncio.to_thread(lambda: frozenset(one for one in folders if not os.path.isdir(one)))


async def say_if_gone(link: Link, key: ThreadKey) -> None:
    """Says of a thread that was opened that it cannot do much."""
    row = link.state.board.rows.get(key)
    if row is not None and row.cwd and await gone_folders(link, [raw_path(row.cwd)]):
        link.say(f"Its folder is gone, and no command runs until it is there again: {row.cwd}", problem=True)
