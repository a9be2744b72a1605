"""The application's stylesheet, which parses each source once for each theme.

Textual parses every source anew at each change of theme, and up to three times when a screen is opened for the first
time: a fifth of what either costs. What a source parses to depends on the theme's variables only, so it is kept for
each set of them. The rules are the same objects as before; nothing changes them once they are parsed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet

if TYPE_CHECKING:
    from textual.css.model import RuleSet

_SOURCES = 256
"""Parsed sources that are kept for a theme: one for each stylesheet and for each class of widgets with styles."""
_THEMES = 8
"""Themes that are kept: more than anybody tries one after the other."""


class ParsedStylesheet(Stylesheet):
    """A stylesheet that comes back to a theme without parsing.

    Textual's own stylesheet keeps parsed sources too, in `_parse_cache`, but empties it with every set of variables and
    does not use it to parse again. This one has a cache for each set, and parses again through it.
    """

    def __init__(self, variables: dict[str, str]) -> None:
        self._of_theme: LRUCache[frozenset[tuple[str, str]], LRUCache[tuple[object, ...], list[RuleSet]]]
        self._of_theme = LRUCache(_THEMES)
        super().__init__()
        self.set_variables(variables)

    def set_variables(self, variables: dict[str, str]) -> None:
        if variables == self._variables:
            return
        self._parse_cache = LRUCache(_SOURCES)  # what is emptied next
        super().set_variables(variables)
        theme = frozenset(variables.items())
        kept = self._of_theme.get(theme)
        if kept is None:
            self._of_theme[theme] = self._parse_cache
        else:
            self._parse_cache = kept

    def reparse(self) -> None:
        # As safe as Textual's way by a second stylesheet: `parse` takes the new rules over once all are there.
        self.parse()
