"""Resolves the palette that rendering draws with from a widget's component classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.render.palette import Palette

if TYPE_CHECKING:
    from textual.widget import Widget

COMPONENT_CLASSES = frozenset(f"cell--{token}" for token in Palette.tokens())
"""What a widget declares to have a palette; `styles/transcript.tcss` gives them their looks."""


def resolve_palette(widget: Widget) -> Palette:
    """The palette of the widget's theme. Call it once per theme: it costs a style look-up for every token."""
    theme = widget.app.current_theme
    styles = {
        token: widget.get_component_rich_style(f"cell--{token}", partial=True) for token in Palette.tokens()
    }
    return Palette(name=theme.name, dark=theme.dark, **styles)
