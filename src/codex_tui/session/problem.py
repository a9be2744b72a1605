"""Why a connection is gone, in one or two sentences: what happened, why, and what to do next."""

from __future__ import annotations

import re

from codex_app_server import CodexBinaryNotFoundError, CodexError, ServerClosedError, ServerStartError
from codex_tui.model.safe_text import SafeText
from codex_tui.model.translate_text import first_line

# The server's log, as against a sentence for people: lines that begin with a time, or warn.
_NOISE = re.compile(r"^(\d{4}-\d\d-\d\dT|WARNING)")
_ERROR = re.compile(r"^error[:\s]", re.IGNORECASE)


def describe_loss(why: CodexError | None, stderr: str, *, was_ready: bool, first: bool) -> SafeText:
    """Says what happened to the server.

    Args:
        why: what the SDK raised; None if the server closed the connection in order.
        stderr: the last that the server wrote there.
        was_ready: it was in use, rather than about to start.
        first: it was the first one that this application started.
    """
    if isinstance(why, CodexBinaryNotFoundError | ServerStartError):
        return SafeText(str(why))
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


def last_words(stderr: str) -> str:
    """The reason by stderr: the last error with its paragraph, else the last line that is no log line."""
    lines = [line.strip() for line in stderr.partition("Stack backtrace:")[0].splitlines()]
    starts = [index for index, line in enumerate(lines) if _ERROR.match(line)]
    if starts:
        end = next((i for i in range(starts[-1], len(lines)) if not lines[i]), len(lines))
        return _ERROR.sub("", " ".join(lines[starts[-1] : end])).strip()
    spoken = [line for line in lines if line and not _NOISE.match(line)]
    return spoken[-1] if spoken else ""
