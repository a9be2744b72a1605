"""Themes and stylesheets: the colours by meaning, and where the TCSS files are.

A theme gives each semantic token as a variable (``$quiet``, ``$needs-you``, ``$added`` ...), so that no widget and no
stylesheet names a colour. The stylesheets lie in ``styles/`` of a checkout; a wheel carries them in the package.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textual.theme import Theme

from codex_tui.theme_colours import COLOURS, OF_256

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codex_tui.settings.values import Display

DARK = "codex-dark"
LIGHT = "codex-light"
_OURS = "codex-"
_OWN = "own-"

_PACKAGED = Path(__file__).parent / "styles"
_CHECKOUT = Path(__file__).parents[2] / "styles"
_COLOUR_SYSTEM = (
    *("foreground", "background", "surface", "panel"),
    *("primary", "secondary", "accent", "success", "warning", "error"),
)
"""Tokens that Textual's themes have by themselves."""
_ANSI = {"ansi-background": "ansi_default", "ansi-foreground": "ansi_default"}
"""What Textual's own styles ask a theme of the terminal's colours for."""
FRAMES: Mapping[str, str] = {"frame": "round", "edge": "outer", "overflow": "ellipsis"}
"""What stylesheets call the line around a box, that at the left of one, and what is done with a text that is cut."""
ASCII_FRAMES: Mapping[str, str] = {"frame": "ascii", "edge": "ascii", "overflow": "clip"}
"""The same for ASCII only."""


class Seen(NamedTuple):
    """What is known of where the application is drawn, before it is."""

    dark: bool | None = None
    """Whether the background is dark."""
    on_terminal: bool = False
    """It is drawn on one, by the colours that it has; else as if it had all."""


UNSEEN = Seen()


def stylesheet(name: str) -> Path:
    """The path of a stylesheet, for `CSS_PATH`."""
    folder = _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT
    return folder / name


def make_theme(name: str, colours: Mapping[str, str], *, dark: bool) -> Theme:
    """A theme of Textual's with these colours, one for each token."""
    ansi = colours["background"].startswith("ansi_")
    theme = Theme(
        name=name,
        dark=dark,
        ansi=ansi,
        primary=colours["primary"],
        variables={
            **{token: colour for token, colour in colours.items() if token not in _COLOUR_SYSTEM},
            "block-cursor-background": colours["cursor"],
            "block-cursor-foreground": colours["strong"],
            "block-cursor-text-style": "none",
            "input-selection-background": colours["selection"],
            "footer-key-foreground": colours["accent"],
            **FRAMES,
            **(_ANSI if ansi else {}),
        },
    )
    for token in _COLOUR_SYSTEM:
        setattr(theme, token, colours[token])
    return theme


def _colours(name: str, *, few: bool) -> Mapping[str, str]:
    return {**COLOURS[name][1], **(OF_256.get(name, {}) if few else {})}


def our_themes(*, few: bool = False) -> tuple[Theme, ...]:
    """All of ours; of 256 colours where the terminal has so few."""
    return tuple(
        make_theme(_OURS + name, _colours(name, few=few), dark=dark) for name, (dark, _) in COLOURS.items()
    )


THEMES = our_themes()


def own_theme(name: str, colours: Mapping[str, str], *, few: bool = False) -> Theme:
    """A theme of a person's own: what it leaves out comes from its base, of 256 colours if there are so few."""
    base = colours.get("base", "dark")
    given = {token: colour for token, colour in colours.items() if token != "base"}
    return make_theme(_OWN + name, {**_colours(base, few=few), **given}, dark=COLOURS[base][0])


def theme_name(setting: str) -> str:
    """The name under which the app knows the theme of a setting."""
    return (_OURS if setting in COLOURS else _OWN) + setting


def wanted_theme(display: Display, *, dark: bool, basic: bool = False) -> str:
    """The theme, by its name in the app, that the settings ask for.

    Args:
        display: the settings.
        dark: the background is.
        basic: the terminal has 16 colours, of which the nearest to ours cannot always be read.
    """
    chosen = display.theme
    if chosen == "auto":
        chosen = display.theme_on_dark if dark else display.theme_on_light
        if basic and chosen in ("light", "dark"):
            chosen = f"ansi-{chosen}"
    return theme_name(chosen)
