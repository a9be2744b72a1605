"""Files on the server's machine, for blocking code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..async_client import AsyncCodex
from ..blocking import Facade, blocking
from .feeds import FileSearch, FileWatch

if TYPE_CHECKING:
    from ..calls.files import GitDiffToRemote
    from ..file_feeds import AsyncFileSearch, AsyncFileWatch
    from ..generated import v2_all as protocol

__all__ = ["BlockingFileCalls"]


class BlockingFileCalls(Facade[AsyncCodex]):
    """Base of `Codex`; documented at `FileCalls`."""

    @blocking(AsyncCodex.fs_read_file)
    def fs_read_file(self, result: bytes) -> bytes:
        return result

    @blocking(AsyncCodex.fs_write_file)
    def fs_write_file(self, response: protocol.FsWriteFileResponse) -> protocol.FsWriteFileResponse:
        return response

    @blocking(AsyncCodex.fs_read_directory)
    def fs_read_directory(
        self, response: protocol.FsReadDirectoryResponse
    ) -> protocol.FsReadDirectoryResponse:
        return response

    @blocking(AsyncCodex.fs_create_directory)
    def fs_create_directory(
        self, response: protocol.FsCreateDirectoryResponse
    ) -> protocol.FsCreateDirectoryResponse:
        return response

    @blocking(AsyncCodex.fs_get_metadata)
    def fs_get_metadata(self, response: protocol.FsGetMetadataResponse) -> protocol.FsGetMetadataResponse:
        return response

    @blocking(AsyncCodex.fs_remove)
    def fs_remove(self, response: protocol.FsRemoveResponse) -> protocol.FsRemoveResponse:
        return response

    @blocking(AsyncCodex.fs_copy)
    def fs_copy(self, response: protocol.FsCopyResponse) -> protocol.FsCopyResponse:
        return response

    @blocking(AsyncCodex.fs_watch)
    def fs_watch(self, watch: AsyncFileWatch) -> FileWatch:
        return FileWatch(self._portal, watch)

    @blocking(AsyncCodex.fuzzy_file_search)
    def fuzzy_file_search(
        self, response: protocol.FuzzyFileSearchResponse
    ) -> protocol.FuzzyFileSearchResponse:
        return response

    @blocking(AsyncCodex.fuzzy_file_search_session)
    def fuzzy_file_search_session(self, search: AsyncFileSearch) -> FileSearch:
        return FileSearch(self._portal, search)

    @blocking(AsyncCodex.git_diff_to_remote)
    def git_diff_to_remote(self, result: GitDiffToRemote) -> GitDiffToRemote:
        return result
