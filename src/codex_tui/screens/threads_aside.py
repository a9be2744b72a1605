"""The board with sections by folder, and with a preview beside the list where there is room for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on

from codex_tui import messages as say
from codex_tui.model.safe_text import SafeText
from codex_tui.model.state import ConnectionState
from codex_tui.screens.threads_search import SearchingThreads
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.thread_list import ThreadList

if TYPE_CHECKING:
    from textual.timer import Timer

    from codex_tui.model.keys import ThreadKey
    from codex_tui.ports import Ports
    from codex_tui.widgets.thread_preview import ThreadPreview

LEAST_WIDTH = 120
"""Columns of a screen from which on there is room for a preview."""
PAUSE = 0.12
"""Seconds for which the cursor stays before its thread is read: whoever runs through the list asks for nothing."""
SEEN = 0.4
"""Seconds for which rows stand still before they count as seen."""


class ThreadsAside(SearchingThreads, part=True):
    """How the rows are arranged, and what stands beside them; both are remembered."""

    def __init__(self, ports: Ports) -> None:
        super().__init__(ports)
        self._preview: ThreadPreview | None = None
        """Imported and mounted when it is first shown."""
        self._pause: Timer | None = None
        self._previewed: ThreadKey | None = None
        self._standing: Timer | None = None

    def on_mount(self) -> None:
        self.watch(self.threads, "cursor", self._cursor_moved, init=False)
        self.watch(self.threads, "scroll_y", self._rows_moved, init=False)
        self.call_after_refresh(self._arrange_as_before)

    async def _arrange_as_before(self) -> None:
        if self._ports.layout.by_folder:
            self._board.by_folder = True
            self.threads.reload()
        await self._place_preview()

    @on(events.Resize)
    def _room_changed(self) -> None:
        if self._preview is not None or self.size.width >= LEAST_WIDTH:
            self.call_after_refresh(self._place_preview)

    # --- keys

    def action_toggle_grouping(self) -> None:
        self._board.by_folder = not self._board.by_folder
        self._ports.layout.keep_by_folder(self._board.by_folder)
        self.threads.reload()

    async def action_toggle_preview(self) -> None:
        wanted = not self._has_preview
        self._ports.layout.keep_preview(wanted)
        await self._place_preview()
        if wanted and not self._has_preview:
            self.query_one(KeyHints).say(SafeText(f"The preview needs {LEAST_WIDTH} columns"))

    # --- what is seen

    @on(ThreadList.Shown)
    @on(say.ConnectionChanged)
    @on(say.BoardChanged)
    def _rows_moved(self) -> None:
        if self._standing is not None:
            self._standing.stop()
        self._standing = self.set_timer(SEEN, self._rows_seen)

    def _rows_seen(self) -> None:
        """Asks about rows that somebody may read, of which a listing does not tell everything."""
        self._standing = None
        seen = self.threads.visible_threads()
        servers = self._ports.state.servers.values()
        if seen and any(server.state is ConnectionState.READY for server in servers):
            self.post_message(say.RowsSeen(seen))

    # --- agents

    def action_unfold(self) -> None:
        if self.threads.cursor is not None:
            self.post_message(say.AgentsWanted(self.threads.cursor, shown=True))

    def action_fold(self) -> None:
        row, unfolded = self.threads.row, self._board.unfolded
        if row is None:
            return
        above = row.source if row.key not in unfolded and row.parent is not None else row.key
        if above is not None and above in unfolded:
            # The cursor stays with the family.
            self.threads.move_to(above)
            self.post_message(say.AgentsWanted(above, shown=False))

    # --- the preview

    @property
    def _has_preview(self) -> bool:
        return self._preview is not None and self._preview.display

    async def _place_preview(self) -> None:
        wanted = self._ports.layout.preview is not False and self.size.width >= LEAST_WIDTH
        if self._preview is None:
            if not wanted:
                return
            from codex_tui.widgets.thread_preview import ThreadPreview

            self._preview = ThreadPreview(self._ports, id="preview")
            await self.query_one("#board").mount(self._preview)
        self._preview.display = wanted
        self._previewed = None
        if wanted:
            self.call_after_refresh(self._cursor_moved)
        else:
            if self._pause is not None:
                self._pause.stop()  # nothing is read any more for a cursor that stayed
            self._ask_for(None)

    def _cursor_moved(self) -> None:
        if self._preview is None or not self._has_preview:
            return
        key = self.threads.cursor
        self._preview.show(key)
        if key != self._previewed:
            self._previewed = key
            self._wait()

    def _wait(self) -> None:
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE, lambda: self._ask_for(self.threads.cursor))

    def _ask_for(self, key: ThreadKey | None) -> None:
        self.post_message(say.PreviewWanted(key))

    @on(say.ThreadStatusChanged)
    @on(say.ApprovalRequested)
    @on(say.ApprovalResolved)
    def _previewed_changed(self, fact: say.ThreadFact) -> None:
        if self._preview is None or not self._has_preview or fact.thread != self.threads.cursor:
            return
        self._preview.show(fact.thread)
        row = self.threads.row
        known = self._ports.state.previews.get(fact.thread)
        if row is not None and (known is None or known.stamp[1] is not row.state.active):
            self._wait()
