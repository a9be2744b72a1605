"""Comments on changes that were not sent yet, kept over restarts in one small file for each thread."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from codex_tui.model.diff_comments import Comment, DiffComments, Place
from codex_tui.store.files import Reporter, keep_aside, name_for, state_folder, write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from codex_tui.model.keys import ThreadKey


class DiffCommentStore(DiffComments):
    """Comments that outlive the process.

    Args:
        folder: where the files lie, instead of the user's state folder.
        on_problem: told once if they cannot be written.
    """

    def __init__(
        self, *, folder: Path | None = None, on_problem: Callable[[str], None] | None = None
    ) -> None:
        super().__init__()
        self._folder = folder
        self._report = Reporter("The comment", on_problem)

    @property
    def _base(self) -> Path:
        return (self._folder or state_folder()) / "comments"

    def _path(self, thread: ThreadKey) -> Path:
        return self._base / f"{name_for(f'thread {thread.thread}')}.json"

    def _read(self, thread: ThreadKey) -> list[Comment]:
        entries = _load(self._path(thread)).get("comments", ())
        return [comment for entry in entries if (comment := _comment(entry)) is not None]

    def _kept(self, thread: ThreadKey) -> None:
        entries = [
            {
                "path": one.place.path,
                "number": one.place.number,
                "sign": one.place.sign,
                "quote": one.place.quote,
                "text": one.text,
            }
            for one in self.comments(thread)
        ]
        data = {"of": thread.thread, "comments": entries} if entries else None
        self._write(self._path(thread), data)

    def _write(self, path: Path, data: dict[str, Any] | None) -> None:
        try:
            if data is None:
                path.unlink(missing_ok=True)
            else:
                write_atomically(path, json.dumps(data).encode("utf-8", "surrogatepass"))
            self._report.kept()
        except OSError as error:
            self._report.failed(error, path)


def _load(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_bytes())
        if isinstance(data, dict):
            return data
    except OSError:
        return {}  # none there, or none that can be read
    except (ValueError, RecursionError):
        pass
    keep_aside(path)
    return {}


def _comment(entry: Any) -> Comment | None:
    """A comment as it was kept; None for one that another version wrote otherwise."""
    try:
        place = Place(str(entry["path"]), int(entry["number"]), str(entry["sign"]), str(entry["quote"]))
        return Comment(place, str(entry["text"]))
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
