"""Lets the lines go that a widget has drawn which is removed.

Textual remembers the backgrounds of the last 1,024 widgets together with the cache of their lines, and so keeps the
lines of every page that was ever opened: the colours alone are what the answer depends on.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from textual._styles_cache import StylesCache

if TYPE_CHECKING:
    from textual.color import Color
    from textual.style import Style

KEPT = 256
"""Pairs of colours that are remembered: a theme has some dozens."""

_PLAIN = StylesCache.get_inner_outer.__wrapped__


@lru_cache(KEPT)
def _backgrounds(base: Color, background: Color) -> tuple[Style, Style]:
    return _PLAIN(StylesCache, base, background)


def let_go() -> None:
    """From now on, in this process."""
    # The type checker takes the decorated function for a function of the class.
    StylesCache.get_inner_outer = staticmethod(_backgrounds)  # type: ignore[assignment]
