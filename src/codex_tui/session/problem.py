"""Why a connection is gone, in one or two sentences: what happened, why, and what to do next."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from codex_app_server import (
    CodexBinaryNotFoundError,
    CodexError,
    ServerClosedError,
    ServerConnectError,
    ServerStartError,
)
from codex_tui.model.safe_text import SafeText
from codex_tui.model.server_kind import ServerKind
from codex_tui.model.translate_text import first_line
from codex_tui.servers.last_words import killed_by, last_words, signal_of
from codex_tui.servers.places import codex_home
from codex_tui.session.link import in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_ROOM = 1_000_000
"""Bytes below which a disk counts as full: a server that starts writes as much, and does not say what is wrong."""
_NO_TOKEN = 401
"""The HTTP status of a server that wants a token, or another one."""
_START_AGAIN = "Reconnect to start it again; what is stored is kept."


def describe_loss(
    why: CodexError | None,
    stderr: str,
    *,
    was_ready: bool,
    first: bool,
    kind: ServerKind = ServerKind.PRIVATE,
    returns: bool = False,
    full: str = "",
) -> SafeText:
    """Says what happened to the server, and what to do next.

    Args:
        why: what the SDK raised; None if the server closed the connection in order.
        stderr: the last that the server wrote there.
        was_ready: it was in use, rather than about to start.
        first: it was the first one that this application used.
        kind: whose server it is.
        returns: it is tried again without a person.
        full: the folder in which the server would have written, if there is no room for it; else empty.
    """
    if full and not was_ready and not returns:
        sentence = describe_end(why, stderr, was_ready=was_ready, kind=kind)
        then = "start codex-tui again" if first else "reconnect"
        return SafeText(f"{sentence} The disk of {full} is full: make room there, then {then}.")
    if isinstance(why, CodexBinaryNotFoundError | ServerStartError):
        return first_line(str(why))
    sentence = describe_end(why, stderr, was_ready=was_ready, kind=kind)
    if returns:
        return SafeText(f"{sentence} It is being {'made' if kind.goes_on else 'started'} again.")
    if was_ready:
        next_step = "Turns may go on there. Reconnect to see." if kind.goes_on else _START_AGAIN
    elif isinstance(why, ServerConnectError) and why.status_code == _NO_TOKEN:
        next_step = "Check the token."
    elif not first:
        next_step = "Reconnect to try again."
    elif kind.goes_on:
        remote = kind is ServerKind.REMOTE
        if remote:
            next_step = "" if "the address" in sentence else "Check the address."
        else:
            next_step = "codex-tui --private starts without it."
    elif signal_of(_exit_code(why)) is not None:
        next_step = "See that there is enough memory, and start codex-tui again."
    else:
        next_step = "Check the options and the configuration of codex."
    return SafeText(f"{sentence} {next_step}".rstrip())


def full_home(environment: Mapping[str, str]) -> str:
    """The codex home of an environment, if its disk is full; else empty."""
    home = codex_home(environment)
    try:
        found = os.statvfs(home)
    except OSError:
        return ""
    return str(home) if found.f_bavail * found.f_frsize < NO_ROOM else ""


def describe_end(
    why: CodexError | None, stderr: str, *, was_ready: bool, kind: ServerKind, later: bool = False
) -> SafeText:
    """Says what happened, in a sentence; `later`: it will be read once there is a connection again.

    The other arguments are those of `describe_loss`.
    """
    if kind.goes_on:
        server = f"the {kind.value} server"
        reason = first_line(in_words(why)) if why is not None else ""
        lost = f"The connection to {server} {'was' if later else 'is'} lost"
        what = lost if was_ready else f"There is no connection to {server}"
    else:
        reason = _reason(why, stderr)
        what = "The codex server ended" if was_ready else "The codex server did not start"
    if reason.endswith("?"):
        return SafeText(f"{what}: {reason}")
    return SafeText(f"{what}: {reason.rstrip('.')}." if reason else f"{what}.")


def _reason(why: CodexError | None, stderr: str) -> str:
    """Why a server of our own ended, as far as it or the system says that."""
    exit_code = _exit_code(why)
    number = signal_of(exit_code)
    if number is not None:
        return killed_by(number)
    reason = last_words(stderr) or (f"exit code {exit_code}" if exit_code is not None else "")
    return reason or (first_line(str(why)) if why is not None else "")


def _exit_code(why: CodexError | None) -> int | None:
    return why.exit_code if isinstance(why, ServerClosedError) else None
