import logging
from pathlib import Path
from typing import Any

import anyio
import pytest

from codex_app_server import (
    AppServerConfig,
    AsyncCodex,
    AsyncThread,
    AsyncTurnHandle,
    ConnectionLostError,
    ConnectionState,
    ListeningServer,
    Notification,
    ReconnectPolicy,
    ServerClosedError,
    ServerRequest,
    launch_listening_server,
)
from codex_tui.demo.script import Gate, Script, Shell, Text
from codex_tui.demo.server import ScriptedModel

from ..support.cutting_proxy import cutting_proxy

pytestmark = pytest.mark.anyio

QUICK = ReconnectPolicy(first_delay=0.001, max_delay=0.05)


def client_of(endpoint: str, **options: Any) -> AsyncCodex:
    handler = options.pop("server_requests", None)
    options = {"reconnect": QUICK, "concurrent_turns": True, **options}
    return AsyncCodex(AppServerConfig(endpoint=endpoint, **options), server_requests=handler)


async def until(codex: AsyncCodex, status: str) -> ConnectionState:
    """Wait until the connection is in this state."""
    async for state in codex.connection_states():
        if state.status == status:
            return state
    raise AssertionError(f"the connection was closed before it was {status}")


async def read_until_delta(stream: Any, story: list[Notification]) -> None:
    """Read until the model has begun to answer."""
    async for notification in stream:
        story.append(notification)
        if notification.method == "item/agentMessage/delta":
            return


def completed_items(story: list[Notification]) -> list[tuple[str | None, str]]:
    """What was completed, with its text."""
    return [
        (note.item_id, note.params["item"].get("text", note.params["item"]["type"]))
        for note in story
        if note.method == "item/completed"
    ]


async def collect(handle: AsyncTurnHandle, story: list[Notification]) -> None:
    story.extend([notification async for notification in handle.stream()])


async def test_a_turn_that_ends_while_nobody_listens_is_completed_from_the_history(
    server: ListeningServer, socket_path: str, scripted_model: ScriptedModel
):
    gate = Gate()
    scripted_model.on("@@long", Script([[Text("first"), Text(["half ", gate, "of it"])]]))
    with anyio.fail_after(30):
        async with cutting_proxy(server.endpoint) as proxy, client_of(proxy.endpoint) as codex:
            thread = await codex.thread_start()
            watcher = AsyncCodex(AppServerConfig(endpoint=server.endpoint))
            handle = await thread.turn("@@long")
            story: list[Notification] = []
            stream = handle.stream()
            while not any(note.params.get("delta") == "half " for note in story):
                story.append(await anext(stream))
            async with watcher:
                observed = await watcher.thread_resume(thread.id)
                proxy.refusing = True
                await proxy.cut()
                await until(codex, "reconnecting")
                seen = observed.follow(handle.id)
                gate.open()
                await seen.run()
            proxy.refusing = False
            story.extend([notification async for notification in stream])
            assert [text for _, text in completed_items(story)] == ["userMessage", "first", "half of it"]
            assert [note.method for note in story].count("turn/started") == 1
            assert story[-1].method == "turn/completed"
            assert story[-1].params["turn"]["status"] == "completed"
            assert all(type(note.payload).__name__ != "UnknownNotification" for note in story)
            assert (await thread.run("hello")).final_response


async def test_a_turn_that_still_runs_goes_on_where_it_was(
    server: ListeningServer, socket_path: str, scripted_model: ScriptedModel
):
    gate = Gate()
    scripted_model.on("@@half", Script([[Text("first"), Text(["one ", gate, "two"])]]))
    with anyio.fail_after(30):
        async with cutting_proxy(server.endpoint) as proxy, client_of(proxy.endpoint) as codex:
            general = codex.notifications(include_turns=True)
            thread = await codex.thread_start()
            handle = await thread.turn("@@half")
            story: list[Notification] = []
            stream = handle.stream()
            while not any(note.params.get("delta") == "one " for note in story):
                story.append(await anext(stream))
            await proxy.cut()
            await until(codex, "reconnecting")
            await until(codex, "connected")
            gate.open()
            story.extend([notification async for notification in stream])
            assert [text for _, text in completed_items(story)] == ["userMessage", "first", "one two"]
            everything: list[Notification] = []
            while not everything or everything[-1].method != "turn/completed":
                everything.append(await anext(general))
            assert completed_items(everything) == completed_items(story)


async def test_run_returns_as_if_nothing_had_happened(
    server: ListeningServer, socket_path: str, scripted_model: ScriptedModel
):
    gate = Gate()
    scripted_model.on("@@half", Script([[Text(["one ", gate, "two"])]]))
    with anyio.fail_after(30):
        async with cutting_proxy(server.endpoint) as proxy, client_of(proxy.endpoint) as codex:
            thread = await codex.thread_start()
            results = []

            async def run() -> None:
                results.append(await thread.run("@@half"))

            async with anyio.create_task_group() as group:
                notifications = codex.notifications(include_turns=True)
                group.start_soon(run)
                await read_until_delta(notifications, [])
                for _ in range(3):
                    await proxy.cut()
                    await until(codex, "reconnecting")
                    await until(codex, "connected")
                gate.open()
            assert [result.final_response for result in results] == ["one two"]


async def test_a_cut_in_the_middle_of_a_message_loses_and_doubles_nothing(
    server: ListeningServer, socket_path: str, scripted_model: ScriptedModel
):
    scripted_model.on("@@four", Script([[Text(name) for name in ("alpha", "beta", "gamma", "delta")]]))
    with anyio.fail_after(30):
        async with cutting_proxy(server.endpoint) as proxy, client_of(proxy.endpoint) as codex:
            thread = await codex.thread_start()
            await thread.run("hello")
            for marker in (b"alpha", b"beta", b"gamma", b"delta", b"turn/completed"):
                story: list[Notification] = []
                handle = await thread.turn("@@four")
                proxy.cut_inside(marker)
                await collect(handle, story)
                assert [text for _, text in completed_items(story)] == [
                    "userMessage",
                    "alpha",
                    "beta",
                    "gamma",
                    "delta",
                ]
                assert [note.method for note in story].count("turn/completed") == 1


async def test_calls_that_wait_fail_and_later_ones_wait_for_the_connection(
    server: ListeningServer, socket_path: str
):
    failures: list[ConnectionLostError] = []
    with anyio.fail_after(30):
        async with cutting_proxy(server.endpoint) as proxy, client_of(proxy.endpoint) as codex:

            async def call() -> None:
                with pytest.raises(ConnectionLostError) as caught:
                    await codex.request("command/exec", {"command": ["sleep", "60"]})
                failures.append(caught.value)

            async with anyio.create_task_group() as group:
                group.start_soon(call)
                await codex.models()
                await anyio.wait_all_tasks_blocked()
                proxy.refusing = True
                await proxy.cut()
            assert isinstance(failures[0], ServerClosedError)
            assert not codex.is_closed
            state = await until(codex, "reconnecting")
            assert state.reason is not None
            async with anyio.create_task_group() as group:
                group.start_soon(codex.models)
                await anyio.wait_all_tasks_blocked()
                proxy.refusing = False
            assert codex.connection_state.status == "connected"


async def test_it_gives_up_after_its_time_and_says_why(server: ListeningServer, socket_path: str):
    policy = ReconnectPolicy(first_delay=0.001, max_delay=0.01, for_seconds=0.2)
    with anyio.fail_after(30):
        async with (
            cutting_proxy(server.endpoint) as proxy,
            client_of(proxy.endpoint, reconnect=policy) as codex,
        ):
            stream = codex.notifications()
            proxy.refusing = True
            await proxy.cut()
            states = [state.status async for state in codex.connection_states()]
            assert states[-1] == "closed"
            assert "gave up after 0.2 s" in str(await codex.wait_closed())
            assert "cannot connect" in str(codex.close_reason)
            with pytest.raises(ServerClosedError, match="gave up"):
                while True:
                    await anext(stream)
            with pytest.raises(ServerClosedError):
                await codex.models()


async def test_closing_while_it_tries_ends_at_once(
    server: ListeningServer, socket_path: str, caplog: pytest.LogCaptureFixture
):
    with anyio.fail_after(30):
        async with cutting_proxy(server.endpoint) as proxy, client_of(proxy.endpoint) as codex:
            proxy.refusing = True
            await proxy.cut()
            await until(codex, "reconnecting")
            await codex.close()
            assert codex.connection_state.status == "closed"
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_a_pending_approval_reaches_the_handler_once_and_its_answer_arrives(
    server: ListeningServer, socket_path: str, scripted_model: ScriptedModel, tmp_path: Path
):
    target = tmp_path / "made"
    scripted_model.on("@@ask", Script([[Shell(f"touch {target}", escalated=True)], [Text("done")]]))
    asked: list[ServerRequest] = []
    may_answer = anyio.Event()
    was_asked = anyio.Event()

    async def approve(request: ServerRequest) -> dict[str, str]:
        asked.append(request)
        was_asked.set()
        await may_answer.wait()
        return {"decision": "accept"}

    with anyio.fail_after(30):
        async with (
            cutting_proxy(server.endpoint) as proxy,
            client_of(proxy.endpoint, server_requests=approve) as codex,
        ):
            thread = await codex.thread_start()
            handle = await thread.turn("@@ask")
            await was_asked.wait()
            proxy.refusing = True
            await proxy.cut()
            await until(codex, "reconnecting")
            may_answer.set()
            await anyio.wait_all_tasks_blocked()
            proxy.refusing = False
            turn = await handle.run()
            assert turn.status.value == "completed"
            assert len(asked) == 1
            assert asked[0].closed_by == "answer"
    assert target.exists()


async def test_an_approval_that_another_client_answered_meanwhile_is_closed(
    server: ListeningServer, socket_path: str, scripted_model: ScriptedModel, tmp_path: Path
):
    gate = Gate()
    scripted_model.on(
        "@@ask",
        Script([[Shell(f"touch {tmp_path}/made", escalated=True)], [Text(["x", gate, "y"])]]),
    )
    with anyio.fail_after(30):
        async with (
            cutting_proxy(server.endpoint) as proxy,
            client_of(proxy.endpoint) as codex,
            AsyncCodex(AppServerConfig(endpoint=server.endpoint)) as other,
        ):
            requests, theirs = codex.server_requests(), other.server_requests()
            thread = await codex.thread_start()
            handle = await thread.turn("@@ask")
            request = await anext(requests)
            await other.thread_resume(thread.id)
            proxy.refusing = True
            await proxy.cut()
            await until(codex, "reconnecting")
            notifications = other.notifications(include_turns=True)
            await (await anext(theirs)).respond({"decision": "decline"})
            await read_until_delta(notifications, [])
            proxy.refusing = False
            assert await request.wait_closed() == "server"
            gate.open()
            assert (await handle.run()).status.value == "completed"


async def test_a_server_that_was_killed_and_started_again_on_its_socket(
    server_config: AppServerConfig, socket_path: str, scripted_model: ScriptedModel
):
    gate = Gate()
    scripted_model.on("@@half", Script([[Text("first"), Text(["one ", gate, "two"])]]))
    endpoint = f"unix://{socket_path}"
    server = launch_listening_server(server_config, endpoint)
    server.wait_ready()
    try:
        with anyio.fail_after(30):
            async with client_of(endpoint) as codex:
                fresh = await codex.thread_start(ephemeral=True)
                thread = await codex.thread_start()
                handle = await thread.turn("@@half")
                story: list[Notification] = []
                stream = handle.stream()
                while not any(note.params.get("delta") == "one " for note in story):
                    story.append(await anext(stream))
                server.kill()
                await until(codex, "reconnecting")
                server = launch_listening_server(server_config, endpoint)
                story.extend([notification async for notification in stream])
                assert story[-1].params["turn"]["status"] == "interrupted"
                assert [text for _, text in completed_items(story)] == ["userMessage", "first"]
                await until(codex, "connected")
                gate.open()
                assert (await thread.run("hello")).final_response
                assert fresh.id != thread.id
    finally:
        server.kill()


async def test_a_thread_whose_first_turn_comes_after_the_cut_is_followed_all_the_same(
    server: ListeningServer, socket_path: str
):
    with anyio.fail_after(30):
        async with cutting_proxy(server.endpoint) as proxy, client_of(proxy.endpoint) as codex:
            thread: AsyncThread = await codex.thread_start()
            await proxy.cut()
            await until(codex, "reconnecting")
            assert (await until(codex, "connected")).lost_threads == ()
            result = await thread.run("hello")
            assert result.final_response is not None
            assert "hello" in result.final_response
            again = await thread.run("once more")
            assert again.final_response is not None


async def test_a_thread_that_was_left_is_not_followed_again(server: ListeningServer, socket_path: str):
    with anyio.fail_after(30):
        async with (
            cutting_proxy(server.endpoint) as proxy,
            client_of(proxy.endpoint) as codex,
            AsyncCodex(AppServerConfig(endpoint=server.endpoint)) as other,
        ):
            thread = await codex.thread_start()
            await thread.run("hello")
            await codex.request("thread/unsubscribe", {"threadId": thread.id})
            await proxy.cut()
            await until(codex, "reconnecting")
            await until(codex, "connected")
            notifications = codex.notifications(include_turns=True)
            await (await other.thread_resume(thread.id)).run("hello")
            await codex.models()
            await notifications.aclose()
            methods = {note.method for note in notifications.taken}
            assert not methods & {"turn/started", "item/completed"}


async def test_a_server_that_refuses_the_token_is_not_asked_again(
    server_config: AppServerConfig, tmp_path: Path
):
    token = tmp_path / "token"
    token.write_text("right")
    arguments = ("--ws-auth", "capability-token", "--ws-token-file", str(token))
    with launch_listening_server(server_config, arguments=arguments) as server:
        config = AppServerConfig(endpoint=server.endpoint, bearer_token="right", reconnect=QUICK)
        with anyio.fail_after(30):
            async with AsyncCodex(config) as codex:
                server.kill()
                token.write_text("changed")
                listen = server.endpoint
                with launch_listening_server(server_config, listen, arguments=arguments):
                    reason = await codex.wait_closed()
                    assert "HTTP 401" in str(reason)
