"""A server that runs while the link to its socket is gone.

A server listens in a folder of its own and leaves a link to that at its address. Where the system clears a user's
runtime folder, as after the last login while tmux goes on, the link goes and the server stays: another one that is to
start finds the socket taken and says where it is.
"""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TAKEN = "already in use"
"""What a server says that finds another one at its socket."""
_TAKEN_AT = re.compile(rf"{TAKEN} at (/[^\n]+)")


def link_again(address: Path, said: str) -> None:
    """Puts the link to the socket of a running server back, if a server that could not start said where that is.

    Only where nobody else can have put a socket.
    """
    places = _TAKEN_AT.findall(said)
    if not places:
        return
    place = places[-1].strip()
    with suppress(OSError):
        folder, socket = os.lstat(os.path.dirname(place)), os.lstat(place)
        user = os.geteuid()
        ours = folder.st_uid == socket.st_uid == user and not stat.S_IMODE(folder.st_mode) & 0o077
        if ours and stat.S_ISDIR(folder.st_mode) and stat.S_ISSOCK(socket.st_mode):
            os.symlink(place, address)  # fails if something is there, which is then the server's own
