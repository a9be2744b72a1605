"""Every kind of question that the real server can be made to ask, answered by the helpers of a request."""

from typing import Any

import anyio
import pytest

from codex_app_server import (
    AppServerConfig,
    AsyncCodex,
    Codex,
    RunResult,
    ServerRequest,
    SyncServerRequest,
)
from codex_app_server.answers import approval, cancellation, filled_in, tool_result
from codex_app_server.generated.v2_all import (
    CommandExecutionRequestApprovalParams,
    DynamicToolCallParams,
    FileChangeRequestApprovalParams,
    McpServerElicitationRequestParams,
    PermissionsRequestApprovalParams,
    PermissionsRequestApprovalResponse,
    ToolRequestUserInputParams,
)
from codex_tui.demo.server import ScriptedModel

from .conftest import Connect

pytestmark = pytest.mark.anyio

COMMAND = "item/commandExecution/requestApproval"
PATCH = "item/fileChange/requestApproval"
PERMISSIONS = "item/permissions/requestApproval"
QUESTIONS = "item/tool/requestUserInput"
ELICITATION = "mcpServer/elicitation/request"
TOOL = "item/tool/call"


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


WEATHER = {"type": "function", "name": "weather", "description": "", "inputSchema": {"type": "object"}}


async def answer_everything(request: ServerRequest) -> Any:
    """Say yes to everything, and look at the types on the way."""
    kind = request.params
    if isinstance(kind, ToolRequestUserInputParams):
        return await request.answer({kind.questions[0].id: "Half up"})
    if isinstance(kind, DynamicToolCallParams):
        assert kind.arguments == {"city": "Bonn"}
        return await request.tool_result("Rain")
    if isinstance(kind, McpServerElicitationRequestParams):
        if request.raw_params["requestedSchema"]["properties"]:
            return await request.answer({"size": "large"})
        return await request.approve(for_session=True)
    assert isinstance(
        kind,
        (
            CommandExecutionRequestApprovalParams,
            FileChangeRequestApprovalParams,
            PermissionsRequestApprovalParams,
        ),
    )
    return await request.approve()


def output_of(result: RunResult, kind: str) -> Any:
    (item,) = [item.root for item in result.items if item.root.type == kind]
    return item.model_dump(mode="json")


async def test_each_kind_of_question_is_asked_typed_and_answered(
    asking_config: AppServerConfig, scripted_model: ScriptedModel
):
    asked: list[str] = []

    async def handler(request: ServerRequest) -> Any:
        asked.append(request.method)
        return await answer_everything(request)

    with anyio.fail_after(120):
        async with AsyncCodex(asking_config, server_requests=handler) as codex:
            thread = await codex.thread_start(dynamic_tools=[WEATHER], approval_policy="on-request")
            done = output_of(await thread.run("@@approval"), "commandExecution")
            assert (done["status"], done["exit_code"]) == ("completed", 0)
            assert output_of(await thread.run("@@patch"), "fileChange")["status"] == "completed"
            called = output_of(await thread.run("@@greet"), "mcpToolCall")
            assert called["result"]["content"][0]["text"] == "Hello, Ann"
            assert output_of(await thread.run("@@greet"), "mcpToolCall")["status"] == "completed"
            called = output_of(await thread.run("@@order"), "mcpToolCall")
            assert '"large"' in called["result"]["content"][0]["text"]
            tool = output_of(await thread.run("@@weather"), "dynamicToolCall")
            assert (tool["success"], tool["content_items"][0]["text"]) == (True, "Rain")
            await thread.run("@@permit")
            await thread.run("@@question")
    # The second greeting was not asked for: the first answer was for the session.
    assert {method: asked.count(method) for method in asked} == {
        COMMAND: 1,
        PATCH: 1,
        ELICITATION: 2,
        TOOL: 1,
        PERMISSIONS: 1,
        QUESTIONS: 1,
    }


async def test_a_refused_or_cancelled_command(server_config: AppServerConfig):
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            requests = codex.server_requests()
            thread = await codex.thread_start()
            handle = await thread.turn("@@approval")
            await (await anext(requests)).reject()
            assert str((await handle.run()).status) == "completed"
            handle = await thread.turn("@@approval")
            await (await anext(requests)).cancel()
            assert str((await handle.run()).status) == "interrupted"


def test_blocking_code_answers_as_well(asking_config: AppServerConfig):
    def handler(request: SyncServerRequest) -> None:
        if request.method == QUESTIONS:
            request.answer({"rounding": ["Half even", "user_note: please"]})
        elif request.method == TOOL:
            request.tool_result([{"type": "inputText", "text": "Sun"}], success=False)
        elif request.method == COMMAND:
            request.approve(for_session=True)
        elif request.method == PATCH:
            request.cancel()

    with Codex(asking_config, server_requests=handler) as codex:
        thread = codex.thread_start(dynamic_tools=[WEATHER])
        thread.run("@@question")
        assert output_of(thread.run("@@weather"), "dynamicToolCall")["success"] is False
        assert output_of(thread.run("@@approval"), "commandExecution")["status"] == "completed"
        assert str(thread.turn("@@patch").run().status) == "interrupted"


@pytest.mark.parametrize(
    ("method", "params", "once", "for_session"),
    [
        (COMMAND, {}, {"decision": "accept"}, {"decision": "acceptForSession"}),
        (PATCH, {}, {"decision": "accept"}, {"decision": "acceptForSession"}),
        ("execCommandApproval", {}, {"decision": "approved"}, {"decision": "approved_for_session"}),
        (
            PERMISSIONS,
            {"permissions": {"network": {"enabled": True}, "fileSystem": None}},
            {"permissions": {"network": {"enabled": True}}, "scope": "turn"},
            {"permissions": {"network": {"enabled": True}}, "scope": "session"},
        ),
        (
            ELICITATION,
            {"mode": "url", "url": "https://example.com"},
            {"action": "accept", "content": {}, "_meta": None},
            {"action": "accept", "content": {}, "_meta": {"persist": "session"}},
        ),
    ],
)
def test_yes_in_the_words_of_each_question(method: str, params: Any, once: Any, for_session: Any):
    assert approval(method, params, for_session=False) == once
    assert approval(method, params, for_session=True) == for_session


def test_no_and_stop_in_the_words_of_each_question():
    assert cancellation(COMMAND) == cancellation(PATCH) == {"decision": "cancel"}
    assert cancellation("applyPatchApproval") == {"decision": "abort"}
    assert cancellation(ELICITATION)["action"] == "cancel"
    assert cancellation(QUESTIONS) == {"answers": {}}
    with pytest.raises(TypeError, match="reject"):
        cancellation("attestation/generate")


def test_an_answer_that_does_not_fit_names_the_one_that_does():
    form = {"mode": "form", "requestedSchema": {"type": "object", "properties": {"size": {}}}}
    with pytest.raises(TypeError, match=r"answer\(\)"):
        approval(QUESTIONS, {}, for_session=False)
    with pytest.raises(TypeError, match=r"answer\(\)"):
        approval(ELICITATION, form, for_session=False)
    with pytest.raises(TypeError, match=r"tool_result\(\)"):
        approval(TOOL, {}, for_session=False)
    with pytest.raises(TypeError, match=r"approve\(\)"):
        filled_in(COMMAND, {}, {"a": "b"})
    with pytest.raises(TypeError, match=r"respond\(\)"):
        tool_result("attestation/generate", "text", success=True)
    with pytest.raises(ValueError, match=r"colour.*size"):
        filled_in(ELICITATION, form, {"colour": "red"})
    with pytest.raises(ValueError, match=r"b.*a"):
        filled_in(QUESTIONS, {"questions": [{"id": "a"}]}, {"b": "c"})


async def test_the_response_model_of_another_method_is_not_sent(connect: Connect):
    async with connect() as (codex, peer):
        requests = codex.server_requests()
        peer.send({"id": 0, "method": COMMAND, "params": {"threadId": "th", "turnId": "t", "itemId": "i"}})
        request = await anext(requests)
        wrong = PermissionsRequestApprovalResponse.model_validate({"permissions": {}})
        with pytest.raises(TypeError, match="CommandExecutionRequestApprovalResponse"):
            await request.respond(wrong)
        assert request.is_open
        await request.approve()
        assert await peer.receive() == {"id": 0, "result": {"decision": "accept"}}


@pytest.mark.parametrize(
    ("answer", "mend"),
    [
        ("accept", r"a dict, not by 'accept': use approve\(\)"),
        (True, r"a dict, not by True: use approve\(\)"),
        ({"decision": object()}, "what cannot be sent as JSON: decision is object"),
    ],
)
async def test_what_is_no_answer_at_all_is_not_sent(connect: Connect, answer: Any, mend: str):
    async with connect() as (codex, peer):
        requests = codex.server_requests()
        peer.send({"id": 0, "method": COMMAND, "params": {"threadId": "th", "turnId": "t", "itemId": "i"}})
        request = await anext(requests)
        with pytest.raises(TypeError, match=mend):
            await request.respond(answer)
        assert request.is_open
        await request.approve()
        assert await peer.receive() == {"id": 0, "result": {"decision": "accept"}}
