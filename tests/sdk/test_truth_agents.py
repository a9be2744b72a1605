"""PROTOCOL.md, 0.11 and 3.3: models that write code, and agents that work for a thread."""

from dataclasses import replace

import anyio
import pytest

from codex_app_server import AppServerConfig, AsyncCodex, Notification
from codex_app_server.generated.v2_all import SubAgentActivityThreadItem
from codex_tui.demo.request import ModelRequest
from codex_tui.demo.script import Script, Text, ToolCall
from codex_tui.demo.scripts import PLAIN
from codex_tui.demo.server import ScriptedModel

from .capabilities import server_lacks

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


async def newest_model(codex: AsyncCodex) -> str:
    return next(model.model for model in (await codex.models()).data if model.is_default)


async def test_an_agent_is_a_thread_of_its_own_that_is_heard_without_being_announced(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    spawn = ToolCall("spawn_agent", {"task_name": "helper", "message": "@@plain"}, "collaboration")
    parent = Script([[spawn], [Text("Over.")]])

    def answer(request: ModelRequest) -> Script:
        """The agent has the whole conversation before its own task; only its thread tells it apart."""
        return parent if request.thread_id == thread.id else PLAIN

    scripted_model.on("@@spawn", answer)
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start(model=await newest_model(codex))
            everything = codex.notifications(include_turns=True)
            result = await thread.run("@@spawn")
            assert result.final_response == "Over."
            activity = result.items[1].root
            if activity.type == "agentMessage":
                server_lacks("that an agent was begun is no item")
            assert isinstance(activity, SubAgentActivityThreadItem)
            child = activity.agent_thread_id
            heard: list[Notification] = []
            while not any(n.method == "turn/completed" and n.thread_id == child for n in heard):
                heard.append(await anext(everything))
            methods = [n.method for n in heard if n.thread_id == child]
            assert {"turn/started", "item/completed", "turn/completed"} <= set(methods)
            assert "thread/started" not in methods
            # Nobody typed anything in it, and so it is listed for its parent only.
            assert [row.id async for row in codex.threads()] == [thread.id]
            assert [row.id async for row in codex.threads(parent_thread_id=thread.id)] == [child]


async def test_a_model_that_writes_code_has_its_commands_told_as_any_other(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start(model=await newest_model(codex))
            result = await thread.run("@@shell")
    if "exec" not in scripted_model.requests[0].tool_names:
        server_lacks("no model writes code")
    assert [item.root.type for item in result.items] == ["userMessage", "commandExecution", "agentMessage"]
    assert result.items[1].root.id.startswith("exec-")
    assert not scripted_model.requests[0].body.get("tools")


@pytest.mark.parametrize("enabled", [True, False])
async def test_a_model_may_plan_only_if_the_configuration_says_so(
    server_config: AppServerConfig, scripted_model: ScriptedModel, enabled: bool
):
    others = tuple(text for text in server_config.config_overrides if "update_plan" not in text)
    config = server_config if enabled else replace(server_config, config_overrides=others)
    with anyio.fail_after(30):
        async with AsyncCodex(config) as codex:
            await (await codex.thread_start()).run("@@plain")
    if not enabled and "update_plan" in scripted_model.requests[-1].tool_names:
        server_lacks("a model may always plan")
    assert ("update_plan" in scripted_model.requests[-1].tool_names) is enabled
