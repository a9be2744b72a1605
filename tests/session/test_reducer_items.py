"""What the recordings do not show of items: strange orders, ids that return, kinds and shapes nobody knows."""

from __future__ import annotations

from codex_tui.model.board import ThreadRow, ThreadState
from codex_tui.model.changes import ApprovalClosed, ItemAdded, ItemGone
from codex_tui.model.items import CommandItem, ItemStatus, PlanItem, RawItem, ReasoningItem
from codex_tui.model.keys import ThreadKey
from codex_tui.model.translate_requests import request_of

from .conftest import items
from .replay import command, complete, ended, note, player, start, started, user

# --- identity and order -------------------------------------------------------------------------------------


def test_a_delta_for_an_item_that_never_started_makes_it_and_says_that_there_was_more() -> None:
    at = player()
    at.say("item/agentMessage/delta", turnId="T", itemId="a", delta="late ")
    at.say("item/agentMessage/delta", turnId="T", itemId="a", delta="joiner")
    assert at.lines == ["agent (running): … late joiner"]
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
    assert at.lines == ["agent (interrupted): … finding", "turn completed, None tokens"]


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
    asked = request_of("local", 0, "item/commandExecution/requestApproval", params, 1.0)
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
    row.state = ThreadState.RUNNING
    start(at, command("asked"))
    params = {"threadId": "t", "turnId": "T", "itemId": "asked", "command": "rm x"}
    asked = request_of("local", 0, "item/commandExecution/requestApproval", params, 1.0)
    at.reducer.ask(asked)
    assert row.activity == "run: rm x"
    at.reducer.withdraw(asked.key)
    assert row.activity == "$ echo hi"


def test_the_question_stays_in_the_row_if_it_comes_before_its_item() -> None:
    at = player()
    params = {"threadId": "t", "turnId": "T", "itemId": "asked", "command": "rm x"}
    at.reducer.ask(request_of("local", 0, "item/commandExecution/requestApproval", params, 1.0))
    start(at, command("asked"))
    assert at.state.board.rows[at.conversation.key].activity == "run: rm x"


def test_the_question_stays_in_the_row_if_it_comes_before_the_news_that_the_thread_is_at_work() -> None:
    at = player()
    row = at.state.board.rows[at.conversation.key]
    row.state = ThreadState.IDLE
    params = {"threadId": "t", "turnId": "T", "itemId": "asked", "command": "rm x"}
    at.reducer.ask(request_of("local", 0, "item/commandExecution/requestApproval", params, 1.0))
    for flags in ([], ["waitingOnApproval"]):
        at.say("thread/status/changed", status={"type": "active", "activeFlags": flags})
    assert (row.state, row.activity) == (ThreadState.NEEDS_APPROVAL, "run: rm x")


def test_parts_of_a_reasoning_summary_stand_apart() -> None:
    at = player()
    start(at, {"type": "reasoning", "id": "r"})
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
