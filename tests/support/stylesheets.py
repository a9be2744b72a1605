"""Stylesheets are parsed once for all applications of a run.

Every test that starts an application would parse the same stylesheets again, Textual's own and ours, once for
each theme that it registers: a sixth of what such a test costs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.css.stylesheet import Stylesheet

if TYPE_CHECKING:
    from textual.css.model import RuleSet
    from textual.css.types import CSSLocation

_parsed: dict[tuple[object, ...], list[RuleSet]] = {}
textual_parse = Stylesheet._parse_rules
"""What a test restores that is about the parsing."""


def _parse_once(
    self: Stylesheet,
    css: str,
    read_from: CSSLocation,
    is_default_rules: bool = False,
    tie_breaker: int = 0,
    scope: str = "",
) -> list[RuleSet]:
    variables = tuple(self._variables.items())
    key = (variables, css, read_from, is_default_rules, tie_breaker, scope)
    if key not in _parsed:
        _parsed[key] = textual_parse(self, css, read_from, is_default_rules, tie_breaker, scope)
    return _parsed[key]


def parse_once() -> None:
    """Keep what is parsed. Rules are only read after that: within an application its screens share them."""
    Stylesheet._parse_rules = _parse_once  # type: ignore[method-assign]
