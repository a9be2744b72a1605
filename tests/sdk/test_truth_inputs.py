"""PROTOCOL.md, 3.1: what the server makes of the input and of the options of a turn."""

import json
from pathlib import Path
from typing import Any

import anyio
import pytest

from codex_app_server import (
    AppServerConfig,
    AsyncCodex,
    ImageInput,
    InvalidParamsError,
    LocalImageInput,
    MentionInput,
    SkillInput,
    TextInput,
)
from codex_tui.demo.scripts import PLAIN_ANSWER
from codex_tui.demo.server import ScriptedModel

from .capabilities import server_lacks

pytestmark = pytest.mark.anyio

PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SKILL = "---\nname: greet\ndescription: Greets people\n---\nAlways say hello first.\n"


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


def sent_to_model(model: ScriptedModel) -> str:
    return json.dumps(model.requests[-1].body["input"])


async def test_each_kind_of_input_reaches_the_model_and_is_told_as_it_was_given(
    server_config: AppServerConfig, scripted_model: ScriptedModel, project_dir: Path
):
    skill = project_dir / ".agents" / "skills" / "greet" / "SKILL.md"
    skill.parent.mkdir(parents=True)
    skill.write_text(SKILL)
    (project_dir / "no-image.png").write_text("text")
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()

            async def give(*inputs: Any, **options: Any) -> list[Any]:
                """Return how the server shows what it was given."""
                result = await (await thread.turn(list(inputs), **options)).run_result()
                return [item.root for item in result.items if item.root.type == "userMessage"]

            (shown,) = await give(TextInput("@@plain"), ImageInput(PIXEL), client_user_message_id="mine")
            if shown.client_id is None:
                server_lacks("messages do not carry the client's id")
            assert shown.client_id == "mine"
            assert [part.root.type for part in shown.content] == ["text", "image"]
            assert PIXEL in sent_to_model(scripted_model)
            await give(TextInput("@@plain"), LocalImageInput("missing.png"))
            assert "could not read the local image" in sent_to_model(scripted_model)
            await give(TextInput("@@plain"), LocalImageInput(str(project_dir / "no-image.png")))
            assert "image content omitted" in sent_to_model(scripted_model)
            await give(TextInput("@@plain"), SkillInput("greet", str(skill)))
            assert "Always say hello first." in sent_to_model(scripted_model)
            before = len(scripted_model.requests[-1].body["input"])
            await give(TextInput("@@plain"), MentionInput("README", str(project_dir / "README.md")))
            assert (
                len(scripted_model.requests[-1].body["input"]) == before + 2
            )  # the last answer, and the text
            assert await give() == []
            (shown,) = await give(TextInput(""))
            assert shown.content[0].root.text == ""


async def test_what_a_turn_is_given_is_taken_without_looking_and_holds_on(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            rest = codex.notifications()
            thread = await codex.thread_start()
            try:
                await thread.run("@@plain", approval_policy="on-failure")
            except InvalidParamsError as refusal:
                assert "on-failure" in refusal.message
            else:
                server_lacks("commands may be approved when they have failed")
            result = await thread.run(
                "@@plain", effort="superduper", model="no-such-model", cwd="/no/such/dir", service_tier="none"
            )
            assert result.final_response == PLAIN_ANSWER
            async for notification in rest:
                if notification.method == "warning":
                    break
            assert "no-such-model" in notification.params["message"]
            assert (await thread.run("@@plain")).final_response == PLAIN_ANSWER
            assert [request.model for request in scripted_model.requests] == ["no-such-model"] * 2
            opened = (await codex.thread_resume(thread.id)).opened
            assert (opened["cwd"], opened["reasoningEffort"]) == ("/no/such/dir", "superduper")
