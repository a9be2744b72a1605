"""The search line of the threads: titles are filtered as one types, messages are searched when one pauses.

Between what its keys do to threads (`thread_actions`) and all of the home screen's keys (`threads`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.widgets import Input

from codex_tui import messages as say
from codex_tui.keymap import Scope, in_scope
from codex_tui.messages import hits
from codex_tui.screens.thread_actions import ThreadActions
from codex_tui.widgets.key_hints import KeyHints

if TYPE_CHECKING:
    from textual import events
    from textual.timer import Timer

    from codex_tui.ports import Ports
    from codex_tui.widgets.hit_list import HitList
    from codex_tui.widgets.thread_list import ThreadList

PAUSE = 0.25
"""Seconds without a further letter after which messages are searched."""
_ON_HITS = frozenset(
    {
        "open",
        "new_thread",
        "filter",
        "clear_filter",
        "toggle_folder",
        "toggle_archived",
        "cursor_down",
        "cursor_up",
        "first",
        "last",
        "page_down",
        "page_up",
        "copy_id",
        "reload",
        "help",
        "quit",
    }
)
"""What keys do while the cursor is on a hit."""
_OF_ROWS = frozenset(action.name for action in in_scope(Scope.THREADS)) - _ON_HITS
"""These would act on a row that has no cursor."""
_HINTS_OF_HITS = ("threads.open", "threads.copy_id", "threads.filter", "threads.clear_filter", "threads.help")
_WIDE, _NARROW = "filter titles, or search every message", "filter or search"
_WIDE_FROM = 64


class SearchingThreads(ThreadActions):
    """The board with a line that finds titles and messages."""

    def __init__(self, ports: Ports) -> None:
        super().__init__(ports)
        self._hits: HitList | None = None
        """Imported and mounted with the first search."""
        self._pausing: Timer | None = None

    # --- what is looked for

    @on(Input.Changed, "#filter")
    def _look_in_messages(self) -> None:
        if self._pausing is not None:
            self._pausing.stop()
        if self._filter.value.strip():
            self._pausing = self.set_timer(PAUSE, self.search_messages)
        else:
            self.search_messages()

    def search_messages(self) -> None:
        """Looks for what is typed, in the threads that are listed."""
        self._pausing = None
        self.post_message(hits.SearchMessages(self._filter.value))

    @on(say.BoardChanged)
    def _look_where_one_is(self) -> None:
        search, listing = self._ports.state.message_search, self._board.listing
        if search is not None and (search.cwd, search.archived) != (listing.cwd, listing.archived):
            self.search_messages()
        else:
            self._show_hits()

    @on(say.ThreadStatusChanged)
    def _hit_changed(self) -> None:
        self._show_hits()

    # --- what was found

    @on(hits.MessagesSearched)
    async def _messages_searched(self) -> None:
        if self._ports.state.message_search is not None and self._hits is None:
            from codex_tui.widgets.hit_list import HitList

            self._hits = HitList(self._ports, id="hits")
            await self.mount(self._hits, after=self.threads)
        self._show_hits()
        self._show_body()

    def _show_hits(self) -> None:
        widget, search = self._hits, self._ports.state.message_search
        if widget is None:
            return
        finding = search is not None and bool(self._filter.value.strip())
        if not finding and widget.has_focus:
            self.set_focus(self.threads)
        widget.display = finding
        self.threads.set_class(finding, "-over-hits")
        if finding and search is not None:
            widget.show(search)

    def _show_body(self) -> None:
        super()._show_body()
        finding = self._hits is not None and self._hits.display
        none = not self.threads.index.count
        self.threads.display = not (finding and none)
        if finding and none:
            # What was found below it needs the room, and what to do is in the line of keys.
            self._put(
                "#empty", f"No title of {self.threads.index.total} holds “{self._filter.value.strip()}”"
            )
        narrow = self.size.width < _WIDE_FROM
        if narrow and self._filter.value:
            # What is typed is never cut off by what is said beside it.
            self._put("#matches", str(self.threads.index.count))
            self._put("#short-scope", "")

    def on_resize(self, event: events.Resize) -> None:
        self._filter.placeholder = _NARROW if event.size.width < _WIDE_FROM else _WIDE
        self._show_all()

    def _show_hints(self) -> None:
        if self._on_hits:
            self.query_one(KeyHints).show(
                _HINTS_OF_HITS, {"threads.open": "open there", "threads.copy_id": "copy id"}
            )
        else:
            super()._show_hints()

    # --- the cursor on a hit

    @property
    def _on_hits(self) -> bool:
        return self._hits is not None and self._hits.has_focus

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if self._on_hits and action in _OF_ROWS:
            return False
        return super().check_action(action, parameters)

    @property
    def moved_list(self) -> ThreadList | HitList:
        """Where the cursor is."""
        return self._hits if self._hits is not None and self._on_hits else self.threads

    def action_copy_id(self) -> None:
        if self._hits is None or not self._on_hits:
            super().action_copy_id()
        elif (hit := self._hits.hit) is not None:
            self.post_message(say.CopyRequested(hit.key.thread, f"the id {hit.key.thread}"))

    def open_intent(self) -> say.Intent | None:
        """What opens the thread under the cursor: a row's where it was left, a hit's at the message."""
        if self._hits is not None and self._on_hits:
            hit = self._hits.hit
            return hits.OpenHit(hit, self._hits.term) if hit is not None else None
        return say.OpenThread(self.threads.cursor) if self.threads.cursor is not None else None

    def on_hit_list_opened(self) -> None:
        if (intent := self.open_intent()) is not None:
            self.post_message(intent)

    def on_hit_list_near_end(self) -> None:
        self.post_message(hits.MoreHitsWanted())

    @on(Input.Submitted, "#filter")
    def leave_filter(self) -> None:
        """To the rows, or past them where no title was found."""
        found = self._hits is not None and self._hits.display and self._hits.count
        self.set_focus(self._hits if found and not self.threads.index.count else self.threads)

    def move_on_hits(self, rows: int) -> bool:
        """Moves between the rows and the hits under them, and among hits; False if that is the rows' own affair."""
        widget = self._hits
        if widget is None or not widget.display or not widget.count:
            return False
        if widget.has_focus:
            if not widget.move(rows) and rows < 0 and self.threads.index.count:
                self.set_focus(self.threads)
            return True
        if rows < 0 or not self.threads.at_last:
            return False
        widget.move_to_first()
        self.set_focus(widget)
        return True

    def search_again(self) -> None:
        """A search that failed is made again, as the list is."""
        search = self._ports.state.message_search
        if search is not None and search.error is not None:
            self.search_messages()
