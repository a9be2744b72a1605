"""Lines of a form that are drawn and not typed: its words, the choices of a question, the row that sends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from codex_tui.keymap import Scope, bindings, keys_of
from codex_tui.model.safe_text import SafeText
from codex_tui.render.glyphs import glyph
from codex_tui.render.layout import Fragment, columns, fragments_width, wrap
from codex_tui.widgets.keys_at_once import act_at_once
from codex_tui.widgets.requests.body import RequestBody
from codex_tui.widgets.requests.typed_on import passed_on

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events
    from textual.geometry import Size

    from codex_tui.ports import Ports
    from codex_tui.render.palette import Palette

_GAP = 2
_LEAST_ABOUT = 24
"""Columns that a description has beside its choice; with less it stands below."""


def strips_of(fragments: Sequence[Fragment], width: int, lead: Sequence[Fragment] = ()) -> list[Strip]:
    """Fragments wrapped behind a lead; the lines after the first are indented by as much."""
    indent = fragments_width(lead)
    lines: list[Strip] = []
    for row in wrap(fragments, max(2, width - indent)):
        before = [Segment(" " * indent)] if lines else [Segment(text, style) for text, style in lead]
        lines.append(Strip([*before, *row.segments]))
    return lines


class DrawnLines(Widget):
    """Lines made anew for each width.

    Args:
        draw: gives the lines in a width.
    """

    def __init__(self, draw: Callable[[int], Sequence[Strip]] | None = None) -> None:
        super().__init__()
        self._draw = draw

    def lines(self, width: int) -> Sequence[Strip]:
        return self._draw(width) if self._draw is not None and width > 0 else ()

    def renew(self) -> None:
        """Draws anew, as after a change."""
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.lines(width))

    def render_line(self, y: int) -> Strip:
        width = self.content_size.width
        lines = self.lines(width)
        strip = lines[y] if y < len(lines) else Strip.blank(width)
        return strip.apply_style(self.rich_style).adjust_cell_length(width, self.rich_style)

    @property
    def rich_style(self) -> Style:
        """Text and background only: attributes of the widget's style would show through every line."""
        style = super().rich_style
        return Style.from_color(style.color, style.bgcolor)


@dataclass(frozen=True, slots=True)
class OptionRow:
    """A row that can be chosen.

    Attributes:
        title: what it says.
        about: what it means; wraps below where there is no room beside.
        note: what a person wrote beside it.
        chosen: whether it is; None for a row that does something.
        many: whether others can be chosen with it.
    """

    title: SafeText
    about: SafeText = SafeText()
    note: SafeText = SafeText()
    chosen: bool | None = False
    many: bool = False


class OptionRows(DrawnLines, can_focus=True):
    """Rows of which one or several are chosen. What its keys do is told to the form around it.

    Args:
        ports: for the keys and glyphs.
        palette: the styles to draw with, as of now.
        wanted: told the names of actions: ``choose``, ``next``, ``note``, ``decline`` ...
    """

    BINDINGS = bindings(Scope.FORM)

    def __init__(
        self, ports: Ports, palette: Callable[[], Palette], wanted: Callable[[OptionRows, str], None]
    ) -> None:
        super().__init__()
        self._ports = ports
        self._palette = palette
        self._wanted = wanted
        self._rows: Sequence[OptionRow] = ()
        self.at = 0
        """The row under the cursor."""

    def show(self, rows: Sequence[OptionRow], at: int | None = None) -> None:
        """Shows these rows, with the cursor on one of them or where it was."""
        self._rows = rows
        self.at = min(self.at if at is None else at, max(0, len(rows) - 1))
        self.renew()
        if self.has_focus:
            self.call_after_refresh(self.show_cursor)

    def __len__(self) -> int:
        return len(self._rows)

    def __bool__(self) -> bool:
        return True

    # --- keys -----------------------------------------------------------------------------------------------

    async def on_key(self, event: events.Key) -> None:
        if passed_on(self, event):
            return
        numbers = keys_of("form.number", self._ports.keys)
        if event.key in numbers:
            event.stop()
            event.prevent_default()
            self._pick(numbers.index(event.key))
            return
        body = self.parent
        if not isinstance(body, RequestBody):
            return
        with body.pressed(event):
            acted = await act_at_once(self, event)
        if not acted and event.is_printable:
            body.on_request_text_typed()

    def action_form(self, what: str) -> None:
        """Tells the form what is wanted."""
        self._wanted(self, what)

    def action_number(self) -> None:
        """Chooses a row by its number; `on_key` knows which."""

    def action_move(self, by: int) -> None:
        """Moves the cursor; past an end it goes to the next part of the form."""
        if 0 <= self.at + by < len(self._rows):
            self.at += by
            self.renew()
            self.call_after_refresh(self.show_cursor)
        else:
            self._wanted(self, "down" if by > 0 else "up")

    def _pick(self, number: int) -> None:
        if number < len(self._rows) and self._rows[number].chosen is not None:
            self.at = number
            self._wanted(self, "choose")

    def on_click(self, event: events.Click) -> None:
        event.stop()
        line = event.get_content_offset(self)
        if line is not None:
            self.focus()
            for number, (top, height) in enumerate(self._places(self.content_size.width)):
                if top <= line.y < top + height:
                    self.at = number
                    self._wanted(self, "choose" if self._rows[number].chosen is not None else "next")

    def on_focus(self) -> None:
        self.refresh()
        self.call_after_refresh(self.show_cursor)

    def on_blur(self) -> None:
        self.refresh()

    def show_cursor(self) -> None:
        """Brings the row under the cursor into sight."""
        places = self._places(self.content_size.width)
        if self.at < len(places) and isinstance(self.parent, Widget):
            top, height = places[self.at]
            region = Region(0, top, max(1, self.size.width), height).translate(self.virtual_region.offset)
            self.parent.scroll_to_region(region, animate=False, force=True, immediate=True)

    # --- drawing --------------------------------------------------------------------------------------------

    def lines(self, width: int) -> Sequence[Strip]:
        return [line for number in range(len(self._rows)) for line in self._row(number, width)]

    def _places(self, width: int) -> list[tuple[int, int]]:
        """First line and height of each row."""
        places, top = [], 0
        for number in range(len(self._rows)):
            height = len(self._row(number, width))
            places.append((top, height))
            top += height
        return places

    def _row(self, number: int, width: int) -> list[Strip]:
        row, palette, ascii_only = self._rows[number], self._palette(), self._ports.ascii_only
        here = self.has_focus and number == self.at
        lead: list[Fragment] = [(f"{glyph('cursor', ascii_only)} " if here else "  ", palette.accent)]
        if row.chosen is not None:
            kind = "box" if row.many else "dot"
            mark = glyph(f"{kind}_{'full' if row.chosen else 'empty'}", ascii_only)
            lead.append((f"{mark} ", palette.accent if row.chosen else palette.muted))
            if len(self._rows) > 1 and number < len(keys_of("form.number", self._ports.keys)):
                lead.append((f"{number + 1} ", palette.muted))
        title = palette.strong if here or row.chosen or row.chosen is None else palette.text
        lines: list[Strip] = []
        beside = width - fragments_width(lead) - columns(row.title) - _GAP
        if row.about and (beside >= _LEAST_ABOUT or columns(row.about) <= beside):
            whole = [*lead, (row.title, title), (" " * _GAP, palette.text)]
            lines += strips_of([(row.about, palette.muted)], width, whole)
        else:
            lines += strips_of([(row.title, title)], width, lead)
            if row.about:
                indent = [(" " * fragments_width(lead), palette.text)]
                lines += strips_of([(row.about, palette.muted)], width, indent)
        if row.note:
            before: list[Fragment] = [(" " * fragments_width(lead) + "note: ", palette.muted)]
            for part in row.note.split("\n"):
                lines += strips_of([(part, palette.text)], width, before)
        return lines
