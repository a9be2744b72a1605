"""The transcript's cells in a person's hands: they come and go, are walked through, folded, selected and copied."""

from __future__ import annotations

import pytest

from codex_tui.messages import ConversationReset
from codex_tui.widgets.transcript import Transcript
from tests.transcript.host import SIZE, THREAD, Host, agent, conversation, numbered, reasoning, user
from tests.transcript.samples import mixed

pytestmark = pytest.mark.anyio


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


async def test_an_answer_that_grew_and_was_taken_back_within_one_frame_is_gone_from_the_screen():
    half = agent("half", "Half of", running=True)
    app = Host(conversation(user("u", "say it"), half))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.append(half, " an answer\n\nwith more lines than before")
        app.remove(half)
        await pilot.pause()
        assert "› say it" in app.screen_text
        assert not any("Half" in line for line in app.screen_text)


async def test_the_cell_under_the_cursor_is_copied_as_it_was_written():
    app = Host(conversation(user("u", "do it"), agent("a", "I will *do* it.\n\n- one")))
    async with app.run_test(size=SIZE) as pilot:
        app.transcript.focus()
        await pilot.press("y")
        await pilot.press("k", "y")
        await pilot.pause()
        assert app.copied == ["I will *do* it.\n\n- one", "do it"]


CODE = """Run it:

```sh
make test
```

- in a list

  ~~~python
  x = 1
    y = 2
  ~~~

```
no language
```
"""


async def test_a_key_copies_the_code_on_screen_and_again_the_next_block():
    app = Host(conversation(user("u", "do it"), agent("a", CODE)))
    async with app.run_test(size=SIZE) as pilot:
        app.transcript.focus()
        await pilot.press("c", "c", "c", "c")
        await pilot.pause()
        assert app.copied == ["make test", "x = 1\n  y = 2", "no language", "make test"]
        assert app.copied_what[:3] == [
            "code block 1 of 3 (sh)",
            "code block 2 of 3 (python)",
            "code block 3 of 3",
        ]
        await pilot.press("k", "c")
        await pilot.pause()
        assert app.copied[4:] == ["x = 1\n  y = 2"]


async def test_where_the_cell_of_the_cursor_has_no_code_the_lowest_that_has_some_is_meant():
    app = Host(conversation(agent("a", "```\none\n```"), agent("b", "```\ntwo\n```"), user("u", "do it")))
    async with app.run_test(size=SIZE) as pilot:
        app.transcript.focus()
        await pilot.press("c")
        await pilot.press("k", "k", "c")
        await pilot.pause()
        assert app.copied == ["two", "one"]


async def test_the_first_block_that_is_on_screen_is_copied():
    text = "```sh\nfirst\n```\n\n" + "word\n\n" * 20 + "```c\nsecond\n```\n\n```c\nthird\n```\n"
    app = Host(conversation(agent("a", text)))
    async with app.run_test(size=SIZE) as pilot:
        app.transcript.focus()
        await pilot.press("c")
        await pilot.pause()
        await pilot.press("g", "c")
        await pilot.pause()
        assert app.copied == ["second", "first"]


async def test_a_click_on_the_language_copies_that_block():
    app = Host(conversation(agent("a", CODE)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        row = next(y for y, line in enumerate(app.screen_text) if "── python" in line)
        await pilot.click(app.transcript, offset=(8, row))
        await pilot.pause()
        assert app.copied == ["x = 1\n  y = 2"]
        assert app.copied_what == ["code block 2 of 3 (python)"]


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
        app.transcript.action_copy_plain()
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


async def test_what_is_opened_at_the_lower_edge_is_raised_until_half_a_screen_of_it_is_seen():
    body = "\n\n".join(f"thought {number}" for number in range(60))
    app = Host(conversation(*numbered(10), reasoning("r", f"**Looking**\n\n{body}")))
    async with app.run_test(size=(60, 20)) as pilot:
        app.transcript.focus()
        await pilot.press("space")
        await pilot.pause()
        shown = app.screen_text
        assert next(y for y, text in enumerate(shown) if "Looking" in text) <= 10
        assert any("thought 2" in text for text in shown)


async def test_the_key_that_folds_says_where_there_is_nothing_to_fold():
    app = Host(conversation(agent("a", "first")))
    async with app.run_test(size=(60, 20)) as pilot:
        app.transcript.focus()
        await pilot.press("space")
        await pilot.pause()
        assert app.said == ["Nothing in this is folded: all of it is shown"]


async def test_keys_act_on_a_cell_that_is_seen_also_after_one_scrolled_or_went_to_the_end():
    app = Host(conversation(*numbered(40)))
    async with app.run_test(size=(60, 20)) as pilot:
        app.transcript.focus()
        await pilot.press("g", "j", "G", "y")
        await pilot.press("pageup", "pageup", "y")
        await pilot.pause()
        shown = "\n".join(app.screen_text)
        assert app.copied[0] == "m message 39"
        assert app.copied[1] in shown
        app.screen.set_focus(None)
        app.transcript.scroll_to_end()
        app.transcript.focus()
        await pilot.press("y")
        await pilot.pause()
        assert app.copied[2] == "m message 39"


async def test_a_second_click_selects_the_cell_and_not_the_conversation():
    app = Host(conversation(*numbered(5), agent("a", "first\n\nsecond")))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        row = app.screen_text.index("• first")
        await pilot.click(app.transcript, offset=(4, row), times=2)
        await pilot.pause()
        assert app.transcript.selected_text() == "first\n\nsecond"


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
