from collections.abc import Generator
from typing import Any

import anyio
import pytest

from codex_app_server import (
    AppServerConfig,
    AsyncCodex,
    Codex,
    InternalRpcError,
    InvalidParamsError,
    JsonRpcError,
    MethodNotFoundError,
    Notification,
    ServerClosedError,
    ServerRequest,
    ServerRequestClosedError,
    SyncServerRequest,
    TurnFailedError,
    UnknownNotification,
)
from codex_app_server.generated.v2_all import UserMessageThreadItem
from codex_app_server.testing import Ask, Edit, Fail, InMemoryAppServer, Pause, Plan, Run, Say, Step, Think
from codex_tui.demo.script import Reasoning, Script, Shell, Text
from codex_tui.demo.server import ScriptedModel

from .helpers import command_statuses

NOT_PLAYED = frozenset(
    {
        "account/rateLimits/updated",
        "item/commandExecution/outputDelta",
        "thread/readState/changed",
        "thread/tokenUsage/updated",
        "turn/diff/updated",
        "warning",
        "thread/settings/updated",
    }
)
"""What the real server says around a turn, or only of slow commands, and what the in-memory one says less often."""


def test_a_blocking_client_runs_a_turn_without_a_script():
    server = InMemoryAppServer()
    with Codex(transport=server.transport()) as codex:
        result = codex.thread_start().run("hello there")
    assert result.final_response == "hello there"
    assert result.usage is not None
    assert [method for method, _ in server.received] == ["initialize", "thread/start", "turn/start"]


def test_the_first_prompt_of_a_turn_comes_back_under_the_id_that_its_client_gave_it():
    server = InMemoryAppServer()
    with Codex(transport=server.transport()) as codex:
        thread = codex.thread_start()
        thread.turn("hello", client_user_message_id="mine").run()
        (turn,) = thread.read(include_turns=True).thread.turns
    asked = turn.items[0].root
    assert isinstance(asked, UserMessageThreadItem)
    assert asked.client_id == "mine"


def test_a_script_may_react_to_decisions_and_answers():
    server = InMemoryAppServer()

    def careful(prompt: str) -> Generator[Step, Any, None]:
        decision = yield Run("make deploy", ask=True)
        colours = yield Ask("Which colour?", options=["red", "blue"])
        yield Say(f"{decision}, {colours[0]}: {prompt}")

    server.script("deploy", careful)
    asked: list[str] = []

    def answer(request: SyncServerRequest) -> Any:
        asked.append(request.method)
        if request.method == "item/tool/requestUserInput":
            return {"answers": {"answer": {"answers": ["blue"]}}}
        return {"decision": "acceptForSession"}

    with Codex(transport=server.transport(), server_requests=answer) as codex:
        result = codex.thread_start().run("deploy now")
    assert result.final_response == "acceptForSession, blue: deploy now"
    assert asked == ["item/commandExecution/requestApproval", "item/tool/requestUserInput"]


def test_a_turn_that_pauses_goes_on_when_the_test_says_so_from_its_own_thread():
    server = InMemoryAppServer()
    server.script("wait", [Say("Looking.", phase="commentary"), Pause(), Say("Done.")])
    with Codex(transport=server.transport()) as codex:
        turn = codex.thread_start().turn("wait")
        methods = []
        for notification in turn.stream():
            methods.append(notification.method)
            if notification.method == "item/completed" and methods.count("item/completed") == 2:
                server.resume()
    assert methods[-1] == "turn/completed"
    assert methods.count("item/completed") == 3


@pytest.mark.anyio
async def test_a_declined_command_is_not_run_and_the_turn_goes_on():
    server = InMemoryAppServer()
    server.script("go", [Run("rm -rf /", output="gone", ask=True), Say("As you wish.")])
    with anyio.fail_after(20):
        async with AsyncCodex(transport=server.transport()) as codex:
            result = await (await codex.thread_start()).run("go")
    assert command_statuses(result) == ["declined"]
    assert result.final_response == "As you wish."


@pytest.mark.anyio
async def test_interrupting_a_turn_that_waits_for_an_approval_ends_both():
    server = InMemoryAppServer()
    server.script("go", [Edit("a.py", "+1", ask=True), Say("never said")])
    with anyio.fail_after(20):
        async with AsyncCodex(transport=server.transport()) as codex:
            requests = codex.server_requests()
            turn = await (await codex.thread_start()).turn("go")
            request = await anext(requests)
            await turn.interrupt()
            assert await request.wait_closed() is not None
            assert not request.is_open
            with pytest.raises(ServerRequestClosedError):
                await request.respond({"decision": "accept"})
            completed = await turn.run()
    assert str(completed.status) == "interrupted"


@pytest.mark.anyio
async def test_steered_text_is_read_after_the_pause():
    server = InMemoryAppServer()
    server.script("go", [Pause(), Say("With that in mind.")])
    with anyio.fail_after(20):
        async with AsyncCodex(transport=server.transport()) as codex:
            turn = await (await codex.thread_start()).turn("go")
            await turn.steer("mind the gap")
            result = await turn.run_result()
    assert [item.root.type for item in result.items] == ["userMessage", "userMessage", "agentMessage"]


@pytest.mark.anyio
async def test_a_failed_turn_raises_what_the_script_says():
    server = InMemoryAppServer()
    server.script("go", [Fail("No room left.", code="contextWindowExceeded")])
    with anyio.fail_after(20):
        async with AsyncCodex(transport=server.transport()) as codex:
            with pytest.raises(TurnFailedError, match="No room left"):
                await (await codex.thread_start()).run("go")


@pytest.mark.anyio
async def test_threads_are_kept_listed_forked_named_and_put_away():
    server = InMemoryAppServer()
    with anyio.fail_after(20):
        async with AsyncCodex(transport=server.transport()) as codex:
            thread = await codex.thread_start()
            await thread.run("first words")
            await thread.set_name("A name")
            fork = await codex.thread_fork(thread.id)
            await codex.thread_archive(thread.id)
            assert (await codex.thread_list()).data == []
            await fork.run("words of the fork")
            listed = await codex.thread_list()
            assert [(row.id, row.preview) for row in listed.data] == [(fork.id, "words of the fork")]
            archived = (await codex.thread_list(archived=True)).data
            assert [(row.id, row.name) for row in archived] == [(thread.id, "A name")]
            with pytest.raises(InvalidParamsError, match="invalid session id"):
                await codex.thread_archive("no-such-thread")


@pytest.mark.anyio
async def test_an_answer_may_be_given_for_any_method_and_an_unknown_one_is_refused():
    server = InMemoryAppServer()

    def refuse(params: dict[str, Any]) -> Any:
        raise JsonRpcError(-32001, "Server overloaded; retry later.")

    server.respond("skills/list", {"data": []})
    server.respond("config/read", refuse)
    with anyio.fail_after(20):
        async with AsyncCodex(transport=server.transport()) as codex:
            assert await codex.request("skills/list", {"cwds": []}, dict) == {"data": []}
            with pytest.raises(JsonRpcError, match="overloaded"):
                await codex.request("config/read", {})
            with pytest.raises(MethodNotFoundError, match="unknown variant"):
                await codex.request("no/such", {})


@pytest.mark.anyio
async def test_what_it_cannot_answer_is_an_error_and_the_client_stays_usable():
    server = InMemoryAppServer()
    server.respond("config/read", lambda params: params["no such key"])
    with anyio.fail_after(20):
        async with AsyncCodex(transport=server.transport()) as codex:
            with pytest.raises(InternalRpcError, match="could not answer config/read: KeyError"):
                await codex.request("config/read", {})
            assert (await codex.models()).data


@pytest.mark.anyio
async def test_two_clients_follow_one_thread_and_one_crash_ends_both():
    server = InMemoryAppServer()
    with anyio.fail_after(20):
        async with (
            AsyncCodex(transport=server.transport()) as one,
            AsyncCodex(transport=server.transport()) as other,
        ):
            thread = await one.thread_start()
            await thread.run("first words")
            await other.thread_resume(thread.id)
            seen = other.notifications(include_turns=True)
            await thread.run("hello")
            methods = []
            async for notification in seen:
                methods.append(notification.method)
                if notification.method == "turn/completed":
                    break
            assert "item/agentMessage/delta" in methods
            server.crash()
            assert isinstance(await one.wait_closed(), ServerClosedError)
            assert isinstance(await other.wait_closed(), ServerClosedError)


@pytest.mark.anyio
async def test_it_says_what_the_real_server_says_in_the_same_order(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    scripted_model.on(
        "@@same",
        Script(
            [
                [
                    Reasoning(["Looking around"]),
                    Text("I look first.", phase="commentary"),
                    Shell("echo hi", escalated=True, justification="to see"),
                ],
                [Text("Done with it.", phase="final_answer")],
            ]
        ),
    )
    server = InMemoryAppServer()
    server.script(
        "@@same",
        [
            Think("Looking around"),
            Say("I look first.", phase="commentary"),
            Run("echo hi", output="hi\n", ask=True),
            Say("Done with it."),
        ],
    )
    with anyio.fail_after(30):
        async with AsyncCodex(server_config, server_requests=_accept) as codex:
            real = await _methods(codex)
        async with AsyncCodex(transport=server.transport(), server_requests=_accept) as codex:
            played = await _methods(codex)
    assert played == real


async def _accept(request: ServerRequest) -> Any:
    return {"decision": "accept"}


async def _methods(codex: AsyncCodex) -> list[tuple[str, str]]:
    """The notifications of a turn in order; runs of the same one, such as deltas, count once."""
    turn = await (await codex.thread_start()).turn("@@same")
    said: list[tuple[str, str]] = []
    async for notification in turn.stream():
        if notification.method not in NOT_PLAYED:
            step = (notification.method, _item_type(notification))
            if not said or said[-1] != step:
                said.append(step)
    return said


def _item_type(notification: Notification) -> str:
    item = notification.params.get("item")
    return item["type"] if item is not None else ""


@pytest.mark.anyio
async def test_everything_it_says_fits_the_models():
    server = InMemoryAppServer()
    server.script(
        "all",
        [
            Think("Hm."),
            Say("Half", completed=False),
            Plan([("Look", "completed"), ("Act", "inProgress")], explanation="why"),
            Run("ls", output="a\n"),
            Run("false", exit_code=1),
            Edit("a.py", "+1", kind="add"),
            Say("Done."),
        ],
    )
    with anyio.fail_after(20):
        async with AsyncCodex(transport=server.transport()) as codex:
            everything = codex.notifications(include_turns=True)
            await (await codex.thread_start()).run("all")
            async for notification in everything:
                assert not isinstance(notification.payload, UnknownNotification), notification.method
                if notification.method == "turn/completed":
                    break
