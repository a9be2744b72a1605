"""What a client bears: many requests at once, many turns at once, and a million notifications in bounded memory.

The requests and the turns go to the real server with the scripted model; the notifications are a recorded turn that is
played again and again. Linux only: ``python -m benchmarks.sdk.load``.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import anyio

from benchmarks.sdk.recording import record, replay_command
from codex_app_server import AppServerConfig, AsyncCodex, AsyncThread, CodexError
from codex_tui.demo.script import Script, Text, words
from codex_tui.demo.server import ScriptedModel

REQUESTS = 1_000
TURNS = 200
PLAYED = 1_000
"""Notifications of the recorded turn, which is played so often that these come:"""
COUNTS = (10_000, 1_000_000)
ANSWER = "every word of this answer comes as a piece of its own and in order"


def memory() -> float:
    """MB that this process has held at most."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


async def requests(codex: AsyncCodex) -> int:
    """Sends all requests at once; how many are answered."""
    answered = 0

    async def ask() -> None:
        nonlocal answered
        await codex.models()
        answered += 1

    async with anyio.create_task_group() as tasks:
        for _ in range(REQUESTS):
            tasks.start_soon(ask)
    return answered


async def turns(codex: AsyncCodex) -> int:
    """Runs a turn on each of many threads at once; how many streams are complete and in order."""
    complete = 0

    async def follow(thread: AsyncThread) -> None:
        nonlocal complete
        turn = await thread.turn("go")
        text = ""
        async for notification in turn.stream():
            if notification.method == "item/agentMessage/delta":
                text += notification.params["delta"]
        complete += text == ANSWER

    async with anyio.create_task_group() as tasks:
        for _ in range(TURNS):
            tasks.start_soon(follow, await codex.thread_start())
    return complete


async def on_the_real_server() -> None:
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home,
        ScriptedModel(Script([[Text(words(ANSWER))]])) as model,
    ):
        config = AppServerConfig(
            env={"CODEX_HOME": home},
            cwd=home,
            config_overrides=model.config_overrides(),
            concurrent_turns=True,
        )
        async with AsyncCodex(config) as codex:
            for what, work, wanted in (("requests", requests, REQUESTS), ("turns", turns, TURNS)):
                began = time.perf_counter()
                try:
                    done = await work(codex)
                except CodexError as error:
                    print(f"{wanted} {what} at once: {error}")
                    continue
                seconds = time.perf_counter() - began
                print(f"{wanted} {what} at once: {done} complete in {seconds:.1f} s, {memory():.0f} MB")


async def play(recording: Path, times: int) -> None:
    """Reads the recorded turn again and again; prints the most that the process has held."""
    async with AsyncCodex(AppServerConfig(launch_args_override=replay_command(recording))) as codex:
        thread = await codex.thread_start()
        for _ in range(times):
            async for notification in (await thread.turn("go")).stream():
                _ = notification.payload
    print(memory())


def held(recording: Path, times: int) -> float:
    command = [sys.executable, "-m", "benchmarks.sdk.load", "--play", str(times), str(recording)]
    return float(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--play", nargs=2, help=argparse.SUPPRESS)
    play_options = parser.parse_args().play
    if play_options is not None:
        anyio.run(play, Path(play_options[1]), int(play_options[0]))
        return
    anyio.run(on_the_real_server)
    with tempfile.TemporaryDirectory() as folder:
        recording = Path(folder) / "turn.jsonl"
        record(recording, PLAYED)
        few, many = (held(recording, notifications // PLAYED) for notifications in COUNTS)
    print(f"memory after {COUNTS[0]:,} notifications {few:.1f} MB, after {COUNTS[1]:,} {many:.1f} MB")


if __name__ == "__main__":
    main()
