import gc
import signal
import threading
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

from codex_app_server import (
    AppServerConfig,
    Codex,
    ServerClosedError,
    ServerRequest,
    SyncServerRequest,
    TransportClosedError,
    TurnFailedError,
    TurnStatus,
)
from codex_tui.demo.script import Gate, Script, Text
from codex_tui.demo.scripts import PLAIN_ANSWER
from codex_tui.demo.server import ScriptedModel
from tests.sdk.helpers import command_statuses
from tests.support.byte_peer import expect, handshake, leave, peer_command, say, until_eof


def test_the_example_of_the_reference(server_config: AppServerConfig):
    with Codex(server_config) as codex:
        assert codex.metadata.platform_family == "unix"
        thread = codex.thread_start(model="gpt-5.4", config={"model_reasoning_effort": "high"})
        result = thread.run("@@plain")
        assert result.final_response == PLAIN_ANSWER


def test_the_life_of_a_thread(server_config: AppServerConfig):
    codex = Codex(server_config)
    with pytest.raises(RuntimeError, match="not initialized"):
        codex.metadata
    thread = codex.thread_start()
    assert thread.opened["thread"]["id"] == thread.id
    methods = [notification.method for notification in thread.turn("@@plain").stream()]
    assert (methods[0], methods[-1]) == ("turn/started", "turn/completed")
    assert thread.turn("@@plain").run().status == TurnStatus.completed
    with pytest.raises(TurnFailedError):
        thread.run("@@limit")
    thread.set_name("Named")
    assert thread.read().thread.name == "Named"
    assert codex.thread_fork(thread.id).run("@@plain").final_response == PLAIN_ANSWER
    codex.thread_archive(thread.id)
    assert [row.name for row in codex.thread_list(archived=True).data] == ["Named"]
    assert codex.thread_unarchive(thread.id).run("@@plain").final_response == PLAIN_ANSWER
    assert codex.thread_resume(thread.id).id == codex.thread(thread.id).id
    assert codex.models().data
    assert codex.request("thread/loaded/list").data
    thread.compact()
    codex.close()
    codex.close()
    with pytest.raises(TransportClosedError):
        codex.models()


def test_steer_and_interrupt_directly_after_the_start(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    scripted_model.on("@@wait", Script([[Text(["never ", Gate(), "ending"])]]))
    with Codex(server_config) as codex:
        handle = codex.thread_start().turn("@@wait")
        assert handle.steer("@@wait more").turn_id == handle.id
        handle.interrupt()
        assert handle.run().status == TurnStatus.interrupted
        assert handle.is_completed


def test_a_second_consumer_is_refused_and_a_stream_left_early_frees_the_client(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    gate = Gate()
    scripted_model.on("@@hold", Script([[Text(["one ", gate, "two"])]]))
    with Codex(server_config) as codex:
        one, two = codex.thread_start().turn("@@hold"), codex.thread_start().turn("@@plain")
        stream = one.stream()
        next(stream)
        with pytest.raises(RuntimeError, match="concurrent_turns"):
            two.run()
        del stream
        gc.collect()
        assert two.run().status == TurnStatus.completed
        gate.open()
        assert list(one.stream())[-1].method == "turn/completed"


def test_a_plain_handler_answers_at_once_or_by_respond(server_config: AppServerConfig):
    asked: list[SyncServerRequest] = []

    def handler(request: SyncServerRequest) -> Any:
        asked.append(request)
        if len(asked) == 1:
            return {"decision": "decline"}
        request.respond({"decision": "decline"})
        assert request.wait_closed() == request.closed_by == "answer"
        return None

    with Codex(server_config, server_requests=handler) as codex:
        result = codex.thread_start().run("@@approvals")
    assert len(asked) == 2
    assert command_statuses(result) == ["declined"] * 2


def test_an_async_handler_runs_on_the_clients_loop(server_config: AppServerConfig):
    async def handler(request: ServerRequest) -> Any:
        await request.respond({"decision": "decline"})

    with Codex(server_config, server_requests=handler) as codex:
        result = codex.thread_start().run("@@approval")
    assert command_statuses(result) == ["declined"]


def test_questions_can_be_iterated(server_config: AppServerConfig):
    with Codex(server_config) as codex:
        questions = codex.server_requests()
        handle = codex.thread_start().turn("@@approval")
        request = next(questions)
        assert (request.turn_id, request.is_open) == (handle.id, True)
        request.reject()
        assert not request.is_open
        assert handle.run().status == TurnStatus.completed


def test_notifications_can_be_iterated_one_by_one_and_in_batches(server_config: AppServerConfig):
    with Codex(server_config) as codex:
        general, everything = codex.notifications(), codex.notification_batches(include_turns=True)
        codex.thread_start().run("@@plain")
        assert next(general).turn_id is None
        methods: list[str] = []
        while "turn/completed" not in methods:
            methods += [notification.method for notification in next(everything)]
        assert "item/agentMessage/delta" in methods


@pytest.fixture
def heeded_ctrl_c() -> Iterator[None]:
    """Ctrl-C as in a terminal: shells have what runs in the background ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeded_ctrl_c")
def test_ctrl_c_ends_the_waiting_call_and_leaves_the_client_usable(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    gate = Gate()
    scripted_model.on("@@wait", Script([[Text(["never ", gate, "ending"])]]))

    main_thread = threading.get_ident()

    def press_ctrl_c() -> None:
        gate.wait_reached()
        signal.pthread_kill(main_thread, signal.SIGINT)  # where the terminal's Ctrl-C arrives

    with Codex(server_config) as codex:
        thread = codex.thread_start()
        presser = threading.Thread(target=press_ctrl_c)
        presser.start()
        with pytest.raises(KeyboardInterrupt):
            thread.run("@@wait")
        presser.join()
        # Not added to the interrupted turn, and so not lost with it.
        assert thread.run("@@plain").final_response == PLAIN_ANSWER


def test_the_servers_death_reaches_blocking_code():
    actions = (*handshake(), expect("model/list"), say("warning", message="w"), leave(3))
    with Codex(AppServerConfig(launch_args_override=peer_command(*actions))) as codex:
        stream = codex.notifications()
        with pytest.raises(ServerClosedError, match="exit code 3"):
            codex.models()
        assert next(stream).method == "warning"
        with pytest.raises(ServerClosedError):
            next(stream)
        reason = codex.wait_closed()
        assert isinstance(reason, ServerClosedError)
        assert codex.is_closed
        assert codex.close_reason is reason


def test_a_client_that_is_dropped_ends_its_server():
    config = AppServerConfig(launch_args_override=peer_command(*handshake(), until_eof()))
    codex = Codex(config)
    codex.connect()
    process = codex._async._core._connection._transport._process  # type: ignore[union-attr]
    gone = weakref.ref(codex)
    del codex
    gc.collect()
    assert gone() is None
    assert process.poll() == 0


def test_a_thread_keeps_its_client_alive(server_config: AppServerConfig):
    def decline(request: SyncServerRequest) -> Any:
        return {"decision": "decline"}

    thread = Codex(server_config, server_requests=decline).thread_start()
    portal = weakref.ref(thread._portal)
    gc.collect()
    assert thread.run("@@plain").final_response == PLAIN_ANSWER
    methods = [notification.method for notification in thread.turn("@@plain").stream()]
    assert methods[-1] == "turn/completed"
    del thread
    gc.collect()
    assert portal() is None


def test_a_client_that_is_garbage_on_its_own_loop_still_ends_its_server(server_config: AppServerConfig):
    codex = Codex(server_config)
    codex.connect()
    process = codex._async._core._connection._transport._process  # type: ignore[union-attr]
    finalizer = codex._portal._finalizer
    assert finalizer is not None
    codex._portal.call(finalizer)  # as the garbage collector would, on whatever thread it happens to run
    process.popen.wait(20)
    with pytest.raises(TransportClosedError):
        codex.models()
