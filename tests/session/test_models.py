"""The chosen model is what the model's side sees, from the next turn on."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from codex_app_server import AppServerConfig, AsyncCodex, launch_listening_server
from codex_tui.demo.script import Gate, Script, Shell, Text
from codex_tui.demo.server import ScriptedModel
from codex_tui.messages import ModelsLoaded, Said, SettingsUpdated
from codex_tui.model.model_choice import ModelChoice
from codex_tui.model.state import ConnectionState

from .conftest import Stage, killable, running

pytestmark = pytest.mark.anyio


async def test_a_choice_for_a_thread_holds_for_its_next_turns(
    stage: Stage, scripted_model: ScriptedModel
) -> None:
    conversation = await stage.submit("one @@plain")
    await stage.turn_over(conversation)
    await stage.session.models.choose_model(conversation.key, "gpt-6-sol", "high", "priority")
    assert conversation.settings.model == "gpt-6-sol"
    assert conversation.settings.effort == "high"
    assert stage.state.board.rows[conversation.key].model

    for prompt in ("two @@plain", "three @@plain"):
        await stage.session.turns.submit(conversation.key, prompt)
        await stage.turn_over(conversation)
        seen = scripted_model.requests[-1]
        assert seen.model == "gpt-6-sol"
        assert seen.body["reasoning"]["effort"] == "high"
        assert seen.body["service_tier"] == "priority"
    assert stage.ears.of(SettingsUpdated)

    await stage.session.models.choose_model(conversation.key, "gpt-6-sol", "low", None)
    await stage.session.turns.submit(conversation.key, "four @@plain")
    await stage.turn_over(conversation)
    seen = scripted_model.requests[-1]
    assert seen.body["reasoning"]["effort"] == "low"
    assert "service_tier" not in seen.body
    assert conversation.settings.tier is None


async def test_a_choice_without_a_thread_holds_for_new_ones(
    stage: Stage, scripted_model: ScriptedModel
) -> None:
    await stage.session.models.choose_model(None, "gpt-6-sol", "high", "priority")
    assert stage.state.new_thread.model == "gpt-6-sol"
    conversation = await stage.submit("one @@plain")
    await stage.turn_over(conversation)
    seen = scripted_model.requests[-1]
    assert (seen.model, seen.body["reasoning"]["effort"]) == ("gpt-6-sol", "high")
    assert seen.body["service_tier"] == "priority"
    assert conversation.settings.effort == "high"


async def test_a_choice_made_before_the_thread_is_loaded_is_not_lost(
    stage: Stage, tmp_path: Path, scripted_model: ScriptedModel
) -> None:
    conversation = await stage.submit("one @@plain")
    await stage.turn_over(conversation)
    await stage.session.stop()
    later = Stage(stage.launch.config, Path(stage.state.folder), tmp_path / "state")
    async with running(later):
        await later.ready()
        await later.session.models.choose_model(conversation.key, "gpt-6-sol", "high", None)
        await later.submit("two @@plain", conversation.key)
        await later.turn_over(later.state.conversation(conversation.key))
        assert scripted_model.requests[-1].model == "gpt-6-sol"


async def test_the_catalogue_has_what_the_picker_shows(stage: Stage) -> None:
    await stage.ears.until(lambda: stage.ears.of(ModelsLoaded))
    models = {str(model.id): model for model in stage.state.models}
    chosen = models["gpt-6-sol"]
    assert chosen.description
    assert "high" in [effort.name for effort in chosen.efforts]
    assert chosen.tiers[0].name == "Fast"
    assert stage.state.new_thread.model in models


def said(stage: Stage) -> str:
    lines = stage.ears.of(Said)
    return str(lines[-1].text) if lines else ""


async def test_the_effort_is_stepped_through_those_of_the_model_and_stops_at_its_ends(
    stage: Stage, scripted_model: ScriptedModel
) -> None:
    await stage.ears.until(lambda: stage.state.models)
    conversation = await stage.submit("one @@plain")
    await stage.turn_over(conversation)
    key, models = conversation.key, stage.session.models
    await models.choose_model(key, "gpt-6-luna", "medium", None)
    # Pressed faster than the server answers: each step counts from where the last one leads.
    await asyncio.gather(*(models.step_effort(key, 1) for _ in range(5)))
    assert conversation.settings.effort == "max"
    await stage.ears.until(lambda: said(stage) == "Effort max: the most that GPT-6-Luna has")
    await asyncio.gather(*(models.step_effort(key, -1) for _ in range(6)))
    await stage.ears.until(lambda: said(stage) == "Effort low: the least that GPT-6-Luna has")
    await stage.session.turns.submit(key, "two @@plain")
    await stage.turn_over(conversation)
    assert scripted_model.requests[-1].body["reasoning"]["effort"] == "low"


async def test_an_effort_or_a_tier_that_the_model_does_not_have_is_refused_with_those_it_has(
    stage: Stage,
) -> None:
    await stage.ears.until(lambda: stage.state.models)
    models = stage.session.models
    await models.choose_model(None, "gpt-5.5", "high", None)
    await models.set_effort(None, "ultra")
    await stage.ears.until(
        lambda: said(stage) == "GPT-5.5 has no effort ultra; it has low, medium, high, xhigh"
    )
    await models.set_tier(None, "slow")
    await stage.ears.until(lambda: said(stage) == "gpt-5.5 has no tier slow; it has fast")
    assert (stage.state.new_thread.effort, stage.state.new_thread.tier) == ("high", None)
    await models.set_tier(None, "fast")
    assert stage.state.new_thread.tier == "priority"
    await models.choose_model(None, "of-my-own", None, None)
    await models.step_effort(None, 1)
    await stage.ears.until(lambda: said(stage) == "of-my-own: the server lists no efforts for it")


async def test_while_a_turn_runs_a_choice_holds_from_the_next_one(
    stage: Stage, scripted_model: ScriptedModel
) -> None:
    gate = Gate()
    scripted_model.on("@@slow", Script([[Text(["a", gate, "b"]), Shell("true")], [Text("done")]]))
    conversation = await stage.submit("one @@slow")
    await asyncio.to_thread(gate.wait_reached)
    await stage.session.models.choose_model(conversation.key, "gpt-6-sol", "high", None)
    await stage.ears.until(
        lambda: said(stage) == "gpt-6-sol high from the next turn on; this one goes on as it is"
    )
    gate.open()
    await stage.turn_over(conversation)
    assert {request.model for request in scripted_model.requests} == {"gpt-5.5"}
    await stage.submit("two @@plain", conversation.key)
    await stage.turn_over(conversation)
    assert scripted_model.requests[-1].model == "gpt-6-sol"


async def test_what_another_client_chooses_is_shown(
    server_config: AppServerConfig, project_dir: Path, tmp_path: Path
) -> None:
    with launch_listening_server(server_config, f"unix://{tmp_path}/s") as server:
        shared = replace(server_config, endpoint=server.endpoint, config_overrides=())
        async with (
            running(Stage(shared, project_dir, tmp_path / "state")) as stage,
            AsyncCodex(shared) as other,
        ):
            await stage.ready()
            conversation = await stage.submit("one @@plain")
            await stage.turn_over(conversation)
            params = {"threadId": conversation.key.thread, "model": "gpt-6-luna", "effort": "low"}
            await other.request("thread/settings/update", params, dict)
            await stage.ears.until(lambda: conversation.settings.model == "gpt-6-luna")
            assert conversation.settings.effort == "low"


async def test_a_default_is_written_and_what_overrides_it_is_named(stage: Stage, codex_home: Path) -> None:
    await stage.ears.until(lambda: stage.state.models)
    await stage.session.models.make_default(ModelChoice("gpt-6-luna", "high", "priority"))
    written = (codex_home / "config.toml").read_text()
    assert 'model = "gpt-6-luna"' in written
    assert 'model_reasoning_effort = "high"' in written
    assert 'service_tier = "priority"' in written
    assert stage.state.default_model_note == (
        f"Default of new threads: gpt-6-luna high. Written to {codex_home}/config.toml. "
        "But model gpt-5.5 holds here, from the command line of the server (-c)."
    )
    assert stage.state.new_thread.effort == "high"
    await stage.session.models.make_default(ModelChoice("gpt-6-luna", "low", None))
    assert "service_tier" not in (codex_home / "config.toml").read_text()


async def test_a_fork_runs_with_the_model_of_its_source(stage: Stage, scripted_model: ScriptedModel) -> None:
    conversation = await stage.submit("one @@plain")
    await stage.turn_over(conversation)
    await stage.session.models.choose_model(conversation.key, "gpt-6-luna", "high", "priority")
    copy = await stage.session.threads.fork(conversation.key)
    assert copy is not None
    settings = stage.state.conversation(copy).settings
    assert (settings.model, settings.effort, settings.tier) == ("gpt-6-luna", "high", "priority")
    await stage.turn_over(await stage.submit("two @@plain", copy))
    assert scripted_model.requests[-1].model == "gpt-6-luna"


@pytest.mark.usefixtures("stays_lost")
async def test_a_choice_that_was_made_while_the_server_was_lost_is_shown_from_then_on(
    server_config: AppServerConfig, scripted_model: ScriptedModel, project_dir: Path, tmp_path: Path
) -> None:
    async with killable(server_config, project_dir, tmp_path / "state") as (stage, process):
        conversation = await stage.submit("one @@plain")
        await stage.turn_over(conversation)
        process.kill()
        await stage.ears.until(lambda: stage.state.server.state is ConnectionState.LOST)
        await stage.session.models.choose_model(conversation.key, "gpt-6-sol", "high", None)
        assert conversation.settings.model == "gpt-6-sol"

        stage.session.reconnect()
        await stage.ears.until(lambda: conversation.ready)
        assert (conversation.settings.model, conversation.settings.effort) == ("gpt-6-sol", "high")
        await stage.submit("two @@plain", conversation.key)
        await stage.turn_over(conversation)
        assert scripted_model.requests[-1].model == "gpt-6-sol"
