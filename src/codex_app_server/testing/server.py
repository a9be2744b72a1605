"""`InMemoryAppServer`: an app-server without a process, a model or a network, for tests of code that uses the SDK.

It keeps threads, plays scripted turns and follows the real server in what it says and in which order. What it does not
know it refuses like the real one does, unless `InMemoryAppServer.respond` says what to answer.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from .._version import __version__
from ..errors import JsonRpcError
from .calls import Call
from .checks import check_limit, check_params, refused
from .methods import METHODS
from .steps import Say
from .transport import InMemoryTransport
from .turns import ScriptedTurn

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from .steps import Script, Step
    from .threads import StoredThread

__all__ = ["InMemoryAppServer"]

Json = dict[str, Any]
Answer: TypeAlias = Any | Callable[[Json], Any]


class InMemoryAppServer:
    """A server for tests; clients connect by ``Codex(transport=server.transport())``.

    A prompt that no script is for is answered with its own text.

    Attributes:
        threads: The stored threads by id.
        received: Every request of every client, as (method, params), in order.
        model: Name of the model that threads get unless they are started with another.
    """

    def __init__(self, *, model: str = "in-memory-model", cwd: str = "/project") -> None:
        self.threads: dict[str, StoredThread] = {}
        self.received: list[tuple[str, Json]] = []
        self.model = model
        self.cwd = cwd
        self._scripts: list[tuple[str, Script]] = []
        self._answers: dict[str, Answer] = {}
        self._clients: dict[InMemoryTransport, set[str]] = {}
        self._asked: dict[int, tuple[StoredThread, Callable[[Json], None]]] = {}
        self._request_ids = itertools.count()
        self._ids = itertools.count(1)

    # --- what a test says -----------------------------------------------------------------------------------------

    def transport(self) -> InMemoryTransport:
        """A connection for one client."""
        made = InMemoryTransport(self._receive, self._forget)
        self._clients[made] = set()
        return made

    def script(self, words: str, script: Script) -> None:
        """Says what a turn does whose prompt contains ``words``; the script named last wins.

        Args:
            words: Any text, such as a keyword of the test.
            script: Steps, or a generator function of the prompt. Its ``yield`` gives the outcome of the step: the
                decision on what was asked for, the answers to a question, else None.
        """
        self._scripts.append((words, script))

    def respond(self, method: str, answer: Answer) -> None:
        """Answers a method by a result, or by what a function of its params returns or raises (`JsonRpcError`)."""
        self._answers[method] = answer

    def resume(self, thread_id: str | None = None) -> None:
        """Lets the turn of a thread that stands at a `Pause` go on, or those of all threads; from any thread."""
        for thread in list(self.threads.values()):
            if thread.running is not None and thread_id in (None, thread.id):
                thread.running.resume()

    def notify(self, method: str, params: Json) -> None:
        """Says something to every client, whatever it is."""
        for client in list(self._clients):
            client.deliver({"method": method, "params": params, "emittedAtMs": self.now_ms()})

    def send_raw(self, data: bytes) -> None:
        """Writes bytes to every client: a line that is no JSON, half a line."""
        for client in list(self._clients):
            client.deliver_bytes(data)

    def crash(self) -> None:
        """Hangs up on every client, as a server that dies."""
        clients, self._clients = list(self._clients), {}
        for client in clients:
            client.hang_up()

    # --- what turns and methods need ------------------------------------------------------------------------------

    def new_id(self, kind: str) -> str:
        return f"{kind}_{next(self._ids)}"

    def new_thread_id(self) -> str:
        """An id of the form that the real server insists on."""
        return f"00000000-0000-7000-8000-{next(self._ids):012}"

    def now_ms(self) -> int:
        return int(time.time() * 1000)

    def say(self, thread: StoredThread, method: str, params: Json) -> None:
        for client, followed in list(self._clients.items()):
            if thread.id in followed:
                client.deliver({"method": method, "params": params, "emittedAtMs": self.now_ms()})

    def ask(self, thread: StoredThread, method: str, params: Json, on_answer: Callable[[Json], None]) -> None:
        request_id = next(self._request_ids)
        self._asked[request_id] = (thread, on_answer)
        for client, followed in list(self._clients.items()):
            if thread.id in followed:
                client.deliver({"method": method, "id": request_id, "params": params})

    def withdraw(self, thread: StoredThread) -> None:
        for request_id, (asked_of, _) in list(self._asked.items()):
            if asked_of is thread:
                self._resolve(request_id, thread)

    def start_turn(
        self, thread: StoredThread, content: Sequence[Json], client_id: str | None
    ) -> ScriptedTurn:
        """Makes the turn of a prompt; it is begun once the request is answered."""
        prompt = "".join(part.get("text", "") for part in content)
        return ScriptedTurn(self, thread, self._steps(prompt), content, client_id)

    def _steps(self, prompt: str) -> Generator[Step, Any, None]:
        script = next((script for words, script in reversed(self._scripts) if words in prompt), None)
        if script is None:
            script = (Say(prompt),)
        # A generator of both kinds: what is sent to the plain one is ignored.
        return script(prompt) if callable(script) else (step for step in script)

    # --- what a client says ---------------------------------------------------------------------------------------

    def _receive(self, client: InMemoryTransport, message: Json) -> None:
        method, request_id = message.get("method"), message.get("id")
        if method is None:
            self._answered(request_id, message)
        elif request_id is not None:
            params = message.get("params") or {}
            self.received.append((method, params))
            self._serve(client, request_id, method, params)

    def _serve(self, client: InMemoryTransport, request_id: Any, method: str, params: Json) -> None:
        call = Call(self, self._clients[client], params)
        try:
            if (method == "initialize") is client.is_introduced:
                raise refused("Already initialized" if client.is_introduced else "Not initialized")
            check_params(method, params)
            check_limit(params)
            if method in self._answers:
                answer = self._answers[method]
                result = answer(params) if callable(answer) else answer
            elif method in METHODS:
                result = METHODS[method](call)
            else:
                raise refused(f"Invalid request: unknown variant `{method}` (in-memory server)")
        except JsonRpcError as error:
            problem = {"code": error.code, "message": error.message, "data": error.data}
            client.deliver({"id": request_id, "error": problem})
            return
        except Exception as error:
            # The mistake of a test, or params that nothing fits: whoever asked shall see it, and not wait.
            text = f"the in-memory server could not answer {method}: {error!r}"
            client.deliver({"id": request_id, "error": {"code": -32603, "message": text}})
            return
        client.is_introduced = True
        client.deliver({"id": request_id, "result": result})
        for action in call.afterwards:
            action()

    def _answered(self, request_id: Any, message: Json) -> None:
        asked = self._asked.get(request_id)
        if asked is None:
            return  # someone else was first, or the turn is over
        thread, on_answer = asked
        self._resolve(request_id, thread)
        on_answer(message.get("result") or {})

    def _resolve(self, request_id: int, thread: StoredThread) -> None:
        del self._asked[request_id]
        self.say(thread, "serverRequest/resolved", {"threadId": thread.id, "requestId": request_id})

    def _forget(self, client: InMemoryTransport) -> None:
        self._clients.pop(client, None)

    @property
    def introduction(self) -> Json:
        """The answer to ``initialize``."""
        return {
            "userAgent": f"in-memory/{__version__}",
            "codexHome": "/in-memory",
            "platformFamily": "unix",
            "platformOs": "linux",
        }
