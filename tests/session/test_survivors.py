"""A command that outlived its turn, for whoever opens its thread later: shown, ended, and put where it belongs."""

from __future__ import annotations

import pytest

from codex_tui.model.conversation import Conversation, Turn, TurnStatus
from codex_tui.model.items import AgentItem, CommandItem, ItemStatus, TurnEndItem, UserItem
from codex_tui.model.keys import ThreadKey
from codex_tui.model.safe_text import SafeText

from .conftest import Stage, items

pytestmark = pytest.mark.anyio


async def test_who_opens_an_idle_thread_sees_what_still_runs_and_can_end_it(stage: Stage) -> None:
    begun = await stage.submit("@@survivor")
    await stage.turn_over(begun)
    await stage.session.turns.submit(begun.key, "@@plain")
    await stage.ears.until(lambda: len(items(begun, TurnEndItem)) == 2)
    # As whoever comes later, with nothing but what the server gives.
    del stage.state.conversations[begun.key]
    conversation = stage.watch(begun.key)
    assert await stage.session.threads.open_thread(begun.key)
    await stage.ears.until(lambda: conversation.running_on)
    [command] = items(conversation, CommandItem)
    assert command.command.startswith("echo started; sleep 60")
    assert command.cwd == stage.state.folder
    assert command.running and command.outlived_turn

    await stage.session.outputs.end_command(command.key)
    await stage.ears.until(lambda: not conversation.running_on)
    [ended] = items(conversation, CommandItem)
    assert ended.status is ItemStatus.FAILED
    assert "started" in ended.output.text()
    first, second = (item.key.turn for item in items(conversation, UserItem))
    await stage.ears.until(lambda: ended.started_ms is not None)
    assert [type(item) for item in conversation.items if item.key.turn == first] == [
        UserItem,
        CommandItem,
        AgentItem,
        TurnEndItem,
    ]
    assert [item.key.turn for item in conversation.items][3:5] == [first, second]


def test_what_ends_late_goes_to_its_turn_and_stays_where_that_is_not_loaded() -> None:
    key = ThreadKey("local", "thread")
    conversation = Conversation(key)
    for turn in ("one", "two"):
        conversation.turns[turn] = Turn(turn, TurnStatus.COMPLETED)
        conversation.append(UserItem(key=key.item(turn, "user"), text=SafeText(turn)))
        conversation.append(TurnEndItem(key=key.item(turn, "local:end")))
    late = CommandItem(key=key.item("one", "late"), command=SafeText("ls"), cwd=SafeText("/"))
    conversation.append(late)
    assert conversation.put_into_turn(late) == 1
    strange = CommandItem(key=key.item("zero", "strange"), command=SafeText("ls"), cwd=SafeText("/"))
    conversation.append(strange)
    assert conversation.put_into_turn(strange) == 5
