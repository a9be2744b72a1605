"""How an export names things: outcomes, durations, changes of files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.items import CommandItem, FileChange, ItemStatus, TurnEndItem
from codex_tui.render.durations import duration, item_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from codex_tui.model.diff import DiffKind, Hunk
    from codex_tui.model.items import Item

_ENDS = {
    ItemStatus.FAILED: "failed",
    ItemStatus.DECLINED: "declined",
    ItemStatus.INTERRUPTED: "interrupted",
    ItemStatus.REPLACED: "replaced",
    ItemStatus.RUNNING: "still running",
}
_VERBS = {"add": "Added", "delete": "Deleted", "update": "Changed"}


def outcome(item: Item) -> str:
    """How an item ended, where that is not simply well: ``declined``."""
    return _ENDS.get(item.status, "")


def command_outcome(item: CommandItem) -> str:
    """How a command ended: ``exit 3 · 0.2s``."""
    code = f"exit {item.exit_code}" if item.exit_code is not None else outcome(item)
    return " · ".join(part for part in (code, item_time(item, 0, item.duration_ms)) if part)


def turn_outcome(item: TurnEndItem) -> str:
    """The line under a turn: ``Turn completed · 31s``."""
    took = duration(item.duration_ms) if item.duration_ms is not None else ""
    return " · ".join(part for part in (f"Turn {item.status.value}", took) if part)


def change_heading(change: FileChange, hunks: Sequence[Hunk]) -> tuple[str, str, str]:
    """A changed file: what was done to it, its path, and how much: ``Changed``, ``src/a.py → b.py``, ``+1 -2``."""
    path = f"{change.path} → {change.moved_to}" if change.moved_to else change.path
    counts = f"+{sum(hunk.added for hunk in hunks)} -{sum(hunk.removed for hunk in hunks)}"
    return _VERBS.get(change.change, "Changed"), path, counts


def diff_rows(hunks: Sequence[Hunk]) -> Iterator[tuple[DiffKind | None, str]]:
    """The lines of a diff with their signs; the kind is None for the header of a hunk."""
    for hunk in hunks:
        if not hunk.whole_file and (hunk.old_start or hunk.new_start):
            yield None, f"{hunk.header} {hunk.section}".rstrip()
        for line in hunk.lines:
            yield line.kind, f"{line.kind.value}{line.text}"
