"""Files on the server's machine: reading, writing, watching and finding them. Paths are absolute."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from ..errors import InvalidResponseError
from ..file_feeds import AsyncFileSearch, AsyncFileWatch
from ..generated import v2_all as protocol
from .base import ProtocolCalls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..option_types import PathOption

__all__ = ["FileCalls", "GitDiffToRemote"]


@dataclass(frozen=True)
class GitDiffToRemote:
    """What a working tree has that its remote has not (the server leaves this answer out of its schema).

    Attributes:
        sha: The newest commit that the remote knows.
        diff: Unified diff from there, uncommitted and untracked files included.
    """

    sha: str
    diff: str


class FileCalls(ProtocolCalls):
    """Base of `AsyncCodex`; documented there."""

    async def fs_read_file(self, path: PathOption) -> bytes:
        """Return the content of a file.

        Raises:
            JsonRpcError: There is no such file, or it cannot be read.
        """
        answer = await self._call("fs/readFile", {"path": path}, protocol.FsReadFileResponse)
        return base64.b64decode(answer.data_base64)

    async def fs_write_file(self, path: PathOption, data: bytes) -> protocol.FsWriteFileResponse:
        """Write a file, over what it held; its folder must exist."""
        if isinstance(data, str):
            raise TypeError("a file is written as bytes, not str: give data.encode()")
        params = {"path": path, "dataBase64": base64.b64encode(data).decode()}
        return await self._call("fs/writeFile", params, protocol.FsWriteFileResponse)

    async def fs_read_directory(self, path: PathOption) -> protocol.FsReadDirectoryResponse:
        """Return the names in a folder, and which of them are folders."""
        return await self._call("fs/readDirectory", {"path": path}, protocol.FsReadDirectoryResponse)

    async def fs_create_directory(
        self, path: PathOption, *, recursive: bool | None = None
    ) -> protocol.FsCreateDirectoryResponse:
        """Make a folder; the server's default for ``recursive`` is to make those above it too."""
        params = {"path": path, "recursive": recursive}
        return await self._call("fs/createDirectory", params, protocol.FsCreateDirectoryResponse)

    async def fs_get_metadata(self, path: PathOption) -> protocol.FsGetMetadataResponse:
        """Return what a path is, and its times in milliseconds since the epoch (0 if unknown)."""
        return await self._call("fs/getMetadata", {"path": path}, protocol.FsGetMetadataResponse)

    async def fs_remove(
        self, path: PathOption, *, recursive: bool | None = None, force: bool | None = None
    ) -> protocol.FsRemoveResponse:
        """Remove a file or folder. The server's defaults are thorough: ``recursive``, and ``force``.

        Args:
            path: What to remove.
            recursive: With everything in it.
            force: Do not mind if it is not there.
        """
        params = {"path": path, "recursive": recursive, "force": force}
        return await self._call("fs/remove", params, protocol.FsRemoveResponse)

    async def fs_copy(
        self, source_path: PathOption, destination_path: PathOption, *, recursive: bool = False
    ) -> protocol.FsCopyResponse:
        """Copy a file, or with ``recursive`` a folder."""
        params = {"sourcePath": source_path, "destinationPath": destination_path, "recursive": recursive}
        return await self._call("fs/copy", params, protocol.FsCopyResponse)

    async def fs_watch(self, path: PathOption) -> AsyncFileWatch:
        """Watch a file or folder: iterate the changes, and leave by ``async with`` or ``close()``."""
        watch = AsyncFileWatch(self._core, uuid4().hex)
        params = {"path": path, "watchId": watch.watch_id}
        watch.path = (await self._call("fs/watch", params, protocol.FsWatchResponse)).path
        return watch

    async def fuzzy_file_search(
        self, query: str, roots: Sequence[PathOption], *, cancellation_token: str | None = None
    ) -> protocol.FuzzyFileSearchResponse:
        """Find files whose path matches ``query``, the best first.

        Args:
            query: Some of the letters of the path, in order.
            roots: Folders to look in.
            cancellation_token: A later search with the same token ends this one.
        """
        params = {"query": query, "roots": roots, "cancellationToken": cancellation_token}
        return await self._call("fuzzyFileSearch", params, protocol.FuzzyFileSearchResponse)

    async def fuzzy_file_search_session(self, roots: Sequence[PathOption]) -> AsyncFileSearch:
        """Begin a search that follows what a person types: `AsyncFileSearch.update`, and iterate the results."""
        search = AsyncFileSearch(self._core, uuid4().hex)
        params = {"sessionId": search.session_id, "roots": roots}
        await self._call("fuzzyFileSearch/sessionStart", params, protocol.FuzzyFileSearchSessionStartResponse)
        return search

    async def git_diff_to_remote(self, cwd: PathOption) -> GitDiffToRemote:
        """Return what the working tree in ``cwd`` has changed since the commit its remote knows.

        Raises:
            JsonRpcError: It is no git repository, or has no remote.
        """
        result = await self._core.request("gitDiffToRemote", {"cwd": cwd})
        try:
            return GitDiffToRemote(sha=result["sha"], diff=result["diff"])
        except (KeyError, TypeError):
            raise InvalidResponseError("the server's answer to gitDiffToRemote is no diff", result) from None
