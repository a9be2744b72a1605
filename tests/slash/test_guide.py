"""The table of commands in the guide is the one of the application."""

from __future__ import annotations

from pathlib import Path

from codex_tui.slash.table import written

PAGE = Path(__file__).parents[2] / "docs" / "guide" / "commands.md"


def test_the_guide_has_the_commands_of_now():
    page = PAGE.read_text(encoding="utf-8")
    assert page == written(page), "write it anew: python -m codex_tui.slash.table docs/guide/commands.md"
