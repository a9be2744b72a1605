"""Answers to the model's questions: what is sent, what is open, and what is never told of a secret."""

from __future__ import annotations

import pytest

from codex_tui.model.question_form import DOTS, QuestionForm
from codex_tui.model.requests import Question, QuestionOption
from codex_tui.model.safe_text import SafeText


def question(raw_id="colour", *labels, is_other=True, is_secret=False):
    options = tuple(QuestionOption(SafeText(label), label) for label in labels)
    return Question(
        raw_id, SafeText(raw_id.title()), SafeText(f"Which {raw_id}?"), options, is_other, is_secret
    )


def test_an_option_goes_back_as_it_came_with_its_note_behind_it():
    form = QuestionForm([question("colour", "Blue\u200b", "Red")])
    assert form.answers() == {}
    form.choose(0, 0)
    assert form.answers() == {"colour": ["Blue\u200b"]}
    form.write(0, " but dark \n")
    assert form.answers() == {"colour": ["Blue\u200b", "user_note: but dark"]}
    assert form.shown(0) == "Blue‹U+200B›: but dark"


def test_each_option_keeps_its_own_note():
    form = QuestionForm([question("colour", "Blue", "Red")])
    form.choose(0, 0)
    form.write(0, "but dark")
    form.choose(0, 1)
    assert form.answers() == {"colour": ["Red"]}
    form.choose(0, 0)
    assert form.answers() == {"colour": ["Blue", "user_note: but dark"]}


def test_none_of_the_options_is_an_answer_with_words_or_without():
    form = QuestionForm([question("colour", "Blue")])
    assert form.other(0) == 1
    form.choose(0, 1)
    assert form.answers() == {"colour": ["None of the above"]}
    assert form.shown(0) == "none of these"
    form.write(0, "Green")
    assert form.answers() == {"colour": ["None of the above", "user_note: Green"]}
    assert form.shown(0) == "Green"


def test_where_no_other_answer_is_welcome_there_is_none():
    form = QuestionForm([question("colour", "Blue", is_other=False)])
    assert form.other(0) is None
    with pytest.raises(IndexError):
        form.choose(0, 1)


def test_a_question_without_options_is_answered_in_words():
    form = QuestionForm([question("name")])
    assert form.is_written(0)
    form.write(0, "  ")
    assert form.open_questions() == [0]
    form.write(0, "Ada\nand Grace")
    assert form.answers() == {"name": ["user_note: Ada\nand Grace"]}
    assert form.typed() == "Ada\nand Grace"


def test_the_next_open_question_is_found_around_the_end_and_then_the_summary():
    form = QuestionForm([question("a", "x"), question("b", "x"), question("c", "x")])
    form.at = 1
    form.choose(1, 0)
    assert form.next_open() == 2
    form.at = 2
    form.choose(2, 0)
    assert form.next_open() == 0
    form.choose(0, 0)
    assert form.next_open() == 3
    assert form.open_questions() == []


def test_a_secret_is_told_to_the_model_and_to_nobody_else():
    form = QuestionForm([question("token", is_secret=True), question("why")])
    form.write(0, "hunter2")
    form.write(1, "because")
    assert form.answers()["token"] == ["user_note: hunter2"]
    assert form.shown(0) == DOTS
    assert form.typed() == "because"
    assert "hunter2" not in repr(vars(form))
    form.forget_secrets()
    assert form.shown(0) == ""
    assert form.open_questions() == [0]
