"""The palette of a theme: read from its stylesheet as a table, for what is drawn on a screen or to a file.

Component classes of a widget would give the same, and cost each start 6 ms: Textual makes a node for each of them and
matches that against every rule, once more whenever the focus comes or goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style
from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet

from codex_tui.parsed_stylesheet import ParsedStylesheet
from codex_tui.render.palette import Palette
from codex_tui.theming import THEMES, stylesheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from textual.app import App
    from textual.css.model import RuleSet
    from textual.css.styles import RulesMap

_THEMES = 8
"""Themes whose styles are kept: more than anybody tries one after the other."""


def screen_palette(app: App[object]) -> Palette:
    """The palette of the theme that an application shows."""
    theme, styles = app.current_theme, screen_styles(app)
    return Palette(name=theme.name, dark=theme.dark, **{token: styles[token] for token in Palette.tokens()})


def screen_styles(app: App[object]) -> Mapping[str, Style]:
    """All styles of the theme that an application shows: the palette, and what is laid over it."""
    sheet, variables = app.stylesheet, app.theme_variables
    if isinstance(sheet, ParsedStylesheet) and sheet.has(variables):
        return _styles(variables, sheet.rules_of)
    return _styles(variables)


def theme_palette(name: str) -> tuple[Palette, str, str]:
    """The palette of a theme of ours without a screen, and the colours of its text and its background (#rrggbb)."""
    theme = next(theme for theme in THEMES if theme.name == name)
    variables = {**theme.to_color_system().generate(), **theme.variables}
    styles = _styles(variables)
    palette = Palette(
        name=theme.name, dark=theme.dark, **{token: styles[token] for token in Palette.tokens()}
    )
    return palette, variables["foreground"], variables["background"]


_known: LRUCache[tuple[tuple[str, str], ...], Mapping[str, Style]] = LRUCache(_THEMES)


def _styles(
    variables: Mapping[str, str], rules_of: Callable[[Path], Iterable[RuleSet]] | None = None
) -> Mapping[str, Style]:
    """The styles of `palette.tcss` by the name of their class; attributes that it leaves out are left out here.

    Args:
        variables: of the theme.
        rules_of: parses a file with these variables.
    """
    theme = tuple(variables.items())
    if (styles := _known.get(theme)) is None:
        path = stylesheet("palette.tcss")
        styles = _known[theme] = {
            selectors.selectors[-1].name: _style(rule.styles.get_rules())
            for rule in (rules_of(path) if rules_of is not None else _parsed(variables, path))
            for selectors in rule.selector_set
        }
    return styles


def _parsed(variables: Mapping[str, str], path: Path) -> Iterable[RuleSet]:
    sheet = Stylesheet(variables=dict(variables))
    sheet.read(path)
    return sheet.rules


def _style(rules: RulesMap) -> Style:
    color, background = rules.get("color"), rules.get("background")
    return Style.parse(str(rules.get("text_style") or "")) + Style(
        color=color.rich_color if color is not None else None,
        bgcolor=background.rich_color if background is not None else None,
    )
