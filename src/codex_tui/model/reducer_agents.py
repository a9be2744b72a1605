"""Reduces what agents do that work for a thread: a line in the cell that tells of them, while they work.

Everything that happens in an agent's thread is told on the same connection, whether anybody opened that thread or not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.changes import ItemChanged
from codex_tui.model.safe_text import SafeText
from codex_tui.model.tool_items import AgentCallItem
from codex_tui.model.translate_text import first_line
from codex_tui.model.translate_tools import short_thread

if TYPE_CHECKING:
    from codex_tui.model.items import Item
    from codex_tui.model.reducer_base import Reduction


def tell_of_agents(reduction: Reduction, item: Item) -> None:
    """From now on the item tells what its agents do."""
    if isinstance(item, AgentCallItem):
        for thread in item.threads:
            key = reduction.key(thread)
            told = reduction.memory.agents.get(key)
            if told is not None and told != item.key:
                _tell(reduction, thread, "")
            reduction.memory.agents[key] = item.key


def agent_does(reduction: Reduction, thread: str, what: str) -> None:
    """An agent begins something."""
    if what:
        _tell(reduction, thread, f"{short_thread(thread)}  {what}")


def agent_ends(reduction: Reduction, thread: str) -> None:
    """The turn of an agent is over."""
    _tell(reduction, thread, "")


def _tell(reduction: Reduction, thread: str, text: str) -> None:
    key = reduction.memory.agents.get(reduction.key(thread))
    if key is None:
        return
    conversation = reduction.state.conversations.get(key.thread_key)
    item = conversation.get(key, AgentCallItem) if conversation is not None else None
    if item is not None and item.progress != text:
        item.progress = SafeText(first_line(text))
        item.touch()
        reduction.note(ItemChanged(key))
