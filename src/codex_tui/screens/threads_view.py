"""What the home screen shows, read from the model when a fact says that it changed; its keys are in `threads`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from codex_tui import messages as say
from codex_tui.messages.queue import QueueUpdated
from codex_tui.render.glyphs import glyph, in_glyphs
from codex_tui.screens.row_compositor import RowScreen
from codex_tui.screens.threads_texts import (
    empty_text,
    model_text,
    scope_text,
    server_text,
    short_away_text,
    tail_text,
    waiting_elsewhere,
)
from codex_tui.theming import stylesheet
from codex_tui.widgets.connection_notice import ConnectionNotice
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.line_input import LineInput
from codex_tui.widgets.one_line import FolderLine, OneLine
from codex_tui.widgets.permission_words import permission_name
from codex_tui.widgets.texts import short_folder
from codex_tui.widgets.thread_list import ThreadList

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from codex_tui.model.board import Board
    from codex_tui.ports import Ports

_HINTS = (
    "threads.open",
    "threads.new",
    "threads.filter",
    "threads.fork",
    "threads.rename",
    "threads.archive",
    "threads.scope",
    "threads.archived",
    "threads.mark",
    "threads.delete",
    "threads.pin",
    "threads.help",
)
_HINTS_OF_SELECTION = (
    "threads.archive",
    "threads.delete",
    "threads.pin",
    "threads.clear_filter",
    "threads.hide",
    "threads.read",
    "threads.copy_id",
    "threads.mark",
    "threads.help",
)
_NARROW = 64
"""Columns below which words are few."""
_HINTS_OF_FILTER = ("threads.open", "threads.clear_filter", "app.help")


class ThreadsView(RowScreen[None], part=True):
    """The board without its keys."""

    CSS_PATH: ClassVar = [stylesheet("threads.tcss"), stylesheet("key_hints.tcss")]
    AUTO_FOCUS = "#threads"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_NARROW, "-normal")]  # noqa: RUF012 - Textual declares it so

    def __init__(self, ports: Ports) -> None:
        super().__init__(ports.echoed)
        self._ports = ports
        self._was_left = False
        self._asked: str | None = None
        """Cursor of the page that was asked for last, so that it is asked for once."""
        self._wanted: tuple[str | None, bool] | None = None
        """Folder and archive of the listing that was asked for and is not the board's yet: keys go on from there."""

    def compose(self) -> ComposeResult:
        in_ascii = self._ports.ascii_only
        with Horizontal(id="threads-header"):
            yield FolderLine(ascii_only=in_ascii, id="place", classes="-blank")
            yield OneLine(ascii_only=in_ascii, id="elsewhere", classes="-blank")
            yield OneLine(ascii_only=in_ascii, id="scope", classes="-blank")
            yield OneLine(ascii_only=in_ascii, id="model", classes="-blank")
            yield OneLine(ascii_only=in_ascii, id="server", classes="-blank")
        with Horizontal(id="filter-line"):
            yield Static("/", id="filter-mark", markup=False)
            filter_input = LineInput(
                placeholder="filter titles, or search every message",
                id="filter",
                compact=True,
                select_on_focus=False,
            )
            yield filter_input
            yield Static(id="matches", classes="-blank", markup=False)
            yield Static(id="short-scope", classes="-blank", markup=False)
        yield ConnectionNotice(self._ports, keeps="", id="lost")
        yield Static(id="empty", classes="-blank", markup=False)
        with Vertical(id="board"):
            yield ThreadList(self._ports, id="threads")
        yield KeyHints(_HINTS, keys=self._ports.keys, id="hints")

    def on_mount(self) -> None:
        self._ports.subscribe(self, None)
        self.watch(self.app, "app_focus", self._focus_changed, init=False)
        # The first page may have come between composing and now.
        self.threads.reload()
        self._show_all()

    def _focus_changed(self, has_focus: bool) -> None:
        if has_focus and self.is_current:
            self._look_again()

    @on(events.ScreenSuspend)
    def _leave(self) -> None:
        # A dialog that lies over the board is no other place.
        self._was_left = not self.app.screen.is_modal

    @on(events.ScreenResume)
    def _come_back(self) -> None:
        if self._was_left:
            self._look_again()

    def _look_again(self) -> None:
        """Asks for what other clients changed of rows without anybody being told."""
        if self._board.listing.loaded_once:
            self.post_message(say.BoardLookedAt(self.threads.visible_threads()))

    @property
    def _board(self) -> Board:
        return self._ports.state.board

    @property
    def threads(self) -> ThreadList:
        return self.query_one("#threads", ThreadList)

    @property
    def _filter(self) -> Input:
        return self.query_one("#filter", Input)

    # --- what happened

    @on(say.BoardChanged)
    def _board_changed(self) -> None:
        listing = self._board.listing
        if self._wanted == (listing.cwd, listing.archived):
            self._wanted = None
        self.threads.reload()
        self._show_all()

    @on(say.ThreadsListed)
    def _threads_listed(self, fact: say.ThreadsListed) -> None:
        if fact.threads:
            self.threads.rows_listed(fact.threads)
        self._page_came()
        self._show_body()

    def _page_came(self) -> None:
        """There are more rows, or there will be."""

    @on(say.ThreadStatusChanged)
    @on(say.ApprovalRequested)
    @on(say.ApprovalResolved)
    def _row_changed(self, fact: say.ThreadFact) -> None:
        self.threads.row_changed(fact.thread)
        self._show_header()
        self._show_hints()

    @on(QueueUpdated)
    def _queue_changed(self, fact: QueueUpdated) -> None:
        self.threads.row_changed(fact.thread)

    @on(say.ThreadsActedOn)
    def _acted_on(self, fact: say.ThreadsActedOn) -> None:
        self.threads.select(lambda selection: selection.leave_out(fact.threads))
        self._show_hints()

    @on(say.ConnectionChanged)
    def _connection_changed(self) -> None:
        self.query_one(ConnectionNotice).show_state()
        self._show_all()

    @on(say.ModelsLoaded)
    def _models_loaded(self) -> None:
        self._show_header()

    @on(say.Said)
    def _said(self, fact: say.Said) -> None:
        self.query_one(KeyHints).say(fact.text, problem=fact.problem)

    def on_key(self) -> None:
        self.query_one(KeyHints).hush()

    def on_screen_suspend(self) -> None:
        self.threads.set_awake(False)

    def on_screen_resume(self) -> None:
        self.threads.set_awake(True)

    # --- what is shown

    def _show_all(self) -> None:
        self._show_header()
        self._show_body()

    def _show_header(self) -> None:
        state = self._ports.state
        ascii_only = self._ports.ascii_only
        here = short_folder(state.folder, os.path.expanduser("~"))
        scope = scope_text(self._board.listing, ascii_only)
        self._put("#place", f"codex-tui {glyph('separator', ascii_only)} {here}")
        elsewhere = waiting_elsewhere(state)
        self._put(
            "#elsewhere",
            f"{elsewhere} need{'s' if elsewhere == 1 else ''} you elsewhere" if elsewhere else "",
        )
        self._put("#scope", scope)
        waiting = f"{glyph('question', ascii_only)}{elsewhere}" if elsewhere else ""
        self._put("#short-scope", "  ".join(filter(None, (short_away_text(state), waiting, scope))))
        separator = f" {glyph('separator', ascii_only)} "
        self._put("#model", separator.join(filter(None, (model_text(state), permission_name(state, None)))))
        self._put("#server", server_text(state))
        lost = any(server.away for server in state.servers.values())
        self.query_one("#server").set_class(lost, "-lost")

    def _show_body(self) -> None:
        state = self._ports.state
        listing = state.board.listing
        index = self.threads.index
        filtering = bool(self._filter.value.strip())
        self._put("#matches", f"{index.count} of {index.total}" if filtering else "")
        empty = "" if index.count else empty_text(state, self._filter.value, index.total, self._ports.keys)
        self._put("#empty", empty)
        self.threads.set_tail(tail_text(listing, self._ports.ascii_only) if index.count else "")
        self._show_hints()

    def _show_hints(self) -> None:
        hints = self.query_one(KeyHints)
        waiting = len(self._ports.state.inbox)
        # What waits is worth more than a new thread where there is room for two.
        actions = (_HINTS[0], "threads.inbox", *_HINTS[1:]) if waiting else _HINTS
        inbox = {"threads.inbox": f"inbox {waiting}"}
        if self._filter.has_focus:
            hints.show(_HINTS_OF_FILTER, {"threads.open": "to the list"})
        elif selected := len(self.threads.selection):
            archived = self._board.listing.archived
            labels = {
                "threads.archive": "unarchive" if archived else "archive",
                "threads.copy_id": "copy ids",
            }
            labels["threads.clear_filter"] = "none"
            mark = glyph("selected", self._ports.ascii_only)
            lead = f"{mark} {selected:,}" if self.size.width < _NARROW else f"{selected:,} selected"
            hints.show(_HINTS_OF_SELECTION, labels, lead=lead)
        elif self._board.listing.archived:
            hints.show(actions, {"threads.archive": "unarchive", "threads.archived": "leave archive"} | inbox)
        else:
            hints.show(actions, inbox)

    def _put(self, selector: str, text: str) -> None:
        """Gives a label its text, and takes its room away with it."""
        label, text = self.query_one(selector, Static), in_glyphs(text, self._ports.ascii_only)
        if label.content != text:
            label.update(text)
            label.set_class(not text, "-blank")

    # --- the list and its filter

    @on(ThreadList.Shown)
    def _rows_shown(self) -> None:
        self._show_body()

    @on(ThreadList.NearEnd)
    def _near_end(self) -> None:
        listing = self._board.listing
        if not listing.loaded_once or listing.complete or listing.loading or listing.cursor == self._asked:
            return
        self._asked = listing.cursor
        self.post_message(say.MoreThreadsWanted())

    @on(ThreadList.Opened)
    def _opened(self, event: ThreadList.Opened) -> None:
        self.post_message(say.OpenThread(event.thread))

    @on(Input.Changed, "#filter")
    def _filter_changed(self, event: Input.Changed) -> None:
        self.threads.filter(event.value)
        self._show_body()

    def on_descendant_focus(self) -> None:
        self._show_hints()
