"""What may become of the models that are not kept, as rows to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.messages.compare import Fate
from codex_tui.model.comparison import standing
from codex_tui.screens.choose import Choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.model.comparison import Contender
    from codex_tui.model.state import AppState


def fates(state: AppState, others: Sequence[Contender]) -> list[tuple[Fate, Choice]]:
    """The rows, the one that loses nothing first among those that put them away."""
    runs = sum(not standing(state, one).stand.over for one in others)
    interrupts = f" (interrupts {runs})" if runs else ""
    rows = [
        (Fate.ARCHIVE, Choice(f"archive them{interrupts}", keys=("a",), lead="a")),
        (Fate.STAY, Choice("leave them on the board", keys=("l",), lead="l")),
    ]
    if any(one.folder for one in others):
        text = f"archive, delete worktrees{interrupts}"
        rows.append((Fate.WITHOUT_WORKTREES, Choice(text, keys=("D",), lead="D")))
    return rows
