"""What a client bears, counted: the cases are those of the load benchmark, which adds the times."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from benchmarks.sdk.load import ANSWER, COUNTS, PLAYED, REQUESTS, TURNS, held, requests, turns
from benchmarks.sdk.recording import record

from codex_app_server import AppServerConfig, AsyncCodex
from codex_tui.demo.script import Script, Text, words
from codex_tui.demo.server import ScriptedModel

pytestmark = pytest.mark.long


@pytest.mark.anyio
async def test_a_thousand_requests_at_once_are_all_answered(server_config: AppServerConfig):
    async with AsyncCodex(server_config) as codex:
        assert await requests(codex) == REQUESTS


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
