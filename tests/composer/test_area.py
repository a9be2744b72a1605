"""The composer's text by its keys: elements are one piece, and a shell's keys cut and put in again."""

from __future__ import annotations

import pytest
from textual import events

from codex_tui.messages import PromptSubmitted
from codex_tui.model.draft import Draft, draft_of, joined, of_element
from codex_tui.model.draft_elements import AttachedImage, Mention, PastedText
from codex_tui.model.safe_text import SafeText
from codex_tui.widgets.readline import word_end, word_start
from tests.conversation.host import ConversationApp, idle_state, settle

LOG = "\n".join(f"line {number}" for number in range(214))
LABEL = "[Pasted text #1, 214 lines]"


async def pasted(app: ConversationApp, text: str) -> None:
    app.conversation.composer.post_message(events.Paste(text))


@pytest.mark.anyio
async def test_a_long_paste_is_folded_and_sent_in_full():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        composer = app.conversation.composer
        await pilot.press(*"why ")
        await pasted(app, LOG)
        await pilot.press(*"?", "enter")
        await settle(pilot, lambda: bool(app.intents))
        (sent,) = app.intents
        assert isinstance(sent, PromptSubmitted)
        assert sent.text == f"why {LABEL}?"
        assert sent.draft.expanded == f"why {LOG}?"
        await pilot.press("up")
        assert composer.draft == sent.draft


@pytest.mark.anyio
@pytest.mark.parametrize("text", ["\n".join("abcdefghij"), "x" * 1000])
async def test_a_short_paste_is_text(text: str):
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        await pasted(app, text)
        await settle(pilot, lambda: bool(app.conversation.composer.text))
        assert app.conversation.composer.text == text


@pytest.mark.anyio
async def test_the_cursor_steps_over_a_folded_paste_and_backspace_takes_all_of_it():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        composer = app.conversation.composer
        await pilot.press(*"ab")
        await pasted(app, LOG)
        await pilot.press("left", "x", "right", "y")
        assert composer.text == f"abx{LABEL}y"
        await pilot.press("backspace", "backspace")
        assert composer.text == "abx"
        assert composer.places == ()
        await pilot.press("ctrl+underscore")
        assert composer.text == f"abx{LABEL}y"
        assert composer.draft.expanded == f"abx{LOG}y"


@pytest.mark.anyio
async def test_a_key_unfolds_a_paste_and_undoing_folds_it_again():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        composer = app.conversation.composer
        await pasted(app, LOG)
        await pilot.press("alt+o")
        await settle(pilot, lambda: composer.text == LOG)
        await pilot.press("ctrl+slash")
        assert composer.text == LABEL
        await pilot.press("alt+z")
        assert composer.text == LOG


@pytest.mark.anyio
async def test_a_click_unfolds_a_paste():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        composer = app.conversation.composer
        await pilot.press(*"ab")
        await pasted(app, LOG)
        await settle(pilot, lambda: LABEL in composer.text)
        await pilot.click(composer, offset=(10, 1))
        await settle(pilot, lambda: composer.text == f"ab{LOG}")


@pytest.mark.anyio
async def test_images_are_counted_again_when_one_goes_and_when_it_comes_back():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        composer = app.conversation.composer
        for name in ("cat.png", "dog.png"):
            image = of_element(AttachedImage(f"/tmp/{name}", SafeText(name)))
            composer.put_at_cursor(joined((image, draft_of(" "))))
        assert composer.text == "[Image #1: cat.png] [Image #2: dog.png] "
        await pilot.press("ctrl+a", "delete")
        assert composer.text == " [Image #1: dog.png] "
        await pilot.press("ctrl+underscore")
        assert composer.text == "[Image #1: cat.png] [Image #2: dog.png] "
        assert composer.draft.numbered() == composer.draft


@pytest.mark.anyio
async def test_a_menu_puts_an_element_in_the_place_of_what_was_typed():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        composer = app.conversation.composer
        await pilot.press(*"see @ma")
        composer.put(of_element(Mention(SafeText("@main.py"), SafeText("main.py"), "/src/main.py")), 4, 7)
        await pilot.press(*" now", "ctrl+w", "ctrl+w")
        assert composer.text == "see "
        assert composer.places == ()


@pytest.mark.anyio
async def test_what_was_cut_comes_back_with_its_elements():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        composer = app.conversation.composer
        await pasted(app, LOG)
        await pilot.press(*" tail", "ctrl+u")
        assert composer.text == ""
        await pilot.press("ctrl+y")
        assert composer.draft.expanded == f"{LOG} tail"


@pytest.mark.anyio
async def test_cuts_one_behind_the_other_are_one_and_alt_y_goes_to_the_one_before():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        composer = app.conversation.composer
        await pilot.press(*"one two three", "ctrl+w", "ctrl+w")
        assert composer.text == "one "
        await pilot.press(*"x", "ctrl+a", "ctrl+k")
        assert composer.text == ""
        await pilot.press("ctrl+y")
        assert composer.text == "one x"
        await pilot.press("alt+y")
        assert composer.text == "two three"
        await pilot.press("alt+y")
        assert composer.text == "one x"


@pytest.mark.anyio
async def test_alt_y_does_nothing_when_nothing_was_just_put_in():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        await pilot.press(*"one two", "ctrl+w", "ctrl+y", *"!", "alt+y")
        assert app.conversation.composer.text == "one two!"


@pytest.mark.anyio
async def test_word_keys_go_over_lines():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        composer = app.conversation.composer
        await pilot.press(*"one", "ctrl+j", *"two-x three", "ctrl+home", "ctrl+right", "ctrl+right")
        assert composer.cursor_location == (1, 3)
        await pilot.press("alt+d")
        assert composer.text == "one\ntwo three"
        await pilot.press("ctrl+b", "ctrl+b", "ctrl+b", "alt+backspace")
        assert composer.text == "two three"
        await pilot.press("ctrl+e", "ctrl+left", "ctrl+h", "ctrl+f", *"X")
        assert composer.text == "twotXhree"


@pytest.mark.anyio
async def test_lines_are_cut_to_their_ends_and_joined():
    app = ConversationApp(idle_state())
    async with app.run_test(size=(40, 20)) as pilot:
        composer = app.conversation.composer
        long = "word " * 12
        await pilot.press(*"up", "ctrl+j", *long, "ctrl+a", "ctrl+k")
        assert composer.text == "up\n"
        await pilot.press("ctrl+u")
        assert composer.text == "up"
        await pilot.press("ctrl+y")
        assert composer.text == f"up\n{long}"


@pytest.mark.anyio
async def test_alt_d_with_nothing_to_cut_reads_the_changes():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        await pilot.press(*"text", "alt+d")
        await settle(pilot, lambda: bool(app.intents))
        assert app.conversation.composer.text == "text"


@pytest.mark.anyio
async def test_what_is_selected_of_a_folded_paste_is_copied_in_full():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        composer = app.conversation.composer
        await pasted(app, LOG)
        await pilot.press("shift+left")
        assert composer.selected_text == LOG


@pytest.mark.anyio
async def test_each_thread_keeps_the_elements_of_its_draft():
    from tests.conversation.host import OTHER, THREAD

    app = ConversationApp(idle_state())
    app.drafts.kept[OTHER] = of_element(PastedText(SafeText(LOG)))
    async with app.run_test() as pilot:
        app.conversation.show(OTHER)
        assert app.conversation.composer.draft.expanded == LOG
        await pilot.press("backspace")
        app.conversation.show(THREAD)
        await settle(pilot, lambda: app.drafts.get(OTHER) == Draft())


@pytest.mark.anyio
async def test_what_is_cut_is_on_the_clipboard_in_full_and_can_be_put_in_again():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        composer = app.conversation.composer
        await pasted(app, LOG)
        await pilot.press("ctrl+x", "shift+left", "ctrl+x")
        assert (composer.text, app.clipboard) == ("", LOG)
        await pilot.press("ctrl+y")
        assert composer.text == LABEL


def test_a_word_of_a_million_letters_is_found_at_once():
    text = "x" * 1_000_000 + " y z "
    assert word_start(text, len(text)) == len(text) - 2
    assert word_start(text, 1_000_000) == 0
    assert word_end(text, 0) == 1_000_000


@pytest.mark.anyio
@pytest.mark.parametrize(
    "whole", ["👩\u200d👩\u200d👧\u200d👦", "👍🏽", "1\ufe0f\u20e3", "🇫🇷", "❤\ufe0f", "好", "x"]
)
async def test_a_character_as_it_is_seen_is_one_step_and_goes_with_one_backspace(whole: str):
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        composer = app.conversation.composer
        composer.type_text(f"🇩🇪{whole}b")
        await pilot.press("left", "left", "a")
        assert composer.text == f"🇩🇪a{whole}b"
        await pilot.press("right", "backspace")
        assert composer.text == "🇩🇪ab"
        await pilot.press("backspace", "backspace")
        assert composer.text == "b"


@pytest.mark.anyio
async def test_a_mark_goes_before_its_letter_and_in_front_of_it_both_go():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        composer = app.conversation.composer
        composer.type_text("e\u0301")
        await pilot.press("backspace")
        assert composer.text == "e"
        composer.type_text("\u0301")
        await pilot.press("left", "delete")
        assert composer.text == ""
