"""PROTOCOL.md, section 4: what each decision over a command or a patch brings about on the real server."""

from pathlib import Path
from typing import Any

import anyio
import pytest

from codex_app_server import AppServerConfig, AsyncCodex, AsyncThread, ServerRequest
from codex_app_server.generated.v2_all import (
    CommandExecutionRequestApprovalResponse,
    FileChangeRequestApprovalResponse,
    FileChangeThreadItem,
)
from codex_tui.demo.request import ModelRequest
from codex_tui.demo.script import Patch, Script, Shell, Text
from codex_tui.demo.server import ScriptedModel

from .capabilities import server_lacks
from .helpers import Decider, Outcome, command_statuses

pytestmark = pytest.mark.anyio

COMMAND = CommandExecutionRequestApprovalResponse
PATCH = FileChangeRequestApprovalResponse


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


def touch(request: ModelRequest) -> Script:
    """Touch the file that the prompt names, outside of the sandbox."""
    path = request.prompt.split()[-1]
    return Script([[Shell(f"touch {path}", escalated=True, justification="Because")], [Text("Over.")]])


def write(request: ModelRequest) -> Script:
    """Add the file that the prompt names, or change it if it was added before."""
    keyword, name = request.prompt.split()
    change = f"Update File: {name}\n@@\n-new\n+newer" if keyword == "@@rewrite" else f"Add File: {name}\n+new"
    return Script([[Patch(f"*** Begin Patch\n*** {change}\n*** End Patch\n")], [Text("Over.")]])


async def test_every_decision_over_a_command(
    server_config: AppServerConfig, scripted_model: ScriptedModel, tmp_path: Path, codex_home: Path
):
    scripted_model.on("@@touch", touch)
    prefix = ["touch", f"{tmp_path}/rule"]
    rule = {"acceptWithExecpolicyAmendment": {"execpolicy_amendment": prefix}}
    decider = Decider()
    with anyio.fail_after(60):
        async with AsyncCodex(server_config, server_requests=decider.handle) as codex:
            thread = await codex.thread_start()

            async def decide(name: str, answer: Any = None, thread: AsyncThread = thread) -> Outcome:
                return await decider.run(thread, f"@@touch {tmp_path}/{name}", answer)

            assert await decide("once", COMMAND.model_validate({"decision": "accept"})) == (
                1,
                ["completed"],
                "completed",
            )
            for_session = COMMAND.model_validate({"decision": "acceptForSession"})
            assert await decide("session", for_session) == (1, ["completed"], "completed")
            assert await decide("session") == (0, ["completed"], "completed")
            with_rule = COMMAND.model_validate({"decision": rule})
            assert await decide("rule", with_rule) == (1, ["completed"], "completed")
            # A thread that was open before the rule was made goes on asking.
            later = await codex.thread_start()
            for knowing in (thread, later):
                assert await decide("rule", thread=knowing) == (0, ["completed"], "completed")
            no = COMMAND.model_validate({"decision": "decline"})
            assert await decide("no", no) == (1, ["declined"], "completed")
            assert "rejected by user" in scripted_model.requests[-1].tool_outputs[-1]
            stop = COMMAND.model_validate({"decision": "cancel"})
            assert await decide("stop", stop) == (1, ["declined"], "interrupted")
    made = [name for name in ("once", "session", "no", "stop") if (tmp_path / name).exists()]
    assert made == ["once", "session"]
    written = (codex_home / "rules" / "default.rules").read_text()
    assert f'prefix_rule(pattern=["touch", "{tmp_path}/rule"], decision="allow")' in written
    assert {request.params.reason for request in decider.asked} == {"Because"}
    assert {request.closed_by for request in decider.asked} == {"answer"}


async def test_a_command_whose_decision_is_none_is_not_run(
    server_config: AppServerConfig, scripted_model: ScriptedModel, tmp_path: Path
):
    scripted_model.on("@@touch", touch)
    decider = Decider()
    with anyio.fail_after(60):
        async with AsyncCodex(server_config, server_requests=decider.handle) as codex:
            prompt = f"@@touch {tmp_path}/nonsense"
            outcome = await decider.run(await codex.thread_start(), prompt, {"decision": "perhaps"})
    assert not (tmp_path / "nonsense").exists()
    read = scripted_model.requests[-1].tool_outputs[-1]
    if "rejected by user" in read:
        server_lacks("a decision that it cannot read counts as the user's no")
    assert outcome == (1, ["failed"], "completed")
    assert "approval request failed" in read


async def test_every_decision_over_a_patch(
    server_config: AppServerConfig, scripted_model: ScriptedModel, project_dir: Path
):
    scripted_model.on("@@write", write)
    scripted_model.on("@@rewrite", write)
    decider = Decider()
    with anyio.fail_after(60):
        async with AsyncCodex(server_config, server_requests=decider.handle) as codex:
            thread = await codex.thread_start()

            async def decide(prompt: str, decision: str) -> Outcome:
                answer = PATCH.model_validate({"decision": decision}) if decision != "perhaps" else None
                return await decider.run(thread, prompt, answer or {"decision": decision})

            assert await decide("@@write once", "accept") == (1, ["completed"], "completed")
            assert await decide("@@rewrite once", "decline") == (1, ["declined"], "completed")
            assert await decide("@@rewrite once", "acceptForSession") == (1, ["completed"], "completed")
            assert await decide("@@write session", "acceptForSession") == (1, ["completed"], "completed")
            assert await decide("@@rewrite session", "decline") == (0, ["completed"], "completed")
            assert await decide("@@write stop", "cancel") == (1, [], "interrupted")
            assert await decide("@@write nonsense", "perhaps") == (1, ["declined"], "completed")
    files = {name: (project_dir / name) for name in ("once", "session", "stop", "nonsense")}
    texts = {name: path.read_text() if path.exists() else None for name, path in files.items()}
    assert texts == {"once": "newer\n", "session": "newer\n", "stop": None, "nonsense": None}


async def test_the_changes_that_a_patch_asks_for_are_told_before_it_asks(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    scripted_model.on("@@write", write)
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            questions = codex.server_requests()
            handle = await (await codex.thread_start()).turn("@@write notes.txt")
            question = await anext(questions)
            (item,) = [item.root for item in handle.incomplete_items if item.root.id == question.item_id]
            assert isinstance(item, FileChangeThreadItem)
            (change,) = item.changes
            assert change.path.endswith("notes.txt")
            assert "new" in change.diff
            await question.cancel()
            result = await handle.run_result()
            # The server never completes it.
            assert [item.root.id for item in result.incomplete_items] == [question.item_id]


async def test_two_commands_that_wait_at_once_are_answered_in_any_order_from_other_tasks(
    server_config: AppServerConfig,
):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            questions = codex.server_requests()
            handle = await (await codex.thread_start()).turn("@@approvals")
            first, second = await anext(questions), await anext(questions)
            assert (first.is_open, second.is_open) == (True, True)
            assert first.id != second.id
            async with anyio.create_task_group() as group:
                group.start_soon(second.reject)
                assert await second.wait_closed() == "answer"
                assert first.is_open
                group.start_soon(first.approve)
            result = await handle.run_result()
            assert sorted(command_statuses(result)) == ["completed", "declined"]
            assert result.final_response == "Both decisions are made."


async def test_a_question_that_is_sent_again_on_resume_is_answered_once(server_config: AppServerConfig):
    decider = Decider()
    may_answer, was_asked = anyio.Event(), anyio.Event()

    async def wait(request: ServerRequest) -> Any:
        was_asked.set()
        await may_answer.wait()
        return await decider.handle(request)

    decider.answer = {"decision": "accept"}
    with anyio.fail_after(30):
        async with AsyncCodex(server_config, server_requests=wait) as codex:
            thread = await codex.thread_start()
            handle = await thread.turn("@@approval")
            await was_asked.wait()
            for _ in range(2):
                await codex.thread_resume(thread.id)
            may_answer.set()
            result = await handle.run_result()
            assert command_statuses(result) == ["completed"]
            assert len(decider.asked) == 1
            assert (await thread.run("@@plain")).final_response


async def test_nothing_is_left_waiting_when_the_server_dies_with_a_question_open(
    server_config: AppServerConfig,
):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            questions = codex.server_requests()
            handle = await (await codex.thread_start()).turn("@@approval")
            question = await anext(questions)
            # Its client is gone with its input: the server ends in mid-turn.
            await codex.close()
            assert await question.wait_closed() == "connection"
            assert handle.is_completed is False
            assert [request async for request in questions] == []
