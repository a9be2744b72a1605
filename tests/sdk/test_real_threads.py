from pathlib import Path

import anyio
import pytest

from codex_app_server import (
    AppServerConfig,
    AsyncCodex,
    InvalidRequestError,
    JsonRpcError,
    MethodNotFoundError,
    ServerClosedError,
)
from codex_app_server.generated.v2_all import ThreadReadParams, ThreadReadResponse
from codex_tui.demo.scripts import PLAIN_ANSWER

pytestmark = pytest.mark.anyio


async def test_metadata_and_models(server_config: AppServerConfig, codex_home: Path):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            assert codex.metadata.codex_home == str(codex_home)
            shown = await codex.models()
            everything = await codex.models(include_hidden=True)
    assert len(everything.data) > len(shown.data) > 0
    assert any(model.is_default for model in shown.data)


async def test_a_thread_is_listed_read_named_and_resumed(server_config: AppServerConfig, project_dir: Path):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start(ephemeral=False)
            await thread.run("@@plain")
            await thread.set_name("The name")
            listed = await codex.thread_list(cwd=str(project_dir), limit=5, sort_key="updated_at")
            assert [(row.id, row.name) for row in listed.data] == [(thread.id, "The name")]
            assert (await codex.thread_list(archived=True)).data == []
            read = await thread.read(include_turns=True)
            assert read.thread.preview == "@@plain"
            assert len(read.thread.turns) == 1
        async with AsyncCodex(server_config) as codex:
            resumed = await codex.thread_resume(thread.id)
            assert resumed.opened["thread"]["name"] == "The name"
            assert (await resumed.run("@@plain")).final_response == PLAIN_ANSWER
            by_id = codex.thread(thread.id)
            assert (await by_id.run("@@plain")).final_response == PLAIN_ANSWER


async def test_a_fork_has_the_history_and_goes_its_own_way(server_config: AppServerConfig):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            await thread.run("@@plain")
            fork = await codex.thread_fork(thread.id)
            assert fork.id != thread.id
            assert fork.opened["thread"]["forkedFromId"] == thread.id
            await fork.run("@@plain")
            assert len((await fork.read(include_turns=True)).thread.turns) == 2
            assert len((await thread.read(include_turns=True)).thread.turns) == 1


async def test_a_thread_that_comes_back_from_the_archive_runs_at_once(server_config: AppServerConfig):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            await thread.run("@@plain")
            await codex.thread_archive(thread.id)
            assert [row.id for row in (await codex.thread_list(archived=True)).data] == [thread.id]
            back = await codex.thread_unarchive(thread.id)
            assert (await back.run("@@plain")).final_response == PLAIN_ANSWER


async def test_compacting_runs_as_a_turn(server_config: AppServerConfig):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            await thread.run("@@plain")
            stream = codex.notifications(include_turns=True)
            await thread.compact()
            types = []
            async for notification in stream:
                if notification.method == "item/completed":
                    types.append(notification.params["item"]["type"])
                if notification.method == "turn/completed":
                    break
    assert types == ["contextCompaction"]


async def test_any_method_can_be_called(server_config: AppServerConfig):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            answer = await codex.request(
                "thread/read", ThreadReadParams(thread_id=thread.id), ThreadReadResponse
            )
            assert answer.thread.id == thread.id
            assert (await codex.request("thread/loaded/list")).data == [thread.id]
            with pytest.raises(MethodNotFoundError):
                await codex.request("no/such", {})
            with pytest.raises(JsonRpcError):
                await codex.request("thread/read", {"threadId": "nonsense"})
            with pytest.raises(InvalidRequestError):
                await codex.thread_resume("01a204b4-07f7-7160-a6a8-89bcf5f4c9e1")


async def test_without_a_context_the_first_call_connects(server_config: AppServerConfig):
    codex = AsyncCodex(server_config)
    with pytest.raises(RuntimeError, match="not initialized"):
        codex.metadata
    with anyio.fail_after(30):
        async with anyio.create_task_group() as group:
            for _ in range(5):
                group.start_soon(codex.models)
        assert codex.metadata.user_agent.startswith("codex-app-server-python/")
        await codex.close()
        await codex.close()
    assert codex.is_closed
    assert not isinstance(codex.close_reason, ServerClosedError)
