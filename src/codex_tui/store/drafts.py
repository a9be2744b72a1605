"""Unsent text, kept over restarts: one small file for each thread, and one for each folder's new thread."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING

from codex_tui.store.files import Reporter, keep_aside, name_for, state_folder, write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from codex_tui.model.keys import ThreadKey

MOST_DRAFTS = 500
LONGEST_DRAFT = 1_048_576
"""Characters; the server takes no longer prompt."""
DELAY = 0.5
"""Seconds after which a change is written, so that not every key writes a file."""


class DraftStore:
    """Drafts by thread; None is the conversation that has no thread yet.

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
        self._folder = (folder or state_folder()) / "drafts"
        self._report = Reporter(on_problem)
        self._texts: dict[ThreadKey | None, str] = {}
        self._dirty: set[ThreadKey | None] = set()
        self._timer: asyncio.TimerHandle | None = None

    def get(self, thread: ThreadKey | None) -> str:
        text = self._texts.get(thread)
        if text is None:
            text = self._texts[thread] = self._read(thread)
        return text

    def put(self, thread: ThreadKey | None, text: str) -> None:
        """Keeps a draft; an empty one is forgotten."""
        if self.get(thread) == text:
            return
        self._texts[thread] = text
        self._dirty.add(thread)
        if self._timer is None:
            try:
                self._timer = asyncio.get_running_loop().call_later(DELAY, self.flush)
            except RuntimeError:  # no loop that could do it later
                self.flush()

    def put_before(self, thread: ThreadKey | None, text: str) -> None:
        """Puts a text before the draft that is there."""
        draft = self.get(thread)
        self.put(thread, f"{text}\n{draft}" if draft else text)

    def flush(self) -> None:
        """Writes what has changed, now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        dirty, self._dirty = self._dirty, set()
        try:
            for thread in dirty:
                self._write(thread, self._texts[thread])
            if dirty:
                self._drop_oldest()
        except OSError as error:
            self._report("The draft", error)

    def close(self) -> None:
        """Writes what has changed, as the application leaves."""
        self.flush()

    def _name(self, thread: ThreadKey | None) -> str:
        return f"folder {self._cwd}" if thread is None else f"thread {thread.thread}"

    def _path(self, thread: ThreadKey | None) -> Path:
        return self._folder / f"{name_for(self._name(thread))}.json"

    def _read(self, thread: ThreadKey | None) -> str:
        path = self._path(thread)
        try:
            data = json.loads(path.read_bytes())
            text = data["text"]
            if not isinstance(text, str):
                raise TypeError(text)
        except OSError:
            return ""  # none there, or none that can be read: an empty composer either way
        except (ValueError, KeyError, TypeError):
            keep_aside(path)
            return ""
        return text

    def _write(self, thread: ThreadKey | None, text: str) -> None:
        path = self._path(thread)
        if text:
            data = json.dumps({"of": self._name(thread), "text": text[:LONGEST_DRAFT]})
            write_atomically(path, data.encode("utf-8", "surrogatepass"))
        else:
            path.unlink(missing_ok=True)

    def _drop_oldest(self) -> None:
        paths = list(self._folder.glob("*.json"))
        if len(paths) <= MOST_DRAFTS:
            return
        with contextlib.suppress(OSError):  # another process may have dropped one already
            paths.sort(key=lambda path: path.stat().st_mtime)
            for path in paths[: len(paths) - MOST_DRAFTS]:
                path.unlink(missing_ok=True)
