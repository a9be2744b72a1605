"""What is written can be read: each token that draws text, on each background that it may stand on, in each theme."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem

from codex_tui.app import CodexTui
from codex_tui.render.palette import Palette
from codex_tui.settings.loading import Loaded
from codex_tui.settings.own_themes import TOKENS, is_colour
from codex_tui.settings.values import Display, Settings
from codex_tui.theme_colours import COLOURS, OF_256
from codex_tui.theme_palette import theme_palette
from codex_tui.theming import THEMES, Seen, our_themes

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = (
    "foreground",
    "strong",
    "quiet",
    "accent",
    "success",
    "error",
    "needs-you",
    "added",
    "removed",
    "code",
)
BACKGROUNDS = ("background", "surface", "panel", "code-background", "cursor", "selection")
WORDS = (("added", "added-word"), ("removed", "removed-word"))
OF_THE_TERMINAL = ("ansi-light", "ansi-dark")


def luminance(colour: str) -> float:
    """As WCAG 2 has it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [name for name in COLOURS if name not in OF_THE_TERMINAL])
def test_every_text_of_a_theme_stands_out_from_what_it_stands_on(theme: str):
    _, colours = COLOURS[theme]
    least = 7.0 if theme.startswith("high-contrast") else 4.5
    pairs = [*product(TEXTS, BACKGROUNDS), *WORDS]
    found = {f"{text} on {on}": round(contrast(colours[text], colours[on]), 2) for text, on in pairs}
    assert {pair: value for pair, value in found.items() if value < least} == {}


@pytest.mark.parametrize("theme", ["high-contrast-light", "high-contrast-dark"])
def test_frames_of_high_contrast_are_seen(theme: str):
    _, colours = COLOURS[theme]
    assert contrast(colours["rule"], colours["background"]) >= 3.0


@pytest.mark.parametrize("theme", OF_THE_TERMINAL)
def test_the_themes_of_the_terminal_name_its_colours_only(theme: str):
    _, colours = COLOURS[theme]
    assert all(colour.startswith("ansi_") for colour in colours.values())
    # Whatever they are, text and what it stands on are never the same one.
    dark = [colours[on] for on in BACKGROUNDS]
    assert not {colours[text] for text in TEXTS} & set(dark) - {"ansi_default"}


def test_every_theme_has_every_token_and_makes_a_palette():
    for _, colours in COLOURS.values():
        assert set(colours) == set(TOKENS)
        assert all(is_colour(colour) for colour in colours.values())
    for theme in THEMES:
        palette, *_ = theme_palette(theme.name)
        assert all(getattr(palette, token).color is not None for token in Palette.tokens())


def shown_in_256(colour: str) -> str:
    """What a terminal of 256 colours gets for a colour, by Rich's choice."""
    red, green, blue = RichColor.parse(colour).downgrade(ColorSystem.EIGHT_BIT).get_truecolor()
    return f"#{red:02x}{green:02x}{blue:02x}"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_with_256_colours_texts_stand_out_and_what_differs_by_colour_still_does(theme: str):
    made = next(one for one in our_themes(few=True) if one.name == f"codex-{theme}")
    variables = {**made.to_color_system().generate(), **made.variables}
    shown = {token: shown_in_256(variables[token]) for token in OF_256[theme]}
    assert shown.keys() == COLOURS[theme][1].keys()
    pairs = [*product(TEXTS, BACKGROUNDS), *WORDS]
    found = {f"{text} on {on}": round(contrast(shown[text], shown[on]), 2) for text, on in pairs}
    assert {pair: value for pair, value in found.items() if value < 4.5} == {}
    for one, other in (("cursor", "background"), ("selection", "background"), ("selection", "cursor")):
        assert shown[one] != shown[other]
    assert len({shown[token] for token in ("error", "needs-you", "success", "accent", "quiet")}) == 5


@pytest.mark.parametrize(("token", "strongest"), [("error", 0), ("removed", 0), ("success", 1), ("added", 1)])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_with_256_colours_red_is_red_and_green_is_green(theme: str, token: str, strongest: int):
    shown = shown_in_256(OF_256[theme][token])
    parts = [int(shown[at : at + 2], 16) for at in (1, 3, 5)]
    assert all(parts[strongest] > part for place, part in enumerate(parts) if place != strongest)


@pytest.mark.parametrize(("dark", "theme"), [(True, "codex-ansi-dark"), (False, "codex-ansi-light")])
def test_with_16_colours_they_are_the_terminals_own_unless_a_theme_is_set(
    dark: bool, theme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLORTERM", "")
    seen = Seen(dark, on_terminal=True)
    app = CodexTui(str(tmp_path), seen=seen)
    assert app.theme == theme
    assert app.stylesheet._variables["needs-you"].startswith("ansi_")
    app = CodexTui(str(tmp_path), Loaded(Settings(display=Display(theme="light"))), seen=seen)
    assert app.theme == "codex-light"


@pytest.mark.parametrize(("colours", "few"), [("", True), ("truecolor", False)])
def test_the_terminal_gets_those_of_its_colours(
    colours: str, few: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", colours)
    app = CodexTui(str(tmp_path), seen=Seen(dark=False, on_terminal=True))
    themes = OF_256["light"] if few else COLOURS["light"][1]
    assert shown_in_256(OF_256["light"]["error"]) != shown_in_256(COLOURS["light"][1]["error"])
    # Textual's own arithmetic takes one off here and there.
    assert shown_in_256(app.stylesheet._variables["error"]) == shown_in_256(themes["error"])


@pytest.mark.anyio
async def test_with_16_colours_the_other_background_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLORTERM", "")
    app = CodexTui(str(tmp_path), seen=Seen(dark=False, on_terminal=True))
    async with app.run_test() as pilot:
        await pilot.press("f6")
        assert app.theme == "codex-dark"
        await pilot.press("f6")
        assert app.theme == "codex-ansi-light"
