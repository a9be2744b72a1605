"""Identity of everything the model holds.

Forks reuse the turn and item ids of their source, and one board may show several servers, so no id of the
protocol is unique on its own: every key carries the whole path (server, thread, turn, item).
"""

from __future__ import annotations

from typing import NamedTuple

from codex_tui.model.safe_text import SafeText


class ThreadKey(NamedTuple):
    """A thread of one server."""

    server: str
    thread: str

    @property
    def short(self) -> SafeText:
        """The last four characters of the id: ids are time-ordered, so their ends tell them apart."""
        return SafeText(self.thread[-4:])  # the server's word, and nobody checks that it is an id

    def turn(self, turn: str) -> TurnKey:
        return TurnKey(self.server, self.thread, turn)

    def item(self, turn: str, item: str) -> ItemKey:
        return ItemKey(self.server, self.thread, turn, item)


class TurnKey(NamedTuple):
    """A turn of a thread."""

    server: str
    thread: str
    turn: str

    @property
    def thread_key(self) -> ThreadKey:
        return ThreadKey(self.server, self.thread)

    def item(self, item: str) -> ItemKey:
        return ItemKey(self.server, self.thread, self.turn, item)


class ItemKey(NamedTuple):
    """An item of a turn; ids that begin with ``local:`` were given by this client to what has no item."""

    server: str
    thread: str
    turn: str
    item: str

    @property
    def thread_key(self) -> ThreadKey:
        return ThreadKey(self.server, self.thread)

    @property
    def turn_key(self) -> TurnKey:
        return TurnKey(self.server, self.thread, self.turn)


class RequestKey(NamedTuple):
    """A request of a server that waits for an answer; its number is unique per connection."""

    server: str
    request: int | str
