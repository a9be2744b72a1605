"""Keys that act in the order in which they were typed.

Textual acts on a binding only once its key has bubbled up to the app, while characters go in at once: where keys come
quickly, as over a slow line, a key would take effect after letters that were typed behind it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual import events
    from textual.widget import Widget


async def act_at_once(widget: Widget, event: events.Key, owner: Widget | None = None) -> bool:
    """Does what a key of the focused widget's own means, before the next key is looked at; False if it has none.

    Args:
        widget: what has the focus.
        event: the key.
        owner: what has the bindings, where that is something around the widget.
    """
    owner = owner or widget
    active = widget.screen.active_bindings.get(event.key)
    if active is None or active.node is not owner or active.binding.priority or not active.enabled:
        return False
    if not await widget.app.run_action(active.binding.action, owner):
        return False
    event.stop()
    event.prevent_default()
    return True
