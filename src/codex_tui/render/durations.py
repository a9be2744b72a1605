"""Times and counts as a person reads them: short, and of a steady width where they tick."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codex_tui.model.items import Item


def duration(milliseconds: int) -> str:
    """A span of time: ``0.1s``, ``4.2s``, ``31s``, ``1m12s``, ``2h03m``."""
    if milliseconds < 10_000:
        return f"{max(0, milliseconds) / 1000:.1f}s"
    return whole_seconds(milliseconds)


def whole_seconds(milliseconds: int) -> str:
    """A span that ticks by the second: ``0s``, ``31s``, ``1m12s``, ``2h03m``."""
    seconds = max(0, milliseconds) // 1000
    if seconds < 60:
        return f"{seconds}s"
    minutes, seconds = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes}m{seconds:02}s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h{minutes:02}m"


def item_time(item: Item, now_ms: int, duration_ms: int | None = None) -> str:
    """How long an item took, or has been running; empty if nobody knows."""
    if item.running:
        return whole_seconds(now_ms - since) if (since := item.runs_since_ms) is not None and now_ms else ""
    if duration_ms is not None:
        return duration(duration_ms)
    if item.started_ms is not None and item.completed_ms is not None:
        return duration(item.completed_ms - item.started_ms)
    return ""


def count(number: int) -> str:
    """A number of tokens: ``950``, ``41k``, ``1.2M``."""
    if number < 1000:
        return str(number)
    if number < 1_000_000:
        return f"{number / 1000:.1f}k" if number < 10_000 else f"{number // 1000}k"
    return f"{number / 1_000_000:.1f}M"


def byte_size(number: int) -> str:
    """``950 B``, ``41 KB``, ``1.2 MB``."""
    if number < 1000:
        return f"{number} B"
    return f"{number / 1000:.0f} KB" if number < 1_000_000 else f"{number / 1_000_000:.1f} MB"


def more_lines(number: int) -> str:
    """``1 more line`` or ``12 more lines``."""
    return f"{number:,} more line{'' if number == 1 else 's'}"
