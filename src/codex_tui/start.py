"""From the command line to a server that is starting up, before anything of the screen is imported.

Whatever is wrong with what was asked for is found here if it can be: `StartError` is one sentence and the next step.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from codex_app_server import AppServerConfig, ServerProcess, __version__, launch_server
from codex_tui.list_call import FIRST_PAGE, LIST, list_params
from codex_tui.model.server_kind import ServerKind
from codex_tui.page_call import opening_calls
from codex_tui.servers.precedence import screen_first
from codex_tui.settings.loading import Loaded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, TypeAlias

    from codex_tui.demo.session import DemoSession
    from codex_tui.logs.log import Log
    from codex_tui.options import Options
    from codex_tui.servers.joining import Joining

    EarlyCall: TypeAlias = tuple[str, Mapping[str, Any]]

_CLEAR_LINE = "\r\x1b[2K"


class StartError(Exception):
    """Why codex-tui cannot start: what is wrong, and what to do."""


@dataclass(slots=True, eq=False)
class Start:
    """A start under way: what was asked for, where, and what was just begun: a process, a connection, or neither."""

    options: Options
    folder: str
    config: AppServerConfig
    process: ServerProcess | None = None
    demo: DemoSession | None = None
    joining: Joining | None = None
    settings: Loaded = field(default_factory=Loaded)
    log: Log | None = None

    @property
    def begun(self) -> ServerProcess | Joining | None:
        return self.process or self.joining

    @property
    def kind(self) -> ServerKind:
        """Which server it is, as far as that is known before there is a connection."""
        if self.joining is not None:
            return self.joining.kind
        return ServerKind.REMOTE if self.config.endpoint is not None else ServerKind.PRIVATE

    def open_log(self) -> None:
        """Begins the log that the settings name, if they do.

        Raises:
            StartError: it was asked for on the command line, and cannot be written.
        """
        if not self.settings.settings.log.file:
            return
        from codex_tui.logs.log import Log
        from codex_tui.logs.log_file import LogError

        try:
            self.log = Log(self.settings.settings.log)
        except LogError as error:
            if any(override.startswith("log.file=") for override in self.settings.overrides):
                raise StartError(str(error)) from None
            self.settings = self.settings._replace(problems=(*self.settings.problems, str(error)))

    def wire_log(self, server: str, config: AppServerConfig) -> Callable[[str, bytes], None] | None:
        """What takes the lines of a server's wire; None where there is no log of them."""
        if self.log is None:
            return None
        self.log.learn(config.bearer_token)
        return self.log.wire(server)

    def close(self) -> None:
        """Ends a private server, if the session has not done so yet, leaves a shared one, and tidies up the demo."""
        if self.process is not None:
            self.process.close()
        if self.joining is not None:
            self.joining.leave()
        if self.demo is not None:
            self.demo.close()
        if self.log is not None:
            self.log.close()


def in_browser() -> bool:
    """Whether `codex-tui serve` runs this: what is printed goes to it, and it has the browser draw the screen."""
    return "WebDriver" in os.environ.get("TEXTUAL_DRIVER", "")


def begin(
    options: Options, environment: Mapping[str, str] = os.environ, *, lists_threads: bool = True
) -> Start:
    """Checks what was asked for and begins with a server; unless told otherwise it begins with the list of threads.

    Raises:
        StartError: a folder does not exist, or the demo's extra is not installed.
        codex_app_server.CodexError: no binary, or it cannot be run.
    """
    if options.remote is not None:
        return _begin_remote(options, options.remote, environment)
    folder = _folder(options.folder)
    demo = _demo(options) if options.demo else None
    if demo is None:
        _check_home(environment)
    elif options.folder is None:
        folder = str(demo.cwd)
    config = replace(
        _config(),
        codex_bin=options.codex_bin,
        config_overrides=(*(demo.config_overrides if demo else ()), *options.overrides),
        cwd=folder,
        env=demo.env if demo else None,
    )
    calls = first_calls(options, folder) if lists_threads else []
    if not (options.private or options.demo or options.overrides):
        return Start(options, folder, config, joining=_begin_shared(config, environment, calls))
    try:
        process = launch_server(config, early_calls=calls)
    except BaseException:
        if demo is not None:
            demo.close()
        raise
    screen_first(process.pid)
    return Start(options, folder, config, process, demo)


def _config() -> AppServerConfig:
    return AppServerConfig(
        client_name="codex-tui",
        client_title="codex-tui",
        client_version=__version__,
        experimental_api=True,
        concurrent_turns=True,
    )


def first_calls(options: Options, folder: str) -> list[EarlyCall]:
    """What the first screen shows; its answers are read by `session.first_page`."""
    listed = LIST, list_params(folder, archived=False, limit=FIRST_PAGE)
    return [listed, *(opening_calls(options.resumed_id) if options.resumed_id is not None else ())]


def _begin_shared(
    config: AppServerConfig, environment: Mapping[str, str], calls: Sequence[EarlyCall]
) -> Joining:
    # A private server needs nothing of it.
    from codex_app_server import find_codex_binary
    from codex_tui.servers.joining import Joining
    from codex_tui.servers.places import PlaceError, codex_home, daemon_socket, shared_place

    binary = find_codex_binary(config.codex_bin)
    home = codex_home(environment)
    try:
        place = shared_place(home, binary, environment)
    except (PlaceError, OSError) as error:
        raise StartError(str(error)) from None
    joining = Joining(
        replace(config, codex_bin=binary), daemon=daemon_socket(home), place=place, early_calls=calls
    )
    try:
        joining.begin()
    except BaseException:
        joining.leave()
        raise
    return joining


def _begin_remote(options: Options, address: str, environment: Mapping[str, str]) -> Start:
    from codex_tui.servers.remote import RemoteError, remote_endpoint, remote_token

    try:
        endpoint = remote_endpoint(address)
        token = remote_token(options, endpoint, environment)
    except RemoteError as error:
        raise StartError(str(error)) from None
    # Of the folders of another machine nothing is known here.
    folder = _folder(options.folder) if endpoint.is_local else options.folder or os.getcwd()
    return Start(options, folder, replace(_config(), endpoint=endpoint.url, bearer_token=token))


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
    if not home:
        return
    try:
        os.stat(os.path.join(home, os.curdir))
    except FileNotFoundError:
        raise StartError(
            f"CODEX_HOME is {home}, which does not exist. Create that folder, or unset CODEX_HOME to use ~/.codex."
        ) from None
    except OSError as error:
        raise StartError(
            f"CODEX_HOME is {home}, which cannot be used: {error.strerror or error}. "
            "Name another folder, or unset CODEX_HOME to use ~/.codex."
        ) from None


def _demo(options: Options) -> DemoSession:
    from codex_tui.demo.session import DemoError, prepare_demo

    stays = options.linear  # lines are only appended there
    if not in_browser():
        print(
            "codex-tui: preparing a demo project and a scripted model …",
            end="\n" if stays else "",
            flush=True,
        )
    try:
        return prepare_demo(options.codex_bin)
    except DemoError as error:
        raise StartError(str(error)) from None
    finally:
        print("" if stays or in_browser() else _CLEAR_LINE, end="", flush=True)
