"""PROTOCOL.md, section 4: what each answer to questions, MCP servers and tools brings about on the real server."""

import base64
import json
from dataclasses import replace
from typing import Any

import anyio
import pytest

from codex_app_server import AppServerConfig, AsyncCodex, AsyncThread, ServerRequest
from codex_app_server.answers import approval, cancellation, filled_in
from codex_app_server.generated.v2_all import (
    AttestationGenerateParams,
    AttestationGenerateResponse,
    ChatgptAuthTokensRefreshParams,
    ChatgptAuthTokensRefreshResponse,
    CurrentTimeReadParams,
    CurrentTimeReadResponse,
)
from codex_app_server.safe_answers import safe_answer
from codex_tui.demo.script import HttpError, Script, Text
from codex_tui.demo.server import ScriptedModel

from .helpers import Decider
from .test_answers import ELICITATION, QUESTIONS, TOOL, WEATHER

pytestmark = pytest.mark.anyio

NONSENSE = {"no": "answer"}


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


def read_by(model: ScriptedModel) -> str:
    """What the model read last of a tool it called."""
    return model.requests[-1].tool_outputs[-1]


async def test_every_answer_to_questions_reaches_the_model_word_for_word(
    asking_config: AppServerConfig, scripted_model: ScriptedModel
):
    two = {"answers": {"rounding": {"answers": ["Half up", "user_note: or not"]}}}
    decider = Decider()
    with anyio.fail_after(60):
        async with AsyncCodex(asking_config, server_requests=decider.handle) as codex:
            everything = codex.notifications(include_turns=True)
            thread = await codex.thread_start()
            for answer, read in ((two, two), ({"answers": {}}, {"answers": {}}), (NONSENSE, {"answers": {}})):
                assert (await decider.run(thread, "@@question", answer))[2] == "completed"
                assert json.loads(read_by(scripted_model)) == read
            flags = [
                flag
                for notification in await everything.next_batch()
                if notification.method == "thread/status/changed"
                for flag in notification.params["status"].get("activeFlags", ())
            ]
    assert [request.method for request in decider.asked] == [QUESTIONS] * 3
    assert flags == ["waitingOnUserInput"] * 3


async def test_every_answer_to_a_wish_for_permissions(
    asking_config: AppServerConfig, scripted_model: ScriptedModel
):
    network = {"network": {"enabled": True}}
    decider = Decider()
    with anyio.fail_after(60):
        async with AsyncCodex(asking_config, server_requests=decider.handle) as codex:
            thread = await codex.thread_start()
            for answer, granted, scope in (
                ({"permissions": network, "scope": "turn"}, {"enabled": True}, "turn"),
                ({"permissions": network, "scope": "session"}, {"enabled": True}, "session"),
                ({"permissions": {}}, None, "turn"),
                (NONSENSE, None, "turn"),
            ):
                assert (await decider.run(thread, "@@permit", answer))[2] == "completed"
                read = json.loads(read_by(scripted_model))
                assert (read["permissions"].get("network"), read["scope"]) == (granted, scope)


async def test_every_answer_to_the_approval_of_an_mcp_tool(asking_config: AppServerConfig):
    decider = Decider()
    empty = {"mode": "form", "requestedSchema": {"type": "object", "properties": {}}}
    yes = approval(ELICITATION, empty, for_session=False)
    for_session = approval(ELICITATION, empty, for_session=True)
    always = {**yes, "_meta": {"persist": "always"}}

    async def greet(thread: AsyncThread, answer: Any = None) -> tuple[int, str, str]:
        asked, _, ended = await decider.run(thread, "@@greet", answer)
        assert ended == "completed"
        item = decider.item("mcpToolCall")
        return asked, item["status"], (item["error"] or {}).get("message", "")

    with anyio.fail_after(60):
        async with AsyncCodex(asking_config, server_requests=decider.handle) as codex:
            thread = await codex.thread_start()
            declined = await greet(thread, safe_answer(ELICITATION))
            assert declined == (1, "failed", "user rejected MCP tool call")
            assert await greet(thread, cancellation(ELICITATION)) == (
                1,
                "failed",
                "user cancelled MCP tool call",
            )
            assert await greet(thread, yes) == (1, "completed", "")
            assert await greet(thread, for_session) == (1, "completed", "")
            assert await greet(thread) == (0, "completed", "")
            assert await greet(await codex.thread_start(), always) == (1, "completed", "")
            assert await greet(await codex.thread_start()) == (0, "completed", "")
    for request in decider.asked:
        meta = request.raw_params["_meta"]
        assert meta["codex_approval_kind"] == "mcp_tool_call"
        assert set(meta["persist"]) == {"session", "always"}
        assert request.params.root.server_name == "cafe"


@pytest.mark.parametrize("mode", ["form", "url"])
async def test_every_answer_to_a_form_and_to_an_address_of_an_mcp_server(
    asking_config: AppServerConfig, mode: str
):
    decider = Decider()
    if mode == "form":
        form = {"mode": "form", "requestedSchema": {"properties": {"size": {}}}}
        prompt, yes = "@@order", filled_in(ELICITATION, form, {"size": "large"})
    else:
        address = {"mode": "url", "url": "https://example.com/menu"}
        prompt, yes = "@@visit", approval(ELICITATION, address, for_session=False)
    with anyio.fail_after(60):
        async with AsyncCodex(asking_config, server_requests=decider.handle) as codex:
            thread = await codex.thread_start()
            for answer in (yes, safe_answer(ELICITATION), cancellation(ELICITATION), NONSENSE):
                assert (await decider.run(thread, prompt, answer))[::2] == (1, "completed")
                text = decider.item("mcpToolCall")["result"]["content"][0]["text"]
                told = json.loads(text)
                if answer is None or answer is NONSENSE:
                    assert told["action"] == "decline"
                else:
                    assert told["action"] == answer["action"]
                    assert told.get("content") == answer["content"]
    assert {request.params.root.mode for request in decider.asked} == {mode}


async def test_every_answer_to_a_call_of_a_tool_of_the_client(
    asking_config: AppServerConfig, scripted_model: ScriptedModel
):
    decider = Decider()
    text = [{"type": "inputText", "text": "Rain"}]
    with anyio.fail_after(60):
        async with AsyncCodex(asking_config, server_requests=decider.handle) as codex:
            everything = codex.notifications(include_turns=True)
            thread = await codex.thread_start(dynamic_tools=[WEATHER])
            for success in (True, False):
                await decider.run(thread, "@@weather", {"contentItems": text, "success": success})
                assert decider.item("dynamicToolCall")["success"] is success
                assert read_by(scripted_model) == "Rain"
            await decider.run(thread, "@@weather", NONSENSE)
            assert decider.item("dynamicToolCall")["status"] == "failed"
            assert "dynamic tool response was invalid" in read_by(scripted_model)
            resolved = [
                notification
                for notification in await everything.next_batch()
                if notification.method == "serverRequest/resolved"
            ]
    assert [(request.method, request.closed_by) for request in decider.asked] == [(TOOL, "answer")] * 3
    # The server confirms no answer of this kind.
    assert {notification.params["requestId"] for notification in resolved}.isdisjoint(
        {request.id for request in decider.asked}
    )


async def test_a_call_of_a_tool_that_nobody_answers_is_closed_with_its_turn(asking_config: AppServerConfig):
    with anyio.fail_after(30):
        async with AsyncCodex(asking_config) as codex:
            questions = codex.server_requests()
            handle = await (await codex.thread_start(dynamic_tools=[WEATHER])).turn("@@weather")
            question = await anext(questions)
            assert question.method == TOOL
            await handle.interrupt()
            assert await question.wait_closed() == "turn"


async def test_the_time_that_is_told_is_the_time_the_model_reads(
    clockless_config: AppServerConfig, scripted_model: ScriptedModel
):
    def tell(request: ServerRequest) -> Any:
        assert isinstance(request.params, CurrentTimeReadParams)
        return CurrentTimeReadResponse(current_time_at=1_800_000_000)

    with anyio.fail_after(30):
        async with AsyncCodex(clockless_config, server_requests=tell) as codex:
            await (await codex.thread_start()).run("@@plain")
    assert "2027-01-15" in json.dumps(scripted_model.requests[-1].body)


async def test_without_a_handler_every_question_is_refused_and_every_turn_goes_on(
    asking_config: AppServerConfig, scripted_model: ScriptedModel
):
    nobody = Decider()
    with anyio.fail_after(60):
        async with AsyncCodex(asking_config) as codex:
            thread = await codex.thread_start(dynamic_tools=[WEATHER])
            assert await nobody.run(thread, "@@approval") == (0, ["declined"], "completed")
            assert await nobody.run(thread, "@@patch") == (0, ["declined"], "completed")
            for prompt, read in {
                "@@question": '"answers":{}',
                "@@permit": '"network":null',
                "@@greet": "user rejected MCP tool call",
                "@@order": '"decline"',
                "@@visit": '"decline"',
                "@@weather": "does not offer the tool",
            }.items():
                assert await nobody.run(thread, prompt) == (0, [], "completed")
                # To older servers the output of an MCP tool is JSON, whose quotes they escape.
                assert read in read_by(scripted_model).replace("\\", "")


def unsigned_token() -> str:
    """An access token as ChatGPT gives them, except that nobody has signed it."""
    claims = {"https://api.openai.com/auth": {"chatgpt_account_id": "acc", "chatgpt_plan_type": "pro"}}
    parts = ({"alg": "none"}, {"exp": 4_000_000_000, **claims})
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join((*encoded, "c2ln"))


async def test_tokens_are_refreshed_and_a_client_vouched_for_when_the_server_asks(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    scripted_model.on("@@refused", Script([[HttpError(401, "expired")], [Text("Welcome back.")]]))
    token = unsigned_token()
    asked: list[Any] = []

    async def handler(request: Any) -> Any:
        asked.append(request.params)
        if isinstance(request.params, AttestationGenerateParams):
            return AttestationGenerateResponse(token="vouched")
        return ChatgptAuthTokensRefreshResponse.model_validate(
            {"accessToken": token, "chatgptAccountId": "acc", "chatgptPlanType": "pro"}
        )

    with_account = [
        override.replace('wire_api="responses"', 'wire_api="responses",requires_openai_auth=true')
        for override in server_config.config_overrides
    ]
    config = replace(server_config, config_overrides=tuple(with_account), request_attestation=True)
    with anyio.fail_after(60):
        async with AsyncCodex(config, server_requests=handler) as codex:
            await codex.login_chatgpt_tokens(token, "acc")
            result = await (await codex.thread_start()).run("@@refused")
    assert result.final_response == "Welcome back."
    (refresh,) = [params for params in asked if isinstance(params, ChatgptAuthTokensRefreshParams)]
    assert (str(refresh.reason), refresh.previous_account_id) == ("unauthorized", "acc")
    assert "vouched" in json.dumps([request.headers for request in scripted_model.requests])
    assert any(isinstance(params, AttestationGenerateParams) for params in asked)
