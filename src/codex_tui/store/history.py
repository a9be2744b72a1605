"""What was sent from a folder, kept over restarts: one line of JSON for each prompt, the newest last.

A prompt that is only text is a string there; one with elements is an object (`store/draft_data.py`).
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codex_tui.store.files import Reporter, keep_aside, locked, name_for, state_folder, write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from codex_tui.model.draft import Draft

MOST_ENTRIES = 1000
LONGEST_ENTRY = 400_000
"""Bytes of a line; a longer prompt (a pasted file) is remembered until the end of the process only."""


@dataclass(slots=True, eq=False, repr=False)
class _Read:
    """What was read of a file of some size, and what was added since and is not in it."""

    entries: list[Draft]
    size: int
    unwritten: list[Draft] = field(default_factory=list)


class HistoryStore:
    """The prompts of one folder at a time. Several processes may add at once, and each sees what the others add.

    Args:
        cwd: the folder at first.
        most: prompts that are kept; 0 keeps none beyond the process.
        folder: where the files lie, instead of the user's state folder.
        on_problem: told once if prompts cannot be written.
    """

    def __init__(
        self,
        cwd: str,
        *,
        most: int = MOST_ENTRIES,
        folder: Path | None = None,
        on_problem: Callable[[str], None] | None = None,
    ) -> None:
        self.most = most
        base = (folder or state_folder()) / "history"
        self._base = base
        self._lock = base / "lock"
        self._report = Reporter(on_problem)
        self._path = self._path_of(cwd)
        self._read: dict[Path, _Read] = {}

    def go_to(self, cwd: str) -> None:
        """From now on it is about the prompts of this folder."""
        self._path = self._path_of(cwd)

    def _path_of(self, cwd: str) -> Path:
        return self._base / f"{name_for(f'folder {cwd}')}.jsonl"

    def entries(self) -> Sequence[Draft]:
        """What was sent, oldest first."""
        return self._known().entries

    def _known(self) -> _Read:
        """What is in the file, read again if another process has added to it."""
        try:
            size = self._path.stat().st_size
        except OSError:
            size = 0
        known = self._read.get(self._path)
        if known is None or known.size != size:
            unwritten = known.unwritten if known is not None else []
            known = self._read[self._path] = _Read([*self._load(), *unwritten], size, unwritten)
        return known

    def add(self, prompt: str | Draft) -> None:
        """Adds a prompt; the same one again straight after itself is not repeated."""
        from codex_tui.model.draft import draft_of  # not before there is one

        known = self._known()
        entries = known.entries
        draft = draft_of(prompt).settled()
        if draft.is_blank or (entries and entries[-1] == draft):
            return
        entries.append(draft)
        del entries[: -(self.most or MOST_ENTRIES)]
        line = _line(draft)
        if not self.most or len(line) > LONGEST_ENTRY:
            known.unwritten.append(draft)
            return
        try:
            with locked(self._lock):
                self._append(line)
                known.size += len(line)  # where another one has added meanwhile, the size says so
        except OSError as error:
            known.unwritten.append(draft)
            self._report("The history of prompts", error)

    def _append(self, line: bytes) -> None:
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as file:
            file.write(line)

    def _load(self) -> list[Draft]:
        try:
            lines = self._path.read_bytes().splitlines()
        except OSError:
            return []
        entries, bad = _parse(lines)
        if bad or len(entries) > self.most + self.most // 2:
            try:
                with locked(self._lock):
                    entries = self._rewrite()
            except OSError as error:
                self._report("The history of prompts", error)
        return self._newest(entries)

    def _newest(self, entries: list[Draft]) -> list[Draft]:
        return entries[-self.most :] if self.most else []

    def _rewrite(self) -> list[Draft]:
        """Shortens the file to what is kept, under the lock; a damaged one is kept aside."""
        entries, bad = _parse(self._path.read_bytes().splitlines())
        if bad:
            keep_aside(self._path)
        entries = self._newest(entries)
        write_atomically(self._path, b"".join(map(_line, entries)))
        return entries


def _line(draft: Draft) -> bytes:
    from codex_tui.store.draft_data import to_data

    return json.dumps(to_data(draft)).encode() + b"\n"


def _parse(lines: Sequence[bytes]) -> tuple[list[Draft], bool]:
    """The entries, and whether a line was not one."""
    from codex_tui.store.draft_data import from_data

    entries: list[Draft] = []
    bad = False
    for line in lines:
        try:
            entries.append(from_data(json.loads(line)))
        except ValueError:  # noqa: PERF203 - each line stands for itself
            bad = True
    return entries, bad
