"""Writes the report of an error of codex-tui's own, and says in a paragraph what happened. Never raises.

Everything in a report is a name, a number or a path of the program, and all of it goes through the redaction of logs.
"""

from __future__ import annotations

import os
import platform
import re
import sys
import time
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING

from codex_tui.crashes.describing import described, headline
from codex_tui.crashes.kept import keep
from codex_tui.crashes.trail import last_events
from codex_tui.logs.redaction import Redactor, secrets_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MOST_REPORTS = 5
"""Reports of one process: what fails again and again fails alike."""
_TERMINAL = ("TERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "COLORTERM", "LANG", "LC_ALL", "NO_COLOR")
_WITHIN = {"TMUX": "tmux", "STY": "screen", "SSH_CONNECTION": "ssh", "WSL_DISTRO_NAME": "wsl"}
_PACKAGES = ("textual", "rich", "pydantic", "anyio", "openai-codex-cli-bin")
_numbers = count(1)


def crashed(error: BaseException, where: str, facts: Mapping[str, str] | None = None, kept: str = "") -> str:
    """Writes the report of an error that ends codex-tui, and gives what to say of it.

    Args:
        error: what was raised.
        where: what failed, as in ``the screen``.
        facts: more for the report, by name; never anybody's text.
        kept: what became of what was being done, in sentences.
    """
    what = f"That is a mistake in codex-tui itself ({headline(error)}), and it had to end."
    return " ".join(filter(None, (what, kept, _said_of_report(*_written(error, where, facts)))))


def failed(error: BaseException, where: str, facts: Mapping[str, str] | None = None) -> str:
    """The same for an error after which codex-tui goes on."""
    path, why = _written(error, where, facts)
    report = f"Report: {_homeless(str(path))}" if path is not None else f"No report was written: {why}"
    return f"That failed inside codex-tui ({headline(error)}). {report}"


def _said_of_report(path: Path | None, why: str) -> str:
    if path is None:
        return f"A report of it could not be written: {why}."
    return (
        f"The report {_homeless(str(path))} has neither your texts nor secrets: please send it with a word on what you "
        "did. codex-tui doctor looks whether something around it is wrong."
    )


def _written(error: BaseException, where: str, facts: Mapping[str, str] | None) -> tuple[Path | None, str]:
    """Where the report is, or why there is none."""
    try:
        number = next(_numbers)
        if number > MOST_REPORTS:
            return None, f"this process has written {MOST_REPORTS} already"
        name = f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{os.getpid()}-{number}"
        return keep(name, report_of(error, where, facts or {})), ""
    except OSError as problem:
        return None, problem.strerror or type(problem).__name__
    except Exception as problem:  # a mistake in here is no reason to hide the first one
        return None, type(problem).__name__


def report_of(error: BaseException, where: str, facts: Mapping[str, str]) -> str:
    """The text of a report."""
    environment = os.environ
    size = _size()
    lines = {
        "time": time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime()),
        "failed": f"{where}: {headline(error)}",
        "versions": ", ".join(_versions()),
        "platform": f"{platform.platform()}, {platform.python_implementation()} {platform.python_version()}",
        "terminal": ", ".join(f"{name}={environment[name]}" for name in _TERMINAL if environment.get(name)),
        "size": f"{size[0]} columns, {size[1]} rows" if size else "no terminal",
        "inside of": ", ".join(what for name, what in _WITHIN.items() if environment.get(name)) or "nothing",
        "options": " ".join(_options(sys.argv[1:])) or "none",
        **facts,
    }
    head = "\n".join(f"{name}: {value}" for name, value in lines.items())
    events = "\n".join(f"  {name}" for name in last_events()) or "  none"
    text = f"A crash of codex-tui\n\n{head}\n\nlast events:\n{events}\n\n{described(error)}\n"
    return _homeless(Redactor(secrets_of(environment)).text(text))


def _versions() -> list[str]:
    from importlib.metadata import PackageNotFoundError, version

    from codex_app_server import __version__

    def of(name: str) -> str:
        try:
            return f"{name} {version(name)}"
        except PackageNotFoundError:
            return f"no {name}"

    return [f"codex-tui {__version__}", *map(of, _PACKAGES)]


def _options(words: list[str]) -> list[str]:
    """The names of options, without their values; what is behind ``--`` is a prompt."""
    words = words[: words.index("--")] if "--" in words else words
    names = (re.match(r"--[a-z-]+|-[A-Za-z]", word) for word in words)
    return [name[0] for name in names if name is not None]


def _size() -> tuple[int, int] | None:
    for number in (1, 2, 0):
        with suppress(OSError):
            found = os.get_terminal_size(number)
            return found.columns, found.lines
    return None


def _homeless(text: str) -> str:
    """Paths in a person's home without its name."""
    home = os.path.expanduser("~")
    return text.replace(home, "~") if len(home) > 1 else text
