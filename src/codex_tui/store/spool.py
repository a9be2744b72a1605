"""The whole output of commands on disk: a file goes with its command, the private folder with this process.

The reducer writes into memory; some moments later a thread brings what was collected to the files. What is read comes
from both. Bounds, for one command and for all, keep a command that prints without end from filling the disk.
Light: standard library only, and nothing is touched before the first byte comes.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from codex_tui.model.output_log import Cut, find_cut, mended
from codex_tui.store.temporary import clear_abandoned, owned_folder

if TYPE_CHECKING:
    from pathlib import Path

FILE_LIMIT = 256 * 1024 * 1024
"""Bytes that are kept of one command."""
TOTAL_LIMIT = 1024 * 1024 * 1024
"""Bytes that are kept of all."""
PAUSE = 0.2
"""Seconds for which output is collected before it is written."""
BATCH = 1024 * 1024
"""Bytes from which on it is written without waiting."""
MENDED = 16 * 1024 * 1024
"""Bytes up to which a stream with holes is put together anew: it is done on the loop."""


class _Write(NamedTuple):
    """One piece of work for the thread; `version` tells whether its file is still the same when it is done."""

    file: SpoolFile
    version: int
    path: Path
    offset: int
    data: bytes


class SpoolFile:
    """The output of one command: a file, and in memory what was not written yet.

    Attributes:
        version: counts the times that all of it was replaced.
        finished: the command is over.
        gone: it was let go of, for the sake of newer ones.
    """

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._name = spool.new_name()
        self._written = 0
        self._writing = b""
        self._pending: list[bytes] = []
        self._pending_size = 0
        self._refused = 0
        self._missing = 0
        self._problem = ""
        self.version = 0
        self.finished = False
        self.gone = False

    # --- the model's side -------------------------------------------------------------------------------------

    @property
    def size(self) -> int:
        return self._written + len(self._writing) + self._pending_size

    @property
    def lost(self) -> int:
        return self._missing + self._refused

    @property
    def note(self) -> str:
        if self._problem:
            return f"{self._refused:,} more bytes are not kept: {self._problem}"
        if self._missing:
            return f"{self._missing:,} bytes of the middle are missing: the server did not send them"
        return ""

    def write(self, text: str) -> None:
        data = text.encode("utf-8", "replace")
        if self._problem or len(data) > self._spool.room(self):
            self._problem = self._problem or self._spool.limit_reached(self)
            self._refused += len(data)
            return
        self._add(data)

    def finish(self, text: str | None) -> None:
        self.finished = True
        if text is None or self._problem:
            return
        data = text.encode("utf-8", "replace")
        cut = find_cut(data)
        if cut is not None:
            self._mend(cut)
        elif len(data) != self.size:
            self._replace(data)

    def read(self, start: int, count: int) -> bytes:
        stop = min(start + count, self.size)
        parts: list[bytes] = []
        if start < self._written:
            try:
                with self.path.open("rb", buffering=0) as file:
                    file.seek(start)
                    parts.append(file.read(min(stop, self._written) - start))
            except OSError as error:
                self._problem = self._problem or f"they cannot be read: {error.strerror or error}"
        if stop > self._written:
            waiting = b"".join((self._writing, *self._pending))
            parts.append(waiting[max(0, start - self._written) : stop - self._written])
        return b"".join(parts)

    def _add(self, data: bytes) -> None:
        self._pending.append(data)
        self._pending_size += len(data)
        self._spool.grew(self, len(data))

    def _mend(self, cut: Cut) -> None:
        """The server leaves out what it cannot send fast enough; it keeps both ends, which take their places again."""
        whole = len(cut.head) + cut.omitted + len(cut.tail)
        if self.size < whole and self.size <= MENDED:
            stream = mended(self.read(0, self.size), cut)
            if stream is not None:
                self._replace(stream)
        self._missing = max(0, whole - self.size)

    def _replace(self, data: bytes) -> None:
        self._spool.shrank(self.size)
        self._unlink()
        self._name = self._spool.new_name()
        self._written, self._writing = 0, b""
        self._pending, self._pending_size = [], 0
        self.version += 1
        self._add(data)

    # --- the spool's side -------------------------------------------------------------------------------------

    @property
    def path(self) -> Path:
        return self._spool.folder / self._name

    def take(self) -> _Write:
        """What is to be written now; it is on its way until `arrived`."""
        self._writing = b"".join(self._pending)
        self._pending, self._pending_size = [], 0
        return _Write(self, self.version, self.path, self._written, self._writing)

    def arrived(self, count: int, problem: OSError | None) -> None:
        """So many bytes of what was on its way are in the file."""
        self._written += count
        if problem is not None:
            self._refused += len(self._writing) - count + self._pending_size
            self._pending, self._pending_size = [], 0
            self._problem = problem.strerror or str(problem)
        self._writing = b""

    def drop(self) -> None:
        self.gone = True
        self._unlink()

    def __del__(self) -> None:
        # Nobody can read it any more: the conversation was let go of, or the command left it with its turn.
        if not self.gone:
            self._spool.shrank(self.size)
            self.drop()

    def _unlink(self) -> None:
        if self._written or self._writing:
            with contextlib.suppress(OSError):
                self.path.unlink()


class Spool:
    """All files, the bounds, and the writing of what came."""

    def __init__(self, *, file_limit: int = FILE_LIMIT, total_limit: int = TOTAL_LIMIT) -> None:
        self._file_limit = file_limit
        self._total_limit = total_limit
        self._folder: Path | None = None
        self._files: WeakKeyDictionary[SpoolFile, None] = WeakKeyDictionary()
        self._dirty: dict[SpoolFile, None] = {}
        self._collected = 0
        self._total = 0
        self._counter = 0
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None

    def open(self) -> SpoolFile:
        """The log of a new command."""
        file = SpoolFile(self)
        self._files[file] = None
        return file

    async def close(self) -> None:
        """Takes everything away, as the application leaves."""
        if self._timer is not None:
            self._timer.cancel()
        if self._task is not None:
            await asyncio.wait([self._task])
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    # --- for the files ----------------------------------------------------------------------------------------

    @property
    def folder(self) -> Path:
        """A folder that nobody else may look into."""
        if self._folder is None:
            self._folder = owned_folder()
            Thread(target=clear_abandoned, name="clear what was left", daemon=True).start()
        return self._folder

    def new_name(self) -> str:
        self._counter += 1
        return f"{self._counter}.log"

    def room(self, file: SpoolFile) -> int:
        """How many bytes a file may still take; finished ones make room, the oldest first."""
        while self._total_limit - self._total < min(BATCH, self._total_limit // 2):
            oldest = next((one for one in self._files if one.finished and one is not file), None)
            if oldest is None:
                break
            del self._files[oldest]
            self._dirty.pop(oldest, None)
            self._total -= oldest.size
            oldest.drop()
        return min(self._file_limit - file.size, self._total_limit - self._total)

    def limit_reached(self, file: SpoolFile) -> str:
        """Which of the limits leaves a file no room."""
        limit, what = self._total_limit, "all commands together"
        if self._file_limit - file.size <= self._total_limit - self._total:
            limit, what = self._file_limit, "one command"
        return f"the limit of {limit // (1024 * 1024):,} MB for {what} is reached"

    def grew(self, file: SpoolFile, count: int) -> None:
        """Something waits in memory."""
        self._dirty[file] = None
        self._total += count
        self._collected += count
        if self._task is not None:
            return
        if self._collected >= BATCH:
            self._begin()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(PAUSE, self._begin)

    def shrank(self, count: int) -> None:
        self._total -= count

    # --- writing ----------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._flush())

    async def _flush(self) -> None:
        dirty, self._dirty, self._collected = self._dirty, {}, 0
        try:
            work = [file.take() for file in dirty]
        except OSError as error:  # no temporary folder
            for file in dirty:
                file.arrived(0, error)
            self._task = None
            return
        done = await asyncio.get_running_loop().run_in_executor(None, _write_all, work)
        for one, (count, problem) in zip(work, done, strict=True):
            if one.file.version == one.version and not one.file.gone:
                one.file.arrived(count, problem)
            else:
                with contextlib.suppress(OSError):
                    one.path.unlink()
        self._task = None
        if self._collected >= BATCH:
            self._begin()
        elif self._dirty:
            self._timer = asyncio.get_running_loop().call_later(PAUSE, self._begin)


def _write_all(work: list[_Write]) -> list[tuple[int, OSError | None]]:
    """Writes, in a thread; for each piece how much of it arrived, and what was wrong."""
    return [_write(one) for one in work]


def _write(one: _Write) -> tuple[int, OSError | None]:
    count = 0
    try:
        descriptor = os.open(one.path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "wb", buffering=0) as file:
            file.seek(one.offset)
            while count < len(one.data):
                count += file.write(memoryview(one.data)[count:])
    except OSError as error:
        return count, error
    return count, None
