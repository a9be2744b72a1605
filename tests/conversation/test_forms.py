"""Questions, forms and pages in the dock: what keys do, what is seen of them, and what is never lost or told."""

from dataclasses import replace

import pytest
from textual import events

from codex_tui.messages import AnswerLost, ApprovalAnswered, CopyRequested, OpenPage, PromptSubmitted
from codex_tui.model.keys import RequestKey
from codex_tui.model.requests import (
    ElicitationForm,
    ElicitationUrl,
    Question,
    QuestionOption,
    Questions,
    Request,
)
from codex_tui.model.safe_text import SafeText
from codex_tui.one_piece import in_one_piece
from codex_tui.widgets.requests.body import GUARD
from tests.conversation.host import NOW, OTHER, THREAD, ConversationApp, command_approval, settle
from tests.conversation.test_answers import Asking, text_of

pytestmark = pytest.mark.anyio


def question(name: str, *labels: str, is_secret: bool = False) -> Question:
    options = tuple(
        QuestionOption(SafeText(label), label, SafeText(f"what {label} means")) for label in labels
    )
    return Question(
        name, SafeText(name.title()), SafeText(f"Which {name}?"), options, bool(labels), is_secret
    )


def questions(*asked: Question, number: int = 7, auto_resolution_ms: int | None = None) -> Questions:
    return Questions(
        key=RequestKey("local", number),
        thread=THREAD,
        turn="t2",
        method="item/tool/requestUserInput",
        questions=asked,
        auto_resolution_ms=auto_resolution_ms,
        arrived_at=NOW,
    )


def form(required: tuple[str, ...] = (), **properties: object) -> ElicitationForm:
    return ElicitationForm(
        key=RequestKey("local", 8),
        thread=THREAD,
        turn="t2",
        method="mcpServer/elicitation/request",
        server=SafeText("cafe"),
        message=SafeText("Tell the [bold]cafe[/bold] what to make."),
        raw_schema={"type": "object", "properties": properties, "required": list(required)},
    )


def page(url: str) -> ElicitationUrl:
    return ElicitationUrl(
        key=RequestKey("local", 9),
        thread=THREAD,
        turn="t2",
        method="mcpServer/elicitation/request",
        server=SafeText("cafe"),
        message=SafeText("Log in, please."),
        url=SafeText(url),
        raw_url=url,
    )


ORDER = form(
    ("size", "mail"),
    mail={"type": "string", "title": "E-mail", "format": "email"},
    size={"type": "string", "title": "Size", "enum": ["s", "l"], "enumNames": ["Small", "Large"]},
    cups={"type": "integer", "title": "Cups", "minimum": 1, "maximum": 9, "default": 2},
)
COLOUR = questions(question("colour", "Blue", "Red"))
ROUNDING = questions(question("rounding", "Half even", "Half up"), question("currency", "EUR"))


def answers(app: ConversationApp) -> list[object]:
    return [one.answer.result for one in app.intents if isinstance(one, ApprovalAnswered)]


async def confirmed(at: Asking) -> list[object]:
    """Presses Enter on the last row, once it could be read."""
    await at.press("enter")
    assert answers(at.app) == []
    at.wait()
    await at.press("enter")
    return answers(at.app)


async def test_what_is_typed_takes_the_place_of_a_value_that_was_proposed():
    async with Asking(form(cups={"type": "integer", "title": "Cups", "default": 6})) as at:
        await at.press("1", "2", "enter")
        assert await confirmed(at) == [{"action": "accept", "content": {"cups": 12}, "_meta": None}]


# --- questions --------------------------------------------------------------------------------------------------


async def test_an_option_by_its_number_and_a_second_enter_that_counts_once_it_was_read():
    async with Asking(COLOUR) as at:
        await at.shows("? The agent asks", "Which colour?", "○ 1 Blue", "what Red means")
        await at.press("2", "enter")
        await at.shows("Colour: Red", "Send")
        assert await confirmed(at) == [{"answers": {"colour": {"answers": ["Red"]}}}]


async def test_letters_answer_only_inside_and_never_at_once():
    async with Asking(COLOUR) as at:
        await at.press("escape")
        await at.press("d", "2")
        assert at.app.conversation.composer.text == "d2"
        await at.press("alt+a")
        at.app.conversation.dock.seen_again()
        await at.press("d")
        assert answers(at.app) == []
        at.wait()
        await at.press("d")
        assert answers(at.app) == [{"answers": {}}]


async def test_a_note_goes_with_its_option_and_letters_in_it_are_text():
    async with Asking(COLOUR) as at:
        await at.press("n", *"cd nn")
        await at.shows("● 1 Blue", "cd nn")
        await at.press("escape")
        await at.shows("note: cd nn")
        await at.press("enter")
        assert await confirmed(at) == [{"answers": {"colour": {"answers": ["Blue", "user_note: cd nn"]}}}]


async def test_none_of_the_options_opens_a_line_of_ones_own():
    async with Asking(COLOUR) as at:
        await at.press("up", "down", "down", "enter", *"Green", "ctrl+j", *"or so", "enter")
        await at.shows("Colour: Green or so")
        told = ["None of the above", "user_note: Green\nor so"]
        assert await confirmed(at) == [{"answers": {"colour": {"answers": told}}}]


async def test_several_questions_are_gone_through_and_none_is_sent_open():
    async with Asking(ROUNDING) as at:
        await at.shows("[☐ Rounding] ☐ Currency  Send")
        await at.press("tab", "tab")
        await at.shows("2 of 2 still open", "no answer yet")
        at.wait()
        await at.press("enter")
        await at.shows("Which rounding?")
        await at.press("down", "enter")
        await at.shows("☑ Rounding", "Which currency?")
        await at.press("shift+tab")
        await at.shows("● 2 Half up")
        await at.press("tab", "1", "enter")
        result = {"rounding": {"answers": ["Half up"]}, "currency": {"answers": ["EUR"]}}
        assert await confirmed(at) == [{"answers": result}]


async def test_what_was_begun_is_there_again_and_after_another_thread_too():
    async with Asking(questions(question("name"))) as at:
        await at.press(*"Ada")
        await at.press("escape")
        assert at.app.conversation.composer.has_focus
        at.app.conversation.show(OTHER)
        at.app.conversation.show(THREAD)
        await at.press("alt+a", *" L.")
        await at.shows("Ada L.")
        assert answers(at.app) == []


async def test_a_secret_is_dots_everywhere_and_kept_nowhere():
    async with Asking(questions(question("token", is_secret=True))) as at:
        await at.press(*"hunter2", "enter")
        await at.shows("Token: ******")
        assert "hunter2" not in text_of(at.app)
        assert await confirmed(at) == [{"answers": {"token": {"answers": ["user_note: hunter2"]}}}]
        sent = next(one for one in at.app.intents if isinstance(one, ApprovalAnswered))
        assert sent.answer.told == (("Which token?", "******"),)
        assert sent.answer.words == "your answers"
        assert "hunter2" not in repr(sent.answer)
        at.app.resolve(questions(question("token", is_secret=True)))
        await settle(at.pilot, lambda: not at.app.conversation.dock.display)
        assert at.app.history.prompts == []
        assert at.app.drafts.get(THREAD).text == ""
        at.app.ask(questions(question("token", is_secret=True), number=10))
        await settle(at.pilot, lambda: at.app.conversation.dock.display)
        await at.press("alt+a", "enter")
        await at.shows("your answer")


async def test_the_time_for_an_answer_is_told_and_nothing_happens_by_itself():
    async with Asking(questions(question("colour", "Blue"), auto_resolution_ms=60_000)) as at:
        await at.shows("expected within 60s")
        at.app.clock.now += 61
        at.app.conversation.dock.seen_again()  # the next tick, without waiting for it
        await at.shows("The time for an answer is over")
        assert answers(at.app) == []


# --- gone -------------------------------------------------------------------------------------------------------


async def test_what_was_typed_comes_back_when_the_question_is_gone_and_enter_sends_nothing_by_mistake():
    async with Asking(questions(question("name"))) as at:
        await at.press(*"Ada")
        at.app.resolve(questions(question("name")))
        await settle(at.pilot, lambda: at.app.conversation.composer.has_focus)
        await settle(at.pilot, lambda: any(isinstance(one, AnswerLost) for one in at.app.intents))
        lost = [one.text for one in at.app.intents if isinstance(one, AnswerLost)]
        assert lost == ["Ada"]
        await at.press(*" Lovelace", "enter")
        await at.shows("Not sent: what you were answering has just gone")
        at.app.monotonic.now += 10
        await at.press("enter")
        sent = [one.text for one in at.app.intents if isinstance(one, PromptSubmitted)]
        assert sent == [" Lovelace"]


async def test_after_ones_own_answer_what_was_written_since_is_sent_and_a_second_enter_sends_no_draft():
    asked = questions(question("name"))
    async with Asking(asked) as at:
        at.app.conversation.composer.put_back("draft")
        await at.press(*"Ada")
        assert len(await confirmed(at)) == 1
        at.app.resolve(asked)
        await settle(at.pilot, lambda: at.app.conversation.composer.has_focus)
        await at.press("enter")
        await at.shows("Not sent: your answer only just went out")
        assert not any(isinstance(one, PromptSubmitted) for one in at.app.intents)
        await at.press(*" it is", "enter")
        assert [one.text for one in at.app.intents if isinstance(one, PromptSubmitted)] == ["draft it is"]


async def test_what_was_typed_comes_back_also_if_it_went_while_another_thread_was_shown():
    async with Asking(questions(question("name"))) as at:
        await at.press(*"Ada", "escape")
        at.app.conversation.show(OTHER)
        at.app.resolve(questions(question("name")))
        await settle(at.pilot)
        at.app.conversation.show(THREAD)
        await settle(at.pilot, lambda: any(isinstance(one, AnswerLost) for one in at.app.intents))


async def test_asked_again_the_form_goes_on_where_it_was():
    async with Asking(ORDER) as at:
        await at.press(*"ada@example.org")
        at.app.resolve(ORDER)
        await settle(at.pilot, lambda: not at.app.conversation.dock.display)
        at.app.ask(ORDER)
        await at.shows("cafe asks", "ada@example.org")


# --- forms ------------------------------------------------------------------------------------------------------


async def test_a_form_is_filled_in_field_by_field_and_sent_with_the_right_types():
    async with Asking(ORDER, size=(80, 40)) as at:
        await at.shows(
            "? cafe asks", "Tell the [bold]cafe[/bold] what to make.", "a whole number from 1 to 9"
        )
        await at.press(*"ada@example.org", "enter", "2", "enter", "backspace", "3", "enter")
        await at.shows("▌ Send  3 of 3 filled in")
        content = {"mail": "ada@example.org", "size": "l", "cups": 3}
        assert await confirmed(at) == [{"action": "accept", "content": content, "_meta": None}]


async def test_what_is_wrong_is_said_under_the_field_once_it_was_left_and_nothing_is_sent():
    async with Asking(ORDER, size=(80, 40)) as at:
        await at.press(*"ada")
        assert "! this is not" not in text_of(at.app)
        await at.press("tab", "tab", *"20", "alt+s")
        await at.shows("! this is not an e-mail address", "! choose one of them", "! too large")
        await at.press(*"@example.org", "alt+s")
        assert "! this is not an e-mail address" not in text_of(at.app)
        await at.press("space", "alt+s", "backspace", "alt+s")
        await at.shows("▌ Send")
        assert answers(at.app) == []
        at.wait()
        await at.press("alt+s")
        assert answers(at.app)[0]["content"] == {"mail": "ada@example.org", "size": "s", "cups": 2}  # type: ignore[index]


@pytest.mark.parametrize("ask", ["question", "form"])
async def test_a_word_that_is_typed_on_a_row_answers_nothing_by_a_letter_of_it(ask: str):
    sure = form(("sure",), sure={"type": "boolean", "title": "Sure?"})
    async with Asking(questions(question("Colour", "Blue", "Red")) if ask == "question" else sure) as at:
        for letter in "should do":
            await at.press(letter)
            at.app.monotonic.now += GUARD / 3
        assert answers(at.app) == []
        at.wait()
        await at.press("d")
        assert len(answers(at.app)) == 1


async def test_letters_that_came_in_one_piece_answer_no_form():
    async with Asking(form(("sure",), sure={"type": "boolean", "title": "Sure?"})) as at:
        for event in in_one_piece([events.Key(letter, letter) for letter in "dc"]):
            at.app.post_message(event)
        await at.shows("it only just appeared")  # said of the second one
        assert answers(at.app) == []


@pytest.mark.parametrize(("key", "action"), [("d", "decline"), ("c", "cancel")])
async def test_declining_is_not_cancelling(key: str, action: str):
    async with Asking(form(sure={"type": "boolean"})) as at:
        await at.press(key)
        assert answers(at.app) == [{"action": action, "content": None, "_meta": None}]


async def test_what_is_pasted_goes_into_the_field_and_nowhere_else():
    async with Asking(ORDER, size=(80, 40)) as at:
        at.pilot.app.post_message(events.Paste("ada@example.org"))
        await at.shows("▌ ada@example.org")
        assert at.app.conversation.composer.text == ""
        assert at.app.conversation.dock.has_focus_within


async def test_keys_that_come_in_one_breath_go_where_the_focus_went():
    async with Asking(ORDER, size=(80, 40)) as at:
        driver = at.app._driver
        assert driver is not None
        for name in (*"a@b.c", "enter", "2", "enter", "backspace", "4", "enter"):
            driver.send_message(
                events.Key({"@": "at", ".": "full_stop"}.get(name, name), name if len(name) == 1 else None)
            )
        await at.shows("▌ Send  3 of 3 filled in", "● 2 Large", "4")


async def test_a_yes_or_no_is_never_yes_by_going_on():
    async with Asking(form(("sure",), sure={"type": "boolean", "title": "Sure?"})) as at:
        await at.press("enter", "enter", "enter")
        at.wait()
        await at.press("enter")
        await at.shows("! choose yes or no")
        assert answers(at.app) == []


# --- pages ------------------------------------------------------------------------------------------------------


async def test_a_page_is_opened_by_its_key_only_and_the_answer_is_another():
    async with Asking(page("https://example.com/login?next=%2Fhome")) as at:
        await at.shows("? cafe wants you to visit a page", "Log in, please.", "https://example.com/login")
        await at.press("enter", "space")
        assert at.app.intents == []
        at.wait()
        await at.press("o", "u")
        assert [one.address for one in at.app.intents if isinstance(one, OpenPage)] == [
            "https://example.com/login?next=%2Fhome"
        ]
        assert any(isinstance(one, CopyRequested) for one in at.app.intents)
        assert answers(at.app) == []
        await at.press("y")
        assert answers(at.app) == [{"action": "accept", "content": None, "_meta": None}]


async def test_an_address_that_may_deceive_is_shown_as_what_it_is():
    url = "http://example.com@ex\u0430mple.com/\u202egpj.exe"
    async with Asking(page(url), size=(80, 30)) as at:
        await at.shows("‹U+202E›", "What stands before the @", "xn--exmple-4nf.com", "not encrypted")
        await at.press("o")
        await at.shows("u copies the address; it holds characters that an address does not")
        assert not any(isinstance(one, OpenPage) for one in at.app.intents)


async def test_on_a_small_screen_the_form_scrolls_and_the_composer_stays():
    async with Asking(ORDER, size=(40, 14)) as at:
        await at.press(*"x", "tab", "tab", "tab")
        await at.shows("▌ Send", "esc later", "Steer the running turn", "waiting")
        await at.press("up", "up")
        await at.shows("▌ ○ 2 Large")


async def test_requests_of_several_kinds_wait_side_by_side():
    async with Asking(COLOUR) as at:
        order = replace(ORDER, arrived_at=COLOUR.arrived_at + 1)
        at.app.ask(order)
        at.app.ask(replace(command_approval(), arrived_at=COLOUR.arrived_at + 2))
        await at.shows("1 of 3", "] next")
        await at.press("right_square_bracket")
        await at.shows("2 of 3", "cafe asks")
        await at.press("escape")
        shown: Request | None = at.app.conversation.dock.shown
        assert shown == order
