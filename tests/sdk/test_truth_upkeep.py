"""PROTOCOL.md, 2.2 to 2.5: naming, leaving, reverting and telling a thread something."""

import json
from pathlib import Path

import anyio
import pytest

from codex_app_server import (
    AppServerConfig,
    AsyncCodex,
    InvalidParamsError,
    InvalidRequestError,
    MethodNotFoundError,
)
from codex_tui.demo.script import Patch, Script, Text
from codex_tui.demo.scripts import PLAIN_ANSWER
from codex_tui.demo.server import ScriptedModel

from .capabilities import server_lacks
from .helpers import params_of

pytestmark = pytest.mark.anyio

PATCH = "*** Begin Patch\n*** Add File: new.txt\n+one\n*** End Patch"


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


async def test_a_thread_has_no_name_until_it_is_given_one_loaded_or_not(server_config: AppServerConfig):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            await thread.run("@@plain")
        async with AsyncCodex(server_config) as codex:
            rest = codex.notifications()
            thread = codex.thread(thread.id)
            told = (await thread.read()).thread
            assert (told.name, told.preview, told.status.root.type) == (None, "@@plain", "notLoaded")
            with pytest.raises(InvalidRequestError):
                await thread.set_name("")
            await thread.set_name("A name")
            assert await params_of(rest, "thread/name/updated") == {
                "threadId": thread.id,
                "threadName": "A name",
            }
            assert [one async for one in codex.loaded_threads()] == []
            assert [row.id async for row in codex.threads(search_term="A name")] == [thread.id]
            assert len((await codex.thread_list(limit=0)).data) == 1
            with pytest.raises(InvalidParamsError):
                await codex.thread_list(limit=-1)


async def test_who_leaves_a_thread_hears_how_it_is_doing_and_nothing_of_its_turns(
    server_config: AppServerConfig,
):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            await thread.run("@@plain")
            await thread.unsubscribe()
            everything = codex.notifications(include_turns=True)
            text = [{"type": "text", "text": "@@plain"}]
            await codex.request("turn/start", {"threadId": thread.id, "input": text})
            statuses: list[str] = []
            methods: set[str] = set()
            while statuses[-1:] != ["idle"]:
                notification = await anext(everything)
                methods.add(notification.method)
                if notification.method == "thread/status/changed":
                    statuses.append(notification.params["status"]["type"])
            assert statuses == ["active", "idle"]
            assert not {method for method in methods if method.startswith(("turn/", "item/"))}
            assert len([turn async for turn in thread.turns()]) == 2


async def test_reverting_leaves_files_and_the_thread_keeps_what_it_is_told(
    server_config: AppServerConfig, scripted_model: ScriptedModel, project_dir: Path
):
    scripted_model.on("@@write", Script([[Patch(PATCH)], [Text("Written.")]]))
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            rest = codex.notifications()
            thread = await codex.thread_start(sandbox="danger-full-access", approval_policy="never")
            await thread.run("@@plain")
            if (await thread.read()).read_state is None:
                server_lacks("threads have no state of being read")
            await params_of(rest, "thread/readState/changed")
            handle = await thread.turn("@@write")
            await handle.run()
            await thread.revert(handle.id)
            assert (project_dir / "new.txt").read_text() == "one\n"
            with pytest.raises(InvalidRequestError):
                await thread.revert(handle.id)
            told = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Psst."}]}
            await thread.inject_items([told])
            assert (await thread.run("@@plain")).final_response == PLAIN_ANSWER
            known = json.dumps(scripted_model.requests[-1].body["input"])
            assert "Psst." in known
            assert "@@write" not in known
            fork = await codex.thread_fork(thread.id)
            await codex.thread_archive(thread.id)
            assert len([turn async for turn in fork.turns()]) == 2
            assert (await fork.run("@@plain")).final_response == PLAIN_ANSWER
            with pytest.raises(InvalidRequestError, match="step_model_switching"):
                await codex.request("turn/settings/update", {"threadId": fork.id, "turnId": handle.id})


async def test_a_thread_of_the_older_kind_has_turns_and_can_be_neither_reverted_nor_read_by_items(
    server_config: AppServerConfig,
):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            everything = codex.notifications(include_turns=True)
            opened = await codex.request("thread/start", {"historyMode": "legacy"})
            thread = codex.thread(opened.thread.id)
            text = [{"type": "text", "text": "@@plain"}]
            started = await codex.request("turn/start", {"threadId": thread.id, "input": text})
            await params_of(everything, "turn/completed")
            assert [turn.id async for turn in thread.turns()] == [started.turn.id]
            with pytest.raises(InvalidRequestError, match="only supports paginated threads"):
                await thread.revert(started.turn.id)
            with pytest.raises(MethodNotFoundError, match="not supported yet"):
                await thread.items().next_page()


async def test_a_shell_command_of_its_own_is_killed_by_interrupting_its_turn(server_config: AppServerConfig):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            await thread.run("@@plain")
            everything = codex.notifications(include_turns=True)
            await thread.shell_command("echo begun; sleep 1000")
            started = await params_of(everything, "item/started")
            assert (started["item"]["source"], started["item"]["processId"]) == ("userShell", None)
            await thread.follow(started["turnId"]).interrupt()
            item = (await params_of(everything, "item/completed"))["item"]
            assert (item["status"], item["exitCode"]) == ("failed", -1)
            assert item["aggregatedOutput"] == "command aborted by user"
            assert (await params_of(everything, "turn/completed"))["turn"]["status"] == "interrupted"
