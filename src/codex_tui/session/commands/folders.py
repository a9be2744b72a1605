"""The folders in which there are threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_app_server import CodexError
from codex_tui.list_call import LIST, list_params

if TYPE_CHECKING:
    from codex_tui.session.link import Link

_THREADS = 100
"""Of which the folders are looked at with one call; a page of the server holds no more."""
_PAGES = 10
"""How far back one looks."""
_ENOUGH = 12
"""Folders after which one looks no further back."""


class FolderCommands:
    """Knows where a person worked."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def recent(self) -> list[str]:
        """The folders of the threads that were used last, the last one first; none if they cannot be listed."""
        folders: dict[str, None] = {}
        cursor = None
        for _ in range(_PAGES):
            params = list_params(None, archived=False, limit=_THREADS, cursor=cursor)
            try:
                page = await self._link.call(LIST, params)
            except CodexError:
                break
            for thread in page.get("data") or ():
                folder = thread.get("cwd")
                if folder and isinstance(folder, str):
                    folders.setdefault(folder)
            cursor = page.get("nextCursor")
            if cursor is None or len(folders) >= _ENOUGH:
                break
        return list(folders)
