"""Widgets that draw glyphs, and are told when a person wants ASCII in their place, or no more."""

from __future__ import annotations

from typing import ClassVar

from textual.scrollbar import ScrollBarRender


class InGlyphs:
    """Before the class of Textual's.

    Attributes:
        ascii_only: draw with ASCII.
    """

    ascii_only: bool

    def use_ascii(self, ascii_only: bool) -> None:
        """Draws so from now on; all of it is drawn again after that."""
        self.ascii_only = ascii_only


class PlainScrollBar(ScrollBarRender):
    """A scroll bar of blanks with a background alone: its ends are at whole cells."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "]
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "]
