"""How cells stand to each other: where a blank line parts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codex_tui.model.items import Item

_TIGHT = frozenset(
    {
        *("reasoning", "command", "plan", "raw", "mcp_call", "dynamic_call", "call_output", "web_search"),
        *("image", "agent_call", "sleep", "hook", "auto_review"),
    }
)
"""What the agent does between its messages; it stands tight, told apart by gutter and header."""


def gap_between(above: Item, item: Item) -> int:
    """Blank lines between two cells."""
    if item.kind == "turn_end":
        return 0
    return 0 if above.kind in _TIGHT and item.kind in _TIGHT else 1
