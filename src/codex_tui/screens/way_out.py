"""The way out of a dialog or a page by ctrl+c: what esc does there, by whatever key that is, and also by none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_tui.keymap import ACTIONS, keys_of

if TYPE_CHECKING:
    from textual.screen import Screen

ESCAPE = "escape"


async def leave(screen: Screen[Any]) -> None:
    """Does what esc does there before anybody gives it another key."""
    bound = screen.active_bindings
    if ESCAPE not in bound:
        for active in bound.values():
            name = active.binding.id or ""
            if active.enabled and name in ACTIONS and ESCAPE in keys_of(name):
                await screen.app.run_action(active.binding.action, active.node)
                return
    screen.app.simulate_key(ESCAPE)
