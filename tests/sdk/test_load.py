"""What a client bears, counted: the cases are those of the load benchmark, which adds the times."""

import re
import sys
from dataclasses import replace
from pathlib import Path

import anyio
import pytest
from benchmarks.sdk.load import ANSWER, COUNTS, PLAYED, REQUESTS, TURNS, held, requests, turns
from benchmarks.sdk.recording import record

from codex_app_server import AppServerConfig, AsyncCodex, launch_server
from codex_tui.demo.script import Script, Text, words
from codex_tui.demo.server import ScriptedModel

pytestmark = pytest.mark.long

FLOOD = 20_000


@pytest.mark.anyio
async def test_a_thousand_requests_at_once_are_all_answered(server_config: AppServerConfig):
    async with AsyncCodex(server_config) as codex:
        assert await requests(codex) == REQUESTS


@pytest.mark.skipif(sys.platform != "linux", reason="the most that a process has held is read from /proc")
@pytest.mark.anyio
async def test_a_flood_of_requests_waits_in_the_client_and_not_in_the_server(server_config: AppServerConfig):
    process = launch_server(server_config)

    def held_by_the_server() -> int:
        (line,) = re.findall(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process.pid}/status").read_text())
        return int(line)

    answered = 0
    async with AsyncCodex(replace(server_config, request_timeout=None), process=process) as codex:

        async def ask() -> None:
            nonlocal answered
            await codex.request("model/list", {}, dict)
            answered += 1

        await requests(codex)
        before = held_by_the_server()
        async with anyio.create_task_group() as group:
            for _ in range(FLOOD):
                group.start_soon(ask)
        assert answered == FLOOD
        # Unanswered, each of them would cost it some 75 KB: 1.5 GB altogether.
        assert held_by_the_server() - before < 100_000


@pytest.mark.anyio
async def test_turns_on_200_threads_at_once_are_complete_and_in_order(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    scripted_model.on("go", Script([[Text(words(ANSWER))]]))
    async with AsyncCodex(replace(server_config, concurrent_turns=True)) as codex:
        assert await turns(codex) == TURNS


@pytest.mark.skipif(sys.platform != "linux", reason="the most that a process has held is read from /proc")
def test_memory_after_a_million_notifications_is_that_after_ten_thousand(tmp_path: Path):
    recording = tmp_path / "turn.jsonl"
    record(recording, PLAYED)
    few, many = (held(recording, notifications // PLAYED) for notifications in COUNTS)
    assert COUNTS[1] == 100 * COUNTS[0]
    assert many < 1.25 * few
