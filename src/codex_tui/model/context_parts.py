"""How full the context is, and by what: the server says how full, the parts are estimated from the text. Pure.

The server tells tokens of whole responses only, so a part is counted as four characters a token, which is what text in
English comes to, with commands' output cut as the server cuts it for the model. What is left of the server's number is
what no item shows: instructions, the descriptions of tools, and turns that are not loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from codex_tui.model.conversation import HIGH
from codex_tui.model.items import (
    AgentItem,
    CommandItem,
    FileChangeItem,
    Item,
    ItemStatus,
    ProposedPlanItem,
    ReasoningItem,
    UserItem,
)
from codex_tui.model.tool_items import CompactionItem, ToolItem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_tui.model.conversation import Conversation, Usage

NEARLY_FULL = 95
"""Per cent from which on it is a louder one."""
CHARACTERS = 4
"""Of a token, about."""
LONGEST_OUTPUT = 10_000
"""Tokens of one command's output that a model is given, about."""


class Fullness(Enum):
    """How much of the context's window is used; the values are the words for it."""

    FINE = ""
    HIGH = "high"
    NEARLY_FULL = "nearly full"


class Kind(str, Enum):
    """What fills the context."""

    PROMPTS = "prompts"
    ANSWERS = "answers"
    REASONING = "reasoning"
    COMMANDS = "commands and output"
    CHANGES = "changes"
    TOOLS = "tool calls"
    REST = "instructions, tools"
    SUMMARY = "summary, instructions"
    EARLIER = "earlier turns, instructions"


@dataclass(frozen=True, slots=True)
class Share:
    """One part of what fills the context."""

    kind: Kind
    tokens: int


def percent(usage: Usage) -> int | None:
    """How much of the window is used; None where the window is unknown."""
    return None if usage.fraction is None else round(usage.fraction * 100)


def fullness(usage: Usage) -> Fullness:
    used = percent(usage)
    if used is None or used < HIGH:
        return Fullness.FINE
    return Fullness.HIGH if used < NEARLY_FULL else Fullness.NEARLY_FULL


def shares(conversation: Conversation) -> list[Share]:
    """What fills the context, the largest part first; together what the server counts."""
    total = conversation.usage.context_tokens
    if not total:
        return []
    counted: dict[Kind, int] = {}
    rest = Kind.REST if conversation.history.complete else Kind.EARLIER
    for item in (*conversation.items, *conversation.ahead):
        if isinstance(item, CompactionItem):
            if item.status is ItemStatus.COMPLETED:
                counted, rest = {}, Kind.SUMMARY  # what was before is in the summary
            continue
        for kind, characters in _measured(item):
            counted[kind] = counted.get(kind, 0) + characters
    tokens = {kind: -(-characters // CHARACTERS) for kind, characters in counted.items()}
    together = sum(tokens.values())
    if together > total:  # the estimate is too high: the parts keep their proportions
        tokens = {kind: number * total // together for kind, number in tokens.items()}
    tokens[rest] = total - sum(tokens.values())
    found = [Share(kind, number) for kind, number in tokens.items() if number > 0]
    return sorted(found, key=lambda share: -share.tokens)


def _measured(item: Item) -> Iterator[tuple[Kind, int]]:
    """What an item is a part of, and its characters; nothing of what no model is given."""
    if isinstance(item, UserItem):
        yield Kind.PROMPTS, len(item.text)
    elif isinstance(item, AgentItem | ProposedPlanItem):
        yield Kind.ANSWERS, len(item.text)
    elif isinstance(item, ReasoningItem):
        yield Kind.REASONING, len(item.summary) + len(item.raw)
    elif isinstance(item, CommandItem):
        output = min(item.output.printed, LONGEST_OUTPUT * CHARACTERS)
        yield Kind.COMMANDS, len(item.command) + output
    elif isinstance(item, FileChangeItem):
        yield Kind.CHANGES, sum(len(change.diff) for change in item.changes)
    elif isinstance(item, ToolItem):
        yield Kind.TOOLS, len(item.argument) + sum(len(section.text) for section in item.sections)
