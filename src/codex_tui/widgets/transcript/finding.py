"""Finding in the transcript: what is loaded is searched here in slices, the rest by the session when it is asked for.

The next hit is the one above: one begins to look where one reads, mostly at the end, and what was said last comes
first. So hits are counted from the newest, and their numbers stay as they are while older turns are searched.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from textual import on
from textual.message import Message

from codex_tui import messages as say
from codex_tui import model
from codex_tui.messages import moving as move
from codex_tui.widgets.transcript.highlight import Highlighter, anchor_of, hides, locate
from codex_tui.widgets.transcript.travel import Target, TravellingView

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.timer import Timer

    from codex_tui.model.conversation import Conversation
    from codex_tui.model.items import Item
    from codex_tui.model.keys import ItemKey
    from codex_tui.model.search import Hit, HitIndex, Place, Term
    from codex_tui.ports import Ports
    from codex_tui.widgets.transcript.anchor import TextAnchor
    from codex_tui.widgets.transcript.sequence import Cell

SLICE, PAUSE = 0.004, 0.004
"""Seconds that searching takes at once, and leaves to keys and frames in between."""
AGAIN = 0.25
"""Seconds after which what changed is searched again, however often it changes."""


class Finding(NamedTuple):
    """How the search stands: `at` counts from 1 at the newest hit; 0 while there is none."""

    term: str
    at: int = 0
    hits: int = 0
    more: bool = False
    """There are hits that are not counted, or turns that were not searched."""
    busy: bool = False
    searched: int | None = None
    """Turns that are not loaded and were searched, while that goes on."""
    of: int | None = None
    newer: bool = False
    """They are newer ones."""
    said: str = ""


class FindingView(TravellingView, part=True):
    """A conversation in which one can find a text."""

    class Found(Message):
        """The search came further, or found something; `asked` says that a person waits to hear of it."""

        def __init__(self, finding: Finding, *, asked: bool) -> None:
            super().__init__()
            self.finding = finding
            self.asked = asked

    def __init__(self, ports: Ports, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(ports, id=id, classes=classes)
        self._term: Term | None = None
        self._offsets: dict[ItemKey, tuple[int, list[int]]] = {}
        """Of the loaded items: the revision that was searched, and where the term stands."""
        self._pending: Iterator[Item] | None = None
        self._searching: Timer | None = None
        self._refinding: Timer | None = None
        self._hit: Hit | None = None
        self._from: ItemKey | None = None
        """The item from which on one looks: the last one on screen when that began."""
        self._seeking = 0
        """Which way the session looks for the next hit: 1 older, -1 newer."""
        self._said = ""
        self._steps: list[int] = []
        """What is wanted as soon as what is loaded is searched."""
        self._asked = False
        """Somebody pressed a key for the next hit and was not told of it yet."""

    # --- what a person wants ---------------------------------------------------------------------------------------

    @cached_property
    def _index(self) -> HitIndex:
        return model.search.HitIndex()

    @property
    def finds(self) -> bool:
        """Whether a term is looked for."""
        return self._term is not None

    def begin_finding(self) -> None:
        """Looks from here on for what is typed next."""
        cells = [cell for cell in self._scene.viewport.visible if cell is not self._head_cell]
        self._from = cells[-1].item.key if cells else None

    def find(self, text: str) -> None:
        """Looks for a text from where that began, and goes to the nearest hit as soon as there is one."""
        self._forget_session()
        self._stop_timers()
        self._index.clear()
        self._offsets.clear()
        self._hit, self._said, self._pending, self._steps = None, "", None, []
        self._term = model.search.Term(text) if text else None
        self._scene.marks_of = Highlighter(self._term) if self._term is not None else None
        if self._term is not None:
            self._search_loaded()
        self._tell_found()
        self.want_frame()

    def find_at(self, text: str, item: ItemKey, place: Place) -> None:
        """Looks for a text, beginning at an item that holds it; its page is loaded where that has to be."""
        self.find(text)
        self._go_to_hit(model.search.Hit(item, 0), place)

    def end_finding(self) -> None:
        """Takes the marks away; the cursor stays where it is."""
        if self._term is not None:
            self.find("")

    def find_next(self, step: int) -> None:
        """Goes to the next older hit with 1, to the next newer one with -1."""
        if self._term is None:
            return
        self._asked = True
        if self._pending is not None:
            self._steps.append(step)
            return
        if not self._advance(step):
            self._seek(step)

    def _advance(self, step: int) -> bool:
        """Goes to the next hit of what was searched; False if there is none on that side."""
        hits, at = self._index.hits, self._at() - 1
        if hits and at < 0:
            # There is none yet, or what is loaded is elsewhere now: one begins where one reads.
            self.begin_finding()
            self._go_to_hit(self._nearest())
        elif hits and 0 <= at + step < len(hits):
            self._go_to_hit(hits[at + step])
        else:
            return False
        return True

    def stop_seeking(self) -> bool:
        """Reads no further turns; False if none were being read."""
        if not self._seeking or self._conversation is None:
            return False
        self.intend(move.SearchEnded(self._conversation.key))
        self._seeking = 0
        self._said = "stopped"
        self._tell_found()
        return True

    # --- what is loaded --------------------------------------------------------------------------------------------

    def _search_loaded(self) -> None:
        """Begins to search the loaded items, first those above where one reads, upwards."""
        items = list(self._conversation.items) if self._conversation is not None else []
        place = next((n for n in range(len(items) - 1, -1, -1) if items[n].key == self._from), len(items) - 1)
        self._pending = iter([*reversed(items[: place + 1]), *reversed(items[place + 1 :])])
        self._search_slice()

    def _search_slice(self) -> None:
        self._searching = None
        if self._term is None or self._pending is None:
            return
        deadline = self._ports.monotonic() + SLICE
        for item in self._pending:
            found = self._search_item(item)
            if found and self._hit is None:
                self._go_to_hit(model.search.Hit(item.key, found[-1]))
            if self._ports.monotonic() > deadline:
                self._searching = self.set_timer(PAUSE, self._search_slice)
                return
        self._pending = None
        self._take_window()
        steps, self._steps = self._steps, []
        for step in steps:
            self.find_next(step)
        self._tell_found()

    def _search_item(self, item: Item) -> list[int]:
        assert self._term is not None
        known = self._offsets.get(item.key)
        if known is not None and known[0] == item.revision:
            return known[1]
        found = self._term.offsets_in(item)
        self._offsets[item.key] = (item.revision, found)
        return found

    def _take_window(self) -> None:
        """Puts what was found in the loaded items in order with what was found beyond them."""
        conversation = self._conversation
        if conversation is None:
            return
        hits: dict[str, list[Hit]] = {}
        for item in conversation.items:
            of_turn = hits.setdefault(item.key.turn, [])
            known = self._offsets.get(item.key)
            if known is not None and known[1]:
                of_turn += (model.search.Hit(item.key, offset) for offset in known[1])
        joins = self._index.put_window(
            list(hits), hits, model.search.page_places(conversation), at_end=conversation.newer.complete
        )
        if not joins:
            self._forget_session()
        self._take_found()

    def _take_found(self) -> None:
        search = self._conversation.search if self._conversation is not None else None
        if search is not None and self._term is not None and search.term.text == self._term.text:
            self._index.put_older(search.older_found)
            self._index.put_newer(search.newer_found)

    def _refind(self) -> None:
        """Something changed: it is searched soon."""
        if self._term is not None and self._refinding is None and self.is_mounted:
            self._refinding = self.set_timer(AGAIN, self._search_changed)

    def _search_changed(self) -> None:
        self._refinding = None
        if self._term is None or self._conversation is None or self._pending is not None:
            return
        known = self._offsets
        changed = [
            item
            for item in self._conversation.items
            if (searched := known.get(item.key)) is None or searched[0] != item.revision
        ]
        self._pending = iter(changed)
        self._search_slice()

    @on(say.ItemStarted)
    @on(say.ItemRemoved)
    @on(say.TextAppended)
    @on(say.ItemUpdated)
    @on(say.ItemCompleted)
    @on(say.HistoryLoaded)
    def note_change(self, fact: say.ThreadFact) -> None:
        if self._concerns(fact):
            self._refind()

    # --- hits ------------------------------------------------------------------------------------------------------

    def _at(self) -> int:
        """The number of the current hit, from 1; 0 if there is none, or it is gone."""
        try:
            return self._index.hits.index(self._hit) + 1 if self._hit is not None else 0
        except ValueError:
            return 0

    def _nearest(self) -> Hit:
        """The first hit at or above where one reads, else the newest."""
        items = self._conversation.items if self._conversation is not None else ()
        place = next((n for n, item in enumerate(items) if item.key == self._from), len(items))
        above = {item.key for item in items[: place + 1]}
        return next((hit for hit in self._index.hits if hit.item in above), self._index.hits[0])

    def _go_to_hit(self, hit: Hit, place: Place | None = None) -> None:
        self._hit, self._said = hit, ""
        place = place or self._index.place(hit.item.turn)
        if not self.go_to(Target(hit.item.turn, hit.item, hit.offset), place):
            self._said = "it is not loaded"
        self._tell_found()

    def reveal_offset(self, cell: Cell, offset: int) -> TextAnchor | None:
        scene, term = self._scene, self._term
        marks = scene.marks_of
        if term is None or not isinstance(marks, Highlighter):
            return super().reveal_offset(cell, offset)
        scene.cells.show_own(cell)
        scene.cells.measure(cell)
        offsets = self._search_item(cell.item)
        if offsets and offset not in offsets and self._hit == model.search.Hit(cell.item.key, offset):
            # Only the item was known so far.
            offset = offsets[0]
            self._hit = model.search.Hit(cell.item.key, offset)
        foldable = cell.renderer is not None and cell.renderer.foldable
        if foldable and scene.cells.is_short(cell) and hides(cell, term, len(offsets)):
            scene.cells.shorten(cell, False)
            scene.cells.measure(cell)
        if not cell.lines:
            return None
        line, column = locate(scene.cells, cell, term, offset, offsets)
        anchor = anchor_of(cell, line, column) if column is not None else None
        marks.current = (cell, anchor) if anchor is not None else None
        self._reveal_line(cell, line)
        return anchor

    # --- beyond what is loaded -------------------------------------------------------------------------------------

    def _seek(self, step: int) -> None:
        """There is no further hit in what was searched: the session goes on, unless that was all."""
        conversation = self._conversation
        if conversation is None or self._term is None:
            return
        if self._all_searched(conversation, step):
            at = self._at()
            if at:
                self._go_to_hit(self._index.hits[at - 1])  # one may have gone elsewhere since
            self._said = f"no more {'above' if step > 0 else 'below'}" if self._index.hits else "no hits"
            self._tell_found()
            return
        self._seeking, self._said = step, ""
        self.intend(move.SearchWanted(conversation.key, self._term.text, newer=step < 0))
        self._tell_found()

    def _all_searched(self, conversation: Conversation, step: int) -> bool:
        search = conversation.search
        if search is None or self._term is None or search.term.text != self._term.text:
            return (conversation.history if step > 0 else conversation.newer).complete
        return (search.older if step > 0 else search.newer).complete

    @on(move.SearchProgressed)
    def note_progress(self, fact: move.SearchProgressed) -> None:
        conversation = self._conversation
        if conversation is None or self._term is None or not self._concerns(fact):
            return
        search = conversation.search
        if search is None or search.term.text != self._term.text:
            return
        if not search.running:
            self._take_found()
            step, self._seeking = self._seeking, 0
            if search.error is not None:
                self._said = f"turns could not be read: {search.error}"
            elif step and not self._advance(step) and self._all_searched(conversation, step):
                self._seek(step)
        self._tell_found()

    def _forget_session(self) -> None:
        conversation = self._conversation
        if conversation is not None and conversation.search is not None:
            self.intend(move.SearchEnded(conversation.key, forget=True))
        self._seeking = 0

    # --- around ----------------------------------------------------------------------------------------------------

    def show(self, conversation: Conversation | None) -> None:
        if conversation is not self._conversation:
            self.end_finding()
        super().show(conversation)

    def _begin(self) -> None:
        super()._begin()
        # Cells are new ones: what is current is found again with the hit.
        if isinstance(self._scene.marks_of, Highlighter):
            current = self._scene.marks_of.current
            if current is not None and current[0] not in self._scene.cells.column:
                self._scene.marks_of.current = None
        self._refind()

    def _stop_timers(self) -> None:
        for timer in (self._searching, self._refinding):
            if timer is not None:
                timer.stop()
        self._searching = self._refinding = None

    @property
    def finding(self) -> Finding:
        """How the search stands."""
        if self._term is None:
            return Finding("")
        conversation = self._conversation
        search = conversation.search if conversation is not None else None
        seeking = self._seeking != 0
        unsearched = conversation is not None and not (
            self._all_searched(conversation, 1) and self._all_searched(conversation, -1)
        )
        capped = any(len(found) >= model.search.HITS_OF_ITEM for _, found in self._offsets.values())
        return Finding(
            self._term.text,
            at=self._at(),
            hits=len(self._index.hits),
            more=unsearched or capped,
            busy=self._pending is not None,
            searched=(search.searched if search is not None else 0) if seeking else None,
            of=search.total if search is not None and seeking else None,
            newer=self._seeking < 0,
            said=self._said,
        )

    def _tell_found(self) -> None:
        self.post_message(self.Found(self.finding, asked=self._asked))
        if not self._seeking:
            self._asked = False
