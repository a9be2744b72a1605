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

    from codex_tui.model.draft import Draft
    from codex_tui.model.keys import ThreadKey

MOST_DRAFTS = 500
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
        self._known: dict[ThreadKey | None, Draft] = {}
        self._dirty: set[ThreadKey | None] = set()
        self._timer: asyncio.TimerHandle | None = None

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
        if self._timer is None:
            try:
                self._timer = asyncio.get_running_loop().call_later(DELAY, self.flush)
            except RuntimeError:  # no loop that could do it later
                self.flush()

    def put_before(self, thread: ThreadKey | None, prompt: str | Draft) -> None:
        """Puts a prompt before the draft that is there."""
        from codex_tui.model.draft import draft_of

        self.put(thread, draft_of(prompt).before(self.get(thread)))

    def flush(self) -> None:
        """Writes what has changed, now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        dirty, self._dirty = self._dirty, set()
        try:
            for thread in dirty:
                self._write(thread, self._known[thread])
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

    def _read(self, thread: ThreadKey | None) -> Draft:
        from codex_tui.model.draft import Draft
        from codex_tui.store.draft_data import from_data

        path = self._path(thread)
        try:
            return from_data(json.loads(path.read_bytes()))
        except OSError:
            return Draft()  # none there, or none that can be read: an empty composer either way
        except ValueError:
            keep_aside(path)
            return Draft()

    def _write(self, thread: ThreadKey | None, draft: Draft) -> None:
        from codex_tui.store.draft_data import to_data

        path = self._path(thread)
        if draft.text:
            kept = to_data(draft)
            data = {"of": self._name(thread), **(kept if isinstance(kept, dict) else {"text": kept})}
            write_atomically(path, json.dumps(data).encode("utf-8", "surrogatepass"))
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
