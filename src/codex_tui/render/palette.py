"""The styles that rendering draws with: resolved once per theme by the transcript, then handed around frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from rich.style import Style


class Palette(NamedTuple):
    """One style for each semantic token; the names are the classes of ``styles/palette.tcss``."""

    name: str
    """Of the theme; part of every cache key."""
    dark: bool
    text: Style
    muted: Style
    strong: Style
    accent: Style
    user: Style
    heading: Style
    emphasis: Style
    link: Style
    code: Style
    """Inline code."""
    code_block: Style
    quote: Style
    rule: Style
    """Rules and table borders."""
    success: Style
    error: Style
    warning: Style
    """Only for what needs a person."""
    added: Style
    removed: Style
    added_word: Style
    removed_word: Style
    line_number: Style

    @classmethod
    def tokens(cls) -> tuple[str, ...]:
        """The names of the styles."""
        return tuple(name for name in cls._fields if name not in ("name", "dark"))
