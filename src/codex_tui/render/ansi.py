"""Colours of terminal output as styles."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rich.color import Color
from rich.style import Style

from codex_tui.render.layout import Fragment, expand_fragments

if TYPE_CHECKING:
    from codex_tui.model.output import OutputLine
    from codex_tui.model.sgr import Colour, Sgr


@lru_cache(maxsize=256)
def sgr_style(sgr: Sgr) -> Style:
    """The style of a run of output."""
    return Style(
        color=_colour(sgr.fg),
        bgcolor=_colour(sgr.bg),
        bold=sgr.bold or None,
        dim=sgr.dim or None,
        italic=sgr.italic or None,
        underline=sgr.underline or None,
        reverse=sgr.reverse or None,
        strike=sgr.strike or None,
    )


def _colour(colour: Colour) -> Color | None:
    if colour is None:
        return None
    return Color.from_ansi(colour) if isinstance(colour, int) else Color.from_rgb(*colour)


def output_fragments(line: OutputLine, base: Style) -> list[Fragment]:
    """A line of output, tabs expanded; what has no colour of its own is drawn in the base style."""
    if not line.runs:
        return expand_fragments([(line.text, base)])
    fragments: list[Fragment] = []
    position = 0
    for start, end, sgr in line.runs:
        if start > position:
            fragments.append((line.text[position:start], base))
        fragments.append((line.text[start:end], base + sgr_style(sgr)))
        position = end
    if position < len(line.text):
        fragments.append((line.text[position:], base))
    return expand_fragments(fragments)
