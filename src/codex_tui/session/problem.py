"""Why a connection is gone, in one or two sentences: what happened, why, and what to do next."""

from __future__ import annotations

from codex_app_server import CodexBinaryNotFoundError, CodexError, ServerClosedError, ServerStartError
from codex_tui.model.safe_text import SafeText
from codex_tui.model.server_kind import ServerKind
from codex_tui.model.translate_text import first_line
from codex_tui.servers.last_words import last_words
from codex_tui.session.link import in_words


def describe_loss(
    why: CodexError | None,
    stderr: str,
    *,
    was_ready: bool,
    first: bool,
    kind: ServerKind = ServerKind.PRIVATE,
) -> SafeText:
    """Says what happened to the server.

    Args:
        why: what the SDK raised; None if the server closed the connection in order.
        stderr: the last that the server wrote there.
        was_ready: it was in use, rather than about to start.
        first: it was the first one that this application used.
        kind: whose server it is.
    """
    if isinstance(why, CodexBinaryNotFoundError | ServerStartError):
        return first_line(str(why))
    if kind.goes_on:
        return _describe_socket(why, kind, was_ready=was_ready, first=first)
    what = "The codex server ended" if was_ready else "The codex server did not start"
    exit_code = why.exit_code if isinstance(why, ServerClosedError) else None
    if exit_code is not None and exit_code < 0:
        reason = f"killed by signal {-exit_code}"
    else:
        reason = last_words(stderr) or (f"exit code {exit_code}" if exit_code is not None else "")
        if not reason and why is not None:
            reason = first_line(str(why))
    sentence = f"{what}: {reason.rstrip('.')}." if reason else f"{what}."
    if was_ready:
        return SafeText(f"{sentence} Reconnect to start it again; what is stored is kept.")
    if first:
        return SafeText(f"{sentence} Check the options and the configuration of codex.")
    return SafeText(f"{sentence} Reconnect to try again.")


def _describe_socket(why: CodexError | None, kind: ServerKind, *, was_ready: bool, first: bool) -> SafeText:
    server = f"the {kind.value} server"
    reason = first_line(in_words(why)).rstrip(".") if why is not None else ""
    what = f"The connection to {server} is lost" if was_ready else f"There is no connection to {server}"
    sentence = f"{what}: {reason}" if reason.endswith("?") else f"{what}: {reason}." if reason else f"{what}."
    if was_ready:
        return SafeText(f"{sentence} Turns may go on there. Reconnect to see.")
    if not first:
        return SafeText(f"{sentence} Reconnect to try again.")
    other = "Check the address" if kind is ServerKind.REMOTE else "codex-tui --private starts without it"
    return SafeText(f"{sentence} {other}.")
