"""What a client bears, counted: the cases are those of the load benchmark, which adds the times."""

from dataclasses import replace

import pytest
from benchmarks.sdk.load import ANSWER, REQUESTS, TURNS, requests, turns

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
