"""What was typed behind a key that moved the focus belongs where the focus went.

A key is queued at the widget that had the focus when it was pressed. Where keys come quickly, as over a slow line,
those behind a tab would be typed into the field that was left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.one_piece import sent_on

if TYPE_CHECKING:
    from textual import events
    from textual.widget import Widget


def passed_on(widget: Widget, event: events.Key) -> bool:
    """Hands a key on to what has the focus now; False if that is the widget itself."""
    focused = widget.screen.focused
    if focused is widget or focused is None:
        return False
    event.stop()
    event.prevent_default()
    focused.post_message(sent_on(event))
    return True
