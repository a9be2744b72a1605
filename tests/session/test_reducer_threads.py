"""What the recordings do not show of threads: prompts on their way, errors, their rows, lost connections."""

from __future__ import annotations

from typing import Any

import pytest

from codex_tui.model.changes import ItemAdded, ItemGone, PromptLost, Remarked, StatusChanged
from codex_tui.model.items import AgentItem, NoticeItem, UserItem
from codex_tui.model.reducer_rows import last_line
from codex_tui.model.safe_text import SafeText
from codex_tui.model.translate_requests import request_of

from .conftest import items
from .replay import command, ended, note, player, start, started, user

# --- prompts on their way -----------------------------------------------------------------------------------


def test_a_prompt_is_shown_and_then_becomes_the_servers() -> None:
    at = player()
    key = at.conversation.key
    shown = at.reducer.show_prompt(key, "mine", "hello")
    assert items(at.conversation, UserItem)[0].pending
    assert isinstance(shown[0], ItemAdded)
    at.reducer.begin_turn(key, "T")
    at.reducer.accept_prompt(key, "mine", "T")
    changes = at.say("item/started", item=user("hello", client="mine"), turnId="T", startedAtMs=1)
    assert [type(change) for change in changes[:2]] == [ItemGone, ItemAdded]
    (item,) = items(at.conversation, UserItem)
    assert (item.key.item, item.pending) == ("u", False)
    assert not at.reducer.give_back(key, "mine", "too late")
    assert at.state.board.rows[key].title == "hello"


def test_a_prompt_comes_back_if_its_turn_was_over_before_the_answer() -> None:
    at = player()
    key = at.conversation.key
    at.reducer.show_prompt(key, "mine", "hello")
    at.say("turn/completed", **ended())
    changes = at.reducer.accept_prompt(key, "mine", "T")
    lost = [change for change in changes if isinstance(change, PromptLost)]
    assert [change.text for change in lost] == ["hello"]
    assert not items(at.conversation, UserItem)


def test_only_prompts_of_the_turn_that_ended_come_back() -> None:
    at = player()
    key = at.conversation.key
    at.say("turn/started", **started())
    for client in ("old", "new"):
        at.reducer.show_prompt(key, client, client)
    at.reducer.accept_prompt(key, "old", "T")
    changes = at.say("turn/completed", **ended(status="interrupted"))
    assert [change.text for change in changes if isinstance(change, PromptLost)] == ["old"]
    assert [item.text for item in items(at.conversation, UserItem)] == ["new"]


# --- errors and notices -------------------------------------------------------------------------------------


def failure(message: str, *, retry: bool) -> dict[str, Any]:
    return {"turnId": "T", "willRetry": retry, "error": {"message": message}}


def test_retries_are_one_notice_until_the_turn_goes_on() -> None:
    at = player()
    at.say("turn/started", **started())
    at.say("error", **failure("Reconnecting 1/5", retry=True))
    at.say("error", **failure("Reconnecting 2/5", retry=True))
    assert at.lines == ["notice (running): Reconnecting (2 of 5)"]
    start(at, {"type": "agentMessage", "id": "a", "text": ""})
    at.say("error", **failure("Reconnecting 1/5", retry=True))
    assert at.lines == ["notice: Reconnecting (2 of 5)", "notice (running): Reconnecting (1 of 5)"]


def test_an_error_told_twice_is_shown_once() -> None:
    at = player()
    at.say("turn/started", **started())
    at.say("error", **failure("no credit", retry=False))
    at.say("turn/completed", **ended(status="failed", error={"message": "no credit"}))
    assert at.lines == ["notice (failed): no credit", "turn failed, None tokens"]
    assert at.state.board.rows[at.conversation.key].activity == "failed: no credit"


def test_warnings_do_not_repeat_themselves() -> None:
    at = player()
    for _ in range(3):
        at.say("warning", message="careful")
    assert at.lines == ["notice: careful"]
    told = [
        change
        for _ in range(3)
        for change in at.play([note("configWarning", summary="no bubblewrap", details=None)])
    ]
    assert told == [Remarked(SafeText("no bubblewrap"))]


def test_notices_of_the_server_keep_their_words_harmless() -> None:
    at = player()
    at.say("warning", message="\x1b]0;title\x07 [red]x[/red]")
    assert "\x1b" not in items(at.conversation, NoticeItem)[0].text


# --- threads ------------------------------------------------------------------------------------------------


def test_names_and_archive_and_deletion_reach_the_row() -> None:
    at = player()
    row = at.state.board.rows[at.conversation.key]
    assert StatusChanged(row.key) in at.say("thread/name/updated", threadName="New\x1b[31m name")
    assert row.title == "New␛[31m name"
    assert StatusChanged(row.key) in at.say("thread/archived")
    assert row.archived
    at.say("thread/unarchived")
    assert not row.archived
    assert StatusChanged(row.key) in at.say("thread/deleted")
    assert not at.state.board.rows


def test_losing_the_connection_ends_everything_that_ran() -> None:
    at = player()
    key = at.conversation.key
    at.say("turn/started", **started())
    start(at, command())
    at.say("item/agentMessage/delta", turnId="T", itemId="a", delta="half")
    at.reducer.show_prompt(key, "mine", "steer")
    at.reducer.ask(request_of("local", 3, "item/fileChange/requestApproval", {"threadId": "t"}, 1.0))
    changes = at.reducer.lose_connection("local", "gone")
    assert [change.why for change in changes if isinstance(change, PromptLost)] == ["gone"]
    assert len(at.state.inbox) == 0
    assert not any(item.running for item in at.conversation.items)
    assert at.conversation.active_turn is None
    assert items(at.conversation, AgentItem)[0].text.text() == "… half"
    assert not at.reducer.lose_connection("local", "gone again")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("1. one\n2. `receipt.py` prints.\n\n```python\nprint(x)\n```\n", "receipt.py prints."),
        ("**The end** of it.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", "The end of it."),
        ("~~~\n```\nx = 1\n~~~\n\n---\n", "x = 1"),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n", "1 | 2"),
        ("\n---\n", ""),
    ],
)
def test_a_row_says_how_an_answer_ends_in_words_rather_than_in_code_or_a_table(answer: str, said: str):
    assert last_line(answer) == said
