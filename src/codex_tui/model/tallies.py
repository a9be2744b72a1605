"""What turns amount to: tokens by kind, files changed, lines added and removed.

Pure sums over what the server tells; the footer of a turn and the panel beside the transcript show them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codex_tui.model.items import FileChange, FileChangeItem
    from codex_tui.model.safe_text import SafeText


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of one model response, of a turn or of a thread.

    Attributes:
        total: what the server counts as all of it. After a failure or a compaction it sets this alone.
        input: sent to the model; `cached` are those of them that it had from before.
        cached: see `input`.
        output: written by the model; `reasoning` are those of them that it only thought.
        reasoning: see `output`.
    """

    total: int = 0
    input: int = 0
    cached: int = 0
    output: int = 0
    reasoning: int = 0

    def __sub__(self, other: Tokens) -> Tokens:
        return Tokens(
            self.total - other.total,
            self.input - other.input,
            self.cached - other.cached,
            self.output - other.output,
            self.reasoning - other.reasoning,
        )

    @property
    def told(self) -> bool:
        """Whether it is known what they went for."""
        return self.input > 0 or self.output > 0


@dataclass(frozen=True, slots=True)
class Edited:
    """What patches did: to one file, or to several together."""

    files: int = 0
    added: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class EditedFile:
    """One file that patches changed, and by how much in all."""

    path: SafeText
    added: int
    removed: int
    deleted: bool = False


def line_counts(change: FileChange) -> tuple[int, int]:
    """Lines that a change adds and removes; of a file added or deleted the server gives the plain content."""
    lines = change.diff.removesuffix("\n").split("\n") if change.diff else []
    start = next((number for number, line in enumerate(lines) if line.startswith("@@ ")), None)
    if start is None and change.change == "add":
        return len(lines), 0
    if start is None and change.change == "delete":
        return 0, len(lines)
    body = lines[start or 0 :]
    return sum(line[:1] == "+" for line in body), sum(line[:1] == "-" for line in body)


class FileTally:
    """The files that patches changed; each patch is counted once, however often one asks."""

    def __init__(self) -> None:
        self._counted: dict[tuple[FileChange, ...], list[tuple[int, int]]] = {}

    def files(self, patches: Iterable[FileChangeItem]) -> list[EditedFile]:
        """The files of applied patches, those changed last first.

        Args:
            patches: in the order in which they were applied.
        """
        found: dict[SafeText, EditedFile] = {}
        counted: dict[tuple[FileChange, ...], list[tuple[int, int]]] = {}
        for patch in patches:
            if patch.status.value != "completed":
                continue
            counts = self._counted.get(patch.changes)
            if counts is None:
                counts = [line_counts(change) for change in patch.changes]
            counted[patch.changes] = counts
            for change, (added, removed) in zip(patch.changes, counts, strict=True):
                before = found.pop(change.path, None)
                path = change.moved_to or change.path
                if before is not None:
                    added, removed = added + before.added, removed + before.removed
                found[path] = EditedFile(path, added, removed, change.change == "delete")
        self._counted = counted
        return list(reversed(found.values()))


def edited(patches: Iterable[FileChangeItem]) -> Edited | None:
    """What applied patches amount to; None if there was none."""
    files = FileTally().files(patches)
    if not files:
        return None
    return Edited(len(files), sum(file.added for file in files), sum(file.removed for file in files))
