"""One small file of JSON in the user's state folder, which every store of that kind reads and writes alike.

Under the stores. It is read and written as a whole; one that cannot be read is kept aside, and a disk that refuses it
is told of once.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

from codex_tui.store.files import Reporter, keep_aside, locked, state_folder, write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Kept = TypeVar("Kept")


class JsonFile:
    """A file by its name.

    Args:
        name: of the file, without its ending.
        what: what is said not to be kept, where it cannot be written.
        folder: where the file lies, instead of the user's state folder.
        on_problem: told once if it cannot be written.
    """

    def __init__(
        self, name: str, what: str, folder: Path | None, on_problem: Callable[[str], None] | None
    ) -> None:
        self._name = name
        self._what = what
        self._folder = folder
        self._report = Reporter(on_problem)

    @property
    def _path(self) -> Path:
        # Looked up each time: the folder may be named by the environment only after the store was made.
        return (self._folder or state_folder()) / f"{self._name}.json"

    def read(self, understand: Callable[[Any], Kept]) -> Kept | None:
        """What is kept now; None where no file is yet, or none that can be read.

        Args:
            understand: makes something of the JSON; raises TypeError, ValueError, KeyError or AttributeError where
                it is not what was written here.
        """
        try:
            return understand(json.loads(self._path.read_bytes()))
        except OSError:
            return None
        except (ValueError, KeyError, TypeError, AttributeError):
            keep_aside(self._path)
            return None

    def write(self, data: object) -> None:
        """Replaces the file, or tells why not."""
        try:
            write_atomically(self._path, json.dumps(data).encode())
        except OSError as error:
            self._report(self._what, error)

    def change(self, alter: Callable[[], object]) -> None:
        """Replaces the file by what is made of it while no other process writes, or tells why not."""
        try:
            with locked(self._path.with_name(f".{self._name}.lock")):
                write_atomically(self._path, json.dumps(alter()).encode())
        except OSError as error:
            self._report(self._what, error)
