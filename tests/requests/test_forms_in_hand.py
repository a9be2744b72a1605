"""Forms outlive their requests for a while: what was written comes back once, and secrets are gone."""

from __future__ import annotations

from codex_tui.model.forms_in_hand import FormsInHand
from codex_tui.model.inbox import Inbox
from tests.conversation.host import OTHER, THREAD
from tests.conversation.test_forms import question, questions


def test_a_form_that_was_sent_is_put_away_with_its_secret_and_gives_nothing_back():
    forms, inbox = FormsInHand(), Inbox()
    asked = questions(question("token", is_secret=True), question("why"))
    inbox.add(asked)
    form = forms.questions(asked)
    form.write(0, "hunter2")
    form.write(1, "because")
    forms.sent(asked.key)
    assert forms.take_closed(inbox, THREAD) == []
    assert form.note(0) == "hunter2"
    inbox.take(asked.key)
    assert forms.take_closed(inbox, THREAD) == []
    assert form.note(0) == ""


def test_what_was_not_sent_comes_back_once_and_only_to_its_thread():
    forms, inbox = FormsInHand(), Inbox()
    asked = questions(question("why"))
    inbox.add(asked)
    forms.questions(asked).write(0, "because")
    inbox.take(asked.key)
    assert forms.take_closed(inbox, OTHER) == []
    assert forms.take_closed(inbox, THREAD) == ["because"]
    assert forms.left_over(asked) == ""


def test_another_request_of_the_same_number_begins_empty_and_the_same_one_goes_on():
    forms = FormsInHand()
    asked = questions(question("why"))
    forms.questions(asked).write(0, "because")
    assert forms.left_over(asked) == "because"
    assert forms.questions(questions(question("how"))).note(0) == ""
    assert forms.questions(questions(question("why"), number=31)).note(0) == "because"
