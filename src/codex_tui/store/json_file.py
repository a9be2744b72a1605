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

MOST = 32 * 1024 * 1024
"""Bytes that are read; what is larger was not written here."""


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
        self._folder = folder
        self._report = Reporter(what, on_problem)

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
        path = self._path
        try:
            if path.stat().st_size > MOST:
                raise ValueError(path)
            return understand(json.loads(path.read_bytes()))
        except OSError:
            return None
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
            keep_aside(path)
            return None

    def write(self, data: object) -> None:
        """Replaces the file, or tells why not."""
        try:
            write_atomically(self._path, json.dumps(data).encode())
            self._report.kept()
        except OSError as error:
            self._report.failed(error, self._path)

    def change(self, alter: Callable[[], object]) -> None:
        """Replaces the file by what is made of it while no other process writes, or tells why not."""
        try:
            with locked(self._path.with_name(f".{self._name}.lock")):
                write_atomically(self._path, json.dumps(alter()).encode())
            self._report.kept()
        except OSError as error:
            self._report.failed(error, self._path)
