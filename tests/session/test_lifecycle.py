"""The life of the connection: it comes up, dies in any way, and comes back; never an exception."""

import asyncio
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from anyio import fail_after

from codex_app_server import AppServerConfig, launch_server
from codex_tui.demo.script import Gate, Script, Shell, Text
from codex_tui.demo.server import ScriptedModel
from codex_tui.messages import ConnectionChanged, ConversationReset, ModelsLoaded, PromptReturned
from codex_tui.model.board import ThreadState
from codex_tui.model.items import AgentItem, CommandItem, ItemStatus, TurnEndItem, UserItem
from codex_tui.model.state import ConnectionState
from codex_tui.session.launch import Launch

from .conftest import PATIENCE, Stage, items, running

pytestmark = pytest.mark.anyio


async def test_a_session_adopts_the_server_that_runs_already_and_loads_what_screens_show(
    server_config: AppServerConfig, project_dir: Path, tmp_path: Path
) -> None:
    stage = Stage(server_config, project_dir, tmp_path / "state")
    process = stage.launch.process = launch_server(server_config)
    async with running(stage):
        await stage.ready()
        assert stage.state.server.version == "0.163.0"
        await stage.ears.until(lambda: stage.ears.of(ModelsLoaded) and stage.state.new_thread.model)
        await stage.ears.until(lambda: stage.state.board.listing.loaded_once)
        assert any(model.is_default for model in stage.state.models)
        assert stage.state.new_thread.model in [model.id for model in stage.state.models]
        assert process.poll() is None
    assert process.poll() is not None
    assert not stage.session.startup_failed


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"config_overrides": ("nonsense",)}, "nonsense"),
        ({"config_overrides": ('approval_policy="sometimes"',)}, "sometimes"),
        ({"env": {"CODEX_HOME": "/no/such/home"}}, "/no/such/home"),
        ({"codex_bin": "/no/such/codex"}, "/no/such/codex"),
        ({"cwd": "/no/such/folder"}, "/no/such/folder"),
        ({"launch_args_override": ("/bin/false",)}, "exit code 1"),
    ],
)
async def test_a_server_that_does_not_start_is_explained(
    server_config: AppServerConfig,
    project_dir: Path,
    tmp_path: Path,
    change: dict[str, object],
    says: str,
) -> None:
    stage = Stage(replace(server_config, **change), project_dir, tmp_path / "state")  # type: ignore[arg-type]
    async with running(stage):
        await stage.ears.until(lambda: stage.state.server.state is ConnectionState.LOST)
        assert stage.session.startup_failed
        assert stage.session.first_error is not None
        assert says in stage.session.first_error
        assert "\n" not in stage.session.first_error
        assert await stage.session.turns.submit(None, "hello") is None


@pytest.mark.usefixtures("stays_lost")
async def test_a_server_killed_in_mid_turn_leaves_everything_on_the_screen(
    server_config: AppServerConfig, project_dir: Path, tmp_path: Path, scripted_model: ScriptedModel
) -> None:
    gate = Gate()
    scripted_model.on("@@held", Script([[Shell("echo ran")], [Text(["half an answer", gate])]]))
    stage = Stage(server_config, project_dir, tmp_path / "state")
    process = stage.launch.process = launch_server(server_config)
    async with running(stage):
        await stage.ready()
        conversation = await stage.submit("go @@held")
        await stage.ears.until(lambda: [item for item in items(conversation, AgentItem) if len(item.text)])
        process.kill()
        await stage.ears.until(lambda: stage.state.server.state is ConnectionState.LOST)
        gate.open()

        assert "signal 9" in stage.state.server.problem
        assert "Reconnect" in stage.state.server.problem
        assert not stage.session.startup_failed
        assert conversation.active_turn is None
        assert not any(item.running for item in conversation.items)
        assert items(conversation, AgentItem)[0].text.text() == "half an answer"
        assert stage.state.board.rows[conversation.key].state is ThreadState.NOT_LOADED

        key = await stage.session.turns.submit(conversation.key, "still there?")
        assert key == conversation.key
        await stage.ears.until(lambda: stage.ears.of(PromptReturned))
        assert stage.ears.of(PromptReturned)[-1].text == "still there?"

        stage.session.reconnect()
        await stage.ready()
        await stage.ears.until(lambda: conversation.ready and stage.ears.of(ConversationReset))
        assert [item.text for item in items(conversation, UserItem)] == ["go @@held"]
        assert items(conversation, CommandItem)[0].output.text() == "ran\n"
        assert items(conversation, TurnEndItem)[0].status is ItemStatus.INTERRUPTED

        await stage.session.turns.submit(conversation.key, "again @@plain")
        await stage.ears.until(lambda: len(items(conversation, TurnEndItem)) == 2)
        assert items(conversation, TurnEndItem)[-1].status is ItemStatus.COMPLETED
    states = [type(message) for message in stage.ears.heard]
    assert states.count(ConnectionChanged) >= 4


@pytest.mark.usefixtures("stays_lost")
async def test_a_server_that_does_not_come_back_can_be_tried_again(
    server_config: AppServerConfig, project_dir: Path, tmp_path: Path
) -> None:
    stage = Stage(server_config, project_dir, tmp_path / "state")
    process = stage.launch.process = launch_server(server_config)
    async with running(stage):
        await stage.ready()
        process.kill()
        await stage.ears.until(lambda: stage.state.server.state is ConnectionState.LOST)
        stage.launch.config = replace(server_config, config_overrides=("nonsense",))
        stage.session.reconnect()
        await stage.ears.until(lambda: "nonsense" in stage.state.server.problem)
        assert stage.state.server.state is ConnectionState.LOST
        assert not stage.session.startup_failed
        stage.launch.config = server_config
        stage.session.reconnect()
        await stage.ready()
        conversation = await stage.submit("hello @@plain")
        await stage.turn_over(conversation)
        assert stage.state.server.problem == ""


@pytest.mark.usefixtures("stays_lost")
async def test_a_question_does_not_outlive_its_connection(
    server_config: AppServerConfig, project_dir: Path, tmp_path: Path
) -> None:
    stage = Stage(server_config, project_dir, tmp_path / "state")
    process = stage.launch.process = launch_server(server_config)
    async with running(stage):
        await stage.ready()
        await stage.submit("do @@approval")
        await stage.ears.until(lambda: len(stage.state.inbox) == 1)
        process.popen.send_signal(signal.SIGKILL)
        await stage.ears.until(lambda: stage.state.server.state is ConnectionState.LOST)
        assert len(stage.state.inbox) == 0


@pytest.mark.usefixtures("stays_lost")
async def test_a_prompt_that_nobody_watches_come_back_is_kept_as_a_draft(
    server_config: AppServerConfig, project_dir: Path, tmp_path: Path, scripted_model: ScriptedModel
) -> None:
    scripted_model.on("@@run", Script([[Shell("sleep 20", yield_time_ms=60_000)]]))
    stage = Stage(server_config, project_dir, tmp_path / "state")
    process = stage.launch.process = launch_server(server_config)
    async with running(stage):
        await stage.ready()
        key = await stage.session.turns.submit(None, "go @@run")
        assert key is not None
        await stage.ears.until(lambda: items(stage.state.conversation(key), CommandItem))
        await stage.session.turns.submit(key, "and this")
        process.kill()
        await stage.ears.until(lambda: stage.state.server.state is ConnectionState.LOST)
        assert stage.drafts.get(key).text == "and this"


def test_a_launch_hands_out_the_running_process_once(server_config: AppServerConfig) -> None:
    process = launch_server(server_config)
    launch = Launch(server_config, process)
    assert launch.take() is process
    other = launch.take()
    assert other is not None
    assert other is not process
    process.close()
    other.close()


async def test_cancelling_the_session_ends_the_server(
    server_config: AppServerConfig, project_dir: Path, tmp_path: Path
) -> None:
    stage = Stage(server_config, project_dir, tmp_path / "state")
    process = stage.launch.process = launch_server(server_config)
    task = asyncio.create_task(stage.session.run())
    await stage.ready()
    task.cancel()
    with fail_after(PATIENCE):
        await asyncio.wait([task])
    assert task.cancelled()
    assert process.poll() is not None
