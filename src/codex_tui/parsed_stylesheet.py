"""The application's stylesheet, which parses each source once for each theme.

Textual parses every source anew at each change of theme, and up to three times when a screen is opened for the first
time: a fifth of what either costs. What a source parses to depends on the theme's variables only, so it is kept for
each set of them. The rules are the same objects as before; nothing changes them once they are parsed. What the first
screen needs is kept from start to start (`kept_rules`).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet

from codex_tui.kept_rules import KeptRules, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from textual.css.model import RuleSet
    from textual.css.types import CSSLocation

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
        self._kept = KeptRules(variables)
        self._new: dict[Source, list[RuleSet]] = {}
        self._at_start = variables
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

    def has(self, variables: Mapping[str, str]) -> bool:
        """Whether these are the variables that hold."""
        return self._variables == variables

    def rules_of(self, path: Path) -> list[RuleSet]:
        """The rules of a file that no widget is matched against, with the variables that hold."""
        return self._parse_rules(path.read_text(encoding="utf-8"), (str(path), ""))

    def take_new(self) -> Callable[[], None] | None:
        """What keeps for the next start what this one had to parse, and may be called in a thread; None if nothing."""
        new, self._new = self._new, {}
        return partial(self._kept.keep, new) if new else None

    def _parse_rules(
        self,
        css: str,
        read_from: CSSLocation,
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        source = (css, read_from, is_default_rules, tie_breaker, scope)
        if source in self._parse_cache or self._variables is not self._at_start:
            return super()._parse_rules(css, read_from, is_default_rules, tie_breaker, scope)
        rules = self._kept.rules(source)
        if rules is None:
            rules = self._new[source] = super()._parse_rules(*source)
        self._parse_cache[source] = rules
        return rules

    def reparse(self) -> None:
        # As safe as Textual's way by a second stylesheet: `parse` takes the new rules over once all are there.
        self.parse()
