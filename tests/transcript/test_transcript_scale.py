"""What a frame costs does not depend on how long the conversation is; counted, not timed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

import anyio
import pytest
from textual.screen import Screen
from textual.selection import Selection

from codex_tui.messages import CopyRequested
from codex_tui.render.base import BaseRenderer
from codex_tui.theming import LIGHT
from codex_tui.widgets.transcript.frame import Frame
from tests.transcript.host import (
    SIZE,
    Host,
    agent,
    conversation,
    lines_of,
    make_ports,
    numbered,
    reasoning,
    user,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from codex_tui.model.items import Item

pytestmark = pytest.mark.anyio


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts cells rendered, rows drawn and layouts of the screen."""
    done: Counter[str] = Counter()

    def counted(owner: type, name: str, what: str) -> None:
        original = getattr(owner, name)

        def call(*args, **kwargs):
            done[what] += 1
            return original(*args, **kwargs)

        monkeypatch.setattr(owner, name, call)

    counted(BaseRenderer, "update", "cells rendered")
    counted(Frame, "_finish", "rows drawn")
    counted(Screen, "_refresh_layout", "layouts")
    return done


async def settle(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    with anyio.fail_after(20):
        while not condition():
            await pilot.pause()


def turns(number: int) -> list[Item]:
    items: list[Item] = []
    for turn in range(number):
        items += [
            user(f"u{turn}", "a prompt"),
            reasoning(f"r{turn}", "**Looking**\n\nat the sender"),
            agent(f"a{turn}", "An *answer* with\n\n- one\n- two"),
        ]
    return items


async def figures_of(length: int, work: Counter[str]) -> dict[str, Counter[str]]:
    figures: dict[str, Counter[str]] = {}
    app = Host(conversation(*turns(length // 3)))
    async with app.run_test(size=SIZE) as pilot:
        transcript = app.transcript

        async def take(what: str) -> None:
            await settle(pilot, lambda: transcript._ahead is None)
            figures[what] = Counter({**work, "regions": len(transcript.repainted)})
            work.clear()
            transcript.repainted.clear()

        await pilot.pause()
        item = agent("stream", "A first line", running=True)
        app.start(item)
        await pilot.pause()
        await take("opened")
        for number in range(5):
            app.append(item, f" word{number}\n")
            await pilot.pause()
        await take("streamed")
        for number, pages in enumerate((-1, -1, -1, 1)):
            transcript.scroll_page(pages)
            await pilot.pause()
            await take(f"page {number}")
        for step in (-1, -1, 1):
            transcript.go_to_prompt(step)
            await pilot.pause()
        await take("from prompt to prompt")
        transcript.begin_finding()
        transcript.find("answer")
        await pilot.pause()
        transcript.find_next(1)
        await pilot.pause()
        await take("found")
        transcript.end_finding()
        await pilot.pause()
        await take("found no more")
        app.append(item, "\n\nmore")
        await pilot.pause()
        await take("streamed off screen")
        transcript.fold_all()
        await pilot.pause()
        await take("folded")
        app.theme = LIGHT
        await pilot.pause()
        await take("another theme")
        await pilot.resize_terminal(SIZE[0] - 10, SIZE[1])
        await pilot.pause()
        await take("another size")
    return figures


async def test_ten_thousand_items_cost_what_a_hundred_do(work: Counter[str]):
    short = await figures_of(99, work)
    long = await figures_of(9_999, work)
    assert long == short
    assert short["streamed"]["layouts"] == 0
    assert short["streamed"]["cells rendered"] == 5
    assert short["streamed off screen"]["regions"] == 0
    assert all(figures["cells rendered"] <= 3 * SIZE[1] for figures in short.values())


async def test_the_next_page_is_rendered_before_it_is_asked_for(work: Counter[str]):
    app = Host(conversation(*numbered(200)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.transcript.scroll_page(-1)
        await settle(pilot, lambda: app.transcript._ahead is None)
        work.clear()
        app.transcript.scroll_page(-1)
        assert work["cells rendered"] == 0
        assert work["rows drawn"] > 0


async def test_a_very_long_cell_is_not_rendered_before_it_is_asked_for(work: Counter[str]):
    app = Host(conversation(agent("long", lines_of(2_000)), *numbered(20)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.transcript.scroll_lines(-15)
        await settle(pilot, lambda: app.transcript._ahead is None)
        long = app.transcript._scene.cells.column[1]
        assert not long.lines


@pytest.mark.parametrize("deed", ["fold", "theme", "size"])
async def test_the_line_that_is_read_stays_where_it_is(deed: str):
    app = Host(conversation(*turns(1_000)))
    async with app.run_test(size=SIZE) as pilot:
        transcript = app.transcript
        await pilot.pause()
        for _ in range(20):
            transcript.scroll_page(-1)
        await pilot.pause()
        held = next(row for row in transcript._scene.viewport.rows if row.line >= 0)
        number = transcript._scene.viewport.rows.index(held)
        if deed == "fold":
            transcript.fold_all()
        elif deed == "theme":
            app.theme = LIGHT
        else:
            await pilot.resize_terminal(SIZE[0] - 7, SIZE[1])
        await pilot.pause()
        assert transcript._scene.viewport.rows[number].cell is held.cell
        assert not transcript.at_end


async def test_whether_text_is_selected_is_known_without_rendering_all_of_it(work: Counter[str]):
    app = Host(conversation(*numbered(3_000)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.transcript._scene.select(Selection(None, None))
        work.clear()
        assert app.transcript.has_selection
        assert work["cells rendered"] == 1


async def test_a_selection_of_many_cells_is_copied_in_slices_and_leaves_them_unrendered():
    ticks = count()
    ports = replace(make_ports(), monotonic=lambda: float(next(ticks)))
    app = Host(conversation(*numbered(60)), ports=ports)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.transcript._scene.select(Selection(None, None))
        rendered = [cell for cell in app.transcript._scene.cells.column if cell.lines]
        app.transcript.copy_selection()
        assert app.copied == []
        await settle(pilot, lambda: bool(app.copied))
        assert app.copied == ["\n".join(f"m message {number}" for number in range(60))]
        assert [cell for cell in app.transcript._scene.cells.column if cell.lines] == rendered


async def test_copying_ends_where_another_conversation_is_shown():
    ticks = count()
    ports = replace(make_ports(), monotonic=lambda: float(next(ticks)))
    app = Host(conversation(*numbered(60)), ports=ports)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.transcript._scene.select(Selection(None, None))
        app.transcript.copy_selection()
        app.transcript.show(conversation(*numbered(3, "other")))
        app.transcript._scene.select(Selection(None, None))
        app.transcript.copy_selection()
        await settle(pilot, lambda: bool(app.copied))
        await pilot.pause()
        assert app.copied == ["\n".join(f"other message {number}" for number in range(3))]
        assert len([intent for intent in app.intents if isinstance(intent, CopyRequested)]) == 1
