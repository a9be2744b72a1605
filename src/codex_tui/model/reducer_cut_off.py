"""Turns that ran as their server ended: what was seen of them stays on the screen, though the server has only a part.

A server that is killed keeps the items that were completed, and of a turn that had just begun nothing at all. Where
the thread is opened again, what it has comes first; what only this client saw stands with it, marked as cut off, and
a prompt that it does not have goes back to where it was typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.changes import ItemAdded
from codex_tui.model.conversation import Turn, TurnStatus
from codex_tui.model.items import Item, ItemStatus, NoticeItem, NoticeLevel, TurnEndItem, UserItem
from codex_tui.model.reducer_history import by_start, load_anew
from codex_tui.model.reducer_prompts import return_prompt
from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from codex_tui.model.conversation import Conversation
    from codex_tui.model.keys import ItemKey, TurnKey
    from codex_tui.model.reducer_base import Reduction
    from codex_tui.model.reducer_history import Stretch

NOT_KEPT = "The server ended before it had kept your prompt. It is in the composer again."
_KEPT_TURNS = 20
"""Turns of a thread that are remembered as cut off."""


def cut_off(reduction: Reduction, conversation: Conversation, turn: str, what: str) -> None:
    """A turn ran as the connection was lost; `what` happened is said in it."""
    if what:
        say_in_turn(reduction, conversation.key.turn(turn), what)
    turns = reduction.memory.cut_off.setdefault(conversation.key, [])
    turns.append(turn)
    del turns[:-_KEPT_TURNS]


def say_in_turn(reduction: Reduction, turn: TurnKey, text: str) -> None:
    """Says what became of a turn, before the line of its end where that is there."""
    conversation = reduction.conversation(turn.thread)
    if conversation is None:
        return
    notice = NoticeItem(
        key=turn.item(reduction.local_id("cut-off")),
        status=ItemStatus.COMPLETED,
        level=NoticeLevel.WARNING,
        text=SafeText(text),
    )
    conversation.append(notice)
    reduction.note(ItemAdded(notice.key, conversation.put_into_turn(notice)))


def load_what_is_left(
    reduction: Reduction, conversation: Conversation, stretch: Stretch, stale: Container[ItemKey]
) -> None:
    """Loads a conversation anew, and puts to it what the server does not have of turns that were cut off."""
    turns = reduction.memory.cut_off.get(conversation.key, ())
    seen = {turn: _seen(conversation, turn, stale) for turn in turns}
    order = list(conversation.turns)
    known = dict(conversation.turns)
    load_anew(conversation, stretch, stale)
    for turn, items in seen.items():
        before = order[: order.index(turn)] if turn in known else []
        if items and _ended_so(turn, stretch, before, lived=reduction.memory.server_lived):
            conversation.turns.setdefault(turn, known.get(turn) or Turn(turn, TurnStatus.INTERRUPTED))
            _put_back(conversation, turn, items)


def give_back_unkept(reduction: Reduction, conversation: Conversation) -> None:
    """The thread is open again: gives back the prompts of turns that were cut off, as far as the server has none."""
    memory = reduction.memory
    turns = memory.cut_off.get(conversation.key, ())
    here = [prompt for prompt in memory.taken.values() if prompt.thread == conversation.key]
    # The last one first: each is put before what is in the composer by then.
    for prompt in reversed([prompt for prompt in here if prompt.turn in turns]):
        del memory.taken[prompt.client_id]
        kept = (item.client_id for item in conversation.of_turn(str(prompt.turn), UserItem))
        if conversation.newer.complete and prompt.client_id not in kept and not memory.server_lived:
            memory.gave_back = True
            return_prompt(reduction, prompt, NOT_KEPT)


def _seen(conversation: Conversation, turn: str, stale: Container[ItemKey]) -> list[Item]:
    """What would go with a reload. Without prompts: those are given back where the server has none."""
    return [
        item
        for item in conversation.of_turn(turn, Item)
        if item.key in stale and not isinstance(item, UserItem)
    ]


def _ended_so(turn: str, stretch: Stretch, before: Sequence[str], *, lived: bool) -> bool:
    """Whether the turn got no other end on the server, which may have `lived`, by a page that would have it."""
    stored = next((one for one in stretch.turns if one.id == turn), None)
    if stored is not None:
        return stored.status.value == TurnStatus.INTERRUPTED.value
    if lived:
        return False
    reaches = stretch.first or any(one.id in before for one in stretch.turns)
    return stretch.last and reaches


def _put_back(conversation: Conversation, turn: str, seen: Sequence[Item]) -> None:
    for item in seen:
        if item.key not in conversation:
            conversation.append(item)
            conversation.put_into_turn(item)
    items = sorted(conversation.of_turn(turn, Item), key=lambda item: isinstance(item, TurnEndItem))
    if all(isinstance(item, TurnEndItem) for item in items):
        for item in items:
            conversation.remove(item.key)  # a line under nothing
    else:
        conversation.arrange(by_start(items))
