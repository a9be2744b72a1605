"""Answers on the real server: what each does, once, whoever gives it first."""

from __future__ import annotations

import sys
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from codex_app_server import AppServerConfig, launch_listening_server
from codex_tui.demo.script import Gate, Script, Shell, Text, ToolCall
from codex_tui.messages import PromptReturned, Said
from codex_tui.model import answers
from codex_tui.model.asked_items import asked_items
from codex_tui.model.items import CommandItem, ItemStatus, TurnEndItem, UserItem
from codex_tui.model.requests import CommandApproval, PermissionApproval, ToolApproval
from codex_tui.model.tool_items import McpCallItem
from tests.sdk import mcp_server

from .conftest import Stage, items, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from codex_tui.demo.request import ModelRequest
    from codex_tui.demo.server import ScriptedModel
    from codex_tui.model.requests import Request

pytestmark = pytest.mark.anyio

ASKS = Script([[Shell("touch made", escalated=True, justification="May I?")], [Text("Went on.")]])


async def asked(stage: Stage, count: int = 1) -> Request:
    """The newest of so many requests that wait."""
    await stage.ears.until(lambda: len(stage.state.inbox) == count)
    return stage.state.inbox.all()[-1]


async def test_a_reason_reaches_the_model_after_the_no(stage: Stage, scripted_model: ScriptedModel) -> None:
    scripted_model.on("@@touch", ASKS)
    conversation = await stage.submit("@@touch")
    request = await asked(stage)
    await stage.session.approvals.answer(request.key, answers.decline(request), "use mkdir instead")
    await stage.turn_over(conversation)
    assert items(conversation, CommandItem)[0].status is ItemStatus.DECLINED
    assert [item.text for item in items(conversation, UserItem)] == ["@@touch", "use mkdir instead"]
    assert "use mkdir instead" in str(scripted_model.requests[-1].body["input"][-1])
    assert not stage.ears.of(PromptReturned)


async def test_a_reason_for_a_turn_that_is_over_comes_back(
    stage: Stage, scripted_model: ScriptedModel
) -> None:
    scripted_model.on("@@touch", ASKS)
    conversation = await stage.submit("@@touch")
    request = await asked(stage)
    stage.session.turns.interrupt(conversation.key)
    await stage.turn_over(conversation)
    await stage.session.approvals.answer(request.key, answers.decline(request), "not now", seen=request)
    await stage.ears.until(lambda: "does not wait any more" in str([one.text for one in stage.ears.of(Said)]))
    await stage.session.turns.explain(conversation.key, request.turn, "too late")
    await stage.ears.until(lambda: len(stage.ears.of(PromptReturned)) == 2)
    assert [one.text for one in stage.ears.of(PromptReturned)] == ["not now", "too late"]


async def test_a_rule_that_was_shortened_is_saved_and_holds(
    stage: Stage, scripted_model: ScriptedModel, codex_home: Path
) -> None:
    commands = [[Shell(f"touch {name}", escalated=True, justification="May I?")] for name in "ab"]
    scripted_model.on("@@twice", Script([*commands, [Text("Both.")]]))
    conversation = await stage.submit("@@twice")
    request = await asked(stage)
    assert isinstance(request, CommandApproval)
    assert request.raw_amendment == ("touch", "a")
    await stage.session.approvals.answer(request.key, answers.always(request, ["touch"]))
    said = "Allowed for good from now on: touch"
    await stage.ears.until(lambda: said in [one.text for one in stage.ears.of(Said)])
    await stage.turn_over(conversation)
    assert len(items(conversation, CommandItem)) == 2
    rules = (codex_home / "rules" / "default.rules").read_text()
    assert rules == 'prefix_rule(pattern=["touch"], decision="allow")\n'
    with pytest.raises(answers.NotOfferedError):
        answers.always(request, ["rm"])
    with pytest.raises(answers.NotOfferedError):
        answers.always(request, [])


async def test_a_second_client_that_answers_first_takes_the_question_away_everywhere(
    server_config: AppServerConfig, scripted_model: ScriptedModel, project_dir: Path, tmp_path: Path
) -> None:
    scripted_model.on("@@touch", ASKS)
    async with AsyncExitStack() as stack:
        server = stack.enter_context(launch_listening_server(server_config))
        there = AppServerConfig(endpoint=server.endpoint)

        async def client(name: str) -> Stage:
            stage = await stack.enter_async_context(running(Stage(there, project_dir, tmp_path / name)))
            await stage.ready()
            return stage

        first, second = await client("first"), await client("second")
        conversation = await first.submit("@@touch")
        mine = await asked(first)
        second.watch(conversation.key)
        assert await second.session.threads.open_thread(conversation.key)
        theirs = await asked(second)
        assert theirs.key == mine.key
        # Whoever subscribes once more is asked once more, with the same number.
        for stage in (first, second):
            assert await stage.session.threads.open_thread(conversation.key)
            assert len(stage.state.inbox) == 1
        await second.session.approvals.answer(theirs.key, answers.decline(theirs))
        await first.ears.until(lambda: not first.state.inbox)
        await first.session.approvals.answer(mine.key, answers.accept(mine))
        await first.ears.until(lambda: "does not wait any" in str([one.text for one in first.ears.of(Said)]))
        await first.turn_over(conversation)
        assert not (project_dir / "made").exists()


async def test_a_question_is_asked_again_after_the_connection_and_answered_once(
    server_config: AppServerConfig, scripted_model: ScriptedModel, project_dir: Path, tmp_path: Path
) -> None:
    scripted_model.on("@@touch", ASKS)
    async with AsyncExitStack() as stack:
        server = stack.enter_context(launch_listening_server(server_config))
        there = AppServerConfig(endpoint=server.endpoint)
        gone = Stage(there, project_dir, tmp_path / "gone")
        async with running(gone):
            await gone.ready()
            thread = (await gone.submit("@@touch")).key
            await asked(gone)
        assert not gone.state.inbox
        stage = await stack.enter_async_context(running(Stage(there, project_dir, tmp_path / "late")))
        await stage.ready()
        conversation = stage.watch(thread)
        assert await stage.session.threads.open_thread(thread)
        request = await asked(stage)
        await stage.session.approvals.answer(request.key, answers.accept(request))
        await stage.turn_over(conversation)
        assert (project_dir / "made").exists()


# --- what a plain server does not ask ---------------------------------------------------------------------------


@asynccontextmanager
async def asking(
    server_config: AppServerConfig, codex_home: Path, project_dir: Path, tmp_path: Path
) -> AsyncIterator[Stage]:
    """A server whose model may ask for permissions and has a tool that is to be approved."""
    (codex_home / "config.toml").write_text(
        f'[mcp_servers.cafe]\ncommand = "{sys.executable}"\nargs = ["{mcp_server.__file__}"]\n'
    )
    overrides = (*server_config.config_overrides, "features.request_permissions_tool=true")
    config = replace(server_config, config_overrides=overrides)
    async with running(Stage(config, project_dir, tmp_path / "state")) as stage:
        await stage.ready()
        yield stage


def greet(request: ModelRequest) -> Script:
    listed = {tool.get("name") for tool in request.body["tools"]}
    namespace = "mcp__cafe__" if "mcp__cafe__" in listed else "mcp__cafe"
    return Script([[ToolCall("greet", {"name": "Ann"}, namespace)], [Text("Thank you.")]])


async def test_permissions_are_given_part_by_part(
    server_config: AppServerConfig,
    scripted_model: ScriptedModel,
    codex_home: Path,
    project_dir: Path,
    tmp_path: Path,
) -> None:
    wanted = {
        "network": {"enabled": True},
        "file_system": {"read": ["/etc"], "write": ["/tmp/a", "/tmp/b"]},
    }
    call = ToolCall("request_permissions", {"reason": "to build", "permissions": wanted})
    scripted_model.on("@@permit", Script([[call], [Text("Thank you.")]]))
    async with asking(server_config, codex_home, project_dir, tmp_path) as stage:
        thread = None
        for chosen, granted in (
            ((), '"network":null'),
            ((0, 2), '"network":{"enabled":true},"file_system":{"write":["/tmp/a"]}'),
            ((0, 1, 2, 3), '"read":["/etc"],"write":["/tmp/a","/tmp/b"]'),
        ):
            conversation = await stage.submit("@@permit", thread)
            thread = conversation.key
            request = await asked(stage)
            assert isinstance(request, PermissionApproval)
            assert [part.what for part in request.parts] == [
                "use the network",
                "read /etc",
                "write /tmp/a",
                "write /tmp/b",
            ]
            assert (request.reason, request.cwd) == ("to build", str(project_dir))
            answer = answers.grant(request, [request.parts[number] for number in chosen], answers.SESSION)
            await stage.session.approvals.answer(request.key, answer)
            await stage.turn_over(conversation)
            assert granted in scripted_model.requests[-1].body["input"][-1]["output"]


async def test_a_tool_is_approved_once_then_for_the_session(
    server_config: AppServerConfig,
    scripted_model: ScriptedModel,
    codex_home: Path,
    project_dir: Path,
    tmp_path: Path,
) -> None:
    scripted_model.on("@@greet", greet)
    async with asking(server_config, codex_home, project_dir, tmp_path) as stage:
        thread = None
        for answer in (answers.accept, answers.for_session):
            conversation = await stage.submit("@@greet", thread)
            thread = conversation.key
            request = await asked(stage)
            assert isinstance(request, ToolApproval)
            assert (request.server, request.tool, request.persist) == ("cafe", "greet", ("session", "always"))
            assert request.arguments == (("name", "Ann"),)
            assert request.title == "tool: cafe.greet"
            # Its cell says that it waits, though the server names no item.
            await stage.ears.until(lambda: asked_items([request], conversation))  # noqa: B023 - waited for here
            (call,) = asked_items([request], conversation)
            assert call == items(conversation, McpCallItem)[-1].key
            await stage.session.approvals.answer(request.key, answer(request))
            await stage.turn_over(conversation)
        await stage.submit("@@greet", thread)
        await stage.turn_over(conversation)
        assert len(items(conversation, TurnEndItem)) == 3


async def test_a_tool_can_be_declined_with_the_whole_turn(
    server_config: AppServerConfig,
    scripted_model: ScriptedModel,
    codex_home: Path,
    project_dir: Path,
    tmp_path: Path,
) -> None:
    gate = Gate("after the no")

    def held(request: ModelRequest) -> Script:
        first, _ = greet(request).responses
        return Script([first, [Text(["I go on ", gate])]])

    scripted_model.on("@@greet", held)
    async with asking(server_config, codex_home, project_dir, tmp_path) as stage:
        conversation = await stage.submit("@@greet")
        request = await asked(stage)
        await stage.session.approvals.answer(request.key, answers.cancel(request))
        await stage.turn_over(conversation)
        assert items(conversation, TurnEndItem)[0].status is ItemStatus.INTERRUPTED
        gate.open()
