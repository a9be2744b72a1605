"""Checks of places: CODEX_HOME and its configuration, our own files and settings, servers and who holds threads."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from codex_tui.model.doctor import Result, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_tui.doctor.surroundings import Folder, Server, Surroundings
    from codex_tui.model.doctor import Check

HOME, OWN, SERVERS = "Codex home", "codex-tui's own files", "Servers"
LITTLE, VERY_LITTLE = 2 * 10**9, 200 * 10**6
"""Bytes that are free, below which it is said."""
LARGE_LOG = 50 * 10**6


def place_checks(found: Surroundings) -> Iterator[Check]:
    yield _home(found)
    yield _config(found)
    yield _space(HOME, "space", found.home)
    yield _settings(found)
    yield _state(found)
    yield from _servers(found)
    yield _holders(found)


def _home(found: Surroundings) -> Check:
    home = found.home
    said = f"{home.path}{' (CODEX_HOME)' if found.home_named else ''}"
    if home.problem:
        return check(
            HOME,
            "folder",
            Result.WRONG,
            f"{said} cannot be used: {home.problem}",
            "No server starts without it.",
            f"{_look_at(home)}{'; or unset CODEX_HOME' if found.home_named else ''}",
        )
    if not home.exists and found.home_named:
        return check(
            HOME,
            "folder",
            Result.WRONG,
            f"{said} does not exist",
            "No server starts without it.",
            "Create it, or unset CODEX_HOME.",
        )
    if not home.writable:
        return check(
            HOME,
            "folder",
            Result.WRONG,
            f"{said} cannot be written",
            "Threads, logins and rules are kept there.",
            _look_at(home),
        )
    if found.temporary and os.path.realpath(home.path).startswith(f"{found.temporary}{os.sep}"):
        return check(
            HOME,
            "folder",
            Result.WARNING,
            f"{said} is in the folder for temporary files",
            "All threads are gone once that is cleared; and codex makes none of its helper programs there.",
            "Unset CODEX_HOME, or name a folder that stays.",
        )
    if not home.exists:
        return check(HOME, "folder", Result.FINE, f"{said} does not exist yet; the server makes it")
    return check(HOME, "folder", Result.FINE, said)


def _config(found: Surroundings) -> Check:
    path = os.path.join(found.home.path, "config.toml")
    if found.home.problem:
        return check(HOME, "config.toml", Result.SKIPPED, "it would be in that folder")
    if found.config_problem:
        return check(
            HOME,
            "config.toml",
            Result.WRONG,
            f"{path}: {found.config_problem}",
            "The server goes by none of it: models, permissions and MCP servers are its defaults.",
            "Mend the line that is named, or move the file away."
            if found.config_opens
            else f"Look at whom it belongs to:  ls -ld {path}",
        )
    return check(HOME, "config.toml", Result.FINE, path)


def _look_at(folder: Folder) -> str:
    return f"Look at what it is, and whom it belongs to:  ls -ld {folder.nearest or folder.path}"


def _space(area: str, name: str, folder: Folder) -> Check:
    if folder.free is None:
        return check(area, name, Result.SKIPPED, "how much is free is not known")
    said = f"{folder.free / 10**9:.1f} GB free"
    if folder.free >= LITTLE:
        return check(area, name, Result.FINE, said)
    return check(
        area,
        name,
        Result.WRONG if folder.free < VERY_LITTLE else Result.WARNING,
        said,
        "A full disk loses what threads and drafts would keep.",
        f"Make room where {folder.path} lies; codex keeps its threads in sessions/ and its logs in log/.",
    )


def _settings(found: Surroundings) -> Check:
    if found.settings_problems:
        return check(
            OWN,
            "settings",
            Result.WARNING,
            "\n".join(found.settings_problems),
            "What is not understood does not hold; all else does.",
            "codex-tui settings --edit  opens the file.",
        )
    return check(OWN, "settings", Result.FINE, found.settings_path or "none")


def _state(found: Surroundings) -> Check:
    state = found.state
    if not state.writable:
        return check(
            OWN,
            "drafts and histories",
            Result.WRONG,
            f"{state.path} cannot be {f'used: {state.problem}' if state.problem else 'written'}",
            "Drafts and the history of prompts are lost at the end.",
            _look_at(state),
        )
    if state.free is not None and state.free < VERY_LITTLE:
        return _space(OWN, "drafts and histories", state)
    return check(OWN, "drafts and histories", Result.FINE, state.path)


def _servers(found: Surroundings) -> Iterator[Check]:
    if found.shared_problem:
        yield check(
            SERVERS,
            "shared server",
            Result.WRONG,
            found.shared_problem,
            "All codex-tui of a user share one server; without a place for it each start fails.",
            "Do what it says, or start with --private.",
        )
    elif found.shared is not None:
        yield _server("shared server", found.shared, "none runs; the next codex-tui starts one")
    if found.daemon is not None:
        yield _server("codex daemon", found.daemon, "none runs; it is not needed")


def _server(name: str, server: Server, none: str) -> Check:
    if not server.exists:
        return check(SERVERS, name, Result.FINE, none)
    if not server.answers:
        return check(
            SERVERS,
            name,
            Result.WARNING,
            f"{server.socket} is there, and nobody answers",
            "It is left of a server that was killed. The next one that starts replaces it.",
            f"If starting fails:  rm {server.socket}",
        )
    if server.log_size > LARGE_LOG:
        return check(
            SERVERS,
            name,
            Result.WARNING,
            f"answers; its log has {server.log_size / 10**6:.0f} MB",
            "It fills the disk or the memory in which the runtime folder lies.",
            "End all codex-tui once; the log begins anew.",
        )
    return check(SERVERS, name, Result.FINE, f"answers at {server.socket}")


def _holders(found: Surroundings) -> Check:
    if found.platform != "linux":
        return check(SERVERS, "open threads", Result.SKIPPED, "only Linux tells who holds a lock")
    if not found.others:
        return check(SERVERS, "open threads", Result.FINE, "no process holds one")
    said = ", ".join(f"process {process} has {count} open" for process, count in sorted(found.others.items()))
    if len(found.others) == 1:
        return check(SERVERS, "open threads", Result.FINE, said)
    return check(
        SERVERS,
        "open threads",
        Result.WARNING,
        said,
        "A thread runs in one server only: those of another process can be read here, and not run.",
        "Close the other codex programs, or the process if it was left behind.",
    )
