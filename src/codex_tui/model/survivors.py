"""Commands that went on after their turn, for whoever opens the thread later: the server lists them without a turn.

Such a command stands at the end until something is heard of it, which names its turn; there it goes then.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from codex_tui.model.changes import ItemAdded, ItemGone
from codex_tui.model.conversation import TurnStatus
from codex_tui.model.items import CommandItem, Item
from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from codex_tui.model.conversation import Conversation
    from codex_tui.model.keys import ItemKey
    from codex_tui.model.reducer_base import Reduction

_NO_TURN = "local"


def show_survivors(
    reduction: Reduction, conversation: Conversation, terminals: Iterable[Mapping[str, Any]]
) -> None:
    """Shows the commands of a list of the server's that this client does not know."""
    known = {item.key.item for item in (*conversation.items, *conversation.ahead)}
    for terminal in terminals:
        name = str(terminal["itemId"])
        if name not in known:
            item = CommandItem(
                key=conversation.key.item(_NO_TURN, name),
                command=SafeText(str(terminal["command"])),
                cwd=SafeText(str(terminal["cwd"])),
                outlived_turn=True,
            )
            reduction.append(conversation, item)


def find_turn(reduction: Reduction, conversation: Conversation, key: ItemKey) -> None:
    """Something is heard of a command: if it was listed without its turn, this is it."""
    listed = conversation.get(conversation.key.item(_NO_TURN, key.item), CommandItem)
    if listed is None or key in conversation:
        return
    item = replace(listed, key=key)
    reduction.note(ItemGone(listed.key, conversation.replace(listed.key, item)))
    reduction.note(ItemAdded(key, conversation.put_into_turn(item)))


def append_late(reduction: Reduction, conversation: Conversation, item: Item) -> None:
    """Adds what was not heard of before: at the end, or to its turn if that is over."""
    index = conversation.append(item)
    turn = conversation.turns.get(item.key.turn)
    if turn is not None and turn.status is not TurnStatus.IN_PROGRESS:
        index = conversation.put_into_turn(item)
    reduction.note(ItemAdded(item.key, index))
