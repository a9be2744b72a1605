"""Requests in words: nothing is hidden, and only what names an answer is one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from codex_tui.linear.asking import NoAnswerError, announced, answer, lasting
from codex_tui.linear.filling import AskedForm, AskedQuestions
from codex_tui.model.keys import RequestKey, ThreadKey
from codex_tui.model.requests import (
    CommandApproval,
    ElicitationForm,
    PermissionApproval,
    PermissionPart,
    Question,
    QuestionOption,
    Questions,
)
from codex_tui.model.safe_text import SafeText

WHO: dict[str, Any] = {"key": RequestKey("local", 0), "thread": ThreadKey("local", "thread"), "method": "m"}
COMMAND = CommandApproval(
    **WHO,
    command=SafeText("git push --force"),
    cwd=SafeText("/src"),
    reason=SafeText("May I?"),
    raw_amendment=("git", "push"),
    decisions=("accept", "acceptWithExecpolicyAmendment"),
)


def test_all_of_a_command_is_said():
    said = "\n".join(announced(COMMAND, 3, None, "Ship it"))
    for part in (
        "Request 3",
        "“Ship it”",
        "git push --force",
        "/src",
        "May I?",
        "/answer 3",
        "always git push",
    ):
        assert part in said


def test_input_and_hosts_are_said_as_what_they_are():
    typed = replace(COMMAND, is_input=True, typed=SafeText("y"), raw_amendment=(), decisions=("accept",))
    said = "\n".join(announced(typed, 3, None, ""))
    assert "type into a command that runs?" in said
    assert "Input: y" in said
    assert "session" not in said
    with pytest.raises(NoAnswerError):
        answer(typed, "session")
    rules = ({"action": "allow", "host": "example.com"},)
    host = CommandApproval(**WHO, network=SafeText("example.com:80 (http)"), raw_network_rules=rules)
    said = "\n".join(announced(host, 3, None, ""))
    assert "let a command reach a host?" in said
    assert "It wants to reach example.com:80 (http)." in said
    assert "Folder" not in said
    assert "at any port and by any protocol" in lasting(host, "always")


@pytest.mark.parametrize(
    ("typed", "decision"),
    [
        ("yes", "accept"),
        ("YES", "accept"),
        ("session", "acceptForSession"),
        ("no", "decline"),
        ("stop", "cancel"),
        ("always git", {"acceptWithExecpolicyAmendment": {"execpolicy_amendment": ["git"]}}),
    ],
)
def test_words_that_are_answers(typed, decision):
    assert answer(COMMAND, typed)[0].result == {"decision": decision}


@pytest.mark.parametrize(
    "typed", ["", "y", "a", "ok", "yes please", "yesterday", "always", "always rm", "stop it"]
)
def test_anything_else_is_none_and_says_what_is(typed):
    with pytest.raises(NoAnswerError, match="yes: this once"):
        answer(COMMAND, typed)


def test_a_no_has_its_reason():
    given, reason = answer(COMMAND, "no  use a branch")
    assert (given.result, reason) == ({"decision": "decline"}, "use a branch")


def test_what_holds_for_good_is_asked_once_more():
    assert "begins with “git”" in lasting(COMMAND, "always git")
    assert "outside of the sandbox" in lasting(COMMAND, "always git")
    assert lasting(COMMAND, "yes") == ""


def test_parts_of_permissions_can_be_chosen():
    parts = tuple(PermissionPart(SafeText(name), {"network": {name: True}}) for name in ("a", "b"))
    request = PermissionApproval(**WHO, parts=parts)
    given, _ = answer(request, "session 2")
    assert given.result == {"permissions": {"network": {"b": True}}, "scope": "session"}
    with pytest.raises(NoAnswerError):
        answer(request, "yes 3")


def question(*labels, is_other=True, is_secret=False):
    options = tuple(QuestionOption(SafeText(label), label) for label in labels)
    return Question("id", SafeText("Which"), SafeText("Which one?"), options, is_other, is_secret)


def filled(*lines, of):
    form = AskedQuestions(Questions(**WHO, questions=(of,)))
    said = [form.take(line) for line in lines]
    return form, said


@pytest.mark.parametrize(
    ("line", "sent"),
    [
        ("2", ["Blue"]),
        ("1 the dark one", ["Red", "user_note: the dark one"]),
        ("blue", ["Blue"]),
        ("green", ["None of the above", "user_note: green"]),
    ],
)
def test_an_option_its_number_or_an_answer_of_ones_own(line, sent):
    form, said = filled(line, of=question("Red", "Blue"))
    assert said == [""] and form.is_complete
    assert form.answer().result == {"answers": {"id": {"answers": sent}}}


def test_what_is_no_option_is_asked_again():
    form, said = filled("3", "", "purple", of=question("Red", "Blue", is_other=False))
    assert all(said) and not form.is_complete


def test_a_secret_is_neither_said_nor_told():
    form, _ = filled("hunter2", of=question(is_secret=True))
    assert "hunter2" not in "\n".join(form.shown())
    assert form.answer().result == {"answers": {"id": {"answers": ["user_note: hunter2"]}}}


def test_a_form_checks_each_value_and_keeps_what_was_proposed():
    schema = {
        "type": "object",
        "properties": {
            "count": {"type": "integer", "minimum": 1},
            "colour": {"type": "string", "enum": ["red", "blue"]},
            "name": {"type": "string", "default": "shop"},
        },
        "required": ["count"],
    }
    form = AskedForm(ElicitationForm(**WHO, raw_schema=schema))
    assert "at least 1" in form.take("0")
    assert form.take("2") == ""
    assert form.take("blue") == ""
    assert "as proposed: shop" in "\n".join(form.ask())
    assert form.take("") == ""
    assert form.is_complete
    sent = form.answer().result
    assert sent is not None
    assert sent["content"] == {"count": 2, "colour": "blue", "name": "shop"}


def test_what_is_no_value_is_not_what_an_empty_line_leaves():
    schema = {
        "type": "object",
        "properties": {
            "count": {"type": "integer", "default": 6},
            "extras": {"type": "array", "maxItems": 1, "items": {"type": "string", "enum": ["bread", "tea"]}},
        },
        "required": ["count"],
    }
    form = AskedForm(ElicitationForm(**WHO, raw_schema=schema))
    assert form.take("tea") == "This is not a whole number."
    assert form.ask()[-1] == "An empty line leaves it as proposed: 6"
    assert form.take("") == ""
    assert "at most 1" in form.take("1 2")
    assert "as proposed" not in form.ask()[-1]
    assert form.take("") == ""
    sent = form.answer().result
    assert sent is not None
    assert sent["content"]["count"] == 6
