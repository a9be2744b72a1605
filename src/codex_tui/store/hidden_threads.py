"""The threads that a person hid from the list: ids in one small file, which several processes may change at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_tui.store.json_file import JsonFile

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
        self._file = JsonFile("hidden-threads", "What is hidden", folder, on_problem)

    def load(self) -> frozenset[str]:
        """The ids as they are kept now."""
        return self._file.read(_threads) or frozenset()

    def change(self, *, hide: Iterable[str] = (), show: Iterable[str] = ()) -> frozenset[str]:
        """Hides some and shows others again; gives what is hidden then, by whichever process."""
        hide, show = frozenset(hide), frozenset(show)
        self._file.change(lambda: {"threads": sorted((self.load() | hide) - show)})
        return (self.load() | hide) - show  # also where it could not be kept


def _threads(kept: Any) -> frozenset[str]:
    threads = kept["threads"]
    if not isinstance(threads, list):
        raise TypeError(threads)
    return frozenset(thread for thread in threads if isinstance(thread, str))
