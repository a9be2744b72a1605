"""What whoever starts codex-tui makes of stdin, stdout and stderr: closed ones, and those that take no more.

Light: it is imported at every start.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress

_NO_MORE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


def open_closed() -> None:
    """Opens as nothing what was closed (``codex-tui threads >&-``), which Python has as None.

    Its descriptor would be that of the next file or socket, to which a print of a library would go.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - stays open to the end


def why_unwritten(error: OSError) -> str | None:
    """A sentence on an error that is the disk's, as a full one's, and no mistake of codex-tui; None for any other."""
    if error.errno not in _NO_MORE:
        return None
    # What could not be written is not complained about once more as Python ends.
    with suppress(OSError, ValueError):
        sys.stdout.flush()
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    where = f" to {error.filename}" if error.filename else ""
    return f"Not all could be written{where}: {os.strerror(error.errno)}."
