"""The scripted model: a Responses API on loopback that plays scripts instead of thinking.

It runs in a thread of its own with its own event loop, so that it serves sync code, asyncio, trio and the
tests of screens alike. Only the demo, the tests and the benchmarks import it (extra `demo`). Which script
answers is decided by a keyword in the last thing the user said; how far a turn has come is counted by its
model requests.
"""

import asyncio
import itertools
import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TypeAlias

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from codex_tui.demo import scripts
from codex_tui.demo.asgi import EventStream, StoppableServer, http_error
from codex_tui.demo.request import ModelRequest
from codex_tui.demo.script import HttpError, Script
from codex_tui.demo.sse import EventWriter

ScriptSource: TypeAlias = Script | Callable[[ModelRequest], Script]

MODEL = "gpt-5.5"
"""Newer models get their tools as code; this one still gets functions, which keeps requests readable."""


class ScriptedModel:
    """A Responses API server on a random loopback port.

    Use it as a context manager, or call `start` and `stop`. Scripts may be added while it runs.

    Args:
        default: Plays when no keyword is found in the prompt.
        pace: Seconds before each chunk of texts that have no pace of their own.

    Attributes:
        requests: Every model request received, in order.
        compaction: Plays when the thread is to be summarised.
        reviewer: Plays when an approval is to be reviewed in a person's place.
        headers: Sent with every answer, as those that tell how much of a plan is used.
    """

    def __init__(self, default: ScriptSource = scripts.echo, *, pace: float = 0.0) -> None:
        self.requests: list[ModelRequest] = []
        self.default = default
        self.compaction: ScriptSource = scripts.compaction
        self.reviewer: ScriptSource = scripts.REVIEW_ALLOWS
        self.pace = pace
        self.headers: dict[str, str] = {}
        self._scripts: dict[str, ScriptSource] = dict(scripts.LIBRARY)
        self._turns: dict[tuple[str, str, int], tuple[Script, int]] = {}
        self._response_numbers = itertools.count(1)
        self._listener: socket.socket | None = None
        self._server: StoppableServer | None = None
        self._thread: threading.Thread | None = None

    def on(self, keyword: str, script: ScriptSource) -> None:
        """Play `script` for prompts that contain `keyword`; what was added last is looked at first."""
        self._scripts.pop(keyword, None)
        self._scripts[keyword] = script

    @property
    def port(self) -> int:
        """The port it listens on; only after `start`."""
        if self._listener is None:
            raise RuntimeError("the scripted model is not started")
        port: int = self._listener.getsockname()[1]
        return port

    @property
    def base_url(self) -> str:
        """What a model provider calls its `base_url`."""
        return f"http://127.0.0.1:{self.port}/v1"

    def config_overrides(self) -> tuple[str, ...]:
        """Return the `-c` values that make an app-server talk to this model, with all tools scripts use."""
        provider = f'{{name="Scripted model",base_url="{self.base_url}",wire_api="responses"}}'
        return (
            'model_provider="scripted"',
            f"model_providers.scripted={provider}",
            f'model="{MODEL}"',
            "tools.update_plan.enabled=true",
            "features.default_mode_request_user_input=true",
            "suppress_unstable_features_warning=true",
            "check_for_update_on_startup=false",
            "analytics.enabled=false",
            # Their catalogue would be fetched by git from the network, at every start.
            "features.plugins=false",
        )

    def start(self) -> None:
        """Serve, in a thread. Connections are accepted from the moment this returns."""
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        app = Starlette(routes=[Route("/v1/responses", self._respond, methods=["POST"])])
        config = uvicorn.Config(
            app, log_config=None, log_level="critical", access_log=False, lifespan="off", ws="none"
        )
        self._server = StoppableServer(config)
        self._thread = threading.Thread(
            target=asyncio.run,
            args=(self._server.serve(sockets=[self._listener]),),
            name="scripted-model",
            daemon=True,
        )
        self._thread.start()

    def stop(self) -> None:
        """Cut every stream and stop serving."""
        if self._server is None or self._thread is None:
            return
        self._server.stop_from_thread()
        self._thread.join()
        self._server = self._thread = self._listener = None

    def __enter__(self) -> "ScriptedModel":
        self.start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    async def _respond(self, http_request: Request) -> Response:
        request = ModelRequest(await http_request.json(), dict(http_request.headers))
        self.requests.append(request)
        script, index = self._position(request)
        steps = script.response(index, request)
        if steps and isinstance(steps[0], HttpError):
            return http_error(steps[0])
        writer = EventWriter(
            str(next(self._response_numbers)),
            request.model,
            tool_names=request.tool_names,
            pace=self.pace,
        )
        return EventStream(writer, steps, self.headers)

    def _position(self, request: ModelRequest) -> tuple[Script, int]:
        """Return the script of the request's turn and how many of its responses were played before."""
        key = request.turn_key
        script, index = self._turns.get(key) or (self._choose(request), 0)
        self._turns[key] = (script, index + 1)
        return script, index

    def _choose(self, request: ModelRequest) -> Script:
        source = self._source(request)
        return source if isinstance(source, Script) else source(request)

    def _source(self, request: ModelRequest) -> ScriptSource:
        if request.is_compaction:
            return self.compaction
        if request.model == scripts.REVIEWER:
            return self.reviewer
        for keyword in reversed(tuple(self._scripts)):  # a test may add one right now, from its own thread
            if keyword in request.prompt:
                return self._scripts[keyword]
        if request.is_review:
            return scripts.review
        return self.default
