"""The command on a pseudo-terminal, the real server and the scripted model: every byte of one walk with hostile text.

What the model, a command, a repository, a person's clipboard and a server's stderr say goes the whole way here.
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from codex_app_server.binary import find_codex_binary
from codex_tui.demo.script import Gate, Patch, Script, Shell, Text
from codex_tui.model.safe_text import SafeText, for_clipboard
from tests.faults.terminals import children_of, command_line
from tests.hostile.fragments import CONTROLS, DECEPTIONS, ESC, LINKS, MARKUP, SEQUENCES
from tests.hostile.sent import harm, read
from tests.support.terminal import Terminal
from tests.support.trust import leave_untrusted

if TYPE_CHECKING:
    from pathlib import Path

    from codex_app_server import AppServerConfig
    from codex_tui.demo.server import ScriptedModel
    from tests.hostile.sent import Sent

COLUMNS, ROWS = 130, 48
EVIL = f"{ESC}[2J{ESC}]0;stolen\x07\x9b31m{ESC}]52;c;QQ==\x07\u202egpj\u200b"
"""In a name of anything: clears the screen, takes the title and the clipboard, turns and hides text."""
SIGNS = "␛[2J␛]0;stolen␇"
"""How it begins where it is shown."""
LOOK_AWAY = f"{ESC}[O"
LAST = f"It ends {EVIL}{EVIL} so."


def halves(text: str) -> list[str]:
    """A text that comes in two pieces; a sequence begins in one and ends in the next."""
    return [text[: len(text) // 2], text[len(text) // 2 :]]


def corpus() -> str:
    return "\n\n".join(
        text.encode("utf-8", "replace").decode()
        for group in (LINKS, MARKUP, DECEPTIONS, SEQUENCES)
        for text in group.values()
    )


def hostile_project(template: Path, project: Path) -> Path:
    """A repository with hostile names of the branch and of files, one of which is no UTF-8."""
    shutil.copytree(template, project)
    # git refuses only the controls of ASCII in the name of a branch.
    subprocess.run(["git", "switch", "-qc", "branch\x9b2J\u202eb\u2069"], cwd=project, check=True)
    (project / f"file{EVIL}.py").write_text(f"one = '{EVIL}'\n")
    with open(os.fsencode(project) + b"/raw\xff\x9b2J\x1b[2J.py", "w") as raw:
        raw.write("two = 2\n")
    noise = "\n".join([*CONTROLS.values(), *SEQUENCES.values()]).encode()
    (project / "noise").write_bytes(
        b"\x1b[32mgreen words\x1b[0m plain\n" + noise + b"\n\x9b2J\x9d0;x\x9c\xff\nlast of the noise\n"
    )
    return project


def server_that_dies_badly(folder: Path) -> Path:
    """The real server, once; as it has ended, and instead of starting again, it says something hostile."""
    path, begun = folder / "codex", shlex.quote(str(folder / "begun"))
    path.write_text(
        f'#!/bin/sh\n[ -e {begun} ] || {{ : >{begun}; {shlex.quote(find_codex_binary())} "$@"; }}\n'
        f"printf %s {shlex.quote(f'Error: the end{EVIL}{ESC}')} >&2\nexit 3\n"
    )
    path.chmod(0o755)
    return path


def script(gate: Gate) -> Script:
    """An answer with all of it and a command that prints it; another one, and a patch that is asked about."""
    return Script(
        [
            [Text(halves(corpus())), Shell(f"cat noise # {EVIL} [bold]x[/]")],
            [
                Text([*halves(LAST), gate]),
                Patch(f"*** Begin Patch\n*** Add File: patched{EVIL}.py\n+three = '{EVIL}'\n*** End Patch\n"),
            ],
        ]
    )


def walk(terminal: Terminal, gate: Gate, *, reads_tree: bool) -> None:
    """A person reads, copies, looks away, names the thread, looks at files and threads, and loses the server."""
    terminal.wait_for("It ends")
    assert len(colours_of_output(terminal)) == 2
    terminal.type("\x0f")
    terminal.wait_for(lambda _: b"\x1b]52;c;" in terminal.received)
    terminal.type(LOOK_AWAY)
    gate.open()
    terminal.wait_for(lambda _: b"\x1b]9;" in terminal.received)
    terminal.wait_for("Make this change?")
    terminal.type("/rename ")
    terminal.type(f"{ESC}[200~named{EVIL}\x85\u2028[bold]x[/]{ESC}[201~")
    terminal.wait_for("named")
    terminal.type("\r")
    terminal.wait_for(lambda _: b"named" in terminal.received.rpartition(b"\x1b]0;")[2].partition(b"\x07")[0])
    terminal.type(f"{ESC}[1;5A" + "g")
    terminal.wait_for(lambda _: b"\x1b]8;id=" in terminal.received)
    if reads_tree:
        terminal.type(f"{ESC}d")
        terminal.wait_for("[turn]")
        terminal.type(f"{ESC}[Z")
        terminal.wait_for("one =")
        terminal.type("JJ")
        terminal.wait_for("two = 2")
    terminal.type(f"{ESC}t")
    terminal.wait_for(lambda text: "NEEDS YOU" in text.upper() and "tree" not in text)
    (server,) = children_of(terminal.process.pid)
    (real,) = children_of(server)
    os.kill(real, signal.SIGKILL)
    terminal.wait_for("the end")
    terminal.process.terminate()
    assert terminal.wait_for_exit() == 143


def colours_of_output(terminal: Terminal) -> set[str]:
    """The colours of the two words that the command printed in two."""
    y = next(y for y, line in enumerate(terminal.screen.display) if "green words plain" in line)
    row, line = terminal.screen.buffer[y], terminal.screen.display[y]
    return {row[line.index("green")].fg, row[line.index("plain")].fg}


@pytest.mark.parametrize(
    "name", ["code", pytest.param(f"code{EVIL}", marks=pytest.mark.long)], ids=["plain", "hostile folder"]
)
def test_no_byte_of_a_walk_with_the_real_server_is_obeyed(
    server_config: AppServerConfig,
    scripted_model: ScriptedModel,
    server_env: dict[str, str],
    project_template: Path,
    tmp_path: Path,
    name: str,
) -> None:
    project = hostile_project(project_template, tmp_path / name)
    leave_untrusted(tmp_path / "state", project)
    gate = Gate()
    scripted_model.on("@@evil", script(gate))
    binary = server_that_dies_badly(tmp_path)
    env = {
        **server_env,
        "CODEX_BIN": str(binary),
        "CODEX_TUI_STATE": str(tmp_path / "state"),
        "CODEX_TUI_NOTIFY_AFTER": "0",
    }
    command = command_line(server_config, f"@@evil {EVIL}")
    with Terminal(command, cwd=project, env=env, columns=COLUMNS, rows=ROWS) as terminal:
        walk(terminal, gate, reads_tree=name.isprintable())
        sent = read(bytes(terminal.received), COLUMNS, ROWS)
    check(sent)


def check(sent: Sent) -> None:
    assert sent.wrong == []
    assert sent.bells == 1, "the one before the notification"
    assert sent.copied == [for_clipboard(SafeText(LAST))]
    assert harm(sent.copied[0]) is None
    assert all(link.startswith(("https://", "file:///")) for link in sent.links)
    (notice,) = sent.notices
    assert notice.endswith("needs you: change files")
    assert f"@@evil {SIGNS}".replace(";", ",") in notice
    assert any("needs you · named" in title for title in sent.titles)
    shown = "".join(sent.text)
    for what in (
        f"# {SIGNS}",
        f"patched{SIGNS}",
        f"named{SIGNS}",
        "press",
        "last of the noise",
        ": the end",
    ):
        assert what in shown
