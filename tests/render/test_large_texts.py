from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codex_tui.model.items import AgentItem, ItemStatus
from codex_tui.render import pieces
from codex_tui.render.agent import AgentRenderer
from codex_tui.render.markdown import stream
from tests.render.support import KEY, message, texts
from tests.render.support import context as context_of
from tests.render.test_streaming import DOCUMENTS, LONG_TEXTS, whole

if TYPE_CHECKING:
    from codex_tui.render.lines import RenderContext

LARGE = 200_000
SCREEN = 40


def limited(width: int) -> RenderContext:
    at = context_of(width)
    return type(at)(at.width, at.palette, limited=True)


def finish(renderer: AgentRenderer, width: int) -> int:
    """Updates until nothing is left; gives how many times that took."""
    renderer.update(limited(width))
    count = 1
    while renderer.unfinished:
        renderer.update(limited(width))
        count += 1
    return count


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "PIECE", 40)
    monkeypatch.setattr(stream, "SLICE", 100)
    monkeypatch.setattr(pieces, "KEPT_DRAWN", 10)


@pytest.mark.usefixtures("small")
def test_a_part_that_ends_right_behind_the_opener_of_a_fence_has_no_line_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stream, "WINDOW", 60)
    text = (
        "```py\n   ```\n   ```\n```\n1. first\n    indented\n   more\n`> quote\n| 1 | 2 |\n    indented\n"
        "```py\n```py\n```\n[l](http://a.b)"
    )
    renderer = AgentRenderer(message(text))
    finish(renderer, 36)
    assert texts(renderer.lines) == texts(whole(text, 36).lines)


@pytest.mark.usefixtures("small")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DOCUMENTS, st.integers(20, 100), st.integers(20, 100), st.lists(st.integers(1, 200), max_size=5))
def test_a_text_drawn_in_slices_or_again_for_another_width_has_the_lines_of_the_whole(
    text: str, first: int, second: int, sizes: list[int]
) -> None:
    item = AgentItem(key=KEY, status=ItemStatus.COMPLETED)
    renderer, position = AgentRenderer(item), 0
    for size in (*sizes, len(text)):
        item.text.append(text[position : position + size])
        item.touch()
        position += size
        renderer.update(limited(first))
    for width in (first, second, first):
        finish(renderer, width)
        expected = whole(text, width)
        assert texts(renderer.lines) == texts(expected.lines)
        assert list(renderer.lines) == list(expected.lines)


@pytest.mark.parametrize("name", LONG_TEXTS)
def test_long_texts_have_the_same_lines_when_drawn_piece_by_piece(name: str) -> None:
    renderer = AgentRenderer(message(LONG_TEXTS[name]))
    finish(renderer, 80)
    assert list(renderer.lines) == list(whole(LONG_TEXTS[name], 80).lines)


def large_message() -> AgentRenderer:
    block = "## A heading\n\nA paragraph of *some* words.\n\n- one\n- two\n\n```\ncode\n```\n\n"
    return AgentRenderer(message(block * (LARGE // len(block))))


@pytest.fixture(scope="module")
def known() -> AgentRenderer:
    """A large message that was passed over once."""
    renderer = large_message()
    finish(renderer, 80)
    return renderer


def test_a_slice_of_a_large_message_is_bounded() -> None:
    renderer = large_message()
    renderer.update(limited(80))
    assert renderer.unfinished
    assert renderer.drawn + renderer.laid_out < 100


def test_another_width_draws_what_is_looked_at_and_no_more(known: AgentRenderer) -> None:
    for width in (60, 80):
        drawn = known.laid_out
        known.update(limited(width))
        lines = known.lines
        assert isinstance(lines, pieces.PieceLines)
        assert not known.unfinished
        for line in (0, len(lines) // 2, len(lines) - 1):
            now = lines.reach(line, SCREEN, SCREEN)
            around = [lines[index].strip.text for index in range(max(0, now - SCREEN), now)]
            assert line == 0 or any(around)
        # Three places, of at most three pieces each, which are 260 short lines long.
        assert known.laid_out - drawn < 3 * 3 * 270


def test_lines_far_from_what_is_looked_at_are_let_go(known: AgentRenderer) -> None:
    known.update(limited(70))
    lines = known.lines
    assert isinstance(lines, pieces.PieceLines)
    line = 0
    for _ in range(100):
        line = lines.reach(min(line + SCREEN, len(lines) - 1), SCREEN, SCREEN)
    assert lines.held < pieces.KEPT_DRAWN + 4 * SCREEN


def test_a_place_in_the_source_is_found_at_every_width(known: AgentRenderer) -> None:
    for width in (50, 90):
        known.update(limited(width))
        lines = known.lines
        assert isinstance(lines, pieces.PieceLines)
        place = len(known.item.text) // 2
        lines.reach_source(place)
        found = [line.source for line in (lines[index] for index in range(len(lines))) if line.strip.text]
        assert min(abs(source - place) for source in found) < 100


@pytest.mark.parametrize("hostile", ["[", "![", "[a](", "**a ", "<", "*a_ "])
@pytest.mark.parametrize("opening", ["# ", "- ", "> ", "| a |\n|---|\n| "])
def test_markup_without_end_is_plain_text_beyond_a_limit(hostile: str, opening: str) -> None:
    text = hostile * (100_000 // len(hostile))
    shown = "".join(texts(whole(opening + text, 100).lines))
    assert shown.count(hostile[0]) > 0.9 * text.count(hostile[0])
