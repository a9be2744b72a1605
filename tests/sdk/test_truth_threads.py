"""PROTOCOL.md, 2.1 to 2.4: what a thread is on the real server from its start to its unloading."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import pytest

from codex_app_server import (
    AppServerConfig,
    AsyncCodex,
    AsyncThread,
    InvalidRequestError,
    JsonRpcError,
    ListeningServer,
    TurnFailedError,
)
from codex_tui.demo.scripts import PLAIN_ANSWER
from codex_tui.demo.server import ScriptedModel

from .capabilities import is_older, missing
from .helpers import params_of, require_pages

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


def has_files_of_threads(codex_home: Path) -> bool:
    return any(codex_home.glob("sessions/**/*.jsonl"))


@pytest.mark.usefixtures("repository")
async def test_a_thread_begins_with_the_careful_defaults_and_trust_is_written_down(
    server_config: AppServerConfig, codex_home: Path, project_dir: Path
):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            rest = codex.notifications()
            thread = await codex.thread_start()
            require_pages(thread)
            opened = thread.opened
            assert opened["approvalPolicy"] == "on-request"
            assert opened["sandbox"] == {"type": "readOnly", "networkAccess": False}
            assert opened["activePermissionProfile"]["id"] == ":read-only"
            assert (await params_of(rest, "thread/started"))["thread"]["id"] == thread.id
            told = opened["thread"]
            assert (told["status"], told["source"], told["preview"]) == ({"type": "idle"}, "vscode", "")
            assert (told["name"], told["turns"], told["historyMode"]) == (None, [], "paginated")
            assert not has_files_of_threads(codex_home)
            await codex.thread_start(sandbox="workspace-write", cwd=str(project_dir))
            written = (codex_home / "config.toml").read_text()
            assert f'[projects."{project_dir}"]\ntrust_level = "trusted"' in written


Call = Callable[[AsyncCodex, AsyncThread], Awaitable[Any]]

REFUSED_IF_EPHEMERAL: list[tuple[str, Call]] = [
    ("ephemeral", lambda codex, thread: thread.read(include_turns=True)),
    ("ephemeral", lambda codex, thread: thread.turns().next_page()),
    ("not supported", lambda codex, thread: thread.items().next_page()),
    ("no rollout found", lambda codex, thread: codex.thread_resume(thread.id)),
    ("no rollout found", lambda codex, thread: codex.thread_fork(thread.id)),
    ("no rollout found", lambda codex, thread: codex.thread_archive(thread.id)),
    ("not persisted", lambda codex, thread: codex.thread_delete(thread.id)),
    ("ephemeral", lambda codex, thread: thread.set_name("name")),
]


async def test_a_thread_that_is_never_stored_refuses_what_needs_its_file(server_config: AppServerConfig):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start(ephemeral=True)
            await thread.run("@@plain")
            assert thread.opened["thread"]["path"] is None
            assert [row.id async for row in codex.threads()] == []
            for why, call in REFUSED_IF_EPHEMERAL:
                with pytest.raises(JsonRpcError) as refusal:
                    await call(codex, thread)
                if missing(refusal.value) is None or not is_older():
                    assert why in refusal.value.message
            rest = codex.notifications()
            await thread.compact()
            await params_of(rest, "turn/completed")
            assert (await thread.run("@@plain")).final_response == PLAIN_ANSWER


async def test_a_loaded_thread_keeps_its_settings_when_it_is_resumed_and_takes_those_of_a_turn(
    server_config: AppServerConfig, tmp_path: Path, scripted_model: ScriptedModel
):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            await thread.run("@@plain")
            again = await codex.thread_resume(
                thread.id,
                approval_policy="never",
                cwd=str(tmp_path),
                sandbox="danger-full-access",
                model="gpt-5.4",
            )
            kept = ("approvalPolicy", "cwd", "sandbox", "model")
            assert [again.opened[name] for name in kept] == [thread.opened[name] for name in kept]
            rest = codex.notifications()
            await again.run("@@plain", approval_policy="never", cwd=str(tmp_path), effort="low")
            settings = (await params_of(rest, "thread/settings/updated"))["threadSettings"]
            assert (settings["approvalPolicy"], settings["cwd"], settings["effort"]) == (
                "never",
                str(tmp_path),
                "low",
            )
            await again.run(
                "@@plain", output_schema={"type": "object", "properties": {}, "additionalProperties": False}
            )
            await again.run("@@plain")
            bodies = [request.body for request in scripted_model.requests]
            assert [body["reasoning"]["effort"] for body in bodies[1:]] == ["low"] * 3
            assert ["format" in body.get("text", {}) for body in bodies] == [False, False, True, False]
            now = (await codex.thread_resume(thread.id)).opened
            assert (now["approvalPolicy"], now["cwd"], now["reasoningEffort"]) == (
                "never",
                str(tmp_path),
                "low",
            )


async def test_a_thread_that_another_process_has_open_can_be_read_and_not_be_written(
    server_config: AppServerConfig,
):
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex, AsyncCodex(server_config) as other:
            thread = await codex.thread_start()
            require_pages(thread)
            await thread.run("@@plain")
            for call in (other.thread_resume, other.thread_archive):
                with pytest.raises(InvalidRequestError, match="already has an active writer"):
                    await call(thread.id)
            with pytest.raises(InvalidRequestError, match="already has an active writer"):
                await other.thread(thread.id).run("@@plain")
            theirs = other.thread(thread.id)
            assert (await theirs.read()).thread.preview == "@@plain"
            assert len([turn async for turn in theirs.turns()]) == 1
            assert [row.id async for row in other.threads()] == [thread.id]
            await theirs.set_name("from elsewhere")
            fork = await other.thread_fork(thread.id)
            assert (await fork.run("@@plain")).final_response == PLAIN_ANSWER
            assert (await thread.run("@@plain")).final_response == PLAIN_ANSWER


async def test_a_thread_that_nobody_follows_is_unloaded_and_its_next_turn_loads_it(
    server_config: AppServerConfig,
):
    config = replace(
        server_config, config_overrides=(*server_config.config_overrides, "thread_unload_delay_secs=0")
    )
    with anyio.fail_after(30):
        async with AsyncCodex(config) as codex:
            thread = await codex.thread_start()
            require_pages(thread)
            await thread.run("@@plain")
            rest = codex.notifications()
            view = await codex.thread_resume(thread.id)
            assert str((await view.unsubscribe()).status) == "unsubscribed"
            assert (await params_of(rest, "thread/closed"))["threadId"] == thread.id
            assert [one async for one in codex.loaded_threads()] == []
            assert str((await view.unsubscribe()).status) == "notLoaded"
            read = (await thread.read()).thread
            assert read.status.root.type == "notLoaded"
            with pytest.raises(InvalidRequestError, match="thread not found"):
                await codex.request("turn/start", {"threadId": thread.id, "input": []})
            # The object that was there before knows of it as well.
            assert (await thread.run("@@plain")).final_response == PLAIN_ANSWER
            assert [one async for one in codex.loaded_threads()] == [thread.id]


async def test_a_thread_without_a_turn_is_unknown_to_other_clients(server: ListeningServer):
    config = AppServerConfig(endpoint=server.endpoint)
    with anyio.fail_after(30):
        async with AsyncCodex(config) as codex, AsyncCodex(config) as other:
            thread = await codex.thread_start()
            with pytest.raises(InvalidRequestError, match="no rollout found"):
                await other.thread_resume(thread.id)
            with pytest.raises(TurnFailedError):
                await thread.run("@@400")
            joined = await other.thread_resume(thread.id)
            assert joined.opened["thread"]["status"] == {"type": "systemError"}
            assert (await joined.run("@@plain")).final_response == PLAIN_ANSWER
            assert (await thread.read()).thread.status.root.type == "idle"
