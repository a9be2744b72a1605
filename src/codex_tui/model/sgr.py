"""Select Graphic Rendition: the colours and weights of terminal text as plain data."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Colour: TypeAlias = int | tuple[int, int, int] | None
"""Index in the terminal's palette (0 to 255), red green blue, or the default."""


class Sgr(NamedTuple):
    """How a run of characters is drawn. Concealed text has no place here: nothing is ever hidden."""

    fg: Colour = None
    bg: Colour = None
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    reverse: bool = False
    strike: bool = False


PLAIN = Sgr()

_FLAGS = {1: "bold", 2: "dim", 3: "italic", 4: "underline", 7: "reverse", 9: "strike", 21: "underline"}
_RESETS = {22: ("bold", "dim"), 23: ("italic",), 24: ("underline",), 27: ("reverse",), 29: ("strike",)}


@lru_cache(maxsize=1024)
def apply_sgr(current: Sgr, parameters: str) -> Sgr:
    """The style after a sequence ``CSI parameters m``; what it does not know it passes over."""
    style = current
    codes = iter(parameters.split(";"))
    for code in codes:
        name, *rest = code.split(":")
        value = _number(name)
        if value == 0:
            style = PLAIN
        elif value in _FLAGS:
            style = style._replace(**{_FLAGS[value]: rest[:1] != ["0"]})
        elif value in _RESETS:
            style = style._replace(**dict.fromkeys(_RESETS[value], False))
        elif value in (38, 48):
            colour = _from_colons(rest) if rest else _from_codes(codes)
            style = style._replace(fg=colour) if value == 38 else style._replace(bg=colour)
        elif 30 <= value <= 39 or 90 <= value <= 97:
            style = style._replace(fg=_basic(value, 30, 90))
        elif 40 <= value <= 49 or 100 <= value <= 107:
            style = style._replace(bg=_basic(value, 40, 100))
    return style


def _number(text: str | None) -> int:
    return min(255, int(text)) if text and text.isascii() and text.isdecimal() and len(text) < 9 else 0


def _basic(value: int, normal: int, bright: int) -> Colour:
    if value >= bright:
        return value - bright + 8
    return None if value == normal + 9 else value - normal


def _from_codes(codes: Iterator[str]) -> Colour:
    kind = next(codes, None)
    if kind == "5":
        return _number(next(codes, None))
    if kind == "2":
        return (_number(next(codes, None)), _number(next(codes, None)), _number(next(codes, None)))
    return None


def _from_colons(parts: list[str]) -> Colour:
    if parts[0] == "5" and len(parts) > 1:
        return _number(parts[1])
    if parts[0] == "2" and len(parts) > 3:
        red, green, blue = parts[-3:] if len(parts) < 6 else parts[2:5]
        return (_number(red), _number(green), _number(blue))
    return None
