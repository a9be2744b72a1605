"""What is nested too deep for the parser, and what follows it, is in an export all the same."""

from __future__ import annotations

import pytest

from codex_tui.export.html_markdown import markdown_html


@pytest.mark.parametrize("deep", ["- " * 60, "> " * 120, "- > " * 40])
def test_nothing_is_left_out(deep: str) -> None:
    page = markdown_html(f"{deep}the deep end\n\n# After\n")
    assert "the deep end" in page
    assert "<h1>After</h1>" in page
