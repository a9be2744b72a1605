"""Prompts on their way: shown at once, replaced by the server's user message, or given back.

A user message with our client id is the only proof that the server took a prompt up; steering that was
accepted is still lost if its turn ends first.
"""

from __future__ import annotations

from codex_tui.model.changes import PromptLost
from codex_tui.model.conversation import Conversation, TurnStatus
from codex_tui.model.draft import Draft, draft_of
from codex_tui.model.draft_input import attachments_of, element_parts
from codex_tui.model.items import ItemStatus, UserItem
from codex_tui.model.reducer_base import Prompt, Reduction
from codex_tui.model.safe_text import SafeText

NOT_TAKEN_UP = "The turn ended before it was taken up"


def show_prompt(
    reduction: Reduction, conversation: Conversation, client_id: str, prompt: str | Draft
) -> None:
    """Shows a prompt that is about to be sent."""
    key = conversation.key.item(conversation.active_turn or "local", f"local:{client_id}")
    draft = draft_of(prompt)
    item = UserItem(
        key=key,
        status=ItemStatus.COMPLETED,
        text=SafeText(draft.expanded),
        attachments=attachments_of(draft),
        elements=element_parts(draft),
        client_id=client_id,
        pending=True,
    )
    reduction.memory.prompts[client_id] = Prompt(conversation.key, client_id, key, draft)
    reduction.append(conversation, item)


def accept_prompt(reduction: Reduction, client_id: str, turn: str) -> None:
    """The server has put a prompt into a turn; if that is over already, it was never taken up."""
    prompt = reduction.memory.prompts.get(client_id)
    if prompt is None:
        return
    prompt.turn = turn
    conversation = reduction.state.conversations.get(prompt.thread)
    known = conversation.turns.get(turn) if conversation is not None else None
    if known is not None and known.status is not TurnStatus.IN_PROGRESS:
        give_back(reduction, client_id, NOT_TAKEN_UP)


def take_up(reduction: Reduction, conversation: Conversation, client_id: str | None, turn: str) -> None:
    """The user message of a prompt is here: what was shown in its place goes."""
    prompt = reduction.memory.prompts.pop(client_id, None) if client_id is not None else None
    if prompt is None:
        return
    prompt.turn = turn
    reduction.memory.taken[prompt.client_id] = prompt
    if prompt.item in conversation:
        reduction.remove(conversation, prompt.item)


def forget_taken(reduction: Reduction, conversation: Conversation, turn: str) -> None:
    """A turn is over in order: the server has what it took up."""
    taken = reduction.memory.taken
    for client_id, prompt in list(taken.items()):
        if prompt.thread == conversation.key and prompt.turn == turn:
            del taken[client_id]


def give_back(reduction: Reduction, client_id: str, why: str) -> None:
    """A prompt will not be taken up: it goes back to where it was typed."""
    prompt = reduction.memory.prompts.pop(client_id, None)
    if prompt is not None:
        return_prompt(reduction, prompt, why)


def return_prompt(reduction: Reduction, prompt: Prompt, why: str) -> None:
    """Puts a prompt back to where it was typed, and takes away what stood for it."""
    conversation = reduction.state.conversations.get(prompt.thread)
    if conversation is not None and prompt.item in conversation:
        reduction.remove(conversation, prompt.item)
    reduction.note(PromptLost(prompt.thread, prompt.draft, SafeText(why)))


def give_back_all(reduction: Reduction, conversation: Conversation, turn: str | None, why: str) -> None:
    """Gives back what waited for one turn, or with None for any."""
    # The last one first: each is put before what is in the composer by then.
    for prompt in reversed(list(reduction.memory.prompts.values())):
        if prompt.thread == conversation.key and (turn is None or prompt.turn == turn):
            give_back(reduction, prompt.client_id, why)
