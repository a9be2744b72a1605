"""Themes and stylesheets: the colours by meaning, and where the TCSS files are.

A theme gives each semantic token as a variable (``$quiet``, ``$needs-you``, ``$added`` ...), so that no widget and no
stylesheet names a colour. The stylesheets lie in ``styles/`` of a checkout; a wheel carries them in the package.
"""

from __future__ import annotations

from pathlib import Path

from textual.theme import Theme

DARK = "codex-dark"
LIGHT = "codex-light"

_PACKAGED = Path(__file__).parent / "styles"
_CHECKOUT = Path(__file__).parents[2] / "styles"


def stylesheet(name: str) -> Path:
    """The path of a stylesheet, for `CSS_PATH`."""
    folder = _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT
    return folder / name


THEMES: tuple[Theme, ...] = (
    Theme(
        name=DARK,
        dark=True,
        primary="#7aa2c8",
        secondary="#9a8fbf",
        accent="#7aa2c8",
        foreground="#d6d9de",
        background="#14161a",
        surface="#1b1e24",
        panel="#242830",
        success="#7fb685",
        warning="#dcb45c",
        error="#e07a73",
        variables={
            "quiet": "#8b929d",
            "strong": "#f2f4f7",
            "needs-you": "#dcb45c",
            "added": "#8fca96",
            "added-word": "#1f4a2a",
            "removed": "#e88f88",
            "removed-word": "#5a2623",
            "code": "#c3b6e6",
            "code-background": "#1b1e24",
            "rule": "#3a404a",
            "selection": "#33475c",
            "block-cursor-background": "#2a3038",
            "block-cursor-foreground": "#f2f4f7",
            "block-cursor-text-style": "none",
            "input-selection-background": "#33475c",
            "footer-key-foreground": "#7aa2c8",
        },
    ),
    Theme(
        name=LIGHT,
        dark=False,
        primary="#2f6596",
        secondary="#6a5aa0",
        accent="#2f6596",
        foreground="#24292f",
        background="#fbfbf9",
        surface="#f2f2ee",
        panel="#e7e7e1",
        success="#2f7a3d",
        warning="#8a6100",
        error="#b3312a",
        variables={
            "quiet": "#656c76",
            "strong": "#0b0d10",
            "needs-you": "#8a6100",
            "added": "#1f6b2e",
            "added-word": "#bfe5c5",
            "removed": "#a52a23",
            "removed-word": "#f5c6c2",
            "code": "#5a4a94",
            "code-background": "#f2f2ee",
            "rule": "#c9c9c1",
            "selection": "#c3d7ea",
            "block-cursor-background": "#e3e6e8",
            "block-cursor-foreground": "#0b0d10",
            "block-cursor-text-style": "none",
            "input-selection-background": "#c3d7ea",
            "footer-key-foreground": "#2f6596",
        },
    ),
)
