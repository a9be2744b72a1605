"""Turns on the real server: asked, steered, interrupted, failed, side by side."""

import pytest

from codex_tui.demo.script import Gate, Script, Shell, Text
from codex_tui.demo.server import ScriptedModel
from codex_tui.messages import ItemStarted, PromptReturned, Said, TextAppended, TurnCompleted, TurnStarted
from codex_tui.model.board import ThreadState
from codex_tui.model.conversation import TurnStatus
from codex_tui.model.items import (
    AgentItem,
    CommandItem,
    ItemStatus,
    NoticeItem,
    NoticeLevel,
    TurnEndItem,
    UserItem,
)
from codex_tui.model.tool_items import CompactionItem

from .conftest import Stage, items

pytestmark = pytest.mark.anyio


async def test_a_prompt_is_answered_in_a_new_thread(stage: Stage) -> None:
    conversation = await stage.submit("hello @@plain")
    await stage.turn_over(conversation)

    kinds = [item.kind for item in conversation.items if not isinstance(item, NoticeItem)]
    assert kinds == ["user", "agent", "turn_end"]
    user = items(conversation, UserItem)[0]
    assert user.text == "hello @@plain"
    assert not user.pending
    assert items(conversation, AgentItem)[0].text.text()
    assert conversation.usage.total_tokens > 0
    row = stage.state.board.rows[conversation.key]
    assert row.title == "hello @@plain"
    await stage.ears.until(lambda: row.state is ThreadState.IDLE)
    assert row.activity == "Hello from the scripted model."


async def test_the_facts_of_a_turn_come_in_the_order_in_which_one_reads_them(
    stage: Stage, scripted_model: ScriptedModel
) -> None:
    gate = Gate()
    scripted_model.on("@@halves", Script([[Text(["one half ", gate, "and the other"])]]))
    conversation = await stage.submit("first @@plain")
    # The last facts of this turn come a frame after the conversation has them.
    await stage.ears.until(lambda: stage.ears.of(TurnCompleted))
    del stage.ears.heard[:]

    await stage.session.turns.submit(conversation.key, "second @@halves")
    # What is told in one frame is told as one fact, so the text goes on only once its item was told.
    await stage.ears.until(
        lambda: (
            {fact.item for fact in stage.ears.of(ItemStarted)}
            & {item.key for item in items(conversation, AgentItem)}
        )
    )
    gate.open()
    await stage.ears.until(lambda: stage.ears.of(TurnCompleted))

    kinds = [type(message) for message in stage.ears.heard]
    assert kinds.index(ItemStarted) < kinds.index(TextAppended) < kinds.index(TurnCompleted)
    assert kinds.index(TurnStarted) < kinds.index(TurnCompleted)


async def test_a_prompt_is_shown_before_the_server_has_it(
    stage: Stage, scripted_model: ScriptedModel
) -> None:
    gate = Gate()
    scripted_model.on("@@held", Script([[Text([gate, "late"])]]))
    conversation = await stage.submit("wait @@held")
    await stage.ears.until(
        lambda: items(conversation, UserItem) and not items(conversation, UserItem)[0].pending
    )
    assert [item.text for item in items(conversation, UserItem)] == ["wait @@held"]
    gate.open()
    await stage.turn_over(conversation)
    assert [item.text for item in items(conversation, UserItem)] == ["wait @@held"]


async def test_text_sent_while_a_turn_runs_steers_it(stage: Stage, scripted_model: ScriptedModel) -> None:
    gate = Gate()
    scripted_model.on("@@held", Script([[Text(["half an answer", gate, "never"])], [Text("steered")]]))
    conversation = await stage.submit("wait @@held")
    await stage.ears.until(lambda: [item for item in items(conversation, AgentItem) if len(item.text)])

    await stage.session.turns.submit(conversation.key, "rather this")
    await stage.turn_over(conversation)
    gate.open()

    assert [item.text for item in items(conversation, UserItem)] == ["wait @@held", "rather this"]
    assert not any(item.pending for item in items(conversation, UserItem))
    assert len(items(conversation, TurnEndItem)) == 1
    assert items(conversation, AgentItem)[0].status is ItemStatus.INTERRUPTED
    assert not stage.ears.of(PromptReturned)


async def test_steering_that_is_never_taken_up_comes_back(
    stage: Stage, scripted_model: ScriptedModel
) -> None:
    scripted_model.on("@@run", Script([[Shell("sleep 20", yield_time_ms=60_000)]]))
    conversation = await stage.submit("go @@run")
    await stage.ears.until(lambda: items(conversation, CommandItem))

    await stage.session.turns.submit(conversation.key, "and also this")
    assert items(conversation, UserItem)[-1].pending
    stage.session.turns.interrupt(conversation.key)
    await stage.ears.until(lambda: stage.ears.of(PromptReturned))

    assert stage.ears.of(PromptReturned)[0].text == "and also this"
    assert [item.text for item in items(conversation, UserItem)] == ["go @@run"]
    await stage.turn_over(conversation)
    command = items(conversation, CommandItem)[0]
    assert command.running
    assert command.outlived_turn


async def test_a_turn_can_be_interrupted_directly_after_it_was_sent(
    stage: Stage, scripted_model: ScriptedModel
) -> None:
    gate = Gate()
    scripted_model.on("@@held", Script([[Text([gate, "late"])]]))
    conversation = await stage.submit("wait @@held")
    stage.session.turns.interrupt(conversation.key)
    await stage.turn_over(conversation)
    gate.open()
    assert [turn.status for turn in conversation.turns.values()] == [TurnStatus.INTERRUPTED]
    assert items(conversation, TurnEndItem)[0].status is ItemStatus.INTERRUPTED


async def test_interrupting_twice_does_no_harm_and_the_next_turn_runs(
    stage: Stage, scripted_model: ScriptedModel
) -> None:
    gate = Gate()
    scripted_model.on("@@held", Script([[Text(["half", gate])]]))
    conversation = await stage.submit("wait @@held")
    stage.session.turns.interrupt(conversation.key)
    stage.session.turns.interrupt(conversation.key)
    await stage.turn_over(conversation)
    gate.open()
    stage.session.turns.interrupt(conversation.key)
    await stage.ears.until(lambda: any("Nothing runs" in said.text for said in stage.ears.of(Said)))

    await stage.session.turns.submit(conversation.key, "again @@plain")
    await stage.ears.until(lambda: len(items(conversation, TurnEndItem)) == 2)
    assert items(conversation, TurnEndItem)[-1].status is ItemStatus.COMPLETED


async def test_a_failed_turn_says_why_and_the_next_one_works(stage: Stage) -> None:
    conversation = await stage.submit("fail @@400")
    await stage.turn_over(conversation)
    errors = [item for item in items(conversation, NoticeItem) if item.level is NoticeLevel.ERROR]
    assert [error.text for error in errors] == ["The request was refused by the script."]
    assert "scripted_error" in errors[0].detail
    row = stage.state.board.rows[conversation.key]
    assert row.state is ThreadState.FAILED
    assert "refused by the script" in row.activity

    await stage.session.turns.submit(conversation.key, "again @@plain")
    await stage.ears.until(lambda: len(items(conversation, TurnEndItem)) == 2)
    assert items(conversation, TurnEndItem)[-1].status is ItemStatus.COMPLETED


async def test_a_dropped_stream_marks_the_half_answer_as_replaced(stage: Stage) -> None:
    conversation = await stage.submit("drop @@drop")
    await stage.turn_over(conversation)
    answers = items(conversation, AgentItem)
    assert [answer.status for answer in answers] == [ItemStatus.REPLACED, ItemStatus.COMPLETED]
    assert answers[-1].text.text() == "The whole answer."


async def test_two_threads_run_at_once_and_their_texts_do_not_mix(
    stage: Stage, scripted_model: ScriptedModel
) -> None:
    gate = Gate()
    scripted_model.on("@@held", Script([[Text(["one ", gate, "two"])]]))
    scripted_model.on("@@other", Script([[Text(["three ", gate, "four"])]]))
    first = await stage.submit("a @@held")
    second = await stage.submit("b @@other")
    await stage.ears.until(
        lambda: all(any(len(item.text) for item in items(one, AgentItem)) for one in (first, second))
    )
    assert first.active_turn is not None
    assert second.active_turn is not None
    gate.open()
    await stage.turn_over(first)
    await stage.turn_over(second)
    assert [item.text.text() for item in items(first, AgentItem)] == ["one two"]
    assert [item.text.text() for item in items(second, AgentItem)] == ["three four"]


async def test_compacting_is_shown_in_the_conversation(stage: Stage) -> None:
    conversation = await stage.submit("hello @@plain")
    await stage.turn_over(conversation)
    await stage.session.turns.compact(conversation.key)
    await stage.ears.until(lambda: len(items(conversation, TurnEndItem)) == 2)
    (compaction,) = items(conversation, CompactionItem)
    assert compaction.headline == "Context compacted"


async def test_text_that_is_no_text_does_not_end_the_server(stage: Stage) -> None:
    conversation = await stage.submit("half a pair \ud83d and an escape \x1b[31m @@plain")
    await stage.turn_over(conversation)
    assert items(conversation, TurnEndItem)[0].status is ItemStatus.COMPLETED
    assert items(conversation, UserItem)[0].text == "half a pair ‹U+D83D› and an escape ␛[31m @@plain"


async def test_a_prompt_that_is_too_long_comes_back(stage: Stage) -> None:
    conversation = await stage.submit("hello @@plain")
    await stage.turn_over(conversation)
    await stage.session.turns.submit(conversation.key, "x" * 1_100_000)
    await stage.ears.until(lambda: stage.ears.of(PromptReturned))
    assert "maximum length" in stage.ears.of(PromptReturned)[0].why
    assert len(items(conversation, UserItem)) == 1
