"""What the doctor looks at: plain facts, gathered by `look`, judged by `examine`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that is written to."""

    path: str
    exists: bool = False
    writable: bool = False
    free: int | None = None
    """Bytes that are free there."""
    problem: str = ""
    """Why it can be no folder for us, where that is more than that it does not exist yet."""
    nearest: str = ""
    """The last part of its path that can be seen."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that may listen on a socket."""

    socket: str
    exists: bool = False
    answers: bool = False
    log_size: int = 0


@dataclass(frozen=True, slots=True)
class Started:
    """What came of starting a server.

    Attributes:
        seconds: until it answered; None if it did not.
        problem: why it did not start, or would not answer.
        account: how somebody is signed in; empty if nobody is, or if the server does not say.
        login_missing: whether nobody is signed in, and its models want somebody to be.
    """

    seconds: float | None = None
    problem: str = ""
    account: str = ""
    login_missing: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything that the checks are made of; None or empty where it could not be found out.

    Attributes:
        environment: the variables of codex-tui.
        platform: as `sys.platform` has it.
        is_terminal: whether standard output is one.
        size: columns and rows of the terminal.
        encoding: of standard output.
        tmux: its options, by name, if codex-tui runs in it.
        tmux_version: as tmux says it.
        binary: path of the codex binary.
        binary_problem: why there is none.
        binary_version: as it says it.
        wanted_version: the version that codex-tui is made for.
        home: CODEX_HOME.
        home_named: whether the variable names it.
        temporary: the folder for temporary files.
        config_problem: why the server's configuration cannot be read.
        config_opens: whether that is for what stands in it.
        sandbox: exit code of a command that may only read, 0 if it could not write.
        sandbox_said: what was said as it failed.
        bubblewrap: path of the system's own.
        started: what came of starting a server; None where it was not tried.
        git: its version.
        editor: the command, and whether its program is there.
        clipboard: the programs that read or write the clipboard.
        hosts: of the hosts that were tried, why each cannot be reached; empty if it can.
        provider: the provider of models that is configured, if it is not OpenAI.
        daemon: the official background server.
        shared: the shared server of codex-tui.
        shared_problem: why there can be none.
        others: servers that hold threads open, by process id: how many threads.
        state: where codex-tui keeps drafts and histories.
        settings_path: the settings file.
        settings_problems: what is wrong with it, each in a sentence.
        open_files: paths with keys or texts that others may read.
        sizes: bytes of what grows, by name.
        crashes: paths of the reports of crashes, the oldest first.
    """

    environment: Mapping[str, str] = field(default_factory=dict)
    platform: str = "linux"
    is_terminal: bool = True
    size: tuple[int, int] | None = None
    encoding: str = "utf-8"
    tmux: Mapping[str, str] = field(default_factory=dict)
    tmux_version: str = ""
    binary: str = ""
    binary_problem: str = ""
    binary_version: str = ""
    wanted_version: str = ""
    home: Folder = field(default_factory=lambda: Folder(""))
    home_named: bool = False
    temporary: str = ""
    config_problem: str = ""
    config_opens: bool = True
    sandbox: int | None = None
    sandbox_said: str = ""
    bubblewrap: str = ""
    started: Started | None = None
    git: str = ""
    editor: tuple[str, bool] = ("", False)
    clipboard: tuple[str, ...] = ()
    hosts: Mapping[str, str] = field(default_factory=dict)
    provider: str = ""
    daemon: Server | None = None
    shared: Server | None = None
    shared_problem: str = ""
    others: Mapping[int, int] = field(default_factory=dict)
    state: Folder = field(default_factory=lambda: Folder(""))
    settings_path: str = ""
    settings_problems: tuple[str, ...] = ()
    open_files: tuple[str, ...] = ()
    sizes: Mapping[str, int] = field(default_factory=dict)
    crashes: tuple[str, ...] = ()
