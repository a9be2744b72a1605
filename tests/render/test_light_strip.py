from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from codex_tui.render.light_strip import LightStrip

if TYPE_CHECKING:
    from collections.abc import Callable

SEGMENTS = [Segment("hello", Style(bold=True)), Segment(" 漢字")]

USES: list[Callable[[Strip], object]] = [
    lambda strip: strip.text,
    lambda strip: strip.cell_length,
    lambda strip: strip.cell_count,
    lambda strip: strip.link_ids,
    lambda strip: strip.crop(2, 7),
    lambda strip: strip.crop_extend(2, 20, Style(bgcolor="red")),
    lambda strip: strip.extend_cell_length(30),
    lambda strip: strip.adjust_cell_length(4),
    lambda strip: strip.apply_style(Style(color="red")),
    lambda strip: strip.apply_offsets(3, 4),
    lambda strip: strip.divide([3, 10]),
    lambda strip: strip.simplify(),
    lambda strip: strip.discard_meta(),
    lambda strip: Strip.join([strip, strip]),
    lambda strip: list(strip),
    bool,
    len,
]


@pytest.mark.parametrize("use", USES)
def test_a_light_strip_is_a_strip_in_every_respect(use: Callable[[Strip], object]) -> None:
    light, full = LightStrip(list(SEGMENTS), 10), Strip(list(SEGMENTS), 10)
    assert use(light) == use(full)
    assert use(light) == use(full)
    assert light == full


def test_what_a_strip_does_not_have_neither_has_a_light_one() -> None:
    with pytest.raises(AttributeError):
        LightStrip([], 0).nothing
