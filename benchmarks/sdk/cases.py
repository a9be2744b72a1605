"""The ways to read a turn that are compared; each runs in a process of its own, started by `stream`.

Prints how many deltas came, and the seconds from the start of a turn to its last notification, each of them as a
pydantic model. It is the second turn of the process: what the first one imports and builds is measured in `start`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from benchmarks.sdk.recording import replay_command

if TYPE_CHECKING:
    from pydantic import BaseModel

Case: TypeAlias = Callable[[Path], tuple[int, float]]

TURNS = 2
"""Turns played; the last one is timed."""
DELTA = "item/agentMessage/delta"


def floor(recording: Path) -> tuple[int, float]:
    """Blocking read, `from_json` and the model: what Python can do at best, one notification at a time."""
    from pydantic_core import from_json

    from codex_app_server.generated import v2_all
    from codex_app_server.generated.registry import NOTIFICATIONS

    with subprocess.Popen(
        replay_command(recording), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        models: dict[str, type[BaseModel]] = {}
        for _ in range(TURNS):
            began, deltas = time.perf_counter(), 0
            process.stdin.write(json.dumps({"method": "turn/start", "id": 1}).encode() + b"\n")
            process.stdin.flush()
            process.stdout.readline()
            method = ""
            while method != "turn/completed":
                message = from_json(process.stdout.readline())
                method = message["method"]
                model = models.get(method)
                if model is None:
                    model = models[method] = getattr(v2_all, NOTIFICATIONS[method])
                model.model_validate(message["params"])
                deltas += method == DELTA
            seconds = time.perf_counter() - began
        process.stdin.close()
    return deltas, seconds


def ours_async(recording: Path, *, backend: str) -> tuple[int, float]:
    import anyio

    from codex_app_server import AppServerConfig, AsyncCodex

    async def run() -> tuple[int, float]:
        async with AsyncCodex(AppServerConfig(launch_args_override=replay_command(recording))) as codex:
            thread = await codex.thread_start()
            for _ in range(TURNS):
                began, deltas = time.perf_counter(), 0
                turn = await thread.turn("go")
                async for notification in turn.stream():
                    _ = notification.payload
                    deltas += notification.method == DELTA
            return deltas, time.perf_counter() - began

    return anyio.run(run, backend=backend)


def ours_sync(recording: Path) -> tuple[int, float]:
    from codex_app_server import AppServerConfig, Codex

    with Codex(AppServerConfig(launch_args_override=replay_command(recording))) as codex:
        thread = codex.thread_start()
        for _ in range(TURNS):
            began, deltas = time.perf_counter(), 0
            for notification in thread.turn("go").stream():
                _ = notification.payload
                deltas += notification.method == DELTA
        return deltas, time.perf_counter() - began


def upstream_async(recording: Path) -> tuple[int, float]:
    import asyncio

    from openai_codex import AsyncCodex, CodexConfig

    async def run() -> tuple[int, float]:
        async with AsyncCodex(CodexConfig(launch_args_override=replay_command(recording))) as codex:
            thread = await codex.thread_start()
            for _ in range(TURNS):
                began, deltas = time.perf_counter(), 0
                turn = await thread.turn("go")
                async for notification in turn.stream():
                    _ = notification.payload
                    deltas += notification.method == DELTA
            return deltas, time.perf_counter() - began

    return asyncio.run(run())


def upstream_sync(recording: Path) -> tuple[int, float]:
    from openai_codex import Codex, CodexConfig

    with Codex(CodexConfig(launch_args_override=replay_command(recording))) as codex:
        thread = codex.thread_start()
        for _ in range(TURNS):
            began, deltas = time.perf_counter(), 0
            for notification in thread.turn("go").stream():
                _ = notification.payload
                deltas += notification.method == DELTA
        return deltas, time.perf_counter() - began


CASES: dict[str, Case] = {
    "floor": floor,
    "ours, async (asyncio)": partial(ours_async, backend="asyncio"),
    "ours, async (trio)": partial(ours_async, backend="trio"),
    "ours, sync": ours_sync,
    "upstream, async": upstream_async,
    "upstream, sync": upstream_sync,
}


if __name__ == "__main__":
    print(*CASES[sys.argv[1]](Path(sys.argv[2])))
