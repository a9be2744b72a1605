"""The search line of the threads: titles are filtered as one types, messages are searched when one pauses.

Between what its keys do to threads (`thread_actions`) and all of the home screen's keys (`threads`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import on
from textual.widgets import Input, Static

from codex_tui import messages as say
from codex_tui.keymap import Scope, in_scope
from codex_tui.messages import hits
from codex_tui.model.message_hits import searches
from codex_tui.render.glyphs import glyph
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
        "new_elsewhere",
        "new_worktree",
        "undo",
        "toggle_hidden",
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
_WIDE, _NARROW, _SHORT = "filter titles, or search every message", "filter or search", "filter"
_WIDE_FROM = 64
_BESIDE_FILTER = 6
"""Columns of the line that are neither the words in it nor the scope: its sign, margins, the cursor."""


class SearchingThreads(ThreadActions, part=True):
    """The board with a line that finds titles and messages."""

    def __init__(self, ports: Ports) -> None:
        super().__init__(ports)
        self._hits: HitList | None = None
        """Imported and mounted with the first search."""
        self._pausing: Timer | None = None
        self._to_end = False
        """Whether the cursor is on its way to the very last thread, while page after page is loaded."""

    # --- what is looked for

    @on(Input.Changed, "#filter")
    def _look_in_messages(self) -> None:
        self._show_header()
        if self._pausing is not None:
            self._pausing.stop()
        if self._filter.value.strip():
            self._pausing = self.set_timer(PAUSE, self.search_messages)
        else:
            self.search_messages()

    def search_messages(self) -> None:
        """Looks for what is typed, in the threads that are listed; their titles are loaded to the last one."""
        self._pausing = None
        if self._filter.value.strip():
            self._load_all()
        elif not self._to_end:
            self.post_message(say.EnoughThreads())
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

    # --- all threads

    def _load_all(self) -> None:
        listing = self._board.listing
        if not listing.complete and not listing.all_wanted:
            self.post_message(say.AllThreadsWanted())

    def go_to_end(self) -> None:
        """Goes to the last thread there is: to the last one that is loaded, and on as more are."""
        self.threads.move_to_last()
        self._to_end = not self._board.listing.complete
        if self._to_end:
            self._load_all()

    def stay(self) -> None:
        """A person does something else than going to the end."""
        if self._to_end:
            self._to_end = False
            if not self._filter.value.strip():
                self.post_message(say.EnoughThreads())

    def _page_came(self) -> None:
        listing = self._board.listing
        if self._to_end:
            self.threads.move_to_last()
            self._to_end = not (listing.complete or listing.error is not None)

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
        widget, search = self._hits, searches(self._ports.state)
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
            wanted, more = self._filter.value.strip(), "" if self._board.listing.complete else " so far"
            self._put("#empty", f"No title of {self.threads.index.total:,}{more} holds “{wanted}”")
        self._show_count()

    def _show_count(self) -> None:
        """Says how many there are, while one filters them or all of them are being loaded."""
        index, listing = self.threads.index, self._board.listing
        more = glyph("ellipsis", self._ports.ascii_only) if listing.all_wanted else ""
        if not self._filter.value.strip():
            self._put("#matches", f"listing {index.total:,}{more}" if more else "")
        elif self._narrow:
            self._put("#matches", f"{index.count:,}{more}")
        else:
            self._put("#matches", f"{index.count:,} of {index.total:,}{more}")

    def _show_header(self) -> None:
        super()._show_header()
        if self._narrow and self._filter.value.strip():
            # What is typed is not cut off by what is said beside it.
            self._put("#short-scope", "")
        scope = str(self.query_one("#short-scope", Static).content)
        room = self.size.width - cell_len(scope) - _BESIDE_FILTER
        narrow = _NARROW if len(_NARROW) <= room else _SHORT
        self._filter.placeholder = narrow if self._narrow else _WIDE

    @property
    def _narrow(self) -> bool:
        return self.size.width < _WIDE_FROM

    def on_resize(self, event: events.Resize) -> None:
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
        search = searches(self._ports.state)
        if search is not None and search.problem:
            self.search_messages()
