"""PROTOCOL.md, section 4: which questions and which forms the real server passes on, and what it changes in them."""

import json
import sys
from pathlib import Path
from typing import Any

import anyio
import pytest

from codex_app_server import AppServerConfig, AsyncCodex, ServerRequest
from codex_tui.demo.script import Script, Text, ToolCall
from codex_tui.demo.server import ScriptedModel
from tests.support import asking_mcp_server

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def form_config(server_config: AppServerConfig, codex_home: Path) -> AppServerConfig:
    arguments = json.dumps(["-I", "-S", asking_mcp_server.__file__])
    (codex_home / "config.toml").write_text(
        f"[mcp_servers.asking]\ncommand = {json.dumps(sys.executable)}\nargs = {arguments}\n"
    )
    return server_config


class Asked:
    """Plays calls of tools that ask."""

    def __init__(self, codex: AsyncCodex, model: ScriptedModel) -> None:
        self._codex = codex
        self._model = model

    async def of(self, call: ToolCall) -> str:
        """What the model read of a call."""
        self._model.on("@@call", Script([[call], [Text("done")]]))
        thread = await self._codex.thread_start()
        await thread.run("@@call")
        return self._model.requests[-1].tool_outputs[-1]


def form(**properties: Any) -> ToolCall:
    schema = {"type": "object", "properties": properties}
    return ToolCall("ask", {"message": "Well?", "requestedSchema": schema}, "mcp__asking")


async def test_forms_lose_what_the_specification_does_not_have_and_the_order_of_their_fields(
    form_config: AppServerConfig, scripted_model: ScriptedModel
):
    params: list[dict[str, Any]] = []

    async def handle(request: ServerRequest) -> None:
        params.append(request.raw_params)
        await request.reject()

    with anyio.fail_after(60):
        async with AsyncCodex(form_config, server_requests=handle) as codex:
            asked = Asked(codex, scripted_model)
            await asked.of(
                form(
                    size={"type": "integer", "minimum": 1, "exclusiveMaximum": 9},
                    name={"type": "string", "pattern": "^x", "maxLength": 5},
                    kinds={"type": "array", "items": {"enum": ["a"], "type": "string"}, "uniqueItems": True},
                )
            )
            # Fields of other kinds, and other formats, never reach a client.
            for field in (
                {"type": "object", "properties": {}},
                {"type": "array", "items": {"type": "string"}},
                {"anyOf": [{"type": "string"}, {"type": "null"}]},
                {"type": "string", "format": "hostname"},
            ):
                assert "did not match any variant" in await asked.of(form(it=field))
    assert [list(one["requestedSchema"]["properties"].items()) for one in params] == [
        [
            ("kinds", {"type": "array", "items": {"type": "string", "enum": ["a"]}}),
            ("name", {"type": "string", "maxLength": 5}),
            ("size", {"type": "integer", "minimum": 1}),
        ]
    ]


async def test_questions_always_have_options_and_room_for_another_answer(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    params: list[dict[str, Any]] = []

    async def handle(request: ServerRequest) -> None:
        params.append(request.raw_params)
        await request.reject()

    option = {"label": "Blue", "description": "as the sea"}
    question = {"id": "colour", "header": "Colour", "question": "Which?"}
    with anyio.fail_after(60):
        async with AsyncCodex(server_config, server_requests=handle) as codex:
            asked = Asked(codex, scripted_model)
            secret = {**question, "options": [option], "isOther": False, "isSecret": True}
            waits = {"questions": [secret], "isBlocking": True, "autoResolutionMs": 60_000}
            await asked.of(ToolCall("request_user_input", waits))
            none: list[object] = []
            for options in (none, None):
                call = ToolCall("request_user_input", {"questions": [{**question, "options": options}]})
                assert "non-empty options" in await asked.of(call)
    [one] = params
    assert (one["isBlocking"], one["autoResolutionMs"]) == (False, None)
    assert one["questions"] == [{**question, "options": [option], "isOther": True, "isSecret": True}]
