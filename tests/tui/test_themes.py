"""Themes of the whole application: what is parsed for one, and that both screens have its colours."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.color import Color
from textual.css import parse as parser
from textual.css.stylesheet import Stylesheet

from codex_tui.app import CodexTui
from codex_tui.theming import DARK, LIGHT, THEMES
from tests.support.stylesheets import textual_parse

pytestmark = pytest.mark.anyio

BACKGROUNDS = {theme.name: Color.parse(theme.background or "") for theme in THEMES}


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The files, and the classes in them, whose styles were parsed."""
    sources: list[tuple[str, str]] = []
    original = parser.parse

    def parse(scope, css, read_from, **options):
        sources.append(read_from)
        return original(scope, css, read_from, **options)

    monkeypatch.setattr("textual.css.stylesheet.parse", parse)
    monkeypatch.setattr(Stylesheet, "_parse_rules", textual_parse)
    return sources


async def test_a_theme_that_was_shown_before_is_not_parsed_again(
    tmp_path: Path, parsed: list[tuple[str, str]]
):
    app = CodexTui(str(tmp_path))
    async with app.run_test() as pilot:
        for _ in range(2):
            app.action_toggle_theme()
            await pilot.pause()
        assert parsed
        parsed.clear()
        for theme in (LIGHT, DARK):
            app.action_toggle_theme()
            await pilot.pause()
            assert app.screen.styles.background == BACKGROUNDS[theme]
        assert parsed == []


async def test_opening_a_screen_parses_each_of_its_sources_once(
    tmp_path: Path, parsed: list[tuple[str, str]]
):
    app = CodexTui(str(tmp_path))
    async with app.run_test():
        parsed.clear()
        await app.action_new_thread()
        files = {Path(file).name for file, _ in parsed}
        assert "conversation.tcss" in files
        assert "app.tcss" not in files
        assert len(set(parsed)) == len(parsed)


async def test_a_screen_that_comes_back_has_the_theme_that_was_chosen_meanwhile(tmp_path: Path):
    app = CodexTui(str(tmp_path))
    async with app.run_test() as pilot:
        await app.action_new_thread()
        app.action_toggle_theme()
        await pilot.pause()
        assert app.screen.styles.background == BACKGROUNDS[LIGHT]
        await app.show_threads()
        await pilot.pause()
        assert app.screen.styles.background == BACKGROUNDS[LIGHT]
