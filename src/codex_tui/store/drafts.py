"""Unsent text, kept over restarts and crashes: a small file for each thread, and for each folder's new thread.

Each process has a file of its own for a thread, so that two that have it open do not write over each other. Whoever
opens the thread takes over what processes left that live no more; of one that lives it begins with a copy.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
import time
from typing import TYPE_CHECKING, NamedTuple

from codex_tui.store.files import Reporter, keep_aside, name_for, state_folder, write_atomically
from codex_tui.store.living import Living

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from codex_tui.model.draft import Draft
    from codex_tui.model.keys import ThreadKey

MOST_DRAFTS = 500
PAUSES = 4
"""How often the work that a write is passes before the next one, so that keys in a large draft stay quick."""
LONGEST_PAUSE = 0.5
"""Seconds."""
RELEASE = 0.2
"""Seconds for which the file still has what was on its way, if nothing else is written."""
SLOW = 0.02
"""Seconds that a write may let the loop wait; where it was longer, the next ones are a thread's."""
RETRY = 5.0
"""Seconds after which a disk that was full is tried again."""


class _Kept(NamedTuple):
    """A file with a draft: the process that wrote it, and what is in it, without and with what was on its way."""

    path: Path
    owner: str
    content: bytes
    written: Draft
    draft: Draft


class _Written(NamedTuple):
    """How a write went: seconds of work, and seconds of waiting for the disk."""

    error: OSError | None
    took: float
    waited: float


class DraftStore:
    """Drafts by thread; None is the conversation that has no thread yet.

    What is put is written through at once. Where a write takes long, or fails, what comes meanwhile is gathered:
    of each draft only the newest is written. A slow disk holds only the thread that writes, and whoever flushes.

    Args:
        cwd: the folder whose new conversation None means.
        folder: where the files lie, instead of the user's state folder.
        on_problem: told once if drafts cannot be written.
    """

    def __init__(
        self,
        cwd: str,
        *,
        folder: Path | None = None,
        on_problem: Callable[[str], None] | None = None,
    ) -> None:
        self._cwd = cwd
        base = folder or state_folder()
        self._folder = base / "drafts"
        self._living = Living(base / "clients")
        self._report = Reporter("The draft", on_problem)
        self._known: dict[ThreadKey | None, Draft] = {}
        self._taken: dict[ThreadKey | None, list[_Kept]] = {}
        """What others left that live no more, until it is written here."""
        self._under_way: dict[ThreadKey | None, list[Draft]] = {}
        """What was sent and has not been taken yet: it is in the file, before the draft, and not in the composer."""
        self._dirty: set[ThreadKey | None] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._next_write = 0.0
        self._has_written = False
        self._lock = threading.Lock()
        """Held by whoever writes."""
        self._is_writing = False
        """A thread does."""
        self._is_slow = True
        """As long as nobody knows: a home folder may be on a network."""

    def get(self, thread: ThreadKey | None) -> Draft:
        draft = self._known.get(thread)
        if draft is None:
            draft = self._known[thread] = self._read(thread)
        return draft

    def put(self, thread: ThreadKey | None, prompt: str | Draft) -> None:
        """Keeps a draft; an empty one is forgotten."""
        from codex_tui.model.draft import draft_of  # not before there is one

        draft = draft_of(prompt)
        if self.get(thread) == draft:
            return
        self._known[thread] = draft
        self._dirty.add(thread)
        self._write_soon()

    def put_before(self, thread: ThreadKey | None, prompt: str | Draft) -> None:
        """Puts a prompt before the draft that is there."""
        from codex_tui.model.draft import draft_of

        self.put(thread, draft_of(prompt).before(self.get(thread)))

    def hold(self, thread: ThreadKey | None, draft: Draft) -> None:
        """Keeps what is on its way to the server for whoever opens the thread after a crash; written at once."""
        self.get(thread)
        self._under_way.setdefault(thread, []).append(draft)
        self._dirty.add(thread)
        self.flush()

    def release(self, thread: ThreadKey | None, draft: Draft) -> None:
        """The server has it, or it is a draft again, which is on its way here: the file follows a little later."""
        held = self._under_way.get(thread, [])
        if draft not in held:
            return
        held.remove(draft)
        self._dirty.add(thread)
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.flush()
        else:
            loop.call_later(RELEASE, self._begin)

    def flush(self) -> None:
        """Writes what has changed, now; what cannot be written is tried again."""
        self._drop_timer()
        self._after(self._write_all())

    def _write_soon(self) -> None:
        """Writes at once, or when the pause after the last write is over."""
        if self._timer is not None or self._is_writing:
            return  # it will be seen to then
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # no loop that could do it later
            self.flush()
            return
        if self._next_write > loop.time():
            self._timer = loop.call_at(self._next_write, self._begin)
        else:
            self._begin()

    def _begin(self) -> None:
        """Writes what has changed; where the disk lets others wait, a thread waits for it."""
        self._drop_timer()
        if self._is_writing:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.flush()
            return
        if not self._is_slow:
            self.flush()
            return
        self._is_writing = True
        loop.run_in_executor(None, self._write_all).add_done_callback(self._thread_wrote)

    def _thread_wrote(self, done: asyncio.Future[_Written]) -> None:
        self._is_writing = False
        if not done.cancelled():
            self._after(done.result())

    def _write_all(self) -> _Written:
        """Writes the newest of all that has changed, in any thread."""
        with self._lock:
            # Which others that run on this machine do not count in.
            begun, begun_waiting = time.thread_time(), time.perf_counter()
            error = None
            try:
                for thread in list(self._dirty):
                    self._dirty.discard(thread)  # before it is read: what comes meanwhile is written again
                    try:
                        self._write(thread, self._known[thread], tuple(self._under_way.get(thread, ())))
                    except OSError:
                        self._dirty.add(thread)
                        raise
            except OSError as one:
                error = one
            took = time.thread_time() - begun
            return _Written(error, took, time.perf_counter() - begun_waiting - took)

    def _after(self, written: _Written) -> None:
        """Tells of a failure, and sees to what is left."""
        if written.error is not None:
            self._report.failed(written.error, self._folder / "draft")
        else:
            self._report.kept()
        self._is_slow = written.waited > SLOW
        with contextlib.suppress(RuntimeError):  # without a loop nothing can be done later
            loop = asyncio.get_running_loop()
            if self._has_written:  # the first write imports what it needs, and makes folders
                self._next_write = loop.time() + min(PAUSES * written.took, LONGEST_PAUSE)
            self._has_written = True
            if not self._dirty or self._timer is not None:
                return
            if written.error is not None:
                self._timer = loop.call_later(RETRY, self._begin)
            else:
                self._write_soon()

    def _drop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def close(self) -> None:
        """Writes what has changed, as the application leaves."""
        self.flush()

    def _name(self, thread: ThreadKey | None) -> str:
        return f"folder {self._cwd}" if thread is None else f"thread {thread.thread}"

    def _read(self, thread: ThreadKey | None) -> Draft:
        from codex_tui.model.draft import Draft

        try:
            kept = [
                self._load(path)
                for path in sorted(self._folder.glob(f"{name_for(self._name(thread))}*.json"))
            ]
        except OSError:
            return Draft()
        drafts = [one for one in kept if one is not None]
        if not drafts:
            return Draft()
        left = [one for one in drafts if not self._living.lives(one.owner)]
        self._taken[thread] = left
        return _together([one.draft for one in left] or [one.written for one in drafts[-1:]])

    def _load(self, path: Path) -> _Kept | None:
        from codex_tui.store.draft_data import from_data

        try:
            content = path.read_bytes()
            data = json.loads(content)
            written = draft = from_data(data)
            for held in reversed(data.get("held", ()) if isinstance(data, dict) else ()):
                draft = from_data(held).before(draft) if draft.text else from_data(held)
        except OSError:
            return None  # gone meanwhile, or none that can be read: no draft either way
        except (ValueError, RecursionError):
            keep_aside(path)
            return None
        return _Kept(path, path.name.split(".")[1], content, written, draft)

    def _write(self, thread: ThreadKey | None, draft: Draft, held: Sequence[Draft]) -> None:
        from codex_tui.store.draft_data import to_data

        path = self._folder / f"{name_for(self._name(thread))}.{self._living.name}.json"
        if draft.text or held:
            kept = to_data(draft)
            data = {"of": self._name(thread), **(kept if isinstance(kept, dict) else {"text": kept})}
            if held:
                data["held"] = [to_data(one) for one in held]
            self._living.show()
            if not path.exists():
                self._drop_oldest()
            write_atomically(path, json.dumps(data).encode("utf-8", "surrogatepass"))
        else:
            path.unlink(missing_ok=True)
        for taken in self._taken.pop(thread, ()):
            with contextlib.suppress(OSError):
                if taken.path.read_bytes() == taken.content:
                    taken.path.unlink()

    def _drop_oldest(self) -> None:
        paths = list(self._folder.glob("*.json"))
        if len(paths) < MOST_DRAFTS:
            return
        with contextlib.suppress(OSError):  # another process may have dropped one already
            paths.sort(key=lambda path: path.stat().st_mtime)
            for path in paths[: len(paths) + 1 - MOST_DRAFTS]:
                path.unlink(missing_ok=True)


def _together(kept: list[Draft]) -> Draft:
    """What several processes left of one thread: all of it, but for what another one has too."""
    from codex_tui.model.draft import Draft

    drafts: list[Draft] = []
    for one in sorted(kept, key=lambda draft: len(draft.text), reverse=True):
        if not any(one.text in other.text and set(one.elements) <= set(other.elements) for other in drafts):
            drafts.append(one)
    whole = Draft()
    for draft in reversed(drafts):
        whole = draft.before(whole) if whole.text else draft
    return whole
