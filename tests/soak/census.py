"""What a process holds: objects by type, tasks, timers, widgets."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from typing import TYPE_CHECKING

from textual.timer import Timer
from textual.widget import Widget

if TYPE_CHECKING:
    from codex_tui.app import CodexTui

_COUNTED = ("codex_tui.", "codex_app_server.", "textual.", "rich.")


def census() -> Counter[str]:
    """Live objects of our packages, of Textual and of Rich by the names of their types."""
    for _ in range(3):
        gc.collect()
    names = (f"{type(one).__module__}.{type(one).__qualname__}" for one in gc.get_objects())
    return Counter(name for name in names if name.startswith(_COUNTED))


def alive(app: CodexTui) -> dict[str, int]:
    """Tasks, timers and widgets of a running application, mounted and not."""
    found = gc.get_objects()
    return {
        "tasks": len(asyncio.all_tasks()),
        "timers": sum(isinstance(one, Timer) for one in found),
        "widgets": sum(isinstance(one, Widget) for one in found),
        "mounted": sum(1 for screen in app.screen_stack for _ in screen.walk_children()),
    }
