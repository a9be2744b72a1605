"""Gathers what the doctor looks at. Blocks for some seconds at most: every program and every host has a limit."""

from __future__ import annotations

import locale
import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codex_app_server import AppServerConfig, CodexError, connect_early, find_codex_binary
from codex_tui.crashes.kept import reports
from codex_tui.doctor.keeping import open_to_others, sizes
from codex_tui.doctor.server import try_start
from codex_tui.doctor.surroundings import Folder, Server, Surroundings
from codex_tui.servers.places import PlaceError, codex_home, daemon_socket, shared_place
from codex_tui.settings.loading import load
from codex_tui.store.files import state_folder

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from codex_tui.settings.loading import Loaded

SECONDS = 10.0
"""For a program."""
REACH_SECONDS = 3.0
"""For a host."""
HOSTS = ("auth.openai.com", "chatgpt.com", "api.openai.com")
CLIPBOARD = ("wl-copy", "wl-paste", "xclip", "xsel", "pbcopy", "pbpaste", "pngpaste", "clip.exe")
_TMUX_OPTIONS = ("extended-keys", "set-clipboard", "allow-passthrough", "focus-events", "escape-time")
_PROBE = 'if (: > "$1") 2>/dev/null; then exit 9; fi'
"""A command that fails with 9 where it could write."""


def look_around(
    environment: Mapping[str, str] = os.environ,
    *,
    codex_bin: str | None = None,
    config_file: str | None = None,
    overrides: Sequence[str] = (),
    network: bool = True,
    loaded: Loaded | None = None,
) -> Surroundings:
    """Everything that the checks need.

    Args:
        environment: the variables of codex-tui.
        codex_bin: a binary that was named.
        config_file: a settings file that was named.
        overrides: ``KEY=VALUE`` that the server is started with.
        network: try the hosts that OpenAI's models need, if those are used.
        loaded: the settings in force; read here if they are not given.
    """
    home = codex_home(environment)
    config, config_problem, config_opens = _config(home / "config.toml")
    given = [text.partition("=")[2].strip('"') for text in overrides if text.startswith("model_provider=")]
    provider = given[-1] if given else str(config.get("model_provider") or "")
    with ThreadPoolExecutor(max_workers=8) as pool:
        binary = pool.submit(_binary, codex_bin, environment)
        tmux = pool.submit(_tmux, environment)
        git = pool.submit(_said, ["git", "--version"], environment)
        # Nobody is asked whom another provider's models have no need of.
        tried = HOSTS if network and provider in ("", "openai") else ()
        hosts = {host: pool.submit(_unreachable, host, environment) for host in tried}
        servers = pool.submit(_servers, home, codex_bin, environment)
        settings = loaded if loaded is not None else load(config_file, (), environment)
        path, problem, version, sandbox, sandbox_said = binary.result()
        # Not beside the probe of the sandbox: both would make the same files in a new home.
        starts = bool(version) and (os.path.isdir(home) or not environment.get("CODEX_HOME"))
        started = pool.submit(try_start, path, environment, overrides) if starts else None
        daemon, shared, shared_problem = servers.result()
        return Surroundings(
            environment=dict(environment),
            platform=sys.platform,
            is_terminal=sys.__stdout__ is not None and sys.__stdout__.isatty(),
            size=_size(),
            encoding=_encoding(environment),
            tmux=tmux.result()[0],
            tmux_version=tmux.result()[1],
            binary=path,
            binary_problem=problem,
            binary_version=version,
            wanted_version=_wanted_version(),
            home=_folder(home),
            home_named=bool(environment.get("CODEX_HOME")),
            temporary=os.path.realpath(tempfile.gettempdir()),
            config_problem=config_problem,
            config_opens=config_opens,
            sandbox=sandbox,
            sandbox_said=sandbox_said,
            bubblewrap=shutil.which("bwrap", path=environment.get("PATH")) or "",
            started=started.result() if started is not None else None,
            git=git.result(),
            editor=_editor(settings.settings.input.editor, environment),
            clipboard=tuple(name for name in CLIPBOARD if shutil.which(name, path=environment.get("PATH"))),
            hosts={host: reached.result() for host, reached in hosts.items()},
            provider="" if provider == "openai" else provider,
            daemon=daemon,
            shared=shared,
            shared_problem=shared_problem,
            others=_holders(home),
            state=_folder(state_folder()),
            settings_path=str(settings.path or ""),
            settings_problems=settings.problems,
            open_files=open_to_others(home, state_folder()),
            sizes=sizes(home, state_folder(), settings.settings.log.file),
            crashes=tuple(map(str, reports())),
        )


def _run(command: Sequence[str], environment: Mapping[str, str]) -> tuple[int, str, str]:
    """Exit code, output and errors; code -1 where it could not be run or took too long."""
    try:
        done = subprocess.run(
            command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        return -1, "", str(error)
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


def _said(command: Sequence[str], environment: Mapping[str, str]) -> str:
    code, output, _ = _run(command, environment)
    return output.strip() if code == 0 else ""


def _size() -> tuple[int, int] | None:
    with suppress(OSError, ValueError, AttributeError):
        found = os.get_terminal_size(sys.__stdout__.fileno())  # type: ignore[union-attr]
        return found.columns, found.lines
    return None


def _encoding(environment: Mapping[str, str]) -> str:
    named = environment.get("LC_ALL") or environment.get("LC_CTYPE") or environment.get("LANG") or ""
    return named.partition(".")[2] or locale.getpreferredencoding(do_setlocale=False)


def _binary(codex_bin: str | None, environment: Mapping[str, str]) -> tuple[str, str, str, int | None, str]:
    """Path, problem, version; and what came of a command in its sandbox."""
    try:
        path = find_codex_binary(codex_bin, environment)
    except CodexError as error:
        return "", str(error), "", None, ""
    code, output, said = _run([path, "--version"], environment)
    if code != 0:
        return path, (said.strip().splitlines() or ["it ends at once"])[-1], "", None, ""
    with tempfile.TemporaryDirectory(prefix="codex-tui-doctor-") as folder:
        probe = os.path.join(folder, "probe")
        command = [path, "sandbox", "--", "sh", "-c", _PROBE, "sh", probe]
        sandbox, _, said = _run(command, {**environment, "RUST_LOG": "error"})
    lines = [line for line in said.strip().splitlines() if not line.startswith("WARNING: proceeding")]
    return path, "", output.strip().split()[-1] if output.split() else "", sandbox, "\n".join(lines[-3:])


def _wanted_version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    with suppress(PackageNotFoundError):
        return version("openai-codex-cli-bin")
    return ""


def _tmux(environment: Mapping[str, str]) -> tuple[dict[str, str], str]:
    if not environment.get("TMUX"):
        return {}, ""
    options: dict[str, str] = {}
    for name in _TMUX_OPTIONS:
        # Options of the server, of the session and of the window have commands of their own.
        for scope in ("-sv", "-gv", "-gwv"):
            if value := _said(["tmux", "show-options", scope, name], environment):
                options[name] = value
                break
    return options, _said(["tmux", "-V"], environment)


def _config(path: Path) -> tuple[dict[str, Any], str, bool]:
    """The server's configuration, why it cannot be read, and whether the file can be opened."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}, "", True
    except OSError as error:
        return {}, error.strerror or str(error), False
    except UnicodeDecodeError as error:
        return {}, str(error), True
    try:
        return tomllib.loads(text), "", True
    except (ValueError, RecursionError) as error:
        return {}, str(error), True


def _folder(path: Path) -> Folder:
    problem = ""
    try:
        # With the dot it fails for a file and for a closed folder, too.
        os.stat(os.path.join(path, os.curdir))
    except FileNotFoundError:
        pass
    except OSError as error:
        problem = error.strerror or str(error)
    place = path
    while not os.path.exists(place) and place != place.parent:
        place = place.parent
    free = None
    with suppress(OSError):
        free = shutil.disk_usage(place).free
    writable = not problem and os.access(place, os.W_OK | os.X_OK)
    return Folder(str(path), os.path.isdir(path), writable, free, problem, str(place))


def _editor(chosen: str, environment: Mapping[str, str]) -> tuple[str, bool]:
    named = chosen or environment.get("VISUAL") or environment.get("EDITOR") or ""
    try:
        words = shlex.split(named)
    except ValueError:
        words = [named]
    return named, bool(words) and shutil.which(words[0], path=environment.get("PATH")) is not None


def _unreachable(host: str, environment: Mapping[str, str]) -> str:
    """Why a host cannot be reached; empty if it can, directly or by the proxy of the environment."""
    proxy = environment.get("HTTPS_PROXY") or environment.get("https_proxy") or environment.get("ALL_PROXY")
    place = (host, 443)
    if proxy:
        address = proxy.rpartition("://")[2].rpartition("@")[2].rstrip("/")
        name, _, port = address.rpartition(":")
        place = (name or address, int(port) if port.isdigit() else 80)
    try:
        with socket.create_connection(place, timeout=REACH_SECONDS):
            return ""
    except OSError as error:
        return error.strerror or str(error) or type(error).__name__


def _servers(
    home: Path, codex_bin: str | None, environment: Mapping[str, str]
) -> tuple[Server | None, Server | None, str]:
    """The daemon, the shared server, and why there can be no shared one."""
    daemon = _server(daemon_socket(home), None)
    try:
        with warnings.catch_warnings():  # one of it would be written over the screen
            warnings.simplefilter("ignore")
            place = shared_place(home, find_codex_binary(codex_bin, environment), environment)
    except (PlaceError, OSError, CodexError) as error:
        return daemon, None, str(error)
    return daemon, _server(place.socket, place.log), ""


def _server(path: Path, log: Path | None) -> Server:
    exists = os.path.lexists(path)
    answers = False
    if exists:
        with suppress(CodexError):
            connect_early(AppServerConfig(endpoint=f"unix://{path}"), ()).close()
            answers = True
    size = 0
    if log is not None:
        with suppress(OSError):
            size = log.stat().st_size
    return Server(str(path), exists, answers, size)


def _holders(home: Path) -> dict[int, int]:
    """How many threads processes hold open, by the locks that the kernel lists."""
    inodes: dict[int, int] = {}
    with suppress(OSError):
        for entry in os.scandir(home / "thread-writer-locks"):
            inodes[entry.stat().st_ino] = 1
    held: dict[int, int] = {}
    with suppress(OSError):
        for line in Path("/proc/locks").read_text(encoding="ascii", errors="replace").splitlines():
            words = line.split()
            if len(words) > 5 and words[1] == "FLOCK" and words[4].isdigit():
                inode = words[5].rpartition(":")[2]
                if inode.isdigit() and int(inode) in inodes:
                    held[int(words[4])] = held.get(int(words[4]), 0) + 1
    return held
