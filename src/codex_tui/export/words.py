"""How an export names things: outcomes, durations, changes of files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.items import CommandItem, FileChange, ItemStatus, TurnEndItem
from codex_tui.render.diff import DiffKind, DiffLine, parse_change
from codex_tui.render.durations import duration, item_time

if TYPE_CHECKING:
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


def change_heading(change: FileChange, lines: list[DiffLine]) -> tuple[str, str, str]:
    """A changed file: what was done to it, its path, and how much: ``Changed``, ``src/a.py → b.py``, ``+1 -2``."""
    path = f"{change.path} → {change.moved_to}" if change.moved_to else change.path
    return _VERBS.get(change.change, "Changed"), path, counts(lines)


def counts(lines: list[DiffLine]) -> str:
    """Lines added and removed: ``+18 -3``."""
    added = sum(line.kind is DiffKind.ADDED for line in lines)
    removed = sum(line.kind is DiffKind.REMOVED for line in lines)
    return f"+{added} -{removed}"


def diff_lines(change: FileChange) -> list[DiffLine]:
    """The lines of a change."""
    return parse_change(change)
