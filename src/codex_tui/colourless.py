"""What is drawn where NO_COLOR is set: no colour at all, and what is told by its background alone stands reversed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color, ColorParseError
from textual.filter import LineFilter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rich.color_triplet import ColorTriplet

_DEFAULT = Style.from_color(RichColor.parse("default"), RichColor.parse("default"))
_REVERSED = _DEFAULT + Style(reverse=True)
_MARKING = (
    "selection",
    "input-selection-background",
    "input-cursor-background",
    "screen-selection-background",
)
"""Variables of a theme for backgrounds that say something by themselves: what is selected, and where one types."""


class Colourless(LineFilter):
    """Takes colours out of what is drawn.

    Args:
        variables: gives the colours of the theme.
    """

    def __init__(self, variables: Callable[[], Mapping[str, str]]) -> None:
        super().__init__()
        self._variables = variables
        self._known: tuple[Mapping[str, str], frozenset[ColorTriplet]] = ({}, frozenset())

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        marking = self._marking()
        return [
            Segment(text, None if style is None else _without(style, marking), control)
            for text, style, control in segments
        ]

    def _marking(self) -> frozenset[ColorTriplet]:
        variables = self._variables()
        if variables is not self._known[0]:
            self._known = (
                variables,
                frozenset(filter(None, (_triplet(variables.get(name)) for name in _MARKING))),
            )
        return self._known[1]


def _without(style: Style, marking: frozenset[ColorTriplet]) -> Style:
    on = style.bgcolor.triplet if style.bgcolor is not None else None
    return style + (_REVERSED if on in marking else _DEFAULT)


def _triplet(colour: str | None) -> ColorTriplet | None:
    try:
        return Color.parse(colour or "").rich_color.triplet
    except ColorParseError:
        return None
