"""The guide has the settings, the keys and the themes of now."""

from __future__ import annotations

import pytest
from scripts.write_guide_tables import GUIDE, TABLES, written

from codex_tui.settings.catalogue import rows
from codex_tui.settings.own_themes import TOKENS
from codex_tui.settings.values import BUILT_IN_THEMES


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_of_the_guide_are_those_of_the_application(name: str):
    page = (GUIDE / f"{name}.md").read_text(encoding="utf-8")
    assert page == written(page, TABLES[name]()), "write them anew: python scripts/write_guide_tables.py"


def test_the_guide_names_every_theme_and_every_token():
    page = (GUIDE / "themes.md").read_text(encoding="utf-8")
    assert [name for name in (*BUILT_IN_THEMES, *TOKENS) if f"`{name}`" not in page] == []


def test_numbers_are_written_without_an_exponent():
    assert [row.key for row in rows() if "e+" in f"{row.takes} {row.written(row.default)}"] == []
