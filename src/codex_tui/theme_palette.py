"""The palette of a theme without a screen: read from the transcript's stylesheet, the one place that gives it.

For what is drawn to a file. On a screen the transcript's own styles are asked, see `widgets.palette`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style
from textual.css.stylesheet import Stylesheet

from codex_tui.render.palette import Palette
from codex_tui.theming import THEMES, stylesheet

if TYPE_CHECKING:
    from textual.css.styles import RulesMap

_PREFIX = "cell--"


def theme_palette(name: str) -> tuple[Palette, str, str]:
    """The palette of a theme of ours, and the colours of its text and its background (#rrggbb)."""
    theme = next(theme for theme in THEMES if theme.name == name)
    variables = {**theme.to_color_system().generate(), **theme.variables}
    sheet = Stylesheet(variables=variables)
    sheet.read(stylesheet("transcript.tcss"))
    sheet.parse()
    found: dict[str, Style] = {}
    for rule in sheet.rules:
        for selectors in rule.selector_set:
            last = selectors.selectors[-1].name
            if last.startswith(_PREFIX):
                found[last[len(_PREFIX) :]] = _style(rule.styles.get_rules())
    styles = {token: found[token] for token in Palette.tokens()}
    palette = Palette(name=theme.name, dark=theme.dark, **styles)
    return palette, variables["foreground"], variables["background"]


def _style(rules: RulesMap) -> Style:
    style = Style.parse(str(rules.get("text_style") or ""))
    color, background = rules.get("color"), rules.get("background")
    return style + Style(
        color=color.rich_color if color is not None else None,
        bgcolor=background.rich_color if background is not None else None,
    )
