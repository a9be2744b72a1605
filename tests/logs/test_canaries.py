"""Secrets that are looked for afterwards, in everything that codex-tui wrote, showed, printed and started."""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from codex_app_server import AppServerConfig
from codex_tui.demo.script import Script, Text, ToolCall
from codex_tui.demo.tools import add_mcp_server, append_config
from tests.support.terminal import PATIENCE, Terminal
from tests.support.trust import leave_untrusted

FAILING = str(Path(__file__).parents[1] / "crashes" / "failing.py")
KEY, ANSWER = "canary-login-7f3a91", "canary answer 51c2 of mine"
MCP, MCP_HEADER, HEADER = "canary-mcp-20bd", "canary-mcp-header-88e1", "canary-header-4d0c"
PROXY, TOKEN, FILE = "canary-proxy-9e77", "canary-token-c83b", "canary-file-1b5f"
ALL = (KEY, ANSWER, MCP, MCP_HEADER, HEADER, PROXY, TOKEN, FILE)
INHERITED = {PROXY, TOKEN}
"""What is in codex-tui's environment is in that of what it starts, too."""
ASKED = {
    "id": "q",
    "header": "Q",
    "question": "Which?",
    "options": [{"label": "Ask the vault", "description": "It has it."}],
    "isSecret": True,
}


def found_in(data, secrets=ALL):
    """The secrets that are in some bytes, also where the bytes have them for the clipboard."""
    copied = re.findall(rb"\x1b\]52;[^;]*;([A-Za-z0-9+/=]+)", data)
    whole = data + b"".join(map(base64.b64decode, copied))
    return {secret for secret in secrets if secret.encode() in whole}


def processes(mark):
    """Command line and environment of ours, by a mark in that; an MCP server is started with its own variables only."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes()
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if mark in environment or MCP.encode() in environment:
            yield command, environment


def until(terminal, key, text):
    """Presses a key until it counts: it does not in the moment after something came up by itself."""
    last = time.monotonic() + PATIENCE
    while text not in terminal.text:
        assert terminal.process.poll() is None and time.monotonic() < last, terminal.text
        terminal.type(key)
        patience = time.monotonic() + 3.0
        while text not in terminal.text and time.monotonic() < patience:
            terminal.read_for(0.1)


@pytest.fixture
def environment(server_env, scripted_model, codex_home, project_dir, tmp_path):
    scripted_model.on(
        "@@secret", Script([[ToolCall("request_user_input", {"questions": [ASKED]})], [Text("Thanks.")]])
    )
    lines = "\n".join(scripted_model.config_overrides())
    provider = (
        f'wire_api="responses",requires_openai_auth=true,http_headers={{Authorization="Bearer {HEADER}"}}'
    )
    append_config(codex_home, lines.replace('wire_api="responses"', provider))
    add_mcp_server(codex_home)
    append_config(
        codex_home,
        f'env = {{ SHOP_PASS = "{MCP}" }}\n[mcp_servers.away]\nurl = "http://127.0.0.1:9/mcp"\n'
        f'http_headers = {{ Authorization = "Bearer {MCP_HEADER}" }}\n',
    )
    leave_untrusted(tmp_path / "state", project_dir)
    for path, mode in ((tmp_path / "state", 0o700), (tmp_path / "state" / "untrusted-folders.json", 0o600)):
        path.chmod(mode)
    (tmp_path / "token").write_text(FILE)
    return {
        **server_env,
        "CODEX_TUI_STATE": str(tmp_path / "state"),
        "HTTPS_PROXY": f"http://me:{PROXY}@127.0.0.1:9",
        "CODEX_TUI_CANARY": TOKEN,
    }


@pytest.fixture
def command(environment, project_dir):
    def command(*words):
        done = subprocess.run(
            [sys.executable, "-m", "codex_tui", *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd=project_dir,
            env=environment,
            check=False,
            timeout=90,
        )
        assert not found_in(done.stdout + done.stderr), words
        return done

    return command


def of_remote(tmp_path, *given):
    log = str(tmp_path / "remote.log")
    return ("threads", "--remote", "ws://127.0.0.1:9", *given, "--log", log, "--log-level", "debug")


def test_a_token_is_in_no_error_no_log_no_settings_and_no_line_of_the_doctor(command, tmp_path):
    for given in (
        ("--remote-auth-token-env", "CODEX_TUI_CANARY"),
        ("--remote-auth-token-file", str(tmp_path / "token")),
    ):
        done = command(*of_remote(tmp_path, *given))
        assert done.returncode == 1 and b"127.0.0.1:9" in done.stderr
        assert b"CODEX_TUI_CANARY" not in done.stderr
    files = [
        path for path in tmp_path.rglob("*") if path.is_file() and path.name not in ("token", "config.toml")
    ]
    assert {path.name for path in files} >= {"remote.log"}
    assert not [path for path in files if found_in(path.read_bytes())]


def test_no_secret_of_a_configuration_is_in_how_it_is_shown():
    shown = repr(
        AppServerConfig(
            endpoint=f"wss://me:{PROXY}@example.com",
            bearer_token=TOKEN,
            env={"KEY": KEY},
            config_overrides=(f"x={HEADER}",),
        )
    ) + repr(AppServerConfig(launch_args_override=("codex", "-c", f"x={MCP}")))
    assert "AppServerConfig(" in shown
    assert not found_in(shown.encode())


@pytest.mark.long
def test_a_days_secrets_are_nowhere_but_where_they_are_meant_to_be(
    command, environment, scripted_model, project_dir, codex_home, tmp_path
):
    mark = os.fsencode(codex_home)
    state, runtime, log = tmp_path / "state", tmp_path / "run", tmp_path / "log"
    open_to_all = ("sh", "-c", 'umask 000; exec "$@"', "sh", sys.executable, FAILING, "screen")
    options = ("--new", "--log", str(log), "--log-level", "debug")
    with Terminal([*open_to_all, *options], cwd=project_dir, env=environment, rows=50) as terminal:
        terminal.wait_for("An API key")
        terminal.type("\x1b[A")
        until(terminal, "\r", "sk-…")
        terminal.type(KEY)
        terminal.wait_for("•" * len(KEY))
        terminal.type("\r")
        terminal.wait_for(lambda text: "Log in" not in text)
        terminal.type("@@secret\r")
        terminal.wait_for("alt+a to answer")
        terminal.type("\x1ba")
        terminal.wait_for(lambda text: "alt+a to answer" not in text)
        terminal.type("2")
        terminal.type(ANSWER)
        terminal.wait_for("••••••••")
        until(terminal, "\r", "Thanks.")
        started = list(processes(mark))
        terminal.type("/doctor\r")
        terminal.wait_for("TO BE LOOKED AT")
        until(terminal, "Y", "Copied the whole page")
        terminal.type("q")
        terminal.wait_for("Ask for the next step")
        terminal.type("\x1bOP")
        assert terminal.wait_for_exit() == 70
        assert not found_in(bytes(terminal.received))
    told = scripted_model.requests
    assert ANSWER in told[-1].tool_outputs[-1]

    commands = b"\n".join(command for command, _ in started)
    assert b"app-server" in commands and b"failing.py" in commands
    assert not found_in(commands)
    for words, variables in started:
        of_mcp = mark not in variables
        assert found_in(variables) <= ({MCP} if of_mcp else INHERITED), words
    assert any(MCP in found_in(variables) for _, variables in started)

    thread = command("threads", "--json").stdout.decode()
    (number,) = re.findall(r'"id": ?"([0-9a-f-]{36})"', thread)
    for kind in ("markdown", "html", "json", "svg"):
        assert command("export", number, "--format", kind).stdout
    command("doctor", "--json")
    command("doctor", "--all")

    reports = set((state / "crashes").glob("crash-*.txt"))
    assert reports
    for folder in (state, runtime / "codex-tui"):
        for path in (folder, *folder.rglob("*")):
            assert path.lstat().st_mode & 0o077 == 0, path
    ours = [path for folder in (state, runtime) for path in folder.rglob("*") if path.is_file()]
    assert reports < set(ours)
    for path in (*ours, log):
        assert not found_in(path.read_bytes()), path
