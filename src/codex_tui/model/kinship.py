"""Where a thread comes from: that of which it is a fork, or for which it works as a sub-agent.

The server tells it when the thread begins, and to whoever reads that one thread; rows of a listing do not repeat it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from codex_tui.model.board import ThreadRow
    from codex_tui.model.safe_text import SafeText


class Origin(NamedTuple):
    """What is kept of where a thread comes from.

    Attributes:
        source: id of the other thread.
        agent: it works for the other thread; else it is a copy of it.
        name: what a sub-agent is called.
        prompt: what was typed in the last turn that a fork has from its source.
    """

    source: str
    agent: bool = False
    name: SafeText | None = None
    prompt: SafeText | None = None

    def onto(self, row: ThreadRow) -> None:
        """Puts into a row what it lacks."""
        if self.agent:
            row.parent = row.parent or self.source
            row.agent = row.agent or self.name
        else:
            row.forked_from = row.forked_from or self.source
            row.fork_prompt = row.fork_prompt or self.prompt


def origin_of(row: ThreadRow) -> Origin | None:
    """Where the thread of a row comes from; None for one that began by itself."""
    if row.parent is not None:
        return Origin(row.parent, agent=True, name=row.agent)
    if row.forked_from is not None:
        return Origin(row.forked_from, prompt=row.fork_prompt)
    return None
