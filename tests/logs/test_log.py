"""``--log FILE`` with the real server: what is in it at which level, and what never is."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from codex_app_server import Codex
from codex_tui.demo.script import Script, Shell, Text, ToolCall
from codex_tui.logs.log import Log
from codex_tui.options import Options
from codex_tui.settings.values import Log as LogSettings
from tests.support.app import running
from tests.support.trust import leave_untrusted

COMMAND = [sys.executable, "-m", "codex_tui"]


def overrides(config):
    return [part for override in config.config_overrides for part in ("-c", override)]


def lines(path):
    return [json.loads(line) for line in path.read_bytes().splitlines()]


@pytest.fixture
def linear(server_config, server_env, project_dir):
    def run(prompt, *options, **variables):
        return subprocess.run(
            [*COMMAND, "--linear", prompt, *options, *overrides(server_config)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            cwd=project_dir,
            env={**server_env, **variables},
            timeout=60,
        )

    return run


def test_a_log_has_each_line_of_the_wire_and_the_life_of_the_connection(linear, scripted_model, tmp_path):
    key = "canary-of-the-environment"
    scripted_model.on(
        "@@loud", Script([[Shell("printf '\\033[31m red\\n'; seq 1 20000")], [Text(f"Done. {key}")]])
    )
    path = tmp_path / "log"
    done = linear(
        f"@@loud say {key}", "--log", str(path), "--log-level", "debug", OPENAI_API_KEY=key, TERM="dumb"
    )
    assert "Done." in done.stdout, done.stdout + done.stderr
    found = lines(path)
    wire = [line for line in found if "wire" in line]
    assert {line["wire"] for line in wire} == {"sent", "received"}
    assert all(line["time"] and line["server"] == "local" and line["bytes"] > 0 for line in wire)
    assert wire[0]["method"] == "initialize" and wire[1]["answers"] == "initialize"
    said = [line["said"] for line in found if line.get("logger") == "codex_tui.connection"]
    assert said[0].startswith("local: connecting") and said[1].startswith("local: ready")
    text = path.read_text()
    assert key not in text and key in done.stdout
    assert "\\u001b[31m red" in text and "\x1b" not in text
    assert "turn/completed" in text
    # 100 KB were printed, and told twice: each text is cut, and its size is said.
    assert max(map(len, text.splitlines())) < 20_000
    assert max(line["bytes"] for line in wire) > 100_000
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.long
def test_at_the_usual_level_nothing_that_was_said_is_in_it(linear, tmp_path):
    path = tmp_path / "log"
    done = linear("a prompt of mine", CODEX_TUI_LOG=str(path))
    assert "a prompt of mine" in done.stdout
    assert "turn/start" in {line.get("method") for line in lines(path)}
    assert "a prompt of mine" not in path.read_text()


def test_a_log_that_cannot_be_written_is_said_before_anything_begins(linear, tmp_path):
    done = linear("hello", "--log", str(tmp_path / "no" / "log"))
    assert done.returncode == 2
    assert "cannot be written: No such file or directory. Name another file with --log." in done.stderr
    assert "hello" not in done.stdout


@pytest.mark.long
@pytest.mark.anyio
async def test_a_secret_answer_is_not_in_it_nor_what_repeats_it(
    server_config, scripted_model, tmp_path, project_dir, monkeypatch
):
    leave_untrusted(tmp_path / "state", project_dir)
    monkeypatch.setenv("CODEX_TUI_STATE", str(tmp_path / "state"))
    vault = {"label": "Ask the vault", "description": "It has it."}
    asked = {"id": "q", "header": "Q", "question": "Which?", "options": [vault], "isSecret": True}
    scripted_model.on(
        "@@secret",
        Script(
            [[ToolCall("request_user_input", {"questions": [asked]})], [Text("You said hunter2 and more.")]]
        ),
    )
    log = Log(LogSettings(file=str(tmp_path / "log"), level="debug"), {})
    config = replace(server_config, wire_log=log.wire("local"))
    async with running(config, Options(new=True, private=True)) as run:
        await run.shows("Ask anything")
        await run.type("@@secret")
        await run.press("enter")
        await run.shows("? The agent asks")
        await run.press("alt+a", "2")
        await run.type("hunter2 and more")
        await run.press("enter")
        await run.answer("enter")
        await run.shows("You said hunter2 and more.", "· idle")
    log.close()
    text = (tmp_path / "log").read_text()
    assert '"q": "[redacted]"' in text
    assert "hunter2" not in text


def test_the_key_of_a_login_is_not_in_it(server_config, tmp_path):
    log = Log(LogSettings(file=str(tmp_path / "log"), level="debug"), {})
    with Codex(replace(server_config, wire_log=log.wire("local"))) as codex:
        codex.login_api_key("canary/key+of a login")
        codex.account()
    log.close()
    text = (tmp_path / "log").read_text()
    assert "account/login/start" in text
    assert "canary" not in text


def test_without_a_log_nothing_of_it_is_imported():
    probe = "import sys, codex_tui.run, codex_tui.session.runtime; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert not [name for name in done.stdout.split() if name.startswith("codex_tui.logs")]
