"""Themes of one's own, from the settings file: which tokens there are, and what a colour is. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from codex_tui.settings.values import AUTO, BUILT_IN_THEMES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from codex_tui.settings.reading import Reading

BASE = "base"
TOKENS = (
    *("foreground", "background", "surface", "panel"),
    *("accent", "primary", "secondary", "success", "warning", "error"),
    *("quiet", "strong", "needs-you", "added", "added-word", "removed", "removed-word"),
    *("code", "code-background", "rule", "selection", "cursor"),
)
"""What has a colour, by meaning."""
_SIXTEEN = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
ANSI_COLOURS = (
    "ansi_default",
    *(f"ansi_{name}" for name in _SIXTEEN),
    *(f"ansi_bright_{name}" for name in _SIXTEEN),
)
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


def is_colour(value: object) -> bool:
    """Whether that is a colour here: #rrggbb, #rgb, or one of the terminal's own by name."""
    return isinstance(value, str) and (_HEX.fullmatch(value) is not None or value in ANSI_COLOURS)


def check_themes(themes: Mapping[str, Any], where: Callable[..., str], reading: Reading) -> None:
    """Takes the themes of a file over, without what is wrong in them."""
    from difflib import get_close_matches

    for name, content in themes.items():
        place = where("themes", name)
        if name in (*BUILT_IN_THEMES, AUTO):
            reading.problems.append(f"{place}: {name} is a theme already; give yours another name.")
            continue
        if not isinstance(content, dict):
            reading.problems.append(f"{place}: a theme is a table: write [themes.{name}] above its colours.")
            continue
        colours: dict[str, str] = {}
        for token, value in content.items():
            at = where("themes", name, token)
            if token == BASE:
                if value in BUILT_IN_THEMES:
                    colours[BASE] = value
                else:
                    known = ", ".join(BUILT_IN_THEMES)
                    reading.problems.append(f"{at}: base is one of {known}. dark is used.")
            elif token not in TOKENS:
                close = get_close_matches(token, TOKENS, n=1)
                hint = f" Did you mean {close[0]}?" if close else f" There are {', '.join(TOKENS)}."
                reading.problems.append(f"{at}: there is no token {token[:40]!r}.{hint} It is left out.")
            elif is_colour(value):
                colours[token] = value
            else:
                reading.problems.append(
                    f"{at}: {token} is {str(value)[:40]!r}, but takes a colour such as #7aa2c8 or ansi_blue."
                    " That of its base is used."
                )
        reading.explicit.setdefault("themes", {})[name] = colours
        reading.sources[f"themes.{name}"] = place
