"""Follows one conversation and says what comes to it, each thing once, in the order in which it comes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codex_tui.linear import words
from codex_tui.model import items

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from codex_tui.model.conversation import Conversation
    from codex_tui.model.keys import ItemKey
    from codex_tui.model.text_buffer import TextBuffer

_SENTENCE = re.compile(r"[.!?…](?=\s)")
_LONG = 80
"""Characters after which a sentence is said, though its paragraph goes on."""


@dataclass(slots=True)
class _Told:
    began: bool = False
    ended: bool = False
    characters: int = 0
    rewrites: int = 0
    within_line: bool = False
    """What was said last ended with a sentence, and not with its line."""
    steps: tuple[items.PlanStep, ...] = ()


class Teller:
    """Says what a conversation holds and what happens in it.

    Args:
        say: says a line.
        by_sentence: a paragraph that is being written is said sentence by sentence; else line by line.
        own: what a person sent here, and need not hear again when it arrives.
        waits: whether an item waits for an answer.
    """

    def __init__(
        self,
        conversation: Conversation,
        say: Callable[[str], None],
        *,
        by_sentence: bool,
        own: list[str] | None = None,
        waits: Callable[[ItemKey], bool] = lambda _: False,
    ) -> None:
        self._conversation = conversation
        self._waits = waits
        self._say = say
        self._by_sentence = by_sentence
        self._own = own if own is not None else []
        self._told: dict[ItemKey, _Told] = {}
        self._open = False
        self.commands: list[ItemKey] = []
        """Those that were said, by their numbers from 1."""

    def loaded(self) -> None:
        """Says what was loaded and not said yet: of what is opened the last turn, later what came meanwhile."""
        there = list(self._conversation)
        if not there:
            return
        if not self._open:
            self._open = True
            prompts = [place for place, item in enumerate(there) if isinstance(item, items.UserItem)]
            first = prompts[-1] if prompts else 0
            for item in there[:first]:
                self._told.setdefault(item.key, _Told(began=True, ended=True))
            if first or not self._conversation.history.complete:
                self._say("Earlier turns are not said; /export writes all of them to a file.")
        for item in there:
            self.tell(item.key)

    def tell(self, key: ItemKey) -> None:
        """Something happened to an item."""
        item = self._conversation.get(key, items.Item)
        if item is not None and not self._know(key).ended:
            for line in self._news(item, self._know(key)):
                self._say(line)

    def _know(self, key: ItemKey) -> _Told:
        return self._told.setdefault(key, _Told())

    def _number(self, item: items.Item) -> int:
        if not isinstance(item, items.CommandItem):
            return 0
        if item.key not in self.commands:
            self.commands.append(item.key)
        return self.commands.index(item.key) + 1

    def _news(self, item: items.Item, told: _Told) -> Iterator[str]:
        if isinstance(item, items.PlanItem):
            yield from words.plan(item, told.steps)
            told.steps = item.steps
            return
        if isinstance(item, items.UserItem):
            yield from self._prompt(item, told)
            return
        number = self._number(item)
        streams = isinstance(item, items.AgentItem | items.ProposedPlanItem)
        if not told.began:
            told.began = True
            if (item.running and not streams) or isinstance(item, items.CommandItem):
                folder = self._conversation.settings.cwd or ""
                yield from words.began(item, number, folder, waits=self._waits(item.key))
        if isinstance(item, items.AgentItem | items.ProposedPlanItem):
            who = "Codex" if isinstance(item, items.AgentItem) else "Codex proposes a plan"
            yield from self._stream(item.text, told, who, over=not item.running)
        if not item.running:
            told.ended = True
            if not streams:
                yield from words.ended(item, number)
            elif item.status is not items.ItemStatus.COMPLETED:
                yield f"That message was {item.status.value}."

    def _prompt(self, item: items.UserItem, told: _Told) -> Iterator[str]:
        if item.pending:
            return
        told.began = told.ended = True
        if item.text.strip() in self._own:
            self._own.remove(item.text.strip())
        else:
            yield from words.prompt(item)

    def _stream(self, text: TextBuffer, told: _Told, who: str, *, over: bool) -> Iterator[str]:
        if text.rewrites != told.rewrites:
            told.rewrites = text.rewrites
            if told.characters:
                told.characters, told.within_line = 0, False
                who = f"{who}, corrected"
        new = text.since(told.characters)
        ready = len(new) if over else self._ready(new)
        said = new[:ready]
        if told.within_line:
            said = said[1:]  # the blank or the new line behind the sentence that was said
        first = told.characters == 0
        told.characters += ready
        if ready:
            told.within_line = not said.endswith("\n")
        said = said.rstrip("\n") if over else said.removesuffix("\n")
        if said or (ready and not over):
            yield f"{who}: {said}" if first else said

    def _ready(self, new: str) -> int:
        """How much of a text that grows can be said already."""
        ready = new.rfind("\n") + 1
        if self._by_sentence and len(new) - ready > _LONG:
            for end in _SENTENCE.finditer(new, ready):
                ready = end.end()
        return ready
