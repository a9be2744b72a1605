"""How fast notifications come through the SDK, against the floor, in one run on one machine.

A child process writes a stream of agent message deltas through a pipe. The floor reads it with a blocking
read, parses each line and builds the same pydantic model. Run it with:

    python benchmarks/sdk_stream.py [--deltas 20000] [--rounds 5]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import anyio
from pydantic_core import from_json

from codex_app_server import AppServerConfig, AsyncCodex, Codex
from codex_app_server.generated.v2_all import AgentMessageDeltaNotification

if TYPE_CHECKING:
    from collections.abc import Callable

# Answers initialize, then waits for "go", answers it and writes everything it has prepared.
CHILD = """
import json, os, sys
deltas = int(sys.argv[1])
ids = {"threadId": "01a204b4-07f7-7160-a6a8-89bcf5f4c9e1", "turnId": "01a204b4-0824-7df3-96ff-158d8bd7382e"}
def line(method, **params):
    message = {"method": method, "params": {**ids, **params}, "emittedAtMs": 1795375237275}
    return json.dumps(message, separators=(",", ":")).encode() + b"\\n"
data = b"".join(
    line("item/agentMessage/delta", itemId="msg_189116d3", delta=f"word{n} ") for n in range(deltas)
)
data += line("turn/completed", turn={"id": ids["turnId"], "items": [], "status": "completed"})
for text in sys.stdin:
    message = json.loads(text)
    if message.get("method") == "initialize":
        result = {"userAgent": "x", "codexHome": "/", "platformFamily": "unix", "platformOs": "linux"}
        os.write(1, json.dumps({"id": message["id"], "result": result}).encode() + b"\\n")
    elif message.get("method") == "go":
        os.write(1, json.dumps({"id": message["id"], "result": None}).encode() + b"\\n")
        view = memoryview(data)
        while view:
            view = view[os.write(1, view):]
"""


def command(deltas: int) -> tuple[str, ...]:
    return (sys.executable, "-I", "-S", "-c", CHILD, str(deltas))


def floor(deltas: int) -> float:
    """Blocking read, from_json and the model: nothing else."""
    with subprocess.Popen(command(deltas), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"method": "initialize", "id": 1}).encode() + b"\n")
        process.stdin.flush()
        process.stdout.readline()
        process.stdin.write(b'{"method":"go","id":2}\n')
        process.stdin.flush()
        process.stdout.readline()
        start = time.perf_counter()
        for _ in range(deltas):
            AgentMessageDeltaNotification.model_validate(from_json(process.stdout.readline())["params"])
        seconds = time.perf_counter() - start
        process.stdout.readline()
        process.stdin.close()
    return seconds


def asynchronous(deltas: int, *, typed: bool, backend: str) -> float:
    async def run() -> float:
        async with AsyncCodex(AppServerConfig(launch_args_override=command(deltas))) as codex:
            stream = codex.notifications(include_turns=True)
            start = time.perf_counter()
            await codex.request("go")
            async for notification in stream:
                if typed:
                    _ = notification.payload
                if notification.method == "turn/completed":
                    break
            return time.perf_counter() - start

    return anyio.run(run, backend=backend)


def blocking(deltas: int) -> float:
    with Codex(AppServerConfig(launch_args_override=command(deltas))) as codex:
        stream = codex.notifications(include_turns=True)
        start = time.perf_counter()
        codex.request("go")
        for notification in stream:
            _ = notification.payload
            if notification.method == "turn/completed":
                break
        return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--deltas", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    cases: dict[str, Callable[[], float]] = {
        "floor": lambda: floor(options.deltas),
        "async, asyncio, typed": lambda: asynchronous(options.deltas, typed=True, backend="asyncio"),
        "async, asyncio, raw": lambda: asynchronous(options.deltas, typed=False, backend="asyncio"),
        "async, trio, typed": lambda: asynchronous(options.deltas, typed=True, backend="trio"),
        "sync, typed": lambda: blocking(options.deltas),
    }
    best = dict.fromkeys(cases, float("inf"))
    # Round by round, so that what else the machine does falls on all of them.
    for _ in range(options.rounds):
        for name, case in cases.items():
            best[name] = min(best[name], case())
    for name, seconds in best.items():
        rate = options.deltas / seconds
        print(f"{name:24} {rate:12,.0f} notifications/s   {best['floor'] / seconds:5.2f} of the floor")


if __name__ == "__main__":
    main()
