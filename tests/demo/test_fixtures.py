import os
import time
from pathlib import Path

import pytest

from codex_app_server import AppServerConfig, AsyncCodex
from codex_tui.demo.script import Gate, Script, Shell, Text, words
from codex_tui.demo.server import ScriptedModel

LOOPS = pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])


@pytest.mark.anyio
@LOOPS
async def test_a_turn_runs_through_the_sdk_on_either_loop(
    server_config: AppServerConfig, scripted_model: ScriptedModel, codex_home: Path
) -> None:
    scripted_model.on("where", Script([[Shell("pwd; echo $HOME")], [Text("Seen.")]]))
    async with AsyncCodex(server_config) as codex:
        thread = await codex.thread_start()
        result = await thread.run("where are you?")
    assert result.final_response == "Seen."
    assert f"{server_config.cwd}\n{os.environ['HOME']}" in scripted_model.requests[-1].tool_outputs[-1]
    assert (codex_home / "sessions").is_dir()


def test_the_host_does_not_leak_into_tests(tmp_path: Path) -> None:
    assert os.environ["HOME"] == str(tmp_path / "home")
    assert not [name for name in os.environ if name.startswith(("CODEX_", "OPENAI_"))]
    assert time.tzname == ("UTC", "UTC")


def test_a_model_can_be_stopped_while_a_stream_is_held() -> None:
    model = ScriptedModel()
    model.start()
    model.stop()
    model.stop()
    with pytest.raises(RuntimeError, match="not started"):
        _ = model.port


def test_a_gate_says_that_nobody_came() -> None:
    with pytest.raises(TimeoutError, match="the door"):
        Gate("the door").wait_reached(timeout=0)


@pytest.mark.parametrize("text", ["", "one", "  two  words ", "a\n\nb\tc\n", " \n "])
def test_words_join_to_the_text_they_were_cut_from(text: str) -> None:
    assert "".join(words(text)) == text
