"""Finding a term in the items of a conversation, loaded or not. Pure.

The sources of items are searched, never what is drawn of them, so that it costs no layout. Hits have a key and an
offset; what is not loaded also has a `Place` from which its page can be read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from codex_tui.model.items import CommandItem, Item, TurnEndItem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from codex_tui.model.conversation import Conversation, History
    from codex_tui.model.keys import ItemKey
    from codex_tui.model.safe_text import SafeText

HITS_OF_ITEM = 5_000
"""Hits of one item that are counted: a letter in a megabyte of output would have a hundred thousand."""


class Place(NamedTuple):
    """Where a page of stored turns begins: its cursor (None: at the end of the thread), and its direction."""

    cursor: str | None
    ascending: bool = False
    skip: int = 0
    """Turns between the cursor and the page."""


class Hit(NamedTuple):
    """A term stands at an offset of the source of an item."""

    item: ItemKey
    offset: int


class Term:
    """What is looked for: in any case of letters, unless it has a capital."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._exact = text != text.lower()
        self._pattern = re.compile(re.escape(text), re.IGNORECASE)

    def __len__(self) -> int:
        return len(self.text)

    def offsets(self, source: str, most: int = HITS_OF_ITEM) -> list[int]:
        """Where it begins in a text, from left to right, without overlaps."""
        if not self._exact:
            lowered = source.lower()
            if len(lowered) != len(source):  # some letters have a longer small form, which moves what follows
                return [match.start() for match in islice(self._pattern.finditer(source), most)]
            source = lowered
        found: list[int] = []
        at = source.find(self.text) if self.text else -1
        while at >= 0 and len(found) < most:
            found.append(at)
            at = source.find(self.text, at + len(self.text))
        return found

    def offsets_in(self, item: Item) -> list[int]:
        """Where it stands in the source of an item, as the lines that are drawn of it count their offsets."""
        if isinstance(item, TurnEndItem):
            return []  # its source is a word that is not shown
        source = item.source()
        found = self.offsets(source)
        if found and isinstance(item, CommandItem) and item.output.omitted_lines:
            # The source has a note where output was left out; lines count all that was printed.
            top = len(item.command) + len("$ \n")
            end = top + sum(stretch.size for stretch in item.output.stretches()[0])
            longer = top + item.output.printed - len(source)
            found = [offset if offset < end else offset + longer for offset in found]
        return found


class FoundTurn(NamedTuple):
    """A turn that was searched, and its hits in display order."""

    turn: str
    place: Place
    hits: tuple[Hit, ...]


@dataclass(slots=True)
class Search:
    """How far the turns on both sides of what is loaded were searched."""

    term: Term
    older: History
    newer: History
    older_found: list[FoundTurn] = field(default_factory=list)
    """Newest first, as they were read."""
    newer_found: list[FoundTurn] = field(default_factory=list)
    """Oldest first."""
    searched: int = 0
    """Turns of the side that is being searched."""
    total: int | None = None
    """How many that side has; None until they are counted."""
    running: bool = False
    stopped: bool = False
    """A person wants no more of it."""
    error: SafeText | None = None


def found_turns(items: Iterable[Item], turns: Sequence[str], term: Term, place: Place) -> list[FoundTurn]:
    """The hits of some stored turns, in the order in which the turns are given."""
    hits: dict[str, list[Hit]] = {turn: [] for turn in turns}
    for item in items:
        if item.key.turn in hits:
            hits[item.key.turn] += (Hit(item.key, offset) for offset in term.offsets_in(item))
    return [FoundTurn(turn, place, tuple(found)) for turn, found in hits.items()]


class HitIndex:
    """All hits that are known, in the order of the conversation, while its loaded window moves."""

    def __init__(self) -> None:
        self._order: list[str] = []
        self._hits: dict[str, Sequence[Hit]] = {}
        self._places: dict[str, Place] = {}
        self._flat: list[Hit] | None = None

    def clear(self) -> None:
        self._order, self._hits, self._places, self._flat = [], {}, {}, None

    @property
    def hits(self) -> Sequence[Hit]:
        """Newest first."""
        if self._flat is None:
            self._flat = [hit for turn in reversed(self._order) for hit in reversed(self._hits[turn])]
        return self._flat

    def place(self, turn: str) -> Place | None:
        """Where the page of a turn begins; None for one that came live."""
        return self._places.get(turn)

    def put_window(
        self,
        turns: Sequence[str],
        hits: Mapping[str, Sequence[Hit]],
        places: Mapping[str, Place],
        *,
        at_end: bool,
    ) -> bool:
        """Takes over what is loaded; False if it does not join what was known, which is forgotten then."""
        window = set(turns)
        known = [number for number, turn in enumerate(self._order) if turn in window]
        joins = bool(known) or not self._order
        if not joins:
            self.clear()
        before = self._order[: known[0]] if known else []
        after = self._order[known[-1] + 1 :] if known and not at_end else []
        self._order = [*before, *turns, *after]
        self._hits.update((turn, hits.get(turn, ())) for turn in turns)
        self._places.update(places)
        self._flat = None
        return joins

    def put_older(self, found: Iterable[FoundTurn]) -> None:
        """Adds turns before all that is known, newest first."""
        new = self._new(found)
        self._order[:0] = reversed(new)

    def put_newer(self, found: Iterable[FoundTurn]) -> None:
        """Adds turns behind all that is known, oldest first."""
        self._order += self._new(found)

    def _new(self, found: Iterable[FoundTurn]) -> list[str]:
        new: list[str] = []
        for turn, place, hits in found:
            if turn not in self._hits:
                new.append(turn)
                self._hits[turn] = hits
            self._places.setdefault(turn, place)
        if new:
            self._flat = None
        return new


def page_places(conversation: Conversation) -> dict[str, Place]:
    """Where the pages of the loaded turns begin; turns that came live are on none."""
    places: dict[str, Place] = {}
    for page in conversation.pages:
        place = Place(page.older if page.ascending else page.newer, page.ascending)
        places.update(dict.fromkeys(page.turns, place))
    return places
