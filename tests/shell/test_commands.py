"""The commands of the shell as a person or a script runs them, on the real server."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from codex_app_server import Codex, CodexError
from codex_tui.session.link import explain
from codex_tui.shell import COMMANDS
from codex_tui.shell.completion import whole
from codex_tui.shell.threads import nothing_found
from tests.support.command import run_here
from tests.support.terminal import Terminal

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "command-line.md"
COMMAND = [sys.executable, "-m", "codex_tui"]


@pytest.fixture
def threads(server_config):
    """The ids of two threads of the project, the newer one first."""
    with Codex(server_config) as codex:
        ids = []
        for prompt in ("Older thread", "Newer \x1b[31mthread"):
            thread = codex.thread_start(cwd=str(server_config.cwd))
            thread.run(prompt)
            ids.append(thread.id)
        return ids[::-1]


@pytest.fixture
def run(server_config, server_env, project_dir, capsys):
    overrides = [part for override in server_config.config_overrides for part in ("-c", override)]

    def run(name, *arguments, server=True, **variables):
        command = [name, *arguments, *(overrides if server else ())]
        return run_here(command, project_dir, {**server_env, **variables}, capsys)

    return run


def test_threads_are_listed_as_lines_with_whole_ids(threads, server_config, server_env, project_dir):
    overrides = [part for override in server_config.config_overrides for part in ("-c", override)]
    done = subprocess.run(
        [*COMMAND, "threads", *overrides],
        capture_output=True,
        text=True,
        check=True,
        cwd=project_dir,
        env=server_env,
    )
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert [row[0] for row in rows] == threads
    assert [row[3] for row in rows] == ["Newer ␛[31mthread", "Older thread"]


def test_threads_as_json_have_the_fields_that_the_help_names(run, threads):
    done = run("threads", "--json", "--limit", "1")
    (line,) = done.stdout.splitlines()
    fields = json.loads(line)
    assert fields["id"] == threads[0]
    named = re.search(
        r"one object a line: ([\w, ]+)\.", " ".join(run("threads", "--help", server=False).stdout.split())
    )
    assert named is not None
    assert list(fields) == named[1].split(", ")
    # Titles are searched in any case.
    assert run("threads", "--search", "OLDER").stdout.startswith(threads[1])
    assert run("threads", "--search", "nothing like it").stdout == ""


def test_on_a_terminal_rows_fit_it(threads, server_config, server_env, project_dir):
    overrides = [part for override in server_config.config_overrides for part in ("-c", override)]
    command = [*COMMAND, "threads", *overrides]
    with Terminal(command, columns=40, cwd=project_dir, env=server_env) as terminal:
        assert terminal.wait_for_exit() == 0
        lines = [line for line in terminal.text.split("\n") if line]
    assert len(lines) == 2
    assert lines[1].startswith(threads[1][-8:]) and "Older" in lines[1]


def test_a_thread_is_archived_by_a_part_of_its_id_and_taken_out_by_its_title(run, threads):
    assert run("archive", threads[1][-6:]).stdout == "Archived: Older thread\n"
    assert threads[1] not in run("threads").stdout
    assert run("threads", "--archived").stdout.startswith(threads[1])
    assert run("archive", "--undo", "older thread").stdout == "Taken out of the archive: Older thread\n"
    assert threads[1] in run("threads").stdout
    refused = run("archive", "--undo", "older thread").stderr
    assert "No thread of the archive has the id or the title older thread." in refused
    assert "codex-tui threads --archived lists them." in refused

    # An id that is not clear names the threads.
    prefix = next(threads[0][:at] for at in range(36) if threads[0][: at + 1] != threads[1][: at + 1])
    done = run("archive", prefix)
    assert done.returncode == 1
    assert all(thread in done.stderr for thread in threads)

    # What cannot be archived is said, and the rest is done.
    done = run("archive", "nonesuch", threads[0])
    assert done.returncode == 1
    assert "No thread has the id or the title nonesuch" in done.stderr
    assert done.stdout.startswith("Archived: Newer")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((False, False, None), "No threads of this folder. --all lists those of all folders."),
        ((True, False, None), "No threads."),
        ((True, True, None), "No threads in the archive."),
        ((True, False, "tax"), "No thread has “tax” in its title."),
        (
            (False, True, "tax"),
            "No thread of this folder in the archive has “tax” in its title. --all lists those of all folders.",
        ),
    ],
)
def test_where_no_thread_is_listed_it_is_said_of_which_there_is_none(arguments, said):
    everywhere, archived, search = arguments
    assert nothing_found(everywhere=everywhere, archived=archived, search=search) == said


def test_the_doctor_says_what_is_wrong_by_its_exit_code(run):
    done = run("doctor", "--json", server=False)
    checks = [json.loads(line) for line in done.stdout.splitlines()]
    assert {"area", "name", "result", "found", "why", "mend"} == set(checks[0])
    assert done.returncode == int(any(check["result"] == "wrong" for check in checks))
    assert all(check["mend"] for check in checks if check["result"] == "wrong")


def test_the_doctor_tells_each_mistake_of_the_settings_on_a_line(run, tmp_path):
    file = tmp_path / "mistakes.toml"
    file.write_text("[input]\nmouse = 7\nfoo = 0\n")
    said = run("doctor", "--config-file", str(file), server=False).stdout
    assert "\n  look at it: settings: mistakes.toml, line 2: " in said
    assert "\n    mistakes.toml, line 3: " in said


def test_serving_others_is_refused_unless_one_says_so(run):
    done = run("serve", "--host", "0.0.0.0", server=False)
    assert done.returncode == 1
    assert "could run commands as you" in done.stderr and "ssh -L" in done.stderr


@pytest.mark.parametrize("wrong", [("--nosuch",), ("--new", "--last")])
def test_what_no_page_could_be_opened_with_is_refused(run, wrong):
    done = run("serve", "--", *wrong, server=False)
    assert done.returncode == 2
    assert wrong[0] in done.stderr


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("codex-tui arch", "archive"),
        ("codex-tui threads --arch", "--archived"),
        ("codex-tui --res", "--resume"),
        ("codex-tui settings set display.th", "display.theme"),
        ("codex-tui settings set display.theme da", "dark"),
    ],
)
def test_a_shell_completes_commands_and_options(run, words, offered):
    done = run(
        *("", "ignored"),
        server=False,
        _CODEX_TUI_COMPLETE="bash_complete",
        COMP_WORDS=words,
        COMP_CWORD=str(words.count(" ")),
    )
    assert f"plain,{offered}" in done.stdout.splitlines()


@pytest.mark.parametrize("words", ["codex-tui --resume ", "codex-tui archive "])
def test_a_shell_completes_the_threads_of_the_folder(threads, server_env, project_dir, words):
    variables = {
        "_CODEX_TUI_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(words.count(" ")),
    }
    done = subprocess.run(
        COMMAND, capture_output=True, text=True, check=True, cwd=project_dir, env={**server_env, **variables}
    )
    assert done.stdout.splitlines() == [f"plain,{thread}" for thread in threads]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_its_completion(run, shell):
    if shell == "bash":
        assert "complete" in run("completion", shell, server=False).stdout
    else:
        assert "_CODEX_TUI_COMPLETE" in run("completion", shell, server=False).stdout


@pytest.mark.parametrize(
    "options",
    [
        ("--remote-auth-token-env", "TOKEN"),
        ("--remote", "ws://127.0.0.1:1", "--private"),
        ("--remote", "ws://127.0.0.1:1", "-c", "model=x"),
        ("-c", "model"),
    ],
)
def test_options_that_would_ask_another_server_are_refused(run, options):
    done = run("archive", "some thread", *options, server=False)
    assert done.returncode == 2, done.stderr


def test_a_token_that_is_missing_is_named_by_the_option_for_it():
    refused = CodexError("the server wants a token (HTTP 401): set bearer_token")
    assert "--remote-auth-token-env" in explain(refused)
    assert "bearer_token" not in explain(refused)


def test_who_reads_no_more_is_no_error(server_config, server_env, project_dir, threads):
    overrides = [part for override in server_config.config_overrides for part in ("-c", override)]
    reading = subprocess.Popen(
        [*COMMAND, "threads", *overrides],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=project_dir,
        env=server_env,
    )
    assert reading.stdout is not None and reading.stderr is not None
    reading.stdout.close()
    assert reading.stderr.read() == b""
    reading.stderr.close()
    reading.wait(30)
    assert reading.wait() == 0


def test_help_fits_eighty_columns_and_names_every_command():
    done = subprocess.run(
        [*COMMAND, "--help"], capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "80"}
    )
    assert max(map(len, done.stdout.splitlines())) <= 80
    for name in (*COMMANDS, "export", "settings"):
        assert f"  {name} " in done.stdout


def said_by(*arguments, columns="80"):
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": columns},
    )


@pytest.mark.parametrize("name", ["", *COMMANDS, "export", "settings"])
def test_at_forty_columns_no_word_of_the_help_is_broken(name):
    said = said_by(*([name] if name else []), "--help", columns="40").stdout
    long = [line for line in said.splitlines() if len(line) > 40]
    assert all(line.lstrip().startswith("codex-tui completion ") for line in long), long  # these are copied
    for command in getattr(whole().commands.get(name), "commands", {}).values():
        assert command.help in " ".join(said.split())


def test_a_prompt_without_quotation_marks_says_so():
    done = said_by("fix", "the", "bug")
    assert done.returncode == 2
    assert "A prompt of several words stands in quotation marks." in done.stderr


@pytest.mark.parametrize(
    "arguments", [("--private", "threads"), ("--config-file", "x.toml", "settings", "keys")]
)
def test_a_command_behind_an_option_is_no_prompt(arguments):
    done = said_by(*arguments, "--linear")
    name = arguments[1] if len(arguments) == 2 else arguments[2]
    assert done.returncode == 2
    assert f"{name} is a command and comes first: codex-tui {name}" in " ".join(done.stderr.split())


@pytest.mark.parametrize("words", ["codex-tui --private th", "codex-tui --config-file x.toml th"])
def test_a_command_is_not_completed_where_it_is_refused(words):
    environment = {
        "_CODEX_TUI_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    done = subprocess.run(
        COMMAND, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )
    assert "threads" not in done.stdout


def test_the_guide_has_every_command_option_and_exit_code():
    guide = GUIDE.read_text(encoding="utf-8")
    for name, command in whole().commands.items():
        assert f"## {name}" in guide
        for parameter in command.params:
            for option in (one for one in parameter.opts if one.startswith("--")):
                assert option in guide, f"{name} {option}"
    for option in (one for parameter in whole().params for one in parameter.opts if one.startswith("--")):
        assert option in guide, option
