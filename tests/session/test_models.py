"""The chosen model is what the model's side sees, from the next turn on."""

from pathlib import Path

import pytest

from codex_tui.demo.server import ScriptedModel
from codex_tui.messages import ModelsLoaded, SettingsUpdated

from .conftest import Stage, running

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
