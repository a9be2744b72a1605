"""The colours of each theme by the token that says what they mean. Plain data.

What a test holds: every token that draws text has a contrast of 4.5 or more against every background it may stand on,
and of 7 in the themes of high contrast. The themes of 16 colours leave that to the terminal, whose colours they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

DARK: Mapping[str, str] = {
    "foreground": "#d6d9de",
    "background": "#14161a",
    "surface": "#1b1e24",
    "panel": "#242830",
    "primary": "#7aa2c8",
    "secondary": "#9a8fbf",
    "accent": "#7aa2c8",
    "success": "#7fb685",
    "warning": "#dcb45c",
    "error": "#e07a73",
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
    "selection": "#1d2b3a",
    "cursor": "#252b32",
}

LIGHT: Mapping[str, str] = {
    "foreground": "#24292f",
    "background": "#fbfbf9",
    "surface": "#f2f2ee",
    "panel": "#eeeee9",
    "primary": "#2f6596",
    "secondary": "#6a5aa0",
    "accent": "#2f6596",
    "success": "#2a7037",
    "warning": "#8a6100",
    "error": "#b3312a",
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
    "selection": "#e0f0ff",
    "cursor": "#eaeef1",
}

HIGH_CONTRAST_DARK: Mapping[str, str] = {
    "foreground": "#ffffff",
    "background": "#000000",
    "surface": "#0d0d0d",
    "panel": "#1a1a1a",
    "primary": "#8cc8ff",
    "secondary": "#d0b8ff",
    "accent": "#8cc8ff",
    "success": "#7ee787",
    "warning": "#ffd75f",
    "error": "#ffa198",
    "quiet": "#d0d0d0",
    "strong": "#ffffff",
    "needs-you": "#ffd75f",
    "added": "#a2f5ac",
    "added-word": "#00421a",
    "removed": "#ffc2bc",
    "removed-word": "#5c0c08",
    "code": "#e2d2ff",
    "code-background": "#0d0d0d",
    "rule": "#8a8a8a",
    "selection": "#002a52",
    "cursor": "#262626",
}

HIGH_CONTRAST_LIGHT: Mapping[str, str] = {
    "foreground": "#000000",
    "background": "#ffffff",
    "surface": "#f7f7f7",
    "panel": "#efefef",
    "primary": "#00388a",
    "secondary": "#4a1f8f",
    "accent": "#00388a",
    "success": "#00491a",
    "warning": "#5c3a00",
    "error": "#860606",
    "quiet": "#3a3a3a",
    "strong": "#000000",
    "needs-you": "#5c3a00",
    "added": "#00401a",
    "added-word": "#c4f0cb",
    "removed": "#7a0606",
    "removed-word": "#ffd9d6",
    "code": "#3f1a86",
    "code-background": "#f7f7f7",
    "rule": "#6e6e6e",
    "selection": "#cfe4ff",
    "cursor": "#e8e8e8",
}

ANSI_DARK: Mapping[str, str] = {
    "foreground": "ansi_default",
    "background": "ansi_default",
    "surface": "ansi_default",
    "panel": "ansi_default",
    "primary": "ansi_bright_blue",
    "secondary": "ansi_bright_magenta",
    "accent": "ansi_bright_cyan",
    "success": "ansi_bright_green",
    "warning": "ansi_bright_yellow",
    "error": "ansi_bright_red",
    "quiet": "ansi_white",
    "strong": "ansi_bright_white",
    "needs-you": "ansi_bright_yellow",
    "added": "ansi_bright_green",
    "added-word": "ansi_black",
    "removed": "ansi_bright_red",
    "removed-word": "ansi_black",
    "code": "ansi_bright_magenta",
    "code-background": "ansi_default",
    "rule": "ansi_bright_black",
    "selection": "ansi_blue",
    "cursor": "ansi_black",
}

ANSI_LIGHT: Mapping[str, str] = {
    **ANSI_DARK,
    "primary": "ansi_blue",
    "secondary": "ansi_magenta",
    "accent": "ansi_blue",
    "success": "ansi_green",
    "warning": "ansi_red",
    "error": "ansi_red",
    "quiet": "ansi_bright_black",
    "strong": "ansi_black",
    "needs-you": "ansi_red",
    "added": "ansi_green",
    "added-word": "ansi_white",
    "removed": "ansi_red",
    "removed-word": "ansi_white",
    "code": "ansi_magenta",
    "rule": "ansi_white",
    "selection": "ansi_cyan",
    "cursor": "ansi_white",
}

COLOURS: Mapping[str, tuple[bool, Mapping[str, str]]] = {
    "light": (False, LIGHT),
    "dark": (True, DARK),
    "high-contrast-light": (False, HIGH_CONTRAST_LIGHT),
    "high-contrast-dark": (True, HIGH_CONTRAST_DARK),
    "ansi-light": (False, ANSI_LIGHT),
    "ansi-dark": (True, ANSI_DARK),
}
"""By the name in the settings: whether it is for a dark background, and its colours."""

# Of 256 colours the nearest, chosen by hand: Rich's own choice makes orange of the light theme's red, teal of its
# green, cyan of the row under the cursor, and navy of what is selected in the dark one. Greys are those that Rich turns
# into the one that is meant.

DARK_OF_256: Mapping[str, str] = {
    "foreground": "#dcdcdc",
    "background": "#121212",
    "surface": "#1c1c1c",
    "panel": "#262626",
    "primary": "#87afd7",
    "secondary": "#afafd7",
    "accent": "#87afd7",
    "success": "#87af87",
    "warning": "#d7af5f",
    "error": "#ff8787",
    "quiet": "#9f9f9f",
    "strong": "#f0f0f0",
    "needs-you": "#d7af5f",
    "added": "#afd7af",
    "added-word": "#005f00",
    "removed": "#d78787",
    "removed-word": "#5f0000",
    "code": "#afafd7",
    "code-background": "#1c1c1c",
    "rule": "#444444",
    "selection": "#303030",
    "cursor": "#262626",
}

LIGHT_OF_256: Mapping[str, str] = {
    "foreground": "#262626",
    "background": "#ffffff",
    "surface": "#f0f0f0",
    "panel": "#f0f0f0",
    "primary": "#005f87",
    "secondary": "#5f5faf",
    "accent": "#005f87",
    "success": "#005f00",
    "warning": "#875f00",
    "error": "#af0000",
    "quiet": "#6c6c6c",
    "strong": "#080808",
    "needs-you": "#875f00",
    "added": "#005f00",
    "added-word": "#afd7af",
    "removed": "#af0000",
    "removed-word": "#ffd7d7",
    "code": "#5f5faf",
    "code-background": "#f0f0f0",
    "rule": "#c7c7c7",
    "selection": "#d7ffff",
    "cursor": "#f0f0f0",
}

OF_256: Mapping[str, Mapping[str, str]] = {
    "light": LIGHT_OF_256,
    "dark": DARK_OF_256,
    "high-contrast-dark": {
        "primary": "#afd7ff",
        "accent": "#afd7ff",
        "error": "#ffafaf",
        "selection": "#00005f",
    },
}
"""By the name of a theme: what takes the place of its colours where the terminal has 256."""
