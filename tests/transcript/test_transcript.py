"""The widget as a person uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.events import MouseScrollUp
from textual.screen import Screen

from codex_tui.messages import ConversationReset, HistoryLoaded, OlderHistoryWanted
from codex_tui.model.safe_text import SafeText
from codex_tui.render import user as user_rendering
from codex_tui.theming import LIGHT
from codex_tui.widgets.transcript import Transcript
from tests.transcript.host import THREAD, Host, agent, command, conversation, make_ports, reasoning, user

if TYPE_CHECKING:
    from codex_tui.model.items import Item

from tests.transcript.samples import mixed

pytestmark = pytest.mark.anyio

SIZE = (60, 20)


def numbered(count: int, prefix: str = "m") -> list[Item]:
    return [user(f"{prefix}{number}", f"{prefix} message {number}") for number in range(count)]


def lines_of(count: int, word: str = "line") -> str:
    return "".join(f"{word} {number}\n\n" for number in range(count))


async def test_a_conversation_opens_at_its_end():
    app = Host(conversation(*numbered(50)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.screen_text[-1] == "› m message 49"
        assert app.transcript.at_end
        assert app.transcript.new_below == 0


async def test_streamed_text_keeps_the_end_in_view():
    app = Host(conversation(*numbered(10)))
    async with app.run_test(size=SIZE) as pilot:
        item = agent("a", running=True)
        app.start(item)
        for number in range(40):
            app.append(item, f"line {number}\n\n")
            await pilot.pause()
            assert f"line {number}" in "\n".join(app.screen_text[-3:])
        assert app.transcript.at_end


async def test_a_view_that_was_scrolled_up_stays_while_text_streams_below():
    app = Host(conversation(*numbered(40)))
    async with app.run_test(size=SIZE) as pilot:
        item = agent("a", "start", running=True)
        app.start(item)
        await pilot.pause()
        app.transcript.focus()
        await pilot.press("ctrl+u")
        await pilot.pause()
        before = app.screen_text
        assert not app.transcript.at_end
        app.transcript.repainted.clear()
        for number in range(30):
            app.append(item, f"\n\nline {number}")
            await pilot.pause()
        assert app.screen_text == before
        assert app.transcript.repainted == []
        assert app.transcript.new_below == 60
        await pilot.press("G")
        assert "line 29" in app.screen_text[-1]
        assert app.transcript.at_end
        assert app.transcript.new_below == 0


async def test_lines_that_were_there_before_one_scrolled_up_are_not_new():
    app = Host(conversation(*numbered(40)))
    async with app.run_test(size=SIZE) as pilot:
        app.transcript.focus()
        await pilot.press("ctrl+u", "ctrl+u")
        await pilot.pause()
        assert app.transcript.new_below == 0
        app.start(user("new", "hello"))
        await pilot.pause()
        assert app.transcript.new_below == 2


async def test_scrolling_back_to_the_end_follows_it_again():
    app = Host(conversation(*numbered(40)))
    async with app.run_test(size=SIZE) as pilot:
        app.transcript.focus()
        await pilot.press("ctrl+u")
        await pilot.press("ctrl+d")
        assert app.transcript.at_end
        app.start(user("new", "hello"))
        await pilot.pause()
        assert app.screen_text[-1] == "› hello"


async def test_an_older_page_does_not_move_the_view():
    app = Host(conversation(*numbered(40), complete=False))
    async with app.run_test(size=SIZE) as pilot:
        app.transcript.focus()
        await pilot.press("g")
        await pilot.press("ctrl+d")
        await pilot.pause()
        before = app.screen_text
        app.prepend(numbered(30, "old"))
        await pilot.pause()
        assert app.screen_text == before
        await pilot.press("ctrl+u", "ctrl+u")
        assert "› old message 29" in app.screen_text


async def test_an_older_page_takes_the_place_of_the_line_that_announced_it():
    app = Host(conversation(*numbered(40), complete=False))
    async with app.run_test(size=SIZE) as pilot:
        app.transcript.focus()
        await pilot.press("g")
        await pilot.pause()
        assert app.screen_text[0].strip() == "loading older messages…"
        assert app.screen_text[2] == "› m message 0"
        app.prepend(numbered(30, "old"))
        await pilot.pause()
        assert app.screen_text[2] == "› m message 0"
        assert app.screen_text[0] == "› old message 29"


async def test_older_history_is_asked_for_once_a_page():
    app = Host(conversation(*numbered(40), complete=False))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.transcript.focus()

        def wanted() -> list[OlderHistoryWanted]:
            return [intent for intent in app.intents if isinstance(intent, OlderHistoryWanted)]

        assert len(wanted()) == 0
        await pilot.press("ctrl+u", "ctrl+u", "ctrl+u", "ctrl+u")
        assert len(wanted()) == 1
        await pilot.press("g")
        await pilot.pause()
        assert len(wanted()) == 1
        app.prepend(numbered(10, "old"))
        await pilot.pause()
        assert len(wanted()) == 2
        assert wanted()[0].thread == THREAD


async def test_a_failed_page_is_said_and_tried_again_at_the_top():
    app = Host(conversation(*numbered(40), complete=False))
    async with app.run_test(size=SIZE) as pilot:
        app.transcript.focus()
        await pilot.press("g")
        await pilot.pause()
        assert len(app.intents) == 1
        app.shown.history.error = SafeText("the server is gone")
        app.transcript.post_message(HistoryLoaded(THREAD, 0))
        await pilot.pause()
        assert "the server is gone" in app.screen_text[0]
        assert len(app.intents) == 1
        await pilot.press("g")
        await pilot.pause()
        assert len(app.intents) == 2


async def test_the_beginning_of_the_thread_is_said():
    app = Host(conversation(*numbered(3)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.screen_text[0].strip() == "beginning of the thread"


async def test_a_resize_keeps_the_line_at_the_top():
    text = " ".join(f"word{number}" for number in range(2_000))
    app = Host(conversation(*numbered(5), user("long", text), *numbered(5, "n")))
    async with app.run_test(size=SIZE) as pilot:
        app.transcript.focus()
        app.transcript.fold_all(False)
        await pilot.press("g", "ctrl+d", "ctrl+d", "ctrl+d", "ctrl+d")
        await pilot.pause()
        first = app.screen_text[0].split()[0]
        assert first.startswith("word")
        for width in (40, 100, 25, 60):
            await pilot.resize_terminal(width, 20)
            await pilot.pause()
            assert first in app.screen_text[0].split()


async def test_a_resize_at_the_end_stays_at_the_end():
    app = Host(conversation(*numbered(30), agent("a", lines_of(20))))
    async with app.run_test(size=SIZE) as pilot:
        for size in ((40, 20), (40, 8), (100, 30)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert app.screen_text[-1].strip() == "line 19"
            assert app.transcript.at_end


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


async def test_an_empty_conversation_shows_the_hints():
    app = Host(None)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.screen_text[:2] == ["  Ask for something.", "  enter sends, ? shows every key."]


async def test_an_item_that_is_removed_is_gone_from_the_screen():
    items = numbered(4)
    app = Host(conversation(*items))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.remove(items[2])
        await pilot.pause()
        shown = [line for line in app.screen_text if line.startswith("›")]
        assert shown == ["› m message 0", "› m message 1", "› m message 3"]


async def test_the_cell_under_the_cursor_is_copied_as_it_was_written():
    app = Host(conversation(user("u", "do it"), agent("a", "I will *do* it.\n\n- one")))
    async with app.run_test(size=SIZE) as pilot:
        app.transcript.focus()
        await pilot.press("y")
        await pilot.press("k", "y")
        await pilot.pause()
        assert app.copied == ["I will *do* it.\n\n- one", "do it"]


async def test_the_cursor_walks_through_cells_and_keeps_them_on_screen():
    app = Host(conversation(*numbered(40)))
    async with app.run_test(size=SIZE) as pilot:
        app.transcript.focus()
        await pilot.pause()
        await pilot.press(*["k"] * 15)
        await pilot.pause()
        (marked,) = [line for line in app.screen_text if "▎" in line]
        assert marked == "›▎m message 24"
        await pilot.press("j")
        assert "›▎m message 25" in app.screen_text


async def test_leaving_says_so():
    app = Host(conversation(*numbered(2)))
    async with app.run_test(size=SIZE) as pilot:
        app.transcript.focus()
        await pilot.press("i")
        await pilot.pause()
        assert [type(m) for m in app.intents] == [Transcript.Left]


async def test_text_selected_with_the_mouse_is_copied_without_gutter_and_soft_wraps():
    text = " ".join(f"word{number}" for number in range(30))
    app = Host(conversation(user("u", "first prompt"), user("v", text), user("w", "last prompt")))
    async with app.run_test(size=(40, 20)) as pilot:
        await pilot.pause()
        rows = app.screen_text
        first = rows.index("› first prompt")
        last = rows.index("› last prompt")
        await pilot.mouse_down(app.transcript, offset=(8, first))
        await pilot.hover(app.transcript, offset=(5, last))
        await pilot.mouse_up(app.transcript, offset=(5, last))
        await pilot.pause()
        assert app.transcript.selected_text() == f"prompt\n{text}\nlast"
        assert app.screen.get_selected_text() == f"prompt\n{text}\nlast"
        app.transcript.action_copy()
        await pilot.pause()
        assert app.copied == [f"prompt\n{text}\nlast"]


async def test_a_selection_holds_what_has_scrolled_off_the_screen():
    app = Host(conversation(*numbered(40)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.mouse_down(app.transcript, offset=(4, 19))
        app.transcript.scroll_lines(-40)
        await pilot.pause()
        await pilot.hover(app.transcript, offset=(2, 1))
        await pilot.mouse_up(app.transcript, offset=(2, 1))
        await pilot.pause()
        first = next(int(line.split()[-1]) for line in app.screen_text if line.startswith("›"))
        selected = app.transcript.selected_text().splitlines()
        assert selected[:-1] == [f"m message {number}" for number in range(first, 39)]
        assert selected[-1] == "m m"


async def test_a_selection_survives_a_page_in_front_and_a_resize():
    app = Host(conversation(*numbered(30)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.mouse_down(app.transcript, offset=(4, 17))
        await pilot.hover(app.transcript, offset=(5, 19))
        await pilot.mouse_up(app.transcript, offset=(5, 19))
        await pilot.pause()
        selected = app.transcript.selected_text()
        assert selected == "message 28\nm me"
        app.prepend(numbered(20, "old"))
        await pilot.resize_terminal(12, 20)
        await pilot.pause()
        assert app.transcript.selected_text() == selected


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


async def test_a_click_on_a_header_folds_the_cell_where_it_stands():
    body = "\n\n".join(f"thought {number}" for number in range(60))
    app = Host(conversation(*numbered(10), reasoning("r", f"**Looking**\n\n{body}"), *numbered(10, "n")))
    async with app.run_test(size=(60, 30)) as pilot:
        app.transcript.focus()
        await pilot.pause()
        row = next(y for y, text in enumerate(app.screen_text) if "Looking" in text)
        folded = app.screen_text
        await pilot.click(app.transcript, offset=(4, row))
        await pilot.pause()
        opened = app.screen_text
        assert "Looking" in opened[row]
        assert opened != folded
        await pilot.press("space")
        await pilot.pause()
        assert "Looking" in app.screen_text[row]


async def test_a_wheel_scrolls():
    app = Host(conversation(*numbered(40)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        before = app.screen_text
        await pilot._post_mouse_events([MouseScrollUp], app.transcript, offset=(3, 3))
        await pilot.pause()
        assert not app.transcript.at_end
        shift = 20 - app.transcript.size.height + before.index(app.screen_text[-1])
        assert app.screen_text[-shift:] == before[:shift] or app.screen_text[2:] == before[:-2]


async def test_what_a_model_writes_is_no_markup():
    app = Host(conversation(user("u", "[bold]x[/bold] [link=x]")))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert "› [bold]x[/bold] [link=x]" in app.screen_text


async def test_a_second_click_selects_the_cell_and_not_the_conversation():
    app = Host(conversation(*numbered(5), agent("a", "first\n\nsecond")))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        row = app.screen_text.index("• first")
        await pilot.click(app.transcript, offset=(4, row), times=2)
        await pilot.pause()
        assert app.transcript.selected_text() == "first\n\nsecond"


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


async def test_one_goes_on_reading_where_one_stopped():
    made = conversation(*numbered(60))
    app = Host(made)
    async with app.run_test(size=SIZE) as pilot:
        app.transcript.focus()
        await pilot.press("ctrl+u", "ctrl+u", "ctrl+u")
        await pilot.pause()
        before = app.screen_text
        app.transcript.show(None)
        await pilot.pause()
        assert "Ask for something." in app.screen_text[0]
        app.transcript.show(made)
        await pilot.pause()
        assert [line.replace("▎", " ") for line in app.screen_text] == [
            line.replace("▎", " ") for line in before
        ]


async def test_a_conversation_that_was_loaded_anew_is_shown_anew():
    made = conversation(*numbered(5))
    app = Host(made)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        made.clear()
        for item in numbered(3, "again"):
            made.append(item)
        app.transcript.post_message(ConversationReset(THREAD))
        await pilot.pause()
        shown = [line for line in app.screen_text if line.startswith("›")]
        assert shown == ["› again message 0", "› again message 1", "› again message 2"]


async def test_a_pending_prompt_that_was_taken_up_keeps_its_place():
    items = numbered(3)
    app = Host(conversation(*items))
    async with app.run_test(size=SIZE) as pilot:
        pending = user("local:1", "do it")
        app.start(pending)
        await pilot.pause()
        app.replace(pending, user("real", "do it"))
        app.start(agent("a", "on it"))
        await pilot.pause()
        shown = [line for line in app.screen_text if line and line[0] in "›•"]
        assert shown[-2:] == ["› do it", "• on it"]
        assert len(shown) == 5


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


async def test_opening_every_cell_and_folding_it_again_leaves_the_screen_as_it_was():
    app = Host(mixed())
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.pause()
        before = app.screen_text
        app.transcript.fold_all()
        await pilot.pause()
        assert app.screen_text != before
        app.transcript.fold_all()
        await pilot.pause()
        assert app.screen_text == before
