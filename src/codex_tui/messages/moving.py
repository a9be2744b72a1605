"""Facts and intents about moving: finding, places, the map of a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.messages.base import ThreadFact, ThreadIntent

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.search import Place


class SearchProgressed(ThreadFact):
    """The search through turns that are not loaded came further, or ended."""


class OutlineChanged(ThreadFact):
    """The outline of the thread has more turns, or knows more of them."""


class PlaceWanted(ThreadIntent):
    """Load the page of turns that begins at a place, in the place of what is loaded."""

    def __init__(self, thread: ThreadKey, place: Place) -> None:
        super().__init__(thread)
        self.place = place


class SearchWanted(ThreadIntent):
    """Look for a term in the next turns that are not loaded, until a hit or the end of that side."""

    def __init__(self, thread: ThreadKey, term: str, *, newer: bool = False) -> None:
        super().__init__(thread)
        self.term = term
        self.newer = newer


class SearchEnded(ThreadIntent):
    """Look no further; with `forget`, nor remember what was found."""

    def __init__(self, thread: ThreadKey, *, forget: bool = False) -> None:
        super().__init__(thread)
        self.forget = forget


class OutlineWanted(ThreadIntent):
    """Load the outline of the thread: anew, or its next page."""

    def __init__(self, thread: ThreadKey, *, anew: bool = False) -> None:
        super().__init__(thread)
        self.anew = anew


class TurnChangesWanted(ThreadIntent):
    """Read what some turns of the outline changed, the one of an id first."""

    def __init__(self, thread: ThreadKey, turn: str) -> None:
        super().__init__(thread)
        self.turn = turn
