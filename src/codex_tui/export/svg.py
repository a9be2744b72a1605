"""A conversation as a picture: the lines of the transcript, in its colours, as one SVG file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from rich.cells import cell_len
from rich.color_triplet import ColorTriplet
from rich.style import Style
from rich.terminal_theme import DIMMED_MONOKAI, TerminalTheme

from codex_tui.model.safe_text import SafeText
from codex_tui.render.cells import renderer_for
from codex_tui.render.durations import more_lines
from codex_tui.render.gaps import gap_between
from codex_tui.render.lines import RenderContext
from codex_tui.render.unrenderable import UnrenderableRenderer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.color import Color

    from codex_tui.export.document import Document
    from codex_tui.model.items import Item
    from codex_tui.render.lines import Line
    from codex_tui.render.palette import Palette

COLUMNS = 100
LINES = 3000
"""Lines of a picture at most: some megabytes, which viewers still open."""

_WIDTH, _HEIGHT, _BASELINE = 8.4, 18, 13
"""Of a cell in pixels, and how far under its top the letters stand."""
_MARGIN = 16
_FONT = "font: 14px ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; white-space: pre"

Row = list[tuple[str, Style]]


@dataclass(frozen=True, slots=True)
class Look:
    """The palette of a theme, and the colours that are no style: of plain text and under it (#rrggbb)."""

    palette: Palette
    foreground: str
    background: str


def svg(document: Document, look: Look, limit: int = LINES) -> str:
    """The whole conversation as the transcript shows it, cells folded; cut with a note behind `limit` lines."""
    rows, left = _rows(document, look.palette, limit)
    if left:
        note = f"… about {more_lines(left)}: export it as HTML or Markdown to have all"
        rows += [[], [(note, look.palette.muted)]]
    picture = _Picture(look)
    for number, row in enumerate(rows):
        picture.draw(number, row)
    width, height = COLUMNS * _WIDTH + 2 * _MARGIN, len(rows) * _HEIGHT + 2 * _MARGIN
    classes = "\n".join(f".s{number} {{ {css} }}" for css, number in picture.classes.items())
    return SafeText(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}">\n'
        f"<title>{escape(' '.join(document.title.split()))}</title>\n"
        f"<style>\ntext {{ {_FONT} }}\n{classes}\n</style>\n"
        f'<rect width="100%" height="100%" fill="{look.background}"/>\n'
        f'<g transform="translate({_MARGIN} {_MARGIN})">\n' + "\n".join(picture.parts) + "\n</g>\n</svg>\n"
    )


def _rows(document: Document, palette: Palette, limit: int) -> tuple[list[Row], int]:
    """The lines up to a limit, and about how many there are behind it."""
    context = RenderContext(COLUMNS, palette, folded=True, folder=document.folder)
    rows: list[Row] = []
    left = 0
    above: Item | None = None
    for item in (item for turn in document.turns for item in turn.items):
        if len(rows) > limit:
            left += renderer_for(item).estimate(COLUMNS)
            continue
        lines = _lines(item, context)
        if lines and above is not None:
            rows += ([] for _ in range(gap_between(above, item)))
        rows += (
            [(part.text, part.style or Style.null()) for part in line.strip if part.text] for line in lines
        )
        above = item
    return rows[:limit], left + max(0, len(rows) - limit)


def _lines(item: Item, context: RenderContext) -> Sequence[Line]:
    try:
        renderer = renderer_for(item)
        renderer.update(context)
    except (
        Exception
    ) as error:  # the barrier of the transcript: one item that cannot be drawn costs that item only
        renderer = UnrenderableRenderer(item, error)
        renderer.update(context)
    return renderer.lines


class _Picture:
    """Collects what is drawn, and a class for each look that a text has."""

    def __init__(self, look: Look) -> None:
        self._colours = _terminal_theme(look)
        self.parts: list[str] = []
        self.classes: dict[str, int] = {}

    def draw(self, number: int, row: Row) -> None:
        column, top = 0, number * _HEIGHT
        for text, style in row:
            cells = cell_len(text)
            colour, under = self._of(style)
            x, width = column * _WIDTH, cells * _WIDTH
            if under is not None:
                self.parts.append(
                    f'<rect x="{x:g}" y="{top}" width="{width:g}" height="{_HEIGHT}" fill="{under}"/>'
                )
            if text.strip():
                # The length keeps the columns whatever font there is, also of wide characters.
                self.parts.append(
                    f'<text class="s{self._class(style, colour)}" x="{x:g}" y="{top + _BASELINE}" '
                    f'textLength="{width:g}" xml:space="preserve">{escape(text)}</text>'
                )
            column += cells

    def _of(self, style: Style) -> tuple[str, str | None]:
        colour = self._hex(style.color, True) or self._colours.foreground_color.hex
        under = self._hex(style.bgcolor, False)
        if style.reverse:
            return under or self._colours.background_color.hex, colour
        return colour, under

    def _hex(self, colour: Color | None, foreground: bool) -> str | None:
        if colour is None or colour.is_default:
            return None
        return colour.get_truecolor(self._colours, foreground).hex

    def _class(self, style: Style, colour: str) -> int:
        lines = [name for name, on in (("underline", style.underline), ("line-through", style.strike)) if on]
        rules = [
            f"fill: {colour}",
            "font-weight: bold" if style.bold else "",
            "font-style: italic" if style.italic else "",
            "opacity: 0.6" if style.dim else "",
            f"text-decoration: {' '.join(lines)}" if lines else "",
        ]
        return self.classes.setdefault("; ".join(rule for rule in rules if rule), len(self.classes) + 1)


def _terminal_theme(look: Look) -> TerminalTheme:
    """Sixteen colours for what commands printed, on the theme's own ground."""
    theme = TerminalTheme((0, 0, 0), (0, 0, 0), [(0, 0, 0)] * 8)
    theme.foreground_color, theme.background_color = _triplet(look.foreground), _triplet(look.background)
    theme.ansi_colors = DIMMED_MONOKAI.ansi_colors
    return theme


def _triplet(text: str) -> ColorTriplet:
    return ColorTriplet(int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16))
