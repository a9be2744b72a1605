"""Which threads have a turn that runs, or that waits for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.state import AppState


def running_threads(state: AppState) -> list[ThreadKey]:
    """The threads in which something runs now, as the board and the open conversations tell."""
    found = {key: None for key, row in state.board.rows.items() if row.state.active}
    found.update(
        (key, None)
        for key, conversation in state.conversations.items()
        if conversation.active_turn is not None
    )
    return list(found)
