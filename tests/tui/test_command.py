"""The command as a person runs it, on a pseudo-terminal: how it starts, how it leaves, how it fails."""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys

import pytest

from codex_app_server import AsyncCodex
from codex_tui.command_line import parse_with_click
from codex_tui.demo.script import Script, Text
from codex_tui.options import parse
from tests.support.terminal import ENTER_ALTERNATE_SCREEN, LEAVE_ALTERNATE_SCREEN, Terminal

COMMAND = (sys.executable, "-m", "codex_tui")


def overrides(server_config):
    return [part for override in server_config.config_overrides for part in ("-c", override)]


def run(*arguments, **options):
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False, **options)


def test_version_and_help_need_no_terminal():
    assert run("--version").stdout.startswith("codex-tui, version ")
    shown = run("--help").stdout
    for option in ("--new", "--resume", "--last", "--cd", "--model", "--config", "--codex-bin", "--demo"):
        assert option in shown


def test_without_a_terminal_it_says_so():
    done = run()
    assert done.returncode == 2
    assert (
        done.stderr
        == "codex-tui: codex-tui draws on a terminal, and this is none. Run it in a terminal, without pipes, "
        "or with --linear.\n"
    )


@pytest.mark.parametrize("arguments", [["--new", "--last"], ["-c", "model"], ["--no-such-option"]])
def test_a_wrong_command_line_is_explained(arguments):
    done = run(*arguments)
    assert done.returncode == 2
    assert "Usage: codex-tui" in done.stderr


def failure(arguments, env, cwd):
    """What a failing start leaves on the terminal, and its exit code."""
    with Terminal([*COMMAND, *arguments], cwd=cwd, env=env, columns=120) as terminal:
        code = terminal.wait_for_exit()
        screen_was_restored = terminal.received.count(ENTER_ALTERNATE_SCREEN) == terminal.received.count(
            LEAVE_ALTERNATE_SCREEN
        )
        assert screen_was_restored
        return code, terminal.left_behind


def test_a_folder_that_does_not_exist(server_env, project_dir):
    code, text = failure(["--cd", "no/such/folder"], server_env, project_dir)
    assert code == 2
    assert "The folder no/such/folder does not exist. Create it, or name another with --cd." in text


def test_a_home_that_does_not_exist(server_env, project_dir):
    code, text = failure([], {**server_env, "CODEX_HOME": str(project_dir / "nowhere")}, project_dir)
    assert code == 2
    assert "does not exist. Create that folder, or unset CODEX_HOME" in text.replace("\n", "")


@pytest.mark.parametrize("name", ["x" * 300, "file"], ids=["long", "file"])
def test_a_home_that_can_be_no_folder(server_env, project_dir, name):
    (project_dir / "file").touch()
    code, text = failure([], {**server_env, "CODEX_HOME": str(project_dir / name)}, project_dir)
    assert code == 2
    assert "which cannot be used: " in text.replace("\n", "")


def test_a_binary_that_does_not_exist(server_env, project_dir):
    code, text = failure(["--codex-bin", "no/codex"], server_env, project_dir)
    assert code == 2
    assert "no/codex" in text


def test_a_server_that_dies_at_start_is_quoted(server_env, project_dir):
    code, text = failure(["-c", "model_providers=5"], server_env, project_dir)
    assert code == 2
    assert "codex-tui: " in text
    assert "model_providers" in text


@pytest.mark.long
def test_an_unknown_thread(server_config, server_env, project_dir):
    unknown = "00000000-0000-7000-8000-000000000000"
    code, text = failure(["--resume", unknown, *overrides(server_config)], server_env, project_dir)
    assert code == 2
    assert unknown in text


@pytest.mark.parametrize("more", [(), ("--linear",)])
def test_a_name_of_no_thread_to_resume(server_config, server_env, project_dir, more):
    code, text = failure([*more, "--resume", "b30b", *overrides(server_config)], server_env, project_dir)
    assert code == 2
    assert "No thread has the id or the title b30b. codex-tui threads lists them." in text


def test_a_prompt_on_the_command_line_is_answered_and_quitting_restores_the_terminal(
    server_config, server_env, project_dir
):
    arguments = ["say hello", *overrides(server_config)]
    another = {
        **server_env,
        "COLUMNS": "60",
        "LINES": "20",
    }  # what some shell once left there, and no window has
    with Terminal([*COMMAND, *arguments], cwd=project_dir, env=another) as terminal:
        terminal.wait_for("› say hello")
        terminal.wait_for("idle")
        assert f"╭{'─' * 96}╮" in terminal.text
        terminal.type("\x04")
        assert terminal.wait_for_exit() == 0
        assert terminal.received.rstrip().count(LEAVE_ALTERNATE_SCREEN) == 1


def test_the_server_ends_with_the_application(server_config, server_env, project_dir):
    with Terminal(
        [*COMMAND, "--new", *overrides(server_config)], cwd=project_dir, env=server_env
    ) as terminal:
        terminal.wait_for("Ask anything")
        children = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(terminal.process.pid)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        assert children
        terminal.type("\x04")
        assert terminal.wait_for_exit() == 0
        assert not [pid for pid in children if os.path.exists(f"/proc/{pid}")]


def mouse(event, column, row):
    """What a terminal sends for the mouse; columns and rows count from 1."""
    button, end = {"down": (0, "M"), "drag": (32, "M"), "up": (0, "m")}[event]
    return f"\x1b[<{button};{column};{row}{end}"


@pytest.mark.parametrize("by_itself", [True, False])
def test_text_selected_with_the_mouse_is_copied_without_gutter_and_wraps(
    server_config, scripted_model, server_env, project_dir, by_itself
):
    sentence = "one two three four five six seven eight nine ten eleven twelve thirteen"
    scripted_model.on("@@sentence", Script([[Text(sentence)]]))
    arguments = [*COMMAND, "@@sentence", *overrides(server_config)]
    environment = {**server_env, "CODEX_TUI_COPY_ON_SELECT": "1" if by_itself else "0"}
    with Terminal(arguments, cwd=project_dir, env=environment, columns=40) as terminal:
        shown = terminal.wait_for(lambda text: "thirteen" in text and "idle" in text).split("\n")
        first = next(row for row, line in enumerate(shown, 1) if "• one two" in line)
        last = next(row for row, line in enumerate(shown, 1) if "thirteen" in line)
        assert last > first
        end = terminal.screen.buffer[last - 1][4]
        terminal.type(mouse("down", 4, first))
        terminal.type(mouse("drag", 20, last) + mouse("drag", 39, last))
        terminal.wait_for(lambda _: terminal.screen.buffer[last - 1][4].bg != end.bg)
        terminal.type(mouse("up", 39, last))
        if not by_itself:
            terminal.type("\x03")
        copied = base64.b64encode(sentence.encode())
        terminal.wait_for(lambda _: b"\x1b]52;c;" + copied in terminal.received)


def test_what_was_not_sent_is_there_at_the_next_start(server_config, server_env, project_dir):
    arguments = [*COMMAND, "--new", *overrides(server_config)]
    with Terminal(arguments, cwd=project_dir, env=server_env) as terminal:
        terminal.wait_for("Ask anything")
        terminal.type("half a thought")
        terminal.wait_for("half a thought")
        terminal.type("\x11")
        assert terminal.wait_for_exit() == 0
    with Terminal(arguments, cwd=project_dir, env=server_env) as terminal:
        terminal.wait_for("half a thought")


@pytest.mark.long
def test_a_link_covers_its_own_text_and_a_click_on_a_language_copies_the_code(
    server_config, scripted_model, server_env, project_dir
):
    links = "See [this](https://example.com/\x1b]8;;evil\x07) and [that](https://example.com/a)."
    scripted_model.on("@@answer", Script([[Text(f"{links}\n\n```sh\nmake test\n```")]]))
    arguments = [*COMMAND, "@@answer", *overrides(server_config)]
    with Terminal(arguments, cwd=project_dir, env=server_env) as terminal:
        shown = terminal.wait_for(lambda text: "make test" in text and "idle" in text).split("\n")
        row = next(row for row, line in enumerate(shown, 1) if "── sh" in line)
        terminal.type(mouse("down", 8, row) + mouse("up", 8, row))
        copied = base64.b64encode(b"make test")
        terminal.wait_for(lambda _: b"\x1b]52;c;" + copied in terminal.received)
        terminal.wait_for("Copied the code block (sh).")
        opened = re.split(rb"\x1b\]8;[^;]*;([^\x1b]*)\x1b\\", bytes(terminal.received))
        covered = {
            (opened[at], re.sub(rb"\x1b\[[0-9;]*m", b"", opened[at + 1])) for at in range(1, len(opened), 2)
        }
        addresses = (b"https://example.com/%E2%90%9B%5D8;;evil%E2%90%87", b"https://example.com/a")
        texts = zip(addresses, (b"this", b"that"), strict=True)
        assert {pair for pair in covered if pair[0]} == {*texts, *zip(addresses, addresses, strict=True)}


@pytest.mark.long
def test_a_letter_with_alt_is_a_key_and_no_text(server_config, server_env, project_dir):
    command = [*COMMAND, "--new", *overrides(server_config)]
    with Terminal(command, cwd=project_dir, env=server_env) as terminal:
        terminal.wait_for("Ask anything")
        terminal.type("draft\x1bk")
        terminal.wait_for("Nothing to summarise yet")
        assert "draftk" not in terminal.text
        terminal.type("\x03\x04")
        assert terminal.wait_for_exit() == 0


@pytest.mark.anyio
async def test_a_thread_is_shown_before_what_speaks_to_the_server_is_imported(
    server_config, server_env, project_dir, tmp_path
):
    async with AsyncCodex(server_config) as codex:
        thread = await codex.thread_start(cwd=str(project_dir))
        await thread.run("hello @@plain")
    waits = tmp_path / "path" / "pydantic" / "__init__.py"
    waits.parent.mkdir(parents=True)
    waits.write_text("import threading\nthreading.Event().wait()\n")
    env = {**server_env, "PYTHONPATH": str(waits.parents[1])}
    command = [*COMMAND, "--private", "--resume", thread.id, *overrides(server_config)]
    with Terminal(command, cwd=project_dir, env=env) as terminal:
        shown = terminal.wait_for("Hello from the scripted model.")
        assert "hello @@plain" in shown
        terminal.type("typed already")
        terminal.wait_for("typed already")


@pytest.mark.parametrize(
    "line",
    [
        *("", "--new", "--last", "--demo", "--private", "--linear", "--new --private"),
        *("--resume 01a2", "--private --resume 01a2", "--resume 01a2 --private", "--resume --new"),
    ],
)
def test_a_plain_command_line_means_the_same_as_when_it_is_parsed(line):
    arguments = line.split()
    assert parse(arguments) == parse_with_click(arguments)
