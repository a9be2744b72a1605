"""The panel beside the transcript: follows the model by its facts and repaints the rows that differ.

What it says is in `content`, how it is drawn in `render.panel`. It takes no focus and answers no key: it is there to be
glanced at. The screen decides whether there is room for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style
from textual import on
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from codex_tui.messages import (
    ApprovalRequested,
    ApprovalResolved,
    ConversationReset,
    HistoryLoaded,
    ItemCompleted,
    ItemFact,
    ItemRemoved,
    ItemStarted,
    ItemUpdated,
    ModelsLoaded,
    PlanUpdated,
    SettingsUpdated,
    ThreadFact,
    ThreadStatusChanged,
    TurnCompleted,
    TurnStarted,
    UsageUpdated,
)
from codex_tui.model.item import Item
from codex_tui.render.lines import RenderContext
from codex_tui.widgets.seconds import each_second

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.timer import Timer

    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.tallies import FileTally
    from codex_tui.ports import Ports
    from codex_tui.render.lines import Line
    from codex_tui.render.palette import Palette
    from codex_tui.render.panel import PanelContent

DEFAULT_FROM = 120
"""Columns of the screen from which on the panel is there unless somebody closed it."""
LEAST_SCREEN = 100
"""Columns of the screen below which there is no room for it."""


_OF_NO_CONCERN = frozenset(("agent", "reasoning", "user"))
"""Kinds of items that grow word by word, and of which the panel says nothing."""


def panel_width(columns: int, wanted: int) -> int:
    """The columns of the panel on a screen of that width; `wanted` are those that a person set, or 0."""
    return min(wanted, columns // 2) if wanted else max(32, min(40, columns * 3 // 10))


class Panel(Widget):
    """What one glances at beside one conversation.

    Args:
        ports: for the model, its facts and the clock.
        palette: the styles to draw with, as of now.
    """

    def __init__(self, ports: Ports, palette: Callable[[], Palette], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._ports = ports
        self._palette = palette
        self._thread: ThreadKey | None = None
        self._tally: FileTally | None = None
        self._content: PanelContent | None = None
        self._strips: list[Strip] = []
        self._stale = True
        self._frame_wanted = False
        self._ticker: Timer | None = None
        self.display = False

    def on_mount(self) -> None:
        self._ticker = each_second(self, self._draw)

    def show(self, thread: ThreadKey | None) -> None:
        """Shows what belongs to another thread."""
        self._ports.unsubscribe(self)
        self._ports.subscribe(self, None)
        if thread is not None:
            self._ports.subscribe(self, thread)
        self._thread = thread
        self._tally = None
        self._want_frame()

    def fit_screen(self, columns: int, wanted: bool | None) -> None:
        """Opens or closes itself by the width of the screen and by what a person wants, None for nothing said."""
        there = columns >= (LEAST_SCREEN if wanted else DEFAULT_FROM) and wanted is not False
        if there:
            width = panel_width(columns, self._ports.settings.conversation.panel_columns)
            if self.styles.width is None or self.styles.width.value != width:
                self.styles.width = width
        if self.display is not there:
            self.display = there
            self._want_frame()

    # --- facts ----------------------------------------------------------------------------------------------

    @on(ItemStarted)
    @on(ItemUpdated)
    @on(ItemCompleted)
    def _item_changed(self, fact: ItemFact) -> None:
        conversation = self._ports.state.conversations.get(fact.thread)
        item = conversation.get(fact.item, Item) if conversation is not None else None
        if not (item is not None and item.kind in _OF_NO_CONCERN):
            self._changed(fact)

    @on(ItemRemoved)
    @on(PlanUpdated)
    @on(TurnStarted)
    @on(TurnCompleted)
    @on(UsageUpdated)
    @on(SettingsUpdated)
    @on(HistoryLoaded)
    @on(ConversationReset)
    @on(ApprovalRequested)
    @on(ApprovalResolved)
    @on(ThreadStatusChanged)
    def _changed(self, fact: ThreadFact) -> None:
        if fact.thread == self._thread:
            self._want_frame()

    @on(ModelsLoaded)
    def _models_loaded(self) -> None:
        self._want_frame()

    # --- frames ---------------------------------------------------------------------------------------------

    def _want_frame(self) -> None:
        """One frame for everything that changes until the messages already waiting are handled."""
        self._stale = True
        if self.display and not self._frame_wanted and self.is_mounted:
            self._frame_wanted = True
            self.call_later(self._next_frame)

    def _next_frame(self) -> None:
        self._frame_wanted = False
        if self._stale and self.display and self.content_size:
            self._draw()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._want_frame()

    def on_resize(self, event: events.Resize) -> None:
        self._draw()

    def _draw(self) -> None:
        """Brings the rows up to date and repaints those that differ."""
        width, height = self.content_size
        if not width or not self.display:
            self._tick_if(False)
            return
        style = self.rich_style
        lines = self._lines(width, height)
        strips = [line.strip.apply_style(style).adjust_cell_length(width, style) for line in lines]
        strips += [Strip.blank(width, style)] * (height - len(strips))
        old, self._strips = self._strips, strips
        if len(old) != len(strips) or (old and old[0].cell_length != width):
            self.refresh()
        else:
            rows = [y for y, (before, now) in enumerate(zip(old, strips, strict=True)) if before != now]
            if rows:
                self.refresh(*(Region(0, y, width, 1) for y in rows))
        self._tick_if(self._content is not None and self._content.moves)

    def _lines(self, width: int, height: int) -> list[Line]:
        """What it says now."""
        own = self._ports.state.of(self._thread)
        if self._thread not in own.conversations and not own.model_words(own.new_thread):
            # Nothing is known, as in the first paint: what draws brings the classes of all items.
            self._content = None
            return []
        from codex_tui.model.tallies import FileTally
        from codex_tui.render.panel import panel_lines
        from codex_tui.widgets.panel.content import content_of

        if self._stale or self._content is None:
            self._stale = False
            self._tally = self._tally or FileTally()
            self._content = content_of(self._ports.state, self._thread, self._tally)
        return panel_lines(self._content, self._render_context(width), height)

    def _tick_if(self, moves: bool) -> None:
        if self._ticker is not None:
            if moves and self._ports.animate:
                self._ticker.resume()
            else:
                self._ticker.pause()

    def _render_context(self, width: int) -> RenderContext:
        conversation = self._ports.state.conversations.get(self._thread) if self._thread is not None else None
        return RenderContext(
            width=width,
            palette=self._palette(),
            now_ms=int(self._ports.steady() * 1000),
            ascii_only=self._ports.ascii_only,
            folder=(conversation.settings.cwd if conversation is not None else None) or "",
        )

    def render_line(self, y: int) -> Strip:
        if y < len(self._strips) and self._strips[y].cell_length == self.content_size.width:
            return self._strips[y]
        return Strip.blank(self.content_size.width, self.rich_style)

    @property
    def rich_style(self) -> Style:
        """Text and background only: attributes of the widget's style would show through every line."""
        style = super().rich_style
        return Style.from_color(style.color, style.bgcolor)
