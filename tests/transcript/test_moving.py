"""Moving in the transcript: the sticky prompt, from prompt to prompt, finding, selecting by key."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import anyio
import pytest

from codex_tui.messages import ConversationReset, CopyRequested
from tests.transcript.host import (
    SIZE,
    THREAD,
    Host,
    agent,
    command,
    conversation,
    lines_of,
    make_ports,
    reasoning,
    user,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from codex_tui.model.items import Item

pytestmark = pytest.mark.anyio


async def settle(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    with anyio.fail_after(20):
        while not condition():
            await pilot.pause()


def turns(number: int, lines: int = 15) -> list[Item]:
    items: list[Item] = []
    for turn in range(number):
        items += [user(f"u{turn}", f"prompt {turn}"), agent(f"a{turn}", lines_of(lines, f"answer-{turn}"))]
    return items


async def find(pilot: Pilot[None], app: Host, term: str) -> None:
    app.transcript.begin_finding()
    app.transcript.find(term)
    await settle(pilot, lambda: not app.transcript.finding.busy)
    await pilot.pause()


# --- the sticky prompt


async def test_the_prompt_whose_answer_one_reads_lies_over_the_first_row_and_moves_nothing():
    app = Host(conversation(*turns(2, 30)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.screen_text[0] == "› prompt 1"
        second = app.screen_text[1]
        app.transcript.scroll_lines(1)
        app.transcript.scroll_lines(-2)
        await pilot.pause()
        assert app.screen_text[0] == "› prompt 1"
        assert app.screen_text[3] == second
        app.transcript.scroll_lines(-60)
        await pilot.pause()
        rows = app.screen_text
        assert rows[0] == "› prompt 0"
        assert rows.count("› prompt 0") == 1


async def test_no_row_is_taken_while_the_prompt_itself_is_on_screen():
    app = Host(conversation(user("u", "a prompt\nof two lines"), agent("a", lines_of(30))))
    async with app.run_test(size=SIZE) as pilot:
        app.transcript.focus()
        await pilot.press("g")
        rows = app.screen_text
        assert rows.count("›▎a prompt") == 1
        app.transcript.scroll_lines(rows.index("›▎a prompt") + 1)
        await pilot.pause()
        assert app.screen_text[0] == " ▎of two lines"
        app.transcript.scroll_lines(1)
        await pilot.pause()
        assert app.screen_text[0] == "› a prompt…"


async def test_a_click_on_the_sticky_prompt_goes_to_it():
    app = Host(conversation(*turns(3, 30)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.click(app.transcript, offset=(4, 0))
        await pilot.pause()
        assert app.screen_text[:3] == ["› prompt 2", "", "• answer-2 0"]


async def test_the_cursor_never_stands_under_the_sticky_prompt():
    app = Host(conversation(user("u", "a prompt"), *[agent(f"a{n}", f"said {n}") for n in range(30)]))
    async with app.run_test(size=SIZE) as pilot:
        app.transcript.focus()
        await pilot.pause()
        for number in reversed(range(10, 29)):
            await pilot.press("k")
            assert f"•▎said {number}" in app.screen_text[1:]
        assert app.screen_text[0] == "› a prompt"


async def test_a_page_further_leaves_no_line_unread():
    app = Host(conversation(user("u", "a prompt"), agent("a", lines_of(100))))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        seen: list[str] = []
        for _ in range(15):
            # "new below" lies over the last row wherever one is not at the end.
            seen += app.screen_text[1:] if app.transcript.at_end else app.screen_text[1:-1]
            app.transcript.scroll_page(-1)
            await pilot.pause()
        assert {f"line {number}" for number in range(1, 100)} <= {row.strip() for row in seen}


# --- from prompt to prompt


async def test_brackets_go_from_prompt_to_prompt():
    app = Host(conversation(*turns(4)))
    async with app.run_test(size=SIZE) as pilot:
        app.transcript.focus()
        await pilot.pause()
        for number in (3, 2, 1, 0):
            await pilot.press("left_square_bracket")
            assert app.screen_text[0] == f"›▎prompt {number}"
        for number in (1, 2, 3):
            await pilot.press("right_square_bracket")
            assert app.screen_text[0] == f"›▎prompt {number}"
        await pilot.press("right_square_bracket")
        assert app.transcript.at_end


async def test_brackets_pass_by_no_prompt_where_all_turns_are_on_the_screen():
    app = Host(conversation(*turns(4, lines=1)))
    async with app.run_test(size=SIZE) as pilot:
        app.transcript.focus()
        await pilot.pause()
        for number in (3, 2, 1, 0, 0):
            await pilot.press("left_square_bracket")
            assert f"›▎prompt {number}" in app.screen_text
        await pilot.press("j", "j", "right_square_bracket")
        assert "›▎prompt 2" in app.screen_text


# --- finding


async def test_the_nearest_hit_above_is_shown_marked_and_counted_from_the_newest():
    app = Host(conversation(*turns(5)))
    async with app.run_test(size=SIZE) as pilot:
        app.transcript.focus()
        await find(pilot, app, "ANSWER-2 7")
        assert app.transcript.finding.hits == 0
        await find(pilot, app, "answer-2 7")
        assert (app.transcript.finding.at, app.transcript.finding.hits) == (1, 1)
        row = next(number for number, text in enumerate(app.screen_text) if "answer-2 7" in text)
        strip = app.transcript._scene.frame.strips[row]
        marked = [segment for segment in strip if segment.style and segment.style.reverse]
        assert [segment.text for segment in marked] == ["answer-2 7"]

        await find(pilot, app, "prompt")
        for at in (3, 4, 5):
            assert (app.transcript.finding.at, app.transcript.finding.hits) == (at, 5)
            assert any(f"prompt {5 - at}" in text for text in app.screen_text)
            app.transcript.find_next(1)
            await pilot.pause()
        assert "no more above" in app.transcript.finding.said
        app.transcript.find_next(-1)
        await pilot.pause()
        assert app.transcript.finding.at == 4


async def test_the_other_visible_matches_are_underlined_not_only_coloured():
    app = Host(conversation(user("u", "one two one")))
    async with app.run_test(size=SIZE) as pilot:
        await find(pilot, app, "one")
        row = app.screen_text.index("› one two one")
        styles = [
            (segment.text, bool(segment.style.reverse), bool(segment.style.underline))
            for segment in app.transcript._scene.frame.strips[row]
            if segment.style and (segment.style.reverse or segment.style.underline)
        ]
        assert styles == [("one", False, True), ("one", True, False)]


async def test_a_folded_cell_opens_where_the_hit_is_in_it_and_stays_folded_where_it_shows():
    output = "\n".join(f"printed {number}" for number in range(40))
    app = Host(conversation(command("c", "make", output), reasoning("r", "**Title**\n\nthe needle inside")))
    async with app.run_test(size=SIZE) as pilot:
        await find(pilot, app, "printed 39")
        assert any("more lines" in text for text in app.screen_text)
        await find(pilot, app, "printed 20")
        assert any("printed 20" in text for text in app.screen_text)
        await find(pilot, app, "needle")
        assert any("the needle inside" in text for text in app.screen_text)


async def test_a_hit_in_a_wrapped_line_of_markup_is_found_where_it_is_drawn():
    text = "The *first* part goes on and on until it has to wrap, then comes a **needle** and `code` with a needle."
    app = Host(conversation(agent("a", lines_of(30) + text)))
    async with app.run_test(size=(40, 20)) as pilot:
        for at in (1, 2):
            if at == 1:
                await find(pilot, app, "needle")
            else:
                app.transcript.find_next(1)
                await pilot.pause()
            current = [
                (number, segment.text)
                for number, strip in enumerate(app.transcript._scene.frame.strips)
                for segment in strip
                if segment.style and segment.style.reverse
            ]
            assert [text for _, text in current] == ["needle"]
            assert app.transcript.finding.at == at


async def test_what_comes_while_one_finds_is_searched_too():
    app = Host(conversation(user("u", "a needle")))
    async with app.run_test(size=SIZE) as pilot:
        await find(pilot, app, "needle")
        item = agent("live", "", running=True)
        app.start(item)
        app.append(item, "another nee")
        app.append(item, "dle")
        await settle(pilot, lambda: app.transcript.finding.hits == 2)
        assert app.transcript.finding.at == 2


async def test_ten_thousand_items_are_searched_in_slices():
    ticks = count()
    ports = make_ports()
    object.__setattr__(ports, "monotonic", lambda: next(ticks) / 50_000)
    app = Host(conversation(*[user(f"u{n}", f"needle {n}") for n in range(10_000)]), ports=ports)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.transcript.find("needle")
        # 4 ms of a clock that goes on by 20 µs with each item.
        assert len(app.transcript._offsets) < 300
        assert app.transcript._hit is not None
        await settle(pilot, lambda: not app.transcript.finding.busy)
        assert (app.transcript.finding.at, app.transcript.finding.hits) == (1, 10_000)


async def test_older_turns_are_asked_for_before_it_is_said_that_there_are_no_more_hits():
    app = Host(conversation(user("u", "needle"), complete=False))
    async with app.run_test(size=SIZE) as pilot:
        await find(pilot, app, "needle")
        assert app.transcript.finding.more
        app.transcript.find_next(1)
        assert app.transcript.finding.searched == 0
        assert app.transcript.stop_seeking()
        app.shown.history.complete = True
        app.transcript.find_next(1)
        assert "no more above" in app.transcript.finding.said
        app.transcript.find_next(-1)
        assert "no more below" in app.transcript.finding.said


async def test_after_a_jump_elsewhere_the_next_hit_is_one_of_there():
    app = Host(conversation(user("u", "a needle"), complete=False))
    async with app.run_test(size=SIZE) as pilot:
        await find(pilot, app, "needle")
        app.shown.clear()
        for number in range(40):
            # Another turn: what is loaded now does not join what was searched.
            item = agent(f"b{number}", f"needle {number}")
            item.key = item.key._replace(turn="first")
            app.shown.append(item)
        app.transcript.post_message(ConversationReset(THREAD))
        await settle(pilot, lambda: app.transcript.finding.hits == 40)
        assert app.transcript.finding.at == 0
        app.transcript.scroll_lines(-20)
        app.transcript.find_next(1)
        await pilot.pause()
        assert app.transcript.finding.at == 11
        assert "• needle 29" in app.screen_text


# --- selecting and copying


def last_copied(app: Host) -> tuple[str, str]:
    copied = [intent for intent in app.intents if isinstance(intent, CopyRequested)][-1]
    return copied.text, copied.what


async def test_cells_are_selected_by_key_and_copied_as_markdown_or_as_text():
    items = [user("u", "a prompt"), agent("a", "An *answer* with `code`"), user("v", "another")]
    app = Host(conversation(*items))
    async with app.run_test(size=SIZE) as pilot:
        app.transcript.focus()
        await pilot.pause()
        await pilot.press("v", "k", "k", "y")
        text, what = last_copied(app)
        assert text == "a prompt\n\nAn *answer* with `code`\n\nanother"
        assert what == "3 cells as Markdown, 42 bytes"
        assert not app.transcript.has_selection
        await pilot.press("v", "j", "Y")
        assert last_copied(app) == ("a prompt\nAn answer with code", "2 cells as text, 28 bytes")
        await pilot.press("k", "y")
        assert last_copied(app) == ("a prompt", "the prompt as Markdown, 8 bytes")


async def test_escape_ends_selecting_before_it_leaves():
    app = Host(conversation(user("u", "a prompt")))
    async with app.run_test(size=SIZE) as pilot:
        app.transcript.focus()
        await pilot.pause()
        await pilot.press("v")
        assert app.transcript.has_selection
        await pilot.press("escape")
        assert not app.transcript.has_selection
        assert not app.intents
        await pilot.press("escape")
        assert [type(intent).__name__ for intent in app.intents] == ["Left"]


async def test_a_selection_of_the_mouse_is_copied_as_markdown_from_where_it_begins_to_where_it_ends():
    items = [
        user("u", "first prompt"),
        agent("a", "# Title\n\nAn *answer* of `code`"),
        user("w", "last prompt"),
    ]
    app = Host(conversation(*items))
    async with app.run_test(size=(40, 20)) as pilot:
        await pilot.pause()
        rows = app.screen_text
        await pilot.mouse_down(app.transcript, offset=(8, rows.index("› first prompt")))
        await pilot.hover(app.transcript, offset=(5, rows.index("› last prompt")))
        await pilot.mouse_up(app.transcript, offset=(5, rows.index("› last prompt")))
        await pilot.pause()
        app.transcript.action_copy()
        await pilot.pause()
        assert last_copied(app)[0] == "prompt\n\n# Title\n\nAn *answer* of `code`\n\nlast"
