"""The context on the real server: a warning when it fills up, and what a compaction comes to."""

import pytest

from codex_tui.demo.script import Script, Shell, Text, Usage
from codex_tui.demo.server import ScriptedModel
from codex_tui.messages import PromptReturned
from codex_tui.model.context_parts import Fullness, fullness, shares
from codex_tui.model.conversation import Conversation
from codex_tui.model.items import CommandItem, NoticeItem, NoticeLevel, TurnEndItem, UserItem
from codex_tui.model.tool_items import CompactionItem

from .conftest import Stage, items

pytestmark = pytest.mark.anyio


def warnings(conversation: Conversation) -> list[str]:
    notices = items(conversation, NoticeItem)
    return [
        one.text for one in notices if one.level is NoticeLevel.WARNING and one.text.startswith("The context")
    ]


async def turn(stage: Stage, conversation: Conversation, text: str) -> None:
    ends = len(items(conversation, TurnEndItem))
    await stage.session.turns.submit(conversation.key, text)
    await stage.ears.until(lambda: len(items(conversation, TurnEndItem)) > ends)


async def test_that_it_fills_up_is_said_once_at_each_mark_and_again_after_a_compaction(
    stage: Stage, scripted_model: ScriptedModel
) -> None:
    for name, tokens in (("@@low", 1000), ("@@high", 215_000), ("@@higher", 220_000), ("@@full", 250_000)):
        scripted_model.on(name, Script([[Text("So."), Usage(input_tokens=tokens, output_tokens=100)]]))
    conversation = await stage.submit("@@low")
    await stage.turn_over(conversation)
    for name, said in (("@@high now", 1), ("@@higher now", 1), ("@@full now", 2)):
        await turn(stage, conversation, name)
        assert len(warnings(conversation)) == said, name
    assert warnings(conversation)[0].startswith("The context is 83% full. /compact sums")
    assert fullness(conversation.usage) is Fullness.NEARLY_FULL
    assert sum(share.tokens for share in shares(conversation)) == conversation.usage.context_tokens == 250_100

    ends = len(items(conversation, TurnEndItem))
    await stage.session.turns.compact(conversation.key)
    await stage.ears.until(lambda: len(items(conversation, TurnEndItem)) > ends)
    (compaction,) = items(conversation, CompactionItem)
    assert compaction.before == 250_100
    assert 0 < compaction.after == conversation.usage.context_tokens < 20_000
    assert fullness(conversation.usage) is Fullness.FINE
    await turn(stage, conversation, "@@high once more")
    assert len(warnings(conversation)) == 3


async def test_several_texts_that_were_never_taken_up_come_back_in_their_order(
    stage: Stage, scripted_model: ScriptedModel
) -> None:
    scripted_model.on("@@run", Script([[Shell("sleep 20", yield_time_ms=60_000)]]))
    conversation = await stage.submit("go @@run")
    await stage.ears.until(lambda: items(conversation, CommandItem))
    for text in ("one", "two"):
        await stage.session.turns.submit(conversation.key, text)
    stage.session.turns.interrupt(conversation.key)
    await stage.ears.until(lambda: len(stage.ears.of(PromptReturned)) == 2)
    # Each is put before what is in the composer already.
    assert [returned.text for returned in stage.ears.of(PromptReturned)] == ["two", "one"]
    assert [item.text for item in items(conversation, UserItem)] == ["go @@run"]
