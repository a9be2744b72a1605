"""Tools on the real server: searches, an MCP server, hooks, a picture, agents, reviews; live, and read again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from anyio import fail_after

from codex_app_server import AppServerConfig, AsyncCodex
from codex_tui.demo.script import Drop, Gate, Reasoning, Script, Text, ToolCall
from codex_tui.demo.tools import add_mcp_server
from codex_tui.model.items import ItemStatus, NoticeItem, NoticeLevel, ReasoningItem, TurnEndItem
from codex_tui.model.reducer_history import Stretch, load_anew
from codex_tui.model.tool_items import (
    AgentCallItem,
    DynamicCallItem,
    HookItem,
    McpCallItem,
    ReviewItem,
    SleepItem,
    ToolItem,
)

from .conftest import Stage, items, running
from .replay import Player, line

if TYPE_CHECKING:
    from pathlib import Path

    from codex_app_server import Notification, ServerRequest
    from codex_tui.demo.server import ScriptedModel
    from codex_tui.model.conversation import Conversation

pytestmark = pytest.mark.anyio


def told(conversation: Conversation, *, hooks: bool = True) -> list[str]:
    """The tools of a conversation as a person reads them."""
    made = items(conversation, ToolItem)
    return [line(item) for item in made if hooks or not isinstance(item, HookItem)]


async def test_a_turn_with_many_tools_is_told_and_reads_the_same_later(
    tools_config: AppServerConfig, project_dir: Path, tmp_path: Path
) -> None:
    async with running(Stage(tools_config, project_dir, tmp_path / "state")) as stage:
        await stage.ready()
        conversation = await stage.submit("@@tools")
        await stage.turn_over(conversation)
        shown = told(conversation)
        calls = {call.headline: call for call in items(conversation, McpCallItem)}
        hooks = items(conversation, HookItem)
        agents = items(conversation, AgentCallItem)
        live = told(conversation, hooks=False)
    assert shown[:3] == [
        "web_search: Searched the web half even rounding in retail prices",
        "web_search: Opened a page https://example.com/rounding",
        'web_search: Searched in a page "half a cent" in https://example.com/rounding',
    ]
    assert [section.text for section in calls["shop.stock tea"].sections if section.peek] == ["tea: 41"]
    assert calls["shop.stock"].sections[0].text == "tea: 41\ncoffee: 12\nmilk: 3"
    assert sorted(hook.outcome for hook in hooks) == ["", "", "blocked"]
    assert any("Viewed an image" in one and one.endswith("/sales.png") for one in shown)
    assert [agent.name for agent in agents] == ["Started an agent", "Waited for agents"]
    assert "Hello from the scripted model." in agents[1].source()
    assert not any(item.running for item in conversation.items)

    async with running(Stage(tools_config, project_dir, tmp_path / "state")) as later:
        await later.ready()
        assert await later.session.threads.open_thread(conversation.key)
        stored = later.state.conversation(conversation.key)
        # The server keeps items in the order in which they ended, and nothing of hooks.
        assert sorted(told(stored)) == sorted(live)


async def played(codex: AsyncCodex, thread: str, notifications: list[Notification]) -> tuple[Player, Player]:
    """What one hears of a thread, and what is read of it afterwards."""
    live, stored = Player(thread), Player(thread)
    live.play(notifications)
    turns = [turn async for turn in codex.thread(thread).turns(items_view="full", sort_direction="asc")]
    load_anew(stored.conversation, Stretch(turns), frozenset())
    return live, stored


async def test_a_review_says_what_is_reviewed_and_its_findings_follow(server_config: AppServerConfig) -> None:
    with fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            await thread.run("@@plain")
            heard: list[Notification] = []
            everything = codex.notifications(include_turns=True)
            target = {"type": "custom", "instructions": "Look at the rounding."}
            await codex.request("review/start", {"threadId": thread.id, "target": target})
            while not heard or heard[-1].method != "turn/completed":
                heard.append(await anext(everything))
            live, stored = await played(codex, thread.id, heard)
    begun, over = items(live.conversation, ReviewItem)
    assert (begun.headline, over.headline) == ("Review started Look at the rounding.", "Review finished")
    lines = live.lines
    assert lines[lines.index(line(over)) + 1].startswith("agent: The scripted model read")
    # A message that the reviewer began is never completed.
    assert not any(item.running for item in live.conversation.items)
    (end,) = items(live.conversation, TurnEndItem)
    assert end.key == items(stored.conversation, TurnEndItem)[-1].key
    assert live.conversation.active_turn is None
    assert [line(item) for item in items(stored.conversation, ReviewItem)] == [line(begun), line(over)]


async def test_calls_that_fail_say_why(
    server_config: AppServerConfig, codex_home: Path, scripted_model: ScriptedModel
) -> None:
    weather = {
        "type": "function",
        "name": "weather",
        "description": "Tell the weather.",
        "inputSchema": {"type": "object", "properties": {"city": {"type": "string"}}},
    }
    calls = [ToolCall("audit", {"year": 2025}, "mcp__shop"), ToolCall("weather", {"city": "Bonn"})]
    scripted_model.on("@@calls", Script([calls, [Text("Neither.")]]))
    add_mcp_server(codex_home)
    with fail_after(30):
        async with AsyncCodex(server_config, server_requests=no_weather) as codex:
            thread = await codex.thread_start(dynamic_tools=[weather])
            handle = await thread.turn("@@calls")
            heard = [notification async for notification in handle.stream()]
            live, stored = await played(codex, thread.id, heard)
    (audit,) = items(live.conversation, McpCallItem)
    assert (audit.headline, audit.status) == ("shop.audit 2025", ItemStatus.FAILED)
    assert "The books of 2025 are not here." in audit.source()
    (asked,) = items(live.conversation, DynamicCallItem)
    assert (asked.headline, asked.status, asked.outcome) == ("weather Bonn", ItemStatus.FAILED, "failed")
    assert "The station does not answer." in asked.source()
    assert sorted(told(live.conversation)) == sorted(told(stored.conversation))


async def no_weather(request: ServerRequest) -> None:
    await request.tool_result("The station does not answer.", success=False)


async def test_a_model_that_sleeps_and_an_agent_by_its_name(
    server_config: AppServerConfig, scripted_model: ScriptedModel
) -> None:
    spawn = ToolCall("spawn_agent", {"task_name": "helper", "message": "@@plain"}, "collaboration")
    parent = Script([[ToolCall("sleep", {"duration_ms": 10}, "clock")], [spawn], [Text("Over.")]])
    scripted_model.on("@@sleep", lambda request: parent if request.thread_id == thread.id else Script([]))
    overrides = (*server_config.config_overrides, "features.sleep_tool=true")
    with fail_after(30):
        async with AsyncCodex(replace(server_config, config_overrides=overrides)) as codex:
            newest = next(model.model for model in (await codex.models()).data if model.is_default)
            thread = await codex.thread_start(model=newest)
            handle = await thread.turn("@@sleep")
            heard = [notification async for notification in handle.stream()]
            live, stored = await played(codex, thread.id, heard)
    assert [line(item) for item in items(live.conversation, SleepItem)] == ["sleep: Slept for 0.01 s"]
    assert items(live.conversation, AgentCallItem)[0].headline.startswith("Agent started helper")
    # That the agent has finished may be told after the turn.
    assert set(told(live.conversation)) <= set(told(stored.conversation))


async def test_raw_reasoning_stands_under_its_summary(
    server_config: AppServerConfig, scripted_model: ScriptedModel
) -> None:
    thought = Reasoning(["**Reading**"], raw="Hmm. Half even, as banks do.")
    scripted_model.on("@@raw", Script([[thought, Text("Even.")]]))
    overrides = (*server_config.config_overrides, "show_raw_agent_reasoning=true")
    with fail_after(30):
        async with AsyncCodex(replace(server_config, config_overrides=overrides)) as codex:
            thread = await codex.thread_start()
            handle = await thread.turn("@@raw")
            heard = [notification async for notification in handle.stream()]
            live, stored = await played(codex, thread.id, heard)
    assert "item/reasoning/textDelta" in [one.method for one in heard]
    for player in (live, stored):
        (reasoning,) = items(player.conversation, ReasoningItem)
        assert (reasoning.summary.text(), reasoning.raw.text()) == (
            "**Reading**",
            "Hmm. Half even, as banks do.",
        )


async def test_retries_are_counted_while_they_last(stage: Stage, scripted_model: ScriptedModel) -> None:
    broken = [Text(["Half an ans", Drop()])]
    scripted_model.on("@@twice", Script([broken, broken, [Text("The whole answer.")]]))
    conversation = await stage.submit("@@twice")
    await stage.turn_over(conversation)
    retries = [notice for notice in items(conversation, NoticeItem) if notice.level is NoticeLevel.RETRY]
    assert retries[-1].text.startswith("Reconnecting (2 of 5): stream disconnected")
    assert all(notice.status is ItemStatus.COMPLETED for notice in retries)


async def test_a_compaction_says_that_it_runs_and_one_that_is_stopped_not_that_it_worked(
    stage: Stage, scripted_model: ScriptedModel
) -> None:
    conversation = await stage.submit("hello @@plain")
    await stage.turn_over(conversation)
    gate = Gate("in the middle of the summary")
    scripted_model.compaction = Script([[Text(["The user ", gate])]])
    await stage.session.turns.compact(conversation.key)
    await stage.ears.until(lambda: told(conversation))
    assert told(conversation) == ["compaction (running): Compacting the context"]
    stage.session.turns.interrupt(conversation.key)
    await stage.ears.until(lambda: not items(conversation, ToolItem)[0].running)
    assert told(conversation) == ["compaction (interrupted): Context not compacted"]
    gate.open()
