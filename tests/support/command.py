"""A command of the shell, run in this process: where it is not about the process, an interpreter less is started."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from codex_tui import cli

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Done:
    """What a command came to."""

    returncode: int
    stdout: str
    stderr: str


def run_here(
    arguments: list[str], folder: Path, env: Mapping[str, str], capsys: pytest.CaptureFixture[str]
) -> Done:
    """Runs ``codex-tui`` with these arguments in a folder, with an environment on top of the test's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name, value in env.items():
            patch.setenv(name, value)
        capsys.readouterr()
        code = cli.run(arguments)
        said = capsys.readouterr()
    return Done(code, said.out, said.err)
