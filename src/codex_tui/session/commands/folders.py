"""The folders in which there are threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_app_server import CodexError
from codex_tui.list_call import LIST, list_params

if TYPE_CHECKING:
    from codex_tui.session.link import Link

_THREADS = 100
"""Of which the folders are looked at; a page of the server holds no more."""


class FolderCommands:
    """Knows where a person worked."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def recent(self) -> list[str]:
        """The folders of the threads that were used last, the last one first; none if they cannot be listed."""
        try:
            page = await self._link.call(LIST, list_params(None, archived=False, limit=_THREADS))
        except CodexError:
            return []
        folders = (thread.get("cwd") for thread in page.get("data") or ())
        return list(dict.fromkeys(folder for folder in folders if folder and isinstance(folder, str)))
