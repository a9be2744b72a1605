"""What stands where nothing is typed can be read, also where a terminal has 16 colours."""

from __future__ import annotations

import pytest
from rich.color import ColorSystem
from textual.widgets import Input

from codex_tui.app import CodexTui
from codex_tui.theme_colours import COLOURS
from codex_tui.widgets.composer import Composer
from tests.test_theme_contrast import OF_THE_TERMINAL, contrast

pytestmark = pytest.mark.anyio

XTERM = (
    *("#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5"),
    *("#7f7f7f", "#ff0000", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff"),
)
"""Its 16 colours, as it comes."""


def in_16_colours(colour):
    number = colour.downgrade(ColorSystem.STANDARD).number
    assert number is not None
    return XTERM[number]


def contrasts(style):
    """In all colours, and in 16."""
    whole = contrast(style.color.triplet.hex, style.bgcolor.triplet.hex)
    return whole, contrast(in_16_colours(style.color), in_16_colours(style.bgcolor))


@pytest.mark.parametrize("theme", [name for name in COLOURS if name not in OF_THE_TERMINAL])
async def test_hints_of_empty_lines_stand_out(tmp_path, theme):
    app = CodexTui(str(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        app.theme = f"codex-{theme}"
        await pilot.pause()
        line = app.screen.query_one(Input).get_component_rich_style("input--placeholder")
        await pilot.press("n")
        composer = app.screen.query_one(Composer).get_component_rich_style("text-area--placeholder")
        for style in (line, composer):
            in_all, in_few = contrasts(style)
            assert in_all >= 4.5
            assert in_few >= 3.0
