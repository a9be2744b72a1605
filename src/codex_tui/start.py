"""From the command line to a server that is starting up, before anything of the screen is imported.

Whatever is wrong with what was asked for is found here if it can be: `StartError` is one sentence and the next step.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from codex_app_server import AppServerConfig, ServerProcess, __version__, launch_server
from codex_tui.demo.session import DemoError, DemoSession, prepare_demo
from codex_tui.list_call import LIST, PAGE, list_params

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codex_tui.options import Options

_CLEAR_LINE = "\r\x1b[2K"


class StartError(Exception):
    """Why codex-tui cannot start: what is wrong, and what to do."""


@dataclass(slots=True)
class Start:
    """A start under way: what was asked for, where, and the server process that was just spawned."""

    options: Options
    folder: str
    config: AppServerConfig
    process: ServerProcess
    demo: DemoSession | None = None

    def close(self) -> None:
        """Ends the server, if the session has not done so yet, and takes the demo's folders away."""
        self.process.close()
        if self.demo is not None:
            self.demo.close()


def begin(
    options: Options, environment: Mapping[str, str] = os.environ, *, lists_threads: bool = True
) -> Start:
    """Checks what was asked for and spawns the server; unless told otherwise it begins with the list of threads.

    Raises:
        StartError: a folder does not exist, or the demo's extra is not installed.
        codex_app_server.CodexError: no binary, or it cannot be run.
    """
    folder = _folder(options.folder)
    demo = _demo(options.codex_bin) if options.demo else None
    if demo is None:
        _check_home(environment)
    elif options.folder is None:
        folder = str(demo.cwd)
    config = AppServerConfig(
        codex_bin=options.codex_bin,
        config_overrides=(*(demo.config_overrides if demo else ()), *options.overrides),
        cwd=folder,
        env=demo.env if demo else None,
        client_name="codex-tui",
        client_title="codex-tui",
        client_version=__version__,
        experimental_api=True,
        concurrent_turns=True,
    )
    try:
        first_page = (LIST, list_params(folder, archived=False, limit=PAGE))
        process = launch_server(config, early_calls=[first_page] if lists_threads else [])
    except BaseException:
        if demo is not None:
            demo.close()
        raise
    return Start(options, folder, config, process, demo)


def _folder(wanted: str | None) -> str:
    try:
        folder = Path(wanted or ".").expanduser().resolve(strict=True)
    except FileNotFoundError:
        raise StartError(
            f"The folder {wanted or '.'} does not exist. Create it, or name another with --cd."
        ) from None
    except (OSError, RuntimeError) as error:
        raise StartError(f"The folder {wanted} cannot be used: {error}. Name another with --cd.") from None
    if not folder.is_dir():
        raise StartError(f"{folder} is not a folder. Name a folder with --cd.")
    return str(folder)


def _check_home(environment: Mapping[str, str]) -> None:
    home = environment.get("CODEX_HOME")
    if home and not Path(home).is_dir():
        raise StartError(
            f"CODEX_HOME is {home}, which does not exist. Create that folder, or unset CODEX_HOME to use ~/.codex."
        )


def _demo(codex_bin: str | None) -> DemoSession:
    print("codex-tui: preparing a demo project and a scripted model …", end="", flush=True)
    try:
        return prepare_demo(codex_bin)
    except DemoError as error:
        raise StartError(str(error)) from None
    finally:
        print(_CLEAR_LINE, end="", flush=True)
