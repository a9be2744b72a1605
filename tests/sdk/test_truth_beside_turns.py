"""PROTOCOL.md, 2.5, 5 and 6: what goes on beside turns has its limits: the queue, goals, searches, hooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio
import pytest

from codex_app_server import AppServerConfig, AsyncCodex, JsonRpcError
from codex_tui.demo.script import Gate, Script, Text, ToolCall, Usage

from .helpers import wait_for

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from codex_app_server import Notification
    from codex_tui.demo.server import ScriptedModel

pytestmark = pytest.mark.anyio

MOST_CHARACTERS = 1_048_576
MOST_FILES = 50


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


async def test_a_prompt_that_waits_may_be_as_long_as_one_that_is_sent_and_is_refused_before_it_waits(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    scripted_model.on("@@hold", Script([[Text(["one ", Gate()])]]))
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            running = await thread.turn("@@hold")
            await running._mailbox.wait_started()
            with pytest.raises(JsonRpcError, match="exceeds the maximum length"):
                await thread.queue_add("x" * (MOST_CHARACTERS + 1))
            await thread.queue_add("x" * MOST_CHARACTERS)
            assert len([row async for row in thread.queue()]) == 1


async def goal_that_is(stream: AsyncIterator[Notification], status: str) -> dict[str, Any]:
    while True:
        goal: dict[str, Any] = (await wait_for(stream, "thread/goal/updated")).params["goal"]
        if goal["status"] == status:
            return goal


async def test_a_goal_whose_budget_is_used_up_goes_on_only_when_it_is_told_so_beside_a_larger_one(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    done = Script([[ToolCall("update_goal", {"status": "complete"})], [Text("Done.")]])
    turns = [Script([[Text("Working."), Usage(2000, 0, 100)]]), done]
    scripted_model.on("Stay small", lambda _request: turns.pop(0))
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            everything = codex.notifications(include_turns=True)
            thread = await codex.thread_start()

            async def change(**changes: Any) -> None:
                await codex.request("thread/goal/set", {"threadId": thread.id, **changes}, dict)

            await change(objective="Stay small", tokenBudget=1000)
            assert (await goal_that_is(everything, "budgetLimited"))["tokensUsed"] > 1000
            await wait_for(everything, "turn/completed")
            await change(tokenBudget=50_000)
            goal = (await thread.goal_get()).goal
            assert goal is not None
            assert goal.status.value == "budgetLimited"
            await change(tokenBudget=50_000, status="active")
            await goal_that_is(everything, "complete")
            assert not turns
            # Another objective goes on counting, unless the one before is cleared.
            await change(objective="Stay small still", status="paused")
            goal = (await thread.goal_get()).goal
            assert goal is not None
            assert goal.tokens_used > 1000


@pytest.mark.usefixtures("repository")
async def test_a_search_for_files_tells_fifty_and_looks_into_what_git_keeps(
    server_config: AppServerConfig, project_dir: Path
):
    for number in range(60):
        (project_dir / f"manyfold-{number}.txt").touch()
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            assert (await codex.fuzzy_file_search("", [project_dir])).files == []
            async with await codex.fuzzy_file_search_session([project_dir]) as search:
                await search.update("manyfold")
                async for result in search:
                    assert len(result.files) <= MOST_FILES
                    if len(result.files) == MOST_FILES:
                        break
                await search.update("HEAD")
                async for result in search:
                    if any(file.path == ".git/HEAD" for file in result.files):
                        break


async def test_hooks_of_a_project_are_listed_where_it_is_trusted_and_untrusted_until_their_hash_is_noted(
    server_config: AppServerConfig, project_dir: Path, codex_home: Path
):
    own = project_dir / ".codex"
    own.mkdir()
    (own / "config.toml").write_text(
        '[[hooks.PreToolUse]]\n[[hooks.PreToolUse.hooks]]\ntype = "command"\ncommand = "true"\n'
    )
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:

            async def hooks() -> list[dict[str, Any]]:
                answer = await codex.request("hooks/list", {"cwds": [str(project_dir)]}, dict)
                found: list[dict[str, Any]] = answer["data"][0]["hooks"]
                return found

            async def write(path: str, value: str) -> None:
                params = {"keyPath": path, "value": value, "mergeStrategy": "upsert"}
                await codex.request("config/value/write", params, dict)

            assert await hooks() == []
            await write(f'projects."{project_dir}".trust_level', "trusted")
            (hook,) = await hooks()
            assert hook["trustStatus"] == "untrusted"
            await write(f'hooks.state."{hook["key"]}".trusted_hash', hook["currentHash"])
            assert [hook["trustStatus"] for hook in await hooks()] == ["trusted"]
