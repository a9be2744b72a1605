"""A scene on the screen: when it is composed, which rows are repainted, and how scrolling and selecting reach it.

The part of the transcript widget that deals with Textual. Whatever changes asks for a frame; once all messages that
already wait are handled, one composition measures what is visible, and just the regions that differ are repainted.
Textual's scroll position follows the viewport, which holds a line of a cell rather than a number; only a person's
scrolling goes the other way.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from rich.style import Style
from textual.geometry import Region, Size
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from codex_tui import collector
from codex_tui.parts import OfParts
from codex_tui.render.glyphs import glyph
from codex_tui.render.limits import limits_of
from codex_tui.render.lines import RenderContext
from codex_tui.theme_palette import screen_palette, screen_styles
from codex_tui.widgets.seconds import each_second
from codex_tui.widgets.transcript.frame import FrameStyles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.screen import Screen
    from textual.selection import Selection
    from textual.timer import Timer

    from codex_tui.model.cell_size import CellSize
    from codex_tui.model.pictures import Pictures
    from codex_tui.ports import Ports
    from codex_tui.render.palette import Palette
    from codex_tui.widgets.transcript.scene import Scene
    from codex_tui.widgets.transcript.selection import Span

GROW_SLICE = 0.004
"""Seconds that what is on screen may take to grow before the frame is left to another turn of the loop."""
FRAME = 1 / 30
"""Seconds between two frames that growing may put off."""
MIN_WIDTH = 12
"""Columns that cells are rendered for at least; a screen still narrower cuts them off."""
AHEAD_SLICE, AHEAD_PAUSE = 0.004, 0.008
"""Seconds that rendering ahead takes at once, and leaves to keys and frames in between."""
COPY_SLICE, COPY_PAUSE = 0.008, 0.004
"""The same for copying, for which somebody waits."""
FAR_SCROLL = 4
"""Screens; what goes farther in one step jumps to the line instead of measuring its way there."""


class SceneView(OfParts, ScrollView, inherit_bindings=False):
    """Draws a scene; knows nothing of what it shows."""

    at_end: var[bool] = var(True)
    """Whether the last line is on screen; watch it to show or hide a way back."""
    new_below: var[int] = var(0)
    """Lines below the view that came since one left the end."""

    def __init__(
        self, ports: Ports, scene: Scene, *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._ports = ports
        self._scene = scene
        self._palette: Palette | None = None
        self._frame_styles = FrameStyles(Style.null(), Style.null(), Style.null(), "")
        self._styles_known = False
        self._frame_wanted = False
        self._stale = True
        """What is drawn is not what should be: composed when it is painted next, whoever asks."""
        self._composed_at = float("-inf")
        self._frame_number = 0
        self._ticker: Timer | None = None
        self._resting = True
        self._ahead: Timer | None = None
        self._upward = True
        """Which way a person scrolled last."""
        self._gathering: Iterator[str] = iter(())

    @property
    def palette(self) -> Palette:
        """The styles of the current theme, for whoever renders beside the transcript."""
        if self._palette is None or not self._styles_known:
            self._resolve_styles()
        assert self._palette is not None
        return self._palette

    def on_mount(self) -> None:
        self._ticker = each_second(self, self._tick)
        self.screen.screen_layout_refresh_signal.subscribe(self, self._catch_up)
        self.want_frame()

    def _catch_up(self, _screen: Screen[object]) -> None:
        """The screen was laid out, or came back: what changed while nobody saw it is drawn."""
        if self._stale:
            self.want_frame()

    @property
    def _seen(self) -> bool:
        """Whether the widget's screen is visible: on top, or under translucent ones only."""
        stack = self.app.screen_stack if self.is_attached else []
        if not stack or self.screen not in stack:
            return False
        above = stack[stack.index(self.screen) + 1 :]
        return all(screen.styles.background.a < 1 for screen in above)

    def notify_style_update(self) -> None:
        """Textual changed the widget's styles: another theme, or the focus came or went."""
        super().notify_style_update()
        self._styles_known = False
        self.want_frame()

    def _resolve_styles(self) -> None:
        self._styles_known = True
        palette = screen_palette(self.app)
        if palette != self._palette:
            # Cells are rendered again for another palette, so an equal one does not take its place.
            self._palette = palette
        own = self.rich_style
        over = screen_styles(self.app)
        self._frame_styles = FrameStyles(
            base=Style(color=own.color, bgcolor=own.bgcolor),
            selection=over["selection"],
            cursor=over["cursor"],
            cursor_glyph=glyph("cursor_bar", self._ports.ascii_only),
            match=over["match"],
            current_match=over["current_match"],
            sticky=over["sticky"],
        )

    # --- frames ----------------------------------------------------------------------------------------------------

    def want_frame(self) -> None:
        """One frame for everything that changes until the messages already waiting are handled."""
        self._stale = True
        if not self._frame_wanted and self.is_mounted:
            self._frame_wanted = True
            self.call_later(self._next_frame)

    def _go_on(self) -> None:
        """Another frame for work that was left, once keys and others had their turn.

        By the loop: what is only posted to the widget would be done at once, as its queue gives no turn to others.
        """
        # Also for a frame that is on its way already: it does nothing where nothing is stale.
        self._stale = True
        if not self._frame_wanted and self.is_mounted:
            self._frame_wanted = True
            asyncio.get_running_loop().call_later(self._ports.hold(), self.call_later, self._next_frame)

    def _next_frame(self) -> None:
        self._frame_wanted = False
        if not (self._stale and self._seen and self.size):
            return
        began = self._ports.monotonic()
        self._prepare()
        self._scene.grow()
        now = self._ports.monotonic()
        if now - began > GROW_SLICE and now - self._composed_at < FRAME:
            # What was said is drawn in the next turn of the loop, so that a key need not wait for both.
            self._go_on()
        else:
            self._composed_at = now
            self._repaint(self._compose_frame())

    def _repaint(self, regions: list[Region]) -> None:
        if regions:
            self.refresh(*regions)

    @property
    def folder(self) -> str:
        """From where the paths in what is shown are seen; empty for nowhere."""
        return ""

    @property
    def pictures(self) -> Pictures | None:
        """What pictures are drawn by; None for their names."""
        return None

    @property
    def picture_cell(self) -> CellSize | None:
        """What a cell of the terminal shows of a picture; None for two points."""
        return None

    def before_frame(self) -> None:
        """Brings the scene in step with the model; the cells are configured."""

    def after_frame(self) -> None:
        """Reacts to where the view is now."""

    def _prepare(self) -> None:
        """Brings the cells in step with model, size and theme; draws nothing yet."""
        most = self._ports.settings.conversation.columns
        context = RenderContext(
            width=max(MIN_WIDTH, min(self.size.width, most or self.size.width)),
            palette=self.palette,
            now_ms=self._now_ms(),
            frame=self._frame_number,
            ascii_only=self._ports.ascii_only,
            folder=self.folder,
            split=self._ports.layout.split,
            pictures=self.pictures,
            limits=limits_of(self._ports.settings),
            cell=self.picture_cell,
        )
        self._scene.cells.configure(context)
        self.before_frame()

    def _compose_frame(self) -> list[Region]:
        """Brings the frame up to date with model, size and theme; gives the regions to repaint."""
        self._stale = False
        scene, size = self._scene, self.size
        self._prepare()
        regions = scene.compose(size, self._frame_styles, show_cursor=self.has_focus)
        self._follow_viewport()
        if scene.unfinished:
            self._go_on()
        self._keep_ticking(scene.animated)
        self.after_frame()
        return regions

    def _now_ms(self) -> int:
        return int(self._ports.steady() * 1000)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Rows for the compositor. They are padded and coloured already: the styles cache has nothing to add."""
        frame = self._scene.frame
        if not self.size:
            return []
        if (frame.width, len(frame.strips)) != self.size:
            self._compose_frame()
        elif self._stale:
            # Somebody asked for other rows, or for the style under the pointer: the rest has to be painted too.
            self._repaint(self._compose_frame())
        strips = frame.strips[crop.y : crop.bottom]
        background = self.background_colors[1]
        for line_filter in self.get_line_filters():
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        if crop.x or crop.right != frame.width:
            strips = [strip.crop(crop.x, crop.right) for strip in strips]
        return strips

    # --- scrolling -------------------------------------------------------------------------------------------------

    @property
    def allow_vertical_scroll(self) -> bool:
        """There is no scroll bar; the wheel scrolls all the same."""
        return self.max_scroll_y > 0

    def _follow_viewport(self) -> None:
        """Tells Textual where the view is. Plain setters would lay out the whole screen and repaint every row."""
        viewport = self._scene.viewport
        self.set_reactive(Widget.virtual_size, Size(self.size.width, self._scene.cells.column.height))
        if round(self.scroll_y) != viewport.top:
            self.set_reactive(Widget.scroll_y, float(viewport.top))
        self.set_reactive(Widget.scroll_target_y, float(viewport.top))
        self.at_end = self._scene.at_end
        self.new_below = self._scene.new_below

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Textual scrolled: the wheel, a drag that selects, or somebody's `scroll_to`."""
        frame = self._scene.frame
        if (frame.width, len(frame.strips)) != self.size:
            # A resize clamps the position by sizes that no longer hold; the viewport knows better.
            return
        lines = round(new_value) - self._scene.viewport.top
        if abs(lines) > FAR_SCROLL * self.size.height:
            self._scene.viewport.scroll_to_line(round(new_value))
            self.moved()
        elif lines:
            self.scroll_lines(lines)

    def scroll_lines(self, lines: int) -> None:
        """Moves the view down, or up with a negative number."""
        self._scene.viewport.scroll_by(lines)
        self.moved()
        self._upward = lines < 0
        if self._ahead is None and self.is_mounted:
            self._ahead = self.set_timer(AHEAD_PAUSE, self._render_ahead)

    def moved(self) -> None:
        """A person moved the view: draws it, and follows the end if that is where it is now."""
        if self.size and self.is_mounted:
            regions = self._compose_frame()
            if self._scene.settle():
                self._follow_viewport()
            self._repaint(regions)

    def _render_ahead(self) -> None:
        """Renders what stands a screen above and below, so that the next page costs no more than being painted."""
        self._ahead = None
        deadline = self._ports.monotonic() + AHEAD_SLICE
        for cell in self._scene.near(self.size.height, above=self._upward):
            self._scene.cells.measure(cell)
            if self._ports.monotonic() > deadline:
                self._ahead = self.set_timer(AHEAD_PAUSE, self._render_ahead)
                return
        # A page leaves thousands of objects behind. Every sixth key waited for the collection of them.
        collector.tidy()

    # --- what moves ------------------------------------------------------------------------------------------------

    def _keep_ticking(self, running: bool) -> None:
        resting = not (running and self._ports.animate)
        if self._ticker is not None and resting is not self._resting:
            self._resting = resting
            if resting:
                self._ticker.pause()
            else:
                self._ticker.resume()

    def _tick(self) -> None:
        if not self._seen:
            self._stale = True
            self._keep_ticking(False)
            return
        self._frame_number += 1
        if self._scene.tick(self._now_ms(), self._frame_number):
            self._repaint(self._scene.redraw())

    # --- selecting -------------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """A row with the offsets of its characters: Textual asks for it to know what is under the pointer."""
        strips = self._scene.frame.strips
        strip = strips[y] if 0 <= y < len(strips) else Strip.blank(self.size.width)
        offset = self._scene.offset_at(y)
        return strip if offset is None else strip.apply_offsets(*offset)

    def selection_updated(self, selection: Selection | None) -> None:
        """Shows what is selected; only rows whose part of it changed are repainted."""
        self._scene.select(selection)
        self._repaint(self._scene.redraw())

    @property
    def has_selection(self) -> bool:
        """Whether any text is selected."""
        return self._scene.has_selection

    def gather_selection(self, done: Callable[[str], None]) -> None:
        """Gives the text of the selection as it is shown, as `gather` does."""
        self.gather(self._scene.selected_parts(), lambda texts: done("\n".join(texts)))

    def gather(self, parts: Iterator[str], done: Callable[[list[str]], None]) -> None:
        """Gives parts of a text to `done`: at once, or in slices where they are of thousands of cells.

        Nothing is given if something else is selected, shown or gathered before they are complete.
        """
        self._gathering = parts
        self._gather(self._scene.span, parts, [], done)

    def _gather(
        self, span: Span | None, parts: Iterator[str], texts: list[str], done: Callable[[list[str]], None]
    ) -> None:
        if self._scene.span != span or self._gathering is not parts:
            return
        deadline = self._ports.monotonic() + COPY_SLICE
        for text in parts:
            texts.append(text)
            if self._ports.monotonic() > deadline:
                self.set_timer(COPY_PAUSE, partial(self._gather, span, parts, texts, done))
                return
        done(texts)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text as it was written."""
        self._scene.select(selection)
        text = self._scene.selected_text()
        return (text, "\n") if text else None
