"""Forks, sub-agents and the preview on the real server."""

from __future__ import annotations

import pytest
from anyio import to_thread

from codex_app_server import AsyncCodex
from codex_tui.demo.script import Gate, Script, Text, ToolCall
from codex_tui.options import Options
from tests.support.app import running

pytestmark = pytest.mark.anyio


async def test_a_fork_stands_under_its_source_also_after_a_restart_and_the_preview_tells_of_it(server_config):
    async with AsyncCodex(server_config) as codex:
        thread = await codex.thread_start(cwd=str(server_config.cwd))
        await thread.run("the source")
        await thread.run("its second prompt")
    async with running(server_config, size=(130, 30)) as run:
        await run.shows("the source", "› its second prompt", "I am a scripted model")
        await run.press("f")
        await run.until(lambda: run.app.shown_thread() is not None)
        await run.type("another way")
        await run.press("enter")
        await run.shows("idle", "› another way")
        await run.press("alt+t")
        await run.shows("└ fork: another way", "fork of “the source”", "from the turn “its second prompt”")
    async with running(server_config, size=(100, 30)) as run:
        await run.shows("the source", "└ fork: another way")


@pytest.mark.long
async def test_a_fork_that_another_program_made_is_found_where_its_row_is_seen(server_config):
    async with AsyncCodex(server_config) as codex:
        thread = await codex.thread_start(cwd=str(server_config.cwd))
        await thread.run("the source")
        copy = await codex.thread_fork(thread.id)
        await copy.run("another way")
    async with running(server_config, size=(100, 30)) as run:
        await run.shows("the source", "└ fork: another way")


def with_agent(scripted_model, agent):
    """Has the thread that is begun by `@@spawn` begin one sub-agent, which does what the script says."""
    spawn = ToolCall("spawn_agent", {"task_name": "helper", "message": "@@task"}, "collaboration")
    parent = Script([[spawn], [Text("Over.")]])
    asked: list[str] = []

    def answer(request):
        asked.append(request.thread_id)
        return parent if request.thread_id == asked[0] else agent

    scripted_model.on("@@spawn", answer)


@pytest.mark.long
async def test_agents_that_were_done_before_are_counted_and_unfold(server_config, scripted_model):
    with_agent(scripted_model, Script([[Text("Done.")]]))
    async with AsyncCodex(server_config) as codex:
        model = next(one.model for one in (await codex.models()).data if one.is_default)
        thread = await codex.thread_start(cwd=str(server_config.cwd), model=model)
        everything = codex.notifications(include_turns=True)
        await thread.run("@@spawn")
        async for note in everything:
            if note.method == "turn/completed" and note.thread_id != thread.id:
                break
        other = await codex.thread_start(cwd=str(server_config.cwd))
        await other.run("without agents")
    async with running(server_config, size=(100, 30)) as run:
        await run.shows("without agents", "▸ 1 agent")
        await run.press("right")
        await run.shows("No sub-agent has worked for this thread")
        await run.press("j", "right")
        await run.shows("▾ 1 agent", "└ agent: helper")
        await run.press("j", "enter")
        await run.shows("• Done.")
        await run.press("alt+t", "left")
        await run.hides("helper")
        await run.shows("▌• @@spawn  ▸ 1 agent")


async def test_an_agent_stands_under_its_thread_as_long_as_it_works(server_config, scripted_model):
    gate = Gate("agent")
    with_agent(scripted_model, Script([[Text("I begin."), gate, Text("Done.")]]))
    async with AsyncCodex(server_config) as codex:
        model = next(one.model for one in (await codex.models()).data if one.is_default)
    async with running(server_config, Options(model=model), size=(100, 30)) as run:
        await run.shows("No threads", "GPT-6")
        await run.press("n")
        await run.type("@@spawn")
        await run.press("enter")
        await to_thread.run_sync(gate.wait_reached, 30.0)
        await run.press("alt+t")
        await run.shows("helper", "writing answer")
        gate.open()
        await run.shows("@@spawn", "1 agent")
        await run.until(lambda: "helper" not in run.screen_text())
