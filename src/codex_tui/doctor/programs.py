"""Checks of programs: the codex binary, its sandbox, git, the editor, the clipboard; and of the way to the login."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from codex_tui.clipboard_text import TAKE_NONE
from codex_tui.model.doctor import Result, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_tui.doctor.surroundings import Surroundings
    from codex_tui.model.doctor import Check

AREA, NETWORK = "Programs", "Network"
SLOW_START = 5.0
"""Seconds."""
COULD_WRITE = 9
"""Exit code of the command in the sandbox if it was none."""


def program_checks(found: Surroundings) -> Iterator[Check]:
    yield _binary(found)
    yield _start(found)
    yield _sandbox(found)
    yield _git(found)
    yield _editor(found)
    yield _clipboard(found)
    yield _network(found)
    yield _login(found)


_check = partial(check, AREA)
_check_network = partial(check, NETWORK)


def _binary(found: Surroundings) -> Check:
    if found.binary_problem:
        return _check(
            "codex",
            Result.WRONG,
            f"{found.binary}: {found.binary_problem}" if found.binary else found.binary_problem,
            "codex-tui is a screen for it: without it nothing runs.",
            "Install it anew:  pip install --force-reinstall openai-codex-cli-bin",
        )
    said = f"{found.binary_version or 'unknown version'} at {found.binary}"
    if found.wanted_version and found.binary_version and found.binary_version != found.wanted_version:
        return _check(
            "codex",
            Result.WARNING,
            said,
            f"codex-tui is made for {found.wanted_version}; what is new or gone in another is shown raw, or fails.",
            "Unset CODEX_BIN and --codex-bin, or install that version.",
        )
    return _check("codex", Result.FINE, said)


def _start(found: Surroundings) -> Check:
    started = found.started
    if started is None:
        return _check("server start", Result.SKIPPED, "there is nothing to start it with")
    if started.problem:
        return _check(
            "server start",
            Result.WRONG,
            started.problem,
            "Without a server there are no threads and no models.",
            "Do what it says. If codex-tui --demo starts, it is CODEX_HOME or your configuration.",
        )
    seconds = started.seconds or 0.0
    said = f"a server answered after {seconds:.1f} s"
    if seconds < SLOW_START:
        return _check("server start", Result.FINE, said)
    return _check(
        "server start",
        Result.WARNING,
        said,
        "Each start of codex-tui without a shared server waits that long.",
        "Look whether the disk of CODEX_HOME is slow or far away, and whether something else keeps this machine busy.",
    )


def _login(found: Surroundings) -> Check:
    started = found.started
    if started is None or started.problem:
        return _check_network("login", Result.SKIPPED, "there was no server to ask")
    if started.login_missing:
        return _check_network(
            "login",
            Result.WRONG,
            "nobody is signed in",
            "No model answers without.",
            "Start codex-tui and enter  /login",
        )
    return _check_network("login", Result.FINE, started.account or "not needed for these models")


def _sandbox(found: Surroundings) -> Check:
    if found.sandbox is None:
        return _check("sandbox", Result.SKIPPED, "there is no codex to try it with")
    if found.config_problem and found.sandbox not in (0, COULD_WRITE):
        wrong = "CODEX_HOME" if found.home.problem else "config.toml"
        return _check("sandbox", Result.SKIPPED, f"it cannot be tried before {wrong} is mended")
    which = f"with {found.bubblewrap}" if found.bubblewrap else "with what codex brings along"
    if found.sandbox == 0:
        return _check("sandbox", Result.FINE, f"a command ran in it and could not write, {which}")
    if found.sandbox == COULD_WRITE:
        return _check(
            "sandbox",
            Result.WRONG,
            "a command that may only read could write",
            "Commands of the agent are not held back, although threads say that they are.",
            "Look at sandbox_mode in config.toml; until then answer every command yourself: /permissions, read only.",
        )
    return _check(
        "sandbox",
        Result.WRONG,
        found.sandbox_said or f"a command in it ended with {found.sandbox}",
        "Commands of the agent fail, as they cannot be shut in.",
        "Install bubblewrap with your package manager and allow user namespaces; in a container, allow them there. "
        "On Ubuntu:  sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0",
    )


def _git(found: Surroundings) -> Check:
    if found.git:
        return _check("git", Result.FINE, found.git.removeprefix("git version "))
    return _check(
        "git",
        Result.WARNING,
        "not found",
        "Changes of the working tree, reviews by branch, worktrees and taking changes back need it.",
        "Install git with your package manager.",
    )


def _editor(found: Surroundings) -> Check:
    command, is_there = found.editor
    if is_there:
        return _check("editor", Result.FINE, command)
    return _check(
        "editor",
        Result.WARNING,
        f"{command}: not found" if command else "none is named",
        "Files and drafts cannot be opened in your editor.",
        "export EDITOR=vim, or  codex-tui settings set input.editor vim",
    )


def _clipboard(found: Surroundings) -> Check:
    if found.clipboard:
        return _check(
            "clipboard", Result.FINE, f"copies by the terminal (OSC 52); also {', '.join(found.clipboard)}"
        )
    mend = "On Wayland install wl-clipboard, on X11 xclip."
    is_here = not found.environment.get("SSH_CONNECTION")
    if is_here and not found.environment.keys().isdisjoint(TAKE_NONE):
        return _check(
            "clipboard",
            Result.WARNING,
            "copies by the terminal (OSC 52) only",
            "This kind of terminal does not take that as it comes: what is copied is on no clipboard.",
            mend,
        )
    return _check(
        "clipboard",
        Result.FINE,
        "copies by the terminal (OSC 52)",
        "Pictures cannot be pasted with ctrl+v: no program for that is there.",
        "brew install pngpaste" if found.platform == "darwin" else mend,
    )


def _network(found: Surroundings) -> Check:
    if found.provider:
        said = f"not tried: models come from {found.provider}"
        return _check_network("OpenAI", Result.SKIPPED, said)
    if not found.hosts:
        return _check_network("OpenAI", Result.SKIPPED, "not tried")
    gone = {host: why for host, why in found.hosts.items() if why}
    proxy = found.environment.get("HTTPS_PROXY") or found.environment.get("https_proxy")
    by = f" by the proxy {_without_password(proxy)}" if proxy else ""
    if not gone:
        return _check_network("OpenAI", Result.FINE, f"{', '.join(found.hosts)} can be reached{by}")
    said = "; ".join(f"{host}: {why}" for host, why in gone.items())
    return _check_network(
        "OpenAI",
        Result.WRONG if len(gone) == len(found.hosts) else Result.WARNING,
        f"{said}{by}",
        "Login and models need these hosts: turns would wait for the network.",
        "Look at your connection; behind a proxy set HTTPS_PROXY before codex-tui starts.",
    )


def _without_password(address: str) -> str:
    """An address with what stands before its @ left out."""
    scheme, separator, rest = address.rpartition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}"
