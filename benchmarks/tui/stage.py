"""What every benchmark of the application stands on: a model beside it, a home for each client, a terminal to watch.

Neither client gets an option that the other does not: the provider and the trust in the folder are in each home's
``config.toml``, as a person would have them.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import TYPE_CHECKING

import codex_cli_bin
from tests.support.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

OURS = (str(Path(sys.executable).with_name("codex-tui")), "--new", "--private")
OFFICIAL = (str(codex_cli_bin.bundled_codex_path()), "--no-daemon")

# What the official client would otherwise ask in a dialog before it shows its composer.
_KNOWN = """
[tui]
screen_reader_detection_done = true

[tui.model_availability_nux]
"gpt-6.1-sol" = 1

[notice.model_migrations]
"gpt-5.5" = "gpt-6-sol"
"""

_CURSOR_ASKED = b"\x1b[6n"
_CURSOR_ANSWER = b"\x1b[1;1R"


@contextlib.contextmanager
def model_process() -> Iterator[tuple[str, ...]]:
    """Runs the scripted model; gives the lines of configuration that lead a server to it."""
    command = (sys.executable, "-m", "benchmarks.tui.model_process")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        yield tuple(json.loads(process.stdout.readline()))
        process.stdin.close()


def environment(folder: Path, config: tuple[str, ...] = ()) -> Mapping[str, str]:
    """A home in a folder that trusts the project in it; Python may keep its compiled modules, as when installed."""
    home, project = folder / "codex", folder / "project"
    for made in (home, project):
        made.mkdir(parents=True)
    trust = f'[projects."{project}"]\ntrust_level = "trusted"\n'
    (home / "config.toml").write_text("\n".join((*config, trust, _KNOWN)), encoding="utf-8")
    env = {
        **os.environ,
        "HOME": str(folder),
        "CODEX_HOME": str(home),
        "CODEX_TUI_STATE": str(folder / "state"),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        # Without them an environment that forbids writing them has every module of a checkout compiled at each start.
        "PYTHONPYCACHEPREFIX": str(folder.parent / "compiled"),
    }
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return env


class Watched(Terminal):
    """A terminal that is read without an emulator, so that the emulator's speed is not what is measured."""

    def __enter__(self) -> Watched:
        return self

    def take(self, seconds: float) -> bytes:
        """What is printed next, within some seconds; empty if nothing is."""
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return b""
        data = os.read(self._master, 1 << 20)
        self.received += data
        if _CURSOR_ASKED in data:  # the official client does not start without an answer
            os.write(self._master, _CURSOR_ANSWER)
        return data

    def settle(self, quiet: float) -> None:
        """Reads until nothing is printed for some seconds."""
        while self.take(quiet):
            pass

    def until(self, marker: bytes, patience: float = 60.0) -> None:
        """Reads until a text is printed that was not printed before the call."""
        deadline = time.monotonic() + patience
        start = searched = len(self.received)
        while self.received.find(marker, max(start, searched - len(marker))) < 0:
            searched = len(self.received)
            if time.monotonic() > deadline:
                raise AssertionError(
                    f"never printed {marker!r}; the end was {bytes(self.received[-2000:])!r}"
                )
            self.take(1.0)

    def resize(self, columns: int, rows: int) -> None:
        """Gives the terminal another size, as a person who drags the window."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.kill(self.process.pid, signal.SIGWINCH)

    def cpu(self) -> dict[str, float]:
        """Seconds of processor time: of the client, and of the server where that is a process of its own."""
        client = self.process.pid
        server = sum(_cpu(child) for child in _descendants(client))
        return {"client": _cpu(client), "server": server}

    def memory(self) -> float:
        """MB that the client holds, its server not counted if that is a process of its own."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def _descendants(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(FileNotFoundError):  # a thread that has ended meanwhile
            for child in (task / "children").read_text(encoding="ascii").split():
                yield int(child)
                yield from _descendants(int(child))


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
