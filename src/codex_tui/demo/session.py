"""What `codex-tui --demo` starts: a process that plays the model, and a place to play in.

The scripted model runs in a process of its own (`python -m codex_tui.demo`, see `stage`), so that neither its
imports nor its work take time from the screen, and so that everything is cleaned up even if the application
is killed: the process ends, and deletes what it made, when its stdin closes. This module is the application's
side and imports only the standard library.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

_CLOSE_TIMEOUT = 10.0


class DemoError(Exception):
    """The demo could not be prepared; the text says why and what to do."""


@dataclass(frozen=True)
class DemoSession:
    """A demo that is ready to be played; close it after the app-server has ended.

    Attributes:
        config_overrides: The `-c` values for the app-server.
        env: Variables for the app-server, on top of the environment: CODEX_HOME and HOME.
        cwd: The demo's project.
        suggestions: Prompts worth trying.
    """

    config_overrides: tuple[str, ...]
    env: Mapping[str, str]
    cwd: Path
    suggestions: tuple[str, ...]
    _process: "subprocess.Popen[bytes]" = field(repr=False)

    def close(self) -> None:
        """End the scripted model and delete its home and project. May be called twice."""
        _end(self._process)

    def __enter__(self) -> "DemoSession":
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def prepare_demo(codex_bin: str | os.PathLike[str] | None = None) -> DemoSession:
    """Start the scripted model and make a home with some threads and a project with a bug.

    Args:
        codex_bin: The binary that seeds the threads; found as the SDK finds it if None.

    Raises:
        DemoError: The extra `demo` is not installed, or the threads could not be made.
    """
    command = [sys.executable, "-m", "codex_tui.demo"]
    if codex_bin is not None:
        command.append(os.path.abspath(codex_bin))
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=os.sep,  # -m puts the working directory on the module path, and the user's may hold anything
        start_new_session=True,  # ctrl+c in the terminal is the application's
    )
    assert process.stdout is not None
    report = _parse(process.stdout.readline())
    if "error" in report:
        _end(process)
        raise DemoError(report["error"])
    return DemoSession(
        config_overrides=tuple(report["config_overrides"]),
        env=report["env"],
        cwd=Path(report["cwd"]),
        suggestions=tuple(report["suggestions"]),
        _process=process,
    )


def _parse(line: bytes) -> dict[str, Any]:
    if not line:
        return {"error": "The demo ended before it was ready. Run `python -m codex_tui.demo` to see why."}
    report: dict[str, Any] = json.loads(line)
    return report


def _end(process: "subprocess.Popen[bytes]") -> None:
    assert process.stdin is not None and process.stdout is not None
    process.stdin.close()
    try:
        process.wait(_CLOSE_TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    process.stdout.close()
