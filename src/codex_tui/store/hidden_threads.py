"""The threads that a person hid from the list: ids in one small file, which several processes may change at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from codex_tui.store.files import Reporter, keep_aside, locked, state_folder, write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path


class HiddenStore:
    """Which threads are hidden, over restarts. The server knows nothing of it.

    Args:
        folder: where the file lies, instead of the user's state folder.
        on_problem: told once if it cannot be written.
    """

    def __init__(
        self, *, folder: Path | None = None, on_problem: Callable[[str], None] | None = None
    ) -> None:
        self._folder = folder
        self._report = Reporter(on_problem)

    def load(self) -> frozenset[str]:
        """The ids as they are kept now."""
        try:
            threads = json.loads(self._path.read_bytes())["threads"]
            if not isinstance(threads, list):
                raise TypeError(threads)
        except OSError:
            return frozenset()  # nothing was hidden yet
        except (ValueError, KeyError, TypeError):
            keep_aside(self._path)
            return frozenset()
        return frozenset(thread for thread in threads if isinstance(thread, str))

    def change(self, *, hide: Iterable[str] = (), show: Iterable[str] = ()) -> frozenset[str]:
        """Hides some and shows others again; gives what is hidden then, by whichever process."""
        try:
            with locked(self._path.with_name(".hidden-threads.lock")):
                threads = self.load().union(hide).difference(show)
                write_atomically(self._path, json.dumps({"threads": sorted(threads)}).encode())
        except OSError as error:
            self._report("What is hidden", error)
            return self.load().union(hide).difference(show)
        return threads

    @property
    def _path(self) -> Path:
        return (self._folder or state_folder()) / "hidden-threads.json"
