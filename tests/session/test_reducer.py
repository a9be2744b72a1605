"""What the recordings do not show: strange orders, unknown events, prompts on their way, lost connections."""

from __future__ import annotations

from typing import Any

from codex_tui.model.board import ThreadRow, ThreadState
from codex_tui.model.changes import (
    ApprovalClosed,
    ItemAdded,
    ItemGone,
    PromptLost,
    Remarked,
    RowsChanged,
    StatusChanged,
)
from codex_tui.model.inbox import Decision
from codex_tui.model.items import (
    AgentItem,
    CommandItem,
    ItemStatus,
    NoticeItem,
    PlanItem,
    RawItem,
    ReasoningItem,
    UserItem,
)
from codex_tui.model.keys import ThreadKey
from codex_tui.model.safe_text import SafeText
from codex_tui.model.translate_text import plain_error, unwrap_shell
from codex_tui.model.translate_threads import approval

from .conftest import items
from .replay import Player, note

TURN = {"id": "T", "items": [], "status": "inProgress"}


def started(turn: str = "T") -> dict[str, Any]:
    return {"turn": {**TURN, "id": turn}}


def ended(turn: str = "T", status: str = "completed", **more: Any) -> dict[str, Any]:
    return {"turn": {**TURN, "id": turn, "status": status, **more}}


def user(text: str, item: str = "u", client: str | None = None) -> dict[str, Any]:
    content = [{"type": "text", "text": text}]
    return {"type": "userMessage", "id": item, "clientId": client, "content": content}


def command(item: str = "c", status: str = "inProgress", **more: Any) -> dict[str, Any]:
    return {
        "type": "commandExecution",
        "id": item,
        "command": "/bin/bash -lc 'echo hi'",
        "cwd": "/project",
        "commandActions": [],
        "status": status,
        **more,
    }


def player() -> Player:
    made = Player("t")
    made.state.board.put(ThreadRow(made.conversation.key))
    return made


def start(at: Player, item: dict[str, Any], turn: str = "T") -> None:
    at.say("item/started", item=item, turnId=turn, startedAtMs=1)


def complete(at: Player, item: dict[str, Any], turn: str = "T") -> None:
    at.say("item/completed", item=item, turnId=turn, completedAtMs=2)


# --- identity and order -------------------------------------------------------------------------------------


def test_a_delta_for_an_item_that_never_started_makes_it() -> None:
    at = player()
    at.say("item/agentMessage/delta", turnId="T", itemId="a", delta="late ")
    at.say("item/agentMessage/delta", turnId="T", itemId="a", delta="joiner")
    assert at.lines == ["agent (running): late joiner"]
    complete(at, {"type": "agentMessage", "id": "a", "text": "I am a late joiner"})
    assert at.lines == ["agent: I am a late joiner"]


def test_the_completed_text_wins_and_later_deltas_do_not_count() -> None:
    at = player()
    at.say("item/agentMessage/delta", turnId="T", itemId="a", delta="<plan>secret</plan> text")
    complete(at, {"type": "agentMessage", "id": "a", "text": "text"})
    at.say("item/agentMessage/delta", turnId="T", itemId="a", delta=" more")
    assert at.lines == ["agent: text"]


def test_an_item_completed_without_a_start_is_there() -> None:
    at = player()
    complete(at, command(status="failed", exitCode=2, aggregatedOutput="no"))
    assert at.lines == ["command (failed): $ echo hi / no -> 2"]


def test_the_same_ids_in_another_turn_are_other_items() -> None:
    at = player()
    for turn in ("T", "U"):
        start(at, user("hello"), turn)
    assert len(at.conversation.items) == 2


def test_an_empty_answer_that_is_cut_off_leaves_nothing() -> None:
    at = player()
    at.say("turn/started", **started())
    start(at, {"type": "agentMessage", "id": "a", "text": ""})
    start(at, {"type": "reasoning", "id": "r"})
    at.say("turn/completed", **ended(status="interrupted"))
    assert at.lines == ["turn interrupted, None tokens"]


def test_a_review_that_ends_under_another_id_is_over() -> None:
    at = player()
    at.say("turn/started", **started("INNER"))
    at.say("item/agentMessage/delta", turnId="INNER", itemId="a", delta="finding")
    at.say("turn/completed", **ended("OUTER"))
    assert at.conversation.active_turn is None
    assert at.lines == ["agent (interrupted): finding", "turn completed, None tokens"]


def test_a_late_end_of_an_older_turn_does_not_end_the_running_one() -> None:
    at = player()
    at.say("turn/started", **started("T"))
    at.say("turn/completed", **ended("T"))
    at.say("turn/started", **started("U"))
    at.say("turn/completed", **ended("T"))
    assert at.conversation.active_turn == "U"


def test_a_command_that_waits_for_its_approval_ends_with_the_turn() -> None:
    at = player()
    at.say("turn/started", **started())
    start(at, command("asked"))
    start(at, command("runs"))
    params = {"threadId": "t", "turnId": "T", "itemId": "asked", "command": "rm x", "cwd": "/p"}
    asked = approval("local", 0, "item/commandExecution/requestApproval", params, 1.0)
    at.reducer.ask(asked)
    at.say("turn/completed", **ended(status="interrupted"))
    waits, runs = items(at.conversation, CommandItem)
    assert waits.status is ItemStatus.INTERRUPTED
    assert runs.running
    changes = at.say("serverRequest/resolved", requestId=0)
    assert ApprovalClosed(at.conversation.key, asked.key) in changes
    assert len(at.state.inbox) == 0


def test_the_plan_of_a_turn_is_one_item() -> None:
    at = player()
    at.say("turn/started", **started())
    for status in ("pending", "inProgress", "completed", "someday"):
        at.say("turn/plan/updated", turnId="T", explanation=None, plan=[{"step": "a", "status": status}])
    assert len(items(at.conversation, PlanItem)) == 1
    at.say("turn/completed", **ended())
    assert at.lines[0] == "plan: - [ ] a"


def test_an_item_that_turns_out_to_be_of_another_kind_takes_its_place() -> None:
    at = player()
    at.say("item/agentMessage/delta", turnId="T", itemId="x", delta="what is this")
    changes = at.say("item/completed", item=command("x", "completed"), turnId="T", completedAtMs=1)
    assert [type(change) for change in changes[:2]] == [ItemGone, ItemAdded]
    assert [item.kind for item in at.conversation.items] == ["command"]


def test_the_row_of_an_answered_request_says_again_what_runs() -> None:
    at = player()
    row = at.state.board.rows[at.conversation.key]
    start(at, command("asked"))
    params = {"threadId": "t", "turnId": "T", "itemId": "asked", "command": "rm x"}
    asked = approval("local", 0, "item/commandExecution/requestApproval", params, 1.0)
    at.reducer.ask(asked)
    assert row.activity == "run: rm x"
    at.reducer.withdraw(asked.key)
    assert row.activity == "$ echo hi"


def test_the_question_stays_in_the_row_if_it_comes_before_its_item() -> None:
    at = player()
    params = {"threadId": "t", "turnId": "T", "itemId": "asked", "command": "rm x"}
    at.reducer.ask(approval("local", 0, "item/commandExecution/requestApproval", params, 1.0))
    start(at, command("asked"))
    assert at.state.board.rows[at.conversation.key].activity == "run: rm x"


def test_parts_of_a_reasoning_summary_stand_apart() -> None:
    at = player()
    for index, part in enumerate(("one", "two")):
        at.say("item/reasoning/summaryPartAdded", turnId="T", itemId="r", summaryIndex=index)
        at.say("item/reasoning/summaryTextDelta", turnId="T", itemId="r", delta=part, summaryIndex=index)
    streamed = items(at.conversation, ReasoningItem)[0].summary.text()
    complete(at, {"type": "reasoning", "id": "r", "summary": ["one", "two"]})
    assert items(at.conversation, ReasoningItem)[0].summary.text() == streamed == "one\n\ntwo"


# --- nothing is lost ----------------------------------------------------------------------------------------


def test_an_unknown_item_is_shown_raw() -> None:
    at = player()
    start(at, {"type": "holodeck", "id": "h", "program": "[bold]x[/bold]\x1b[31m"})
    raw = items(at.conversation, RawItem)[0]
    assert raw.name == "holodeck"
    assert "program" in raw.body
    assert "\x1b" not in raw.source()
    complete(at, {"type": "holodeck", "id": "h", "program": "end"})
    assert raw.status is ItemStatus.COMPLETED
    assert '"end"' in raw.body


def test_a_known_item_of_a_new_shape_is_shown_raw() -> None:
    at = player()
    start(at, {"type": "commandExecution", "id": "c", "argv": ["a"]})
    assert items(at.conversation, RawItem)[0].name == "commandExecution"


def test_an_unknown_event_is_shown_in_its_thread_or_kept_aside() -> None:
    at = player()
    at.say("thread/teleported", to="mars")
    assert at.lines[0].startswith("raw: thread/teleported")
    at.play([note("weather/changed", rain=True), note("thread/teleported", threadId="other")])
    assert len(at.conversation.items) == 1
    assert [one.method for one in at.reducer.memory("local").unplaced] == [
        "weather/changed",
        "thread/teleported",
    ]


def test_a_known_event_of_a_new_shape_is_shown_raw() -> None:
    at = player()
    at.say("turn/plan/updated", turnId="T", plan="a string now")
    assert at.lines[0].startswith("raw: turn/plan/updated")


def test_events_of_threads_nobody_opened_are_not_kept_but_their_rows_follow() -> None:
    at = player()
    other = ThreadKey("local", "other")
    at.state.board.put(ThreadRow(other))
    at.play([note("item/started", threadId="other", turnId="T", startedAtMs=1, item=user("x"))])
    active = {"type": "active", "activeFlags": ["waitingOnUserInput"]}
    at.play([note("thread/status/changed", threadId="other", status=active)])
    assert other not in at.state.conversations
    assert at.state.board.rows[other].state is ThreadState.NEEDS_INPUT


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
    assert at.lines == ["notice (running): Reconnecting 2/5"]
    start(at, {"type": "agentMessage", "id": "a", "text": ""})
    at.say("error", **failure("Reconnecting 1/5", retry=True))
    assert at.lines == ["notice: Reconnecting 2/5", "notice (running): Reconnecting 1/5"]


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


def test_an_error_with_the_body_of_an_answer_shows_its_sentence() -> None:
    assert plain_error('400: {"error": {"message": "No.", "type": "x"}}')[0] == "No."
    assert plain_error("plain {words}") == ("plain {words}", "")


# --- threads ------------------------------------------------------------------------------------------------


def test_names_and_archive_and_deletion_reach_the_row() -> None:
    at = player()
    row = at.state.board.rows[at.conversation.key]
    assert StatusChanged(row.key) in at.say("thread/name/updated", threadName="New\x1b[31m name")
    assert row.title == "New␛[31m name"
    assert RowsChanged() in at.say("thread/archived")
    assert row.archived
    at.say("thread/unarchived")
    assert not row.archived
    assert RowsChanged() in at.say("thread/deleted")
    assert not at.state.board.rows


def test_losing_the_connection_ends_everything_that_ran() -> None:
    at = player()
    key = at.conversation.key
    at.say("turn/started", **started())
    start(at, command())
    at.say("item/agentMessage/delta", turnId="T", itemId="a", delta="half")
    at.reducer.show_prompt(key, "mine", "steer")
    at.reducer.ask(approval("local", 3, "item/fileChange/requestApproval", {"threadId": "t"}, 1.0))
    changes = at.reducer.lose_connection("local", "gone")
    assert [change.why for change in changes if isinstance(change, PromptLost)] == ["gone"]
    assert len(at.state.inbox) == 0
    assert not any(item.running for item in at.conversation.items)
    assert at.conversation.active_turn is None
    assert items(at.conversation, AgentItem)[0].text.text() == "half"
    assert not at.reducer.lose_connection("local", "gone again")


def test_the_command_is_shown_without_the_shell_around_it() -> None:
    assert unwrap_shell("/bin/bash -lc 'pytest -q && echo \"done\"'") == 'pytest -q && echo "done"'
    assert unwrap_shell("/bin/bash -lc ls -la") == "/bin/bash -lc ls -la"
    assert unwrap_shell("echo 'unfinished") == "echo 'unfinished"
    assert unwrap_shell("python -c 'x'") == "python -c 'x'"


def test_an_approval_says_what_why_and_where() -> None:
    params = {
        "threadId": "t",
        "turnId": "T",
        "itemId": "c",
        "command": "/bin/bash -lc 'rm -rf build/'",
        "cwd": "/project",
        "reason": "stale",
        "availableDecisions": ["accept"],
        "networkApprovalContext": {"host": "example.com"},
    }
    asked = approval("local", 7, "item/commandExecution/requestApproval", params, 5.0)
    assert (asked.command, asked.cwd, asked.reason) == ("rm -rf build/", "/project", "stale")
    assert asked.item == ThreadKey("local", "t").item("T", "c")
    assert "example.com" in asked.detail
    assert "availableDecisions" not in asked.detail
    assert Decision.ACCEPT.value == "accept"


def test_notices_of_the_server_keep_their_words_harmless() -> None:
    at = player()
    at.say("warning", message="\x1b]0;title\x07 [red]x[/red]")
    assert "\x1b" not in items(at.conversation, NoticeItem)[0].text
