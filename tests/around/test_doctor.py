"""The doctor: what it finds of a real surrounding, and what it says of bad ones."""

from __future__ import annotations

import os
import socket
from dataclasses import replace

import pytest

from codex_tui.doctor import Surroundings, examine, look_around
from codex_tui.doctor.server import try_start
from codex_tui.doctor.surroundings import Folder, Server, Started
from codex_tui.model.doctor import Check, Result
from codex_tui.options import Options
from tests.support.app import running

pytestmark = pytest.mark.anyio

WELL = Surroundings(
    environment={"TERM": "xterm-256color", "COLORTERM": "truecolor"},
    size=(100, 30),
    binary="/bin/codex",
    binary_version="0.163.0",
    wanted_version="0.163.0",
    home=Folder("/home/me/.codex", exists=True, writable=True, free=10**11),
    temporary="/tmp",
    sandbox=0,
    started=Started(seconds=0.4, account="ChatGPT, plus"),
    git="git version 2.40.0",
    editor=("vim", True),
    clipboard=("xclip",),
    hosts={"chatgpt.com": ""},
    daemon=Server("/d.sock"),
    shared=Server("/s.sock"),
    state=Folder("/home/me/.local/state/codex-tui", exists=True, writable=True, free=10**11),
)


def bad(found: Surroundings) -> list[Check]:
    return [check for check in examine(found) if check.result in (Result.WRONG, Result.WARNING)]


def test_where_all_is_well_nothing_is_to_be_done():
    assert bad(WELL) == []
    assert {check.area for check in examine(WELL)} >= {
        "Terminal",
        "Programs",
        "Network",
        "Codex home",
        "Servers",
    }


def test_a_browser_has_all_colours():
    assert bad(replace(WELL, environment={"TERM": "xterm", "TEXTUAL_COLOR_SYSTEM": "truecolor"})) == []


@pytest.mark.parametrize(
    ("changes", "name", "result", "mend"),
    [
        ({"environment": {"TERM": "dumb", "NO_COLOR": "1"}}, "kind", Result.WRONG, "TERM"),
        ({"environment": {"TERM": "xterm-256color"}}, "colours", Result.WARNING, "COLORTERM"),
        ({"environment": {"TERM": "xterm"}}, "colours", Result.WARNING, "256"),
        ({"size": (39, 20)}, "size", Result.WARNING, "larger"),
        ({"encoding": "ascii"}, "letters", Result.WARNING, "UTF-8"),
        ({"binary_problem": "no codex binary found"}, "codex", Result.WRONG, "pip install"),
        ({"binary_version": "0.1.0"}, "codex", Result.WARNING, "CODEX_BIN"),
        ({"sandbox": 1, "sandbox_said": "bwrap: no permissions"}, "sandbox", Result.WRONG, "user namespaces"),
        ({"sandbox": 9}, "sandbox", Result.WRONG, "sandbox_mode"),
        ({"started": Started(problem="no key")}, "server start", Result.WRONG, "codex-tui --demo"),
        ({"started": Started(seconds=7.5)}, "server start", Result.WARNING, "disk"),
        ({"started": Started(seconds=0.4, login_missing=True)}, "login", Result.WRONG, "/login"),
        ({"git": ""}, "git", Result.WARNING, "Install git"),
        ({"editor": ("ed1tor", False)}, "editor", Result.WARNING, "EDITOR"),
        (
            {"clipboard": (), "environment": {**WELL.environment, "VTE_VERSION": "7006"}},
            "clipboard",
            Result.WARNING,
            "wl-clipboard",
        ),
        ({"hosts": {"chatgpt.com": "timed out"}}, "OpenAI", Result.WRONG, "HTTPS_PROXY"),
        (
            {"hosts": {"chatgpt.com": "timed out", "api.openai.com": ""}},
            "OpenAI",
            Result.WARNING,
            "HTTPS_PROXY",
        ),
        ({"home": Folder("/gone"), "home_named": True}, "folder", Result.WRONG, "CODEX_HOME"),
        (
            {"home": Folder("/a/b", problem="Permission denied", nearest="/a"), "config_problem": "closed"},
            "folder",
            Result.WRONG,
            "ls -ld /a",
        ),
        (
            {"home": Folder("/tmp/h", exists=True, writable=True, free=10**11)},
            "folder",
            Result.WARNING,
            "stays",
        ),
        ({"home": replace(WELL.home, writable=False)}, "folder", Result.WRONG, "ls -ld"),
        ({"home": replace(WELL.home, free=10**8)}, "space", Result.WRONG, "Make room"),
        ({"config_problem": "Invalid value (at line 3)"}, "config.toml", Result.WRONG, "line"),
        (
            {"config_problem": "Permission denied", "config_opens": False},
            "config.toml",
            Result.WRONG,
            "ls -ld",
        ),
        ({"settings_problems": ("settings.toml, line 2: no",)}, "settings", Result.WARNING, "--edit"),
        ({"state": replace(WELL.state, writable=False)}, "drafts and histories", Result.WRONG, "ls -ld"),
        ({"shared": Server("/s.sock", exists=True)}, "shared server", Result.WARNING, "rm /s.sock"),
        (
            {"shared": Server("/s", exists=True, answers=True, log_size=10**9)},
            "shared server",
            Result.WARNING,
            "log",
        ),
        (
            {"shared": None, "shared_problem": "It belongs to another user."},
            "shared server",
            Result.WRONG,
            "--private",
        ),
        ({"open_files": ("/h/auth.json",)}, "permissions", Result.WARNING, "chmod go= /h/auth.json"),
        ({"sizes": {"sessions": 10**10}}, "sizes", Result.WARNING, "Delete threads"),
        ({"crashes": ("/s/crash-1.txt",)}, "crashes", Result.WARNING, "Send it"),
        ({"others": {12: 2, 13: 1}}, "open threads", Result.WARNING, "Close"),
    ],
)
def test_each_thing_that_is_wrong_is_said_with_why_and_what_to_do(changes, name, result, mend):
    (check,) = bad(replace(WELL, **changes))
    assert (check.name, check.result) == (name, result)
    assert check.found
    assert check.why
    assert mend in check.mend


def test_options_of_tmux_that_cost_something_are_named_with_the_line_to_write():
    options = {
        "escape-time": "500",
        "set-clipboard": "off",
        "extended-keys": "off",
        "focus-events": "off",
        "allow-passthrough": "off",
    }
    inside = replace(WELL, environment={**WELL.environment, "TMUX": "x"}, tmux=options)
    assert [check.name for check in bad(inside)] == [f"tmux: {name}" for name in options]
    assert all("~/.tmux.conf" in check.mend for check in bad(inside))
    good = {"escape-time": "20", "set-clipboard": "on", "extended-keys": "on", "focus-events": "on"}
    assert bad(replace(inside, tmux={**good, "allow-passthrough": "on"})) == []


def test_a_password_of_a_proxy_is_not_shown():
    behind = {**WELL.environment, "HTTPS_PROXY": "http://me:secret@proxy:3128"}
    said = " ".join(check.found for check in examine(replace(WELL, environment=behind)))
    assert "http://proxy:3128" in said
    assert "secret" not in said
    quoted = "config.toml:3: experimental_bearer_token = 'canary-of-mine"
    told = replace(
        WELL, config_problem=quoted, started=Started(problem=quoted), sandbox_said=quoted, sandbox=1
    )
    assert "canary" not in " ".join(check.found for check in examine(told))


def test_what_is_found_here_is_true(codex_home, tmp_path, monkeypatch):
    environment = {**os.environ, "CODEX_HOME": str(codex_home), "EDITOR": "no-such-editor -w"}
    settings = tmp_path / "settings.toml"
    settings.write_text("[input]\nwheel_lines = 'many'\n")
    left = tmp_path / "run" / "codex-tui"
    left.mkdir(mode=0o700)
    found = look_around(environment, config_file=str(settings), network=False)
    assert found.binary_version == found.wanted_version
    assert found.sandbox == 0
    assert found.started is not None
    assert found.started.seconds is not None and found.started.seconds > 0
    assert (found.started.problem, found.started.login_missing) == ("", True)
    assert found.sizes["databases"] > 0
    assert found.config_problem == ""
    assert found.editor == ("no-such-editor -w", False)
    assert "settings.toml, line 2" in found.settings_problems[0]
    assert found.shared is not None
    assert not found.shared.exists
    assert found.git.startswith("git version")
    # A socket that nobody listens at, as a killed server leaves it.
    with socket.socket(socket.AF_UNIX) as one:
        monkeypatch.chdir(left)  # its whole path may be longer than an address can be
        one.bind(os.path.basename(found.shared.socket))
    (codex_home / "config.toml").write_text("model = \n")
    again = look_around(environment, config_file=str(settings), network=False)
    assert again.shared == replace(found.shared, exists=True)
    assert "line 1" in again.config_problem
    results = {check.name: check.result for check in examine(again)}
    assert (results["shared server"], results["config.toml"]) == (Result.WARNING, Result.WRONG)
    assert results["server start"] is Result.FINE  # it goes by its defaults then
    assert results["sandbox"] is Result.SKIPPED
    failed = try_start("/bin/false", environment, ())
    assert failed.seconds is None
    results = {check.name: check.result for check in examine(replace(again, started=failed))}
    assert (results["server start"], results["login"]) == (Result.WRONG, Result.SKIPPED)


@pytest.mark.parametrize(
    "where", ["x" * 300, "file/below", "file", "loop"], ids=["long", "below", "file", "loop"]
)
def test_folders_that_cannot_be_used_are_said_and_cost_the_doctor_nothing_else(where, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    bad = str(tmp_path / where)
    monkeypatch.setenv("CODEX_TUI_STATE", bad)
    environment = {**os.environ, "CODEX_HOME": bad}
    found = look_around(environment, network=False)
    results = {check.name: check for check in examine(found)}
    for name in ("folder", "drafts and histories"):
        assert results[name].result is Result.WRONG
        assert f"cannot be used: {found.home.problem}" in results[name].found
        assert f"ls -ld {tmp_path}" in results[name].mend
    assert found.home.problem
    assert results["config.toml"].result is Result.SKIPPED


async def test_the_screen_has_what_is_wrong_on_top_and_open(server_config, monkeypatch):
    monkeypatch.setenv("EDITOR", "no-such-editor")
    config = replace(server_config, env={**(server_config.env or {}), "EDITOR": "no-such-editor"})
    async with running(config, Options(new=True), size=(100, 50)) as run:
        await run.type("/doctor")
        await run.press("enter")
        shown = await run.shows("TO BE LOOKED AT", "no-such-editor: not found")
        assert "Do  export EDITOR=vim" in shown
        assert shown.index("TO BE LOOKED AT") < shown.index("Programs: editor")
        await run.press("Y")
        await run.shows("Copied the whole page")
        assert "sandbox: fine" in run.app.clipboard


def test_what_others_may_read_what_grows_and_crashes_are_found(tmp_path, monkeypatch):
    home, state = tmp_path / "codex", tmp_path / "state"
    (home / "sessions").mkdir(parents=True)
    (home / "sessions" / "a").write_bytes(b"x" * 1000)
    (home / "auth.json").write_text("{}")
    (state / "crashes").mkdir(parents=True)
    (state / "crashes" / "crash-1.txt").write_text("A crash")
    for path, mode in (
        (home, 0o755),
        (home / "sessions", 0o700),
        (home / "auth.json", 0o644),
        (state, 0o700),
    ):
        path.chmod(mode)
    monkeypatch.setenv("CODEX_TUI_STATE", str(state))
    found = look_around({**os.environ, "CODEX_HOME": str(home)}, codex_bin="/no/codex", network=False)
    assert found.open_files == (str(home / "auth.json"),)
    assert found.sizes["sessions"] == 1000
    assert found.crashes == (str(state / "crashes" / "crash-1.txt"),)
    home.chmod(0o700)
    found = look_around({**os.environ, "CODEX_HOME": str(home)}, codex_bin="/no/codex", network=False)
    assert found.open_files == ()
