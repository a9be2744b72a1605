"""What the transcript draws: no more than has changed, and in every size and theme."""

from __future__ import annotations

import gc

import anyio
import pytest
from textual.screen import Screen

from codex_tui import collector
from codex_tui.render import user as user_rendering
from codex_tui.theming import LIGHT
from tests.transcript.host import (
    SIZE,
    Host,
    agent,
    command,
    conversation,
    lines_of,
    make_ports,
    numbered,
    user,
)
from tests.transcript.samples import mixed

pytestmark = pytest.mark.anyio


async def test_only_visible_cells_of_a_long_conversation_are_rendered(monkeypatch: pytest.MonkeyPatch):
    rendered: list[object] = []
    original = user_rendering.UserRenderer.update

    def update(self, context):
        rendered.append(self.item.key)
        return original(self, context)

    monkeypatch.setattr(user_rendering.UserRenderer, "update", update)
    app = Host(conversation(*numbered(5_000)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert 10 <= len(set(rendered)) <= 12
        rendered.clear()
        await pilot.resize_terminal(50, 20)
        await pilot.pause()
        app.transcript.fold_all()
        await pilot.pause()
        assert len(set(rendered)) <= 12
        assert len(app.screen.query("*")) == 1


async def test_nothing_is_painted_while_nothing_happens():
    app = Host(conversation(*numbered(30)), ports=make_ports(animate=True))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.transcript.repainted.clear()
        app.transcript.painted = 0
        assert app.transcript._ticker is not None
        assert not app.transcript._ticker._active.is_set()
        for _ in range(10):
            await pilot.pause()
        assert app.transcript.repainted == []
        assert app.transcript.painted == 0


async def test_what_scrolling_leaves_behind_is_collected_when_the_next_page_is_ready():
    generations: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "stop":
            generations.append(info["generation"])

    app = Host(conversation(*numbered(300)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        gc.freeze()
        gc.disable()
        gc.callbacks.append(note)
        try:
            made = [[number] for number in range(collector.YOUNG)]
            app.transcript.scroll_page(-1)
            while app.transcript._ahead is not None:
                assert not generations
                await pilot.pause()
        finally:
            gc.callbacks.remove(note)
            gc.enable()
            gc.unfreeze()
    assert made
    assert generations == [1]


async def test_text_that_goes_on_repaints_its_row_only():
    app = Host(conversation(*numbered(3)))
    async with app.run_test(size=SIZE) as pilot:
        item = agent("a", "Hello", running=True)
        app.start(item)
        await pilot.pause()
        app.transcript.repainted.clear()
        app.append(item, " world")
        await pilot.pause()
        (region,) = app.transcript.repainted
        assert region is not None
        assert region.height == 1
        assert (region.x, region.right) == (len("• Hello"), len("• Hello world"))


async def test_the_ticker_runs_only_while_something_on_screen_runs():
    app = Host(conversation(*numbered(3)), ports=make_ports(animate=True))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        ticker = app.transcript._ticker
        assert ticker is not None
        item = command("c", "pytest", "a\n", running=True)
        app.start(item)
        await pilot.pause()
        assert ticker._active.is_set()
        before = app.screen_text
        app.transcript.repainted.clear()
        app.transcript._tick()
        assert {region.y for region in app.transcript.repainted if region} == {
            before.index("⠋ $ pytest")
            if "⠋ $ pytest" in before
            else next(y for y, text in enumerate(before) if "pytest" in text)
        }
        app.complete(item)
        await pilot.pause()
        assert not ticker._active.is_set()


async def test_only_rows_whose_selection_changed_are_repainted():
    app = Host(conversation(*numbered(30)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.mouse_down(app.transcript, offset=(4, 3))
        await pilot.hover(app.transcript, offset=(8, 7))
        await pilot.pause()
        app.transcript.repainted.clear()
        await pilot.hover(app.transcript, offset=(9, 7))
        await pilot.pause()
        assert {region.y for region in app.transcript.repainted if region is not None} == {7}
        assert None not in app.transcript.repainted


async def test_what_a_model_writes_is_no_markup():
    app = Host(conversation(user("u", "[bold]x[/bold] [link=x]")))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert "› [bold]x[/bold] [link=x]" in app.screen_text


async def test_another_theme_is_drawn_at_once():
    app = Host(conversation(*numbered(5)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        dark = app.transcript.palette
        app.theme = LIGHT
        await pilot.pause()
        assert app.transcript.palette != dark
        strip = app.transcript.render_lines(app.transcript.size.region)[2]
        background = app.theme_variables["background"].lower()
        assert {segment.style.bgcolor.get_truecolor().hex for segment in strip} == {background}


async def test_a_view_on_another_screen_catches_up_when_it_comes_back():
    app = Host(conversation(*numbered(5)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await app.push_screen(Screen())
        app.transcript.repainted.clear()
        app.start(user("new", "hello"))
        await pilot.pause()
        assert app.transcript.repainted == []
        app.transcript.painted = 0
        app.pop_screen()
        await pilot.pause()
        assert app.transcript.painted
        assert "› hello" in app.screen_text


async def test_a_large_message_that_is_painted_before_its_next_frame_is_shown_to_its_end():
    item = agent("a", running=True)
    app = Host(conversation(item))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.append(item, "\n\n".join(f"paragraph {number} of a long message" for number in range(3000)))
        app.append(item, "\n\nthe last word")
        app.transcript.want_frame()
        # The screen paints for a reason of its own while that frame is still on its way.
        app.transcript.render_lines(app.transcript.size.region)
        with anyio.fail_after(20):
            while "the last word" not in "\n".join(app.screen_text):
                await pilot.pause()


async def test_forty_columns_and_fourteen_rows_are_enough():
    app = Host(conversation(*numbered(3), agent("a", lines_of(20)), command("c", "ls -la " * 20, "x" * 200)))
    async with app.run_test(size=(40, 14)) as pilot:
        await pilot.pause()
        assert app.transcript.at_end
        app.transcript.focus()
        await pilot.press("k", "k", "k", "j", "g", "G", "ctrl+u", "space", "y")
        strips = app.transcript.render_lines(app.transcript.size.region)
        assert {strip.cell_length for strip in strips} == {40}
        assert len(strips) == 14


async def test_a_terminal_of_hardly_any_width_breaks_nothing():
    app = Host(mixed())
    async with app.run_test(size=SIZE) as pilot:
        for size in ((5, 3), (1, 1), (3, 40), (60, 20)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            strips = app.transcript.render_lines(app.transcript.size.region)
            assert {strip.cell_length for strip in strips} == {size[0]}
