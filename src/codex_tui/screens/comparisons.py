"""The comparisons that there are, as rows to choose from, below one that begins another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.translate_text import first_line
from codex_tui.screens.choose import Choice
from codex_tui.widgets.thread_list.texts import age_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.model.comparison import Comparison

_PROMPT = 60
"""Characters of the prompt that stand before the models."""


def rows(comparisons: Sequence[Comparison], now: float) -> list[Choice]:
    """One that begins another, and a row for each in their order: its age, what was asked, whom."""
    found = [
        Choice(
            f"{first_line(one.prompt.text, _PROMPT) or 'compared'}  "
            + ", ".join(contender.choice.model for contender in one.contenders),
            lead=age_text(now - one.begun),
        )
        for one in comparisons
    ]
    return [Choice("a new one", lead="n", keys=("n",)), *found]
