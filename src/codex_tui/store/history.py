"""What was sent from a folder, kept over restarts: one line of JSON for each prompt, the newest last.

A prompt that is only text is a string there; one with elements is an object (`store/draft_data.py`).
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codex_tui.store.files import Reporter, copy_aside, locked, name_for, state_folder, write_atomically

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
    waiting: list[bytes] = field(default_factory=list)
    """Their lines, if they are to be written once that is possible."""


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
        self._report = Reporter("The history of prompts", on_problem)
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
            unwritten, waiting = (known.unwritten, known.waiting) if known is not None else ([], [])
            known = self._read[self._path] = _Read([*self._load(), *unwritten], size, unwritten, waiting)
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
        lines = b"".join((*known.waiting, line))
        try:
            with locked(self._lock):
                known.size += self._append(lines)  # where another one has added meanwhile, the size says so
        except OSError as error:
            known.unwritten.append(draft)
            known.waiting.append(line)
            self._report.failed(error, self._path)
        else:
            if known.waiting:
                known.unwritten = [one for one in known.unwritten if _line(one) not in known.waiting]
                known.waiting = []
            self._report.kept()

    def _append(self, lines: bytes) -> int:
        """Adds lines, all of them or none; gives by how much the file grew."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+b", buffering=0) as file:
            end = file.seek(0, os.SEEK_END)
            if end:
                file.seek(end - 1)
                if file.read(1) != b"\n":  # whoever wrote that was killed there
                    lines = b"\n" + lines
            try:
                written = 0
                while written < len(lines):
                    written += file.write(lines[written:])
            except OSError:
                with contextlib.suppress(OSError):
                    file.truncate(end)
                raise
        return len(lines)

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
                self._report.failed(error, self._path)
        return self._newest(entries)

    def _newest(self, entries: list[Draft]) -> list[Draft]:
        return entries[-self.most :] if self.most else []

    def _rewrite(self) -> list[Draft]:
        """Shortens the file to what is kept, under the lock; a damaged one is kept aside."""
        entries, bad = _parse(self._path.read_bytes().splitlines())
        if bad:
            copy_aside(self._path)
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
        except (ValueError, RecursionError):  # noqa: PERF203 - each line stands for itself
            bad = True
    return entries, bad
