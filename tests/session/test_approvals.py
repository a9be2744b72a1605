"""Approvals on the real server: they wait, are answered one by one, and go when nobody can answer them."""

from dataclasses import replace
from pathlib import Path

import pytest

from codex_tui.demo.script import Script, Shell, Text
from codex_tui.demo.server import ScriptedModel
from codex_tui.messages import ApprovalRequested, ApprovalResolved
from codex_tui.model import answers
from codex_tui.model.board import ThreadState
from codex_tui.model.items import AgentItem, CommandItem, FileChangeItem, ItemStatus, TurnEndItem
from codex_tui.model.requests import CommandApproval, FileApproval, Questions, Request
from codex_tui.model.safe_text import SafeText

from .conftest import Stage, items

pytestmark = pytest.mark.anyio


async def waiting(stage: Stage, count: int = 1) -> list[Request]:
    await stage.ears.until(lambda: len(stage.state.inbox) == count)
    return stage.state.inbox.all()


async def test_a_command_that_is_accepted_runs(
    stage: Stage, scripted_model: ScriptedModel, project_dir: Path
) -> None:
    script = Script([[Shell("touch made", escalated=True, justification="May I?")], [Text("made")]])
    scripted_model.on("@@touch", script)
    conversation = await stage.submit("do @@touch")
    (asked,) = await waiting(stage)
    assert isinstance(asked, CommandApproval)
    assert asked.command == "touch made"
    assert asked.cwd == str(project_dir)
    assert asked.reason == "May I?"
    assert asked.thread == conversation.key
    assert asked.item is not None
    await stage.ears.until(lambda: asked.item in conversation)
    row = stage.state.board.rows[conversation.key]
    await stage.ears.until(lambda: row.state is ThreadState.NEEDS_APPROVAL)
    assert stage.state.inbox.of(conversation.key) == [asked]

    await stage.session.approvals.answer(asked.key, answers.accept(asked))
    assert len(stage.state.inbox) == 0
    await stage.turn_over(conversation)
    assert (project_dir / "made").exists()
    assert items(conversation, CommandItem)[0].exit_code == 0
    assert len(stage.ears.of(ApprovalRequested)) == len(stage.ears.of(ApprovalResolved)) == 1


async def test_a_yes_to_what_was_seen_is_none_to_what_waits_under_its_key_now(
    stage: Stage, project_dir: Path, scripted_model: ScriptedModel
) -> None:
    scripted_model.on("@@touch", Script([[Shell("touch made", escalated=True)], [Text("made")]]))
    conversation = await stage.submit("do @@touch")
    (asked,) = await waiting(stage)
    assert isinstance(asked, CommandApproval)
    seen = replace(asked, command=SafeText("ls"))
    await stage.session.approvals.answer(asked.key, answers.accept(seen), seen=seen)
    assert stage.state.inbox.all() == [asked]
    again = replace(asked, arrived_at=asked.arrived_at + 1)
    await stage.session.approvals.answer(asked.key, answers.decline(again), seen=again)
    await stage.turn_over(conversation)
    assert not (project_dir / "made").exists()


async def test_a_command_that_is_declined_does_not_run_and_the_turn_goes_on(stage: Stage) -> None:
    conversation = await stage.submit("do @@approval")
    (asked,) = await waiting(stage)
    await stage.session.approvals.answer(asked.key, answers.decline(asked))
    await stage.turn_over(conversation)
    (command,) = items(conversation, CommandItem)
    assert command.status is ItemStatus.DECLINED
    assert command.live_only  # a server keeps nothing of it
    assert items(conversation, AgentItem)[-1].text.text() == "I went on after your decision."


async def test_cancelling_ends_the_turn(stage: Stage) -> None:
    conversation = await stage.submit("do @@approval")
    (asked,) = await waiting(stage)
    await stage.session.approvals.answer(asked.key, answers.cancel(asked))
    await stage.turn_over(conversation)
    assert items(conversation, TurnEndItem)[0].status is ItemStatus.INTERRUPTED


async def test_several_can_wait_and_be_answered_in_any_order(stage: Stage) -> None:
    conversation = await stage.submit("do @@approvals")
    first, second = await waiting(stage, 2)
    await stage.session.approvals.answer(second.key, answers.decline(second))
    assert stage.state.inbox.all() == [first]
    await stage.session.approvals.answer(first.key, answers.decline(first))
    await stage.turn_over(conversation)
    assert [item.status for item in items(conversation, CommandItem)] == [ItemStatus.DECLINED] * 2


async def test_a_patch_shows_what_it_would_change(stage: Stage, project_dir: Path) -> None:
    conversation = await stage.submit("do @@patch")
    (asked,) = await waiting(stage)
    assert isinstance(asked, FileApproval)
    await stage.ears.until(lambda: asked.item in conversation)
    (patch,) = items(conversation, FileChangeItem)
    assert patch.changes[0].path.endswith("notes.txt")
    await stage.session.approvals.answer(asked.key, answers.accept(asked))
    await stage.turn_over(conversation)
    assert (project_dir / "notes.txt").exists()
    assert patch.status is ItemStatus.COMPLETED


async def test_a_question_can_be_left_without_an_answer(stage: Stage) -> None:
    conversation = await stage.submit("do @@question")
    (asked,) = await waiting(stage)
    assert isinstance(asked, Questions)
    assert asked.title == "question: Which rounding shall totals use?"
    await stage.session.approvals.answer(asked.key, answers.decline(asked))
    await stage.turn_over(conversation)
    assert items(conversation, TurnEndItem)[0].status is ItemStatus.COMPLETED


async def test_an_interrupted_turn_takes_its_question_along(stage: Stage) -> None:
    conversation = await stage.submit("do @@approval")
    (asked,) = await waiting(stage)
    stage.session.turns.interrupt(conversation.key)
    await stage.ears.until(lambda: len(stage.state.inbox) == 0)
    await stage.turn_over(conversation)
    assert not any(item.running for item in conversation.items)
    await stage.session.approvals.answer(asked.key, answers.accept(asked))
    await stage.ears.until(lambda: stage.ears.of(ApprovalResolved))
