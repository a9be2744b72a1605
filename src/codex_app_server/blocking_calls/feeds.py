"""Commands, watched folders and searches, for blocking code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from ..blocking import Facade, Portal, blocking
from ..command import AsyncCommandHandle, CommandOutput
from ..feed import AsyncFeed
from ..file_feeds import AsyncFileSearch, AsyncFileWatch

if TYPE_CHECKING:
    from types import TracebackType

    from ..generated import v2_all as protocol

__all__ = ["CommandHandle", "Feed", "FileSearch", "FileWatch"]

ValueT = TypeVar("ValueT")
FeedT = TypeVar("FeedT", bound="Feed[Any]")


class Feed(Facade[AsyncFeed[ValueT]]):
    """The blocking counterpart of `AsyncFeed`: an iterator of reports."""

    def __init__(self, portal: Portal, asynchronous: AsyncFeed[ValueT]) -> None:
        super().__init__(portal, asynchronous)
        self._values: list[ValueT] = []

    def __iter__(self) -> Feed[ValueT]:
        return self

    def __next__(self) -> ValueT:
        if not self._values:
            self._values = self.next_batch()[::-1]
        if not self._values:
            raise StopIteration
        return self._values.pop()

    def next_batch(self) -> list[ValueT]:
        """Return all that is unread, waiting for the first; an empty list is the end."""
        if self._values:
            values, self._values = self._values[::-1], []
            return values
        batch: list[ValueT] = self._portal.call(self._async.next_batch)
        return batch

    def __enter__(self: FeedT) -> FeedT:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop it on the server, and end the iteration. May be called twice."""
        if not self._portal.is_closed:
            self._portal.call(self._async.close)


class FileWatch(Feed["protocol.FsChangedNotification"]):
    """The blocking counterpart of `AsyncFileWatch`."""

    _async: AsyncFileWatch

    @property
    def watch_id(self) -> str:
        return self._async.watch_id

    @property
    def path(self) -> str:
        return self._async.path


class FileSearch(Feed["protocol.FuzzyFileSearchSessionUpdatedNotification"]):
    """The blocking counterpart of `AsyncFileSearch`."""

    _async: AsyncFileSearch

    @property
    def session_id(self) -> str:
        return self._async.session_id

    @blocking(AsyncFileSearch.update)
    def update(
        self, response: protocol.FuzzyFileSearchSessionUpdateResponse
    ) -> protocol.FuzzyFileSearchSessionUpdateResponse:
        return response


class CommandHandle(Feed[CommandOutput]):
    """The blocking counterpart of `AsyncCommandHandle`."""

    _async: AsyncCommandHandle

    @property
    def process_id(self) -> str:
        return self._async.process_id

    @property
    def is_running(self) -> bool:
        return self._async.is_running

    @blocking(AsyncCommandHandle.write)
    def write(self, response: protocol.CommandExecWriteResponse) -> protocol.CommandExecWriteResponse:
        return response

    @blocking(AsyncCommandHandle.resize)
    def resize(self, response: protocol.CommandExecResizeResponse) -> protocol.CommandExecResizeResponse:
        return response

    @blocking(AsyncCommandHandle.terminate)
    def terminate(
        self, response: protocol.CommandExecTerminateResponse
    ) -> protocol.CommandExecTerminateResponse:
        return response

    @blocking(AsyncCommandHandle.wait)
    def wait(self, response: protocol.CommandExecResponse) -> protocol.CommandExecResponse:
        return response
