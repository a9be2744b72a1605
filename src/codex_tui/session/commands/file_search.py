"""Commands that look for files while a prompt is written.

One search session of the server at a time, kept as long as somebody types and stopped then. Only the newest query is
sent, once the one before was taken; what comes for an older one is dropped. What ends with a slash is a folder, which
is listed: a search has no more than `MOST_FOUND` answers, among which git's own files are not to be.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from codex_app_server import CodexError, JsonRpcError
from codex_tui.model.changes import FilesListed
from codex_tui.model.file_search import FileSearch, FoundFile, found_file, in_git_folder
from codex_tui.model.safe_path import raw_path, within
from codex_tui.model.safe_text import SafeText
from codex_tui.session.link import explain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codex_app_server import AsyncFileSearch
    from codex_tui.session.link import Link

MOST_OF_FOLDER = 500
"""Entries of a folder that are listed before anything is typed."""


_NOT_OF_GIT = " !^.git/ !/.git/"
"""Behind what is looked for: the server leaves out what begins with the one, or has the other in it."""


class FileSearchCommands:
    """Keeps `AppState.file_search`."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._feed: AsyncFileSearch | None = None
        self._searched = ""
        """The folder of the session."""
        self._asking: asyncio.Task[None] | None = None

    async def search(self, folder: str, query: str) -> None:
        """Looks for this from now on; an empty query lists the folder."""
        state = self._link.state
        known = state.file_search
        if known is not None and known.folder == folder:
            if known.query == query and not known.problem:
                return
            known.query, known.answered, known.problem = query, False, SafeText()
        else:
            state.file_search = FileSearch(folder, query)
        if self._asking is None or self._asking.done():
            self._asking = asyncio.ensure_future(self._ask())
        await asyncio.wait([self._asking])

    async def stop(self) -> None:
        """Nobody looks any more."""
        self._link.state.file_search = None
        await self._end()

    async def _ask(self) -> None:
        """Asks for the newest query, and again as long as there is a newer one."""
        asked: tuple[str, str] | None = None
        while (search := self._link.state.file_search) is not None:
            wanted = (search.folder, search.query)
            if wanted == asked:
                return
            asked = wanted
            try:
                if not search.query or search.query.endswith("/"):
                    listed = await self._list(*wanted)
                    if listed is not None:
                        self._answer(search, wanted[1], *listed)
                        continue
                await (await self._session(search.folder)).update(_told(search.query))
            except CodexError as error:
                await self._end()
                self._fail(search, error)
        await self._end()

    async def _session(self, folder: str) -> AsyncFileSearch:
        if self._feed is None or self._searched != folder:
            await self._end()
            codex = await self._link.codex()
            self._feed = await codex.fuzzy_file_search_session([raw_path(folder)])
            self._searched = folder
            self._link.in_background(self._listen(self._feed, folder))
        return self._feed

    async def _listen(self, feed: AsyncFileSearch, folder: str) -> None:
        try:
            async for update in feed:
                search = self._link.state.file_search
                if search is not None and search.folder == folder and self._feed is feed:
                    found = [
                        found_file(one.path, one.indices or (), is_folder=one.match_type.value == "directory")
                        for one in update.files
                    ]
                    kept = [one for one in found if not in_git_folder(one.path)]
                    self._answer(search, update.query.removesuffix(_NOT_OF_GIT), kept, len(found) - len(kept))
        except CodexError as error:
            search = self._link.state.file_search
            if search is not None and self._feed is feed:
                self._fail(search, error)
        finally:
            if self._feed is feed:
                self._feed = None
            await feed.close()

    def _answer(self, search: FileSearch, query: str, files: Iterable[FoundFile], left_out: int) -> None:
        if search is self._link.state.file_search and search.query == query:
            search.files, search.left_out, search.answered = tuple(files), left_out, True
            self._link.report(FilesListed())

    def _fail(self, search: FileSearch, error: CodexError) -> None:
        if search is self._link.state.file_search:
            search.files, search.answered, search.problem = (), True, explain(error)
            self._link.report(FilesListed())

    async def _list(self, folder: str, inside: str) -> tuple[list[FoundFile], int] | None:
        """What lies in a folder, or in one below it, folders first; None where that is none."""
        try:
            answer: dict[str, Any] = await self._link.call(
                "fs/readDirectory", {"path": within(folder, inside)}
            )
        except JsonRpcError:
            if inside:
                return None
            raise
        found = [
            found_file(f"{inside}{entry['fileName']}", (), is_folder=bool(entry["isDirectory"]))
            for entry in answer["entries"]
        ]
        kept = [one for one in found if not in_git_folder(one.path)]
        kept.sort(
            key=lambda one: (not one.is_folder, one.path[len(inside) :].startswith("."), one.path.casefold())
        )
        return kept[:MOST_OF_FOLDER], len(found) - len(kept)

    async def _end(self) -> None:
        feed, self._feed = self._feed, None
        if feed is not None:
            await feed.close()


def _told(query: str) -> str:
    """What the server is to look for. A backslash at the end would make a part of it of the blank that follows."""
    return query if query.endswith("\\") else query + _NOT_OF_GIT
