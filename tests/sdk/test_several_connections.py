"""PROTOCOL.md, section 6: what several clients of one server see of each other's threads and approvals."""

from typing import Any

import anyio
import pytest
from anyio import to_thread

from codex_app_server import (
    AppServerConfig,
    AsyncCodex,
    AsyncThread,
    ListeningServer,
    ReconnectPolicy,
    ServerRequest,
    ServerRequestClosedError,
    ServerShuttingDownError,
    launch_listening_server,
)
from codex_app_server.streams import NotificationStream
from codex_tui.demo.script import Gate, Script, Text
from codex_tui.demo.scripts import PLAIN_ANSWER
from codex_tui.demo.server import ScriptedModel

from .capabilities import server_lacks
from .helpers import TRIO_BEFORE_A_RELEASE, command_statuses

pytestmark = [pytest.mark.anyio, TRIO_BEFORE_A_RELEASE]


def client_of(server: ListeningServer, **options: Any) -> AsyncCodex:
    return AsyncCodex(AppServerConfig(endpoint=server.endpoint, concurrent_turns=True, **options))


async def methods_until(stream: NotificationStream, method: str, thread_id: str) -> set[str]:
    """What is said of the thread, up to a notification of this kind."""
    methods: set[str] = set()
    async for notification in stream:
        if notification.thread_id == thread_id:
            methods.add(notification.method)
            if notification.method == method:
                return methods
    raise AssertionError(f"the stream ended before {method}")


async def commands_of_turn(stream: NotificationStream) -> list[str]:
    """How each command ended, up to the end of the turn."""
    statuses: list[str] = []
    async for notification in stream:
        if notification.method == "turn/completed":
            return statuses
        item = notification.params.get("item", {})
        if notification.method == "item/completed" and item["type"] == "commandExecution":
            statuses.append(item["status"])
    raise AssertionError("the stream ended before the turn")


async def test_threads_are_told_to_every_client_and_turns_to_those_who_opened_the_thread(
    server: ListeningServer,
):
    with anyio.fail_after(30):
        async with client_of(server) as codex, client_of(server) as other:
            mine, theirs = (client.notifications(include_turns=True) for client in (codex, other))
            thread = await codex.thread_start()
            await thread.run("@@plain")
            await thread.set_name("first")
            seen, heard = [
                await methods_until(stream, "thread/name/updated", thread.id) for stream in (mine, theirs)
            ]
            assert heard == {"thread/started", "thread/status/changed", "thread/name/updated"}
            assert seen > heard
            assert seen >= {"turn/started", "item/completed", "turn/completed", "thread/tokenUsage/updated"}
            # Whoever resumes it hears the rest from then on, and whoever leaves it does not any more.
            joined = await other.thread_resume(thread.id)
            await thread.unsubscribe()
            await joined.run("@@plain")
            await codex.thread_archive(thread.id)
            seen, heard = [
                await methods_until(stream, "thread/archived", thread.id) for stream in (mine, theirs)
            ]
            assert "turn/completed" in heard
            assert not {method for method in seen if method.startswith(("turn/", "item/"))}


async def ask_both(
    codex: AsyncCodex, other: AsyncCodex
) -> tuple[AsyncThread, tuple[ServerRequest, ServerRequest]]:
    """Start a turn that asks, and have it asked of both clients."""
    mine, theirs = codex.server_requests(), other.server_requests()
    thread = await codex.thread_start()
    await thread.turn("@@approval")
    first = await anext(mine)
    await other.thread_resume(thread.id)
    second = await anext(theirs)
    assert (first.id, first.raw_params) == (second.id, second.raw_params)
    return thread, (first, second)


async def test_the_first_of_two_answers_counts_and_the_other_client_is_told(server: ListeningServer):
    with anyio.fail_after(30):
        async with client_of(server) as codex, client_of(server) as other:
            thread, (first, second) = await ask_both(codex, other)
            everything = codex.notifications(include_turns=True)
            await second.approve()
            assert await first.wait_closed() == "server"
            with pytest.raises(ServerRequestClosedError):
                await first.reject()
            assert await commands_of_turn(everything) == ["completed"]
            for client in (codex, other):
                joined = await client.thread_resume(thread.id)
                assert (await joined.run("@@plain")).final_response == PLAIN_ANSWER


async def test_of_two_answers_at_once_one_counts_and_the_turn_ends(server: ListeningServer):
    with anyio.fail_after(30):
        async with client_of(server) as codex, client_of(server) as other:
            thread, (first, second) = await ask_both(codex, other)
            everything = codex.notifications(include_turns=True)
            # Neither knows of the other's answer when it gives its own.
            await first.approve()
            await second.reject()
            assert (first.closed_by, second.closed_by) == ("answer", "answer")
            (status,) = await commands_of_turn(everything)
            assert status in ("completed", "declined")
            assert (await thread.run("@@plain")).final_response == PLAIN_ANSWER


async def test_a_question_whose_client_leaves_is_asked_of_the_next_that_resumes_the_thread(
    server: ListeningServer,
):
    with anyio.fail_after(30):
        async with client_of(server) as codex:
            questions = codex.server_requests()
            thread = await codex.thread_start()
            handle = await thread.turn("@@approval")
            left = await anext(questions)
        assert left.closed_by == "connection"
        async with client_of(server) as codex:
            questions = codex.server_requests()
            joined = await codex.thread_resume(thread.id)
            again = await anext(questions)
            assert (again.id, again.raw_params) == (left.id, left.raw_params)
            turn = joined.follow(handle.id)
            await again.approve()
            assert command_statuses(await turn.run_result()) == ["completed"]


async def refuses_turns(thread: AsyncThread) -> bool:
    """Whether the server begins no more turns, as soon as the signal has arrived."""
    try:
        for _ in range(20):
            await thread.run("@@plain")
    except ServerShuttingDownError:
        return True
    return False


async def test_a_server_that_drains_finishes_its_turns_and_begins_no_others(
    server_config: AppServerConfig, socket_path: str, scripted_model: ScriptedModel
):
    gate = Gate()
    scripted_model.on("@@half", Script([[Text(["one ", gate, "two"])]]))
    endpoint = f"unix://{socket_path}"
    server = launch_listening_server(server_config, endpoint)
    server.wait_ready()
    policy = ReconnectPolicy(first_delay=0.001, max_delay=0.05)
    try:
        with anyio.fail_after(30):
            async with client_of(server, reconnect=policy) as codex:
                everything = codex.notifications(include_turns=True)
                thread, idle = await codex.thread_start(), await codex.thread_start()
                handle = await thread.turn("@@half")
                while (await anext(everything)).method != "item/agentMessage/delta":
                    pass
                server.drain()
                refuses = await refuses_turns(idle)
                assert (await codex.models()).data
                gate.open()
                assert await to_thread.run_sync(server.wait, 10) == 0
                # It may leave without telling the end of the turn; the next one has it in its history.
                server = launch_listening_server(server_config, endpoint)
                result = await handle.run_result()
                assert (result.final_response, str(result.turn and result.turn.status)) == (
                    "one two",
                    "completed",
                )
                assert (await thread.run("@@plain")).final_response == PLAIN_ANSWER
    finally:
        server.kill()
    if not refuses:
        server_lacks("it begins turns while it drains")
