"""Where servers listen: the user's official one, and the shared one of codex-tui with what lies beside its socket."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_DAEMON_SOCKET = ("app-server-control", "app-server-control.sock")
_NAME_LENGTH = 16
"""Characters of a name; a whole digest would fill a fifth of what the path of a socket may have."""


class PlaceError(Exception):
    """The folder for sockets cannot be used; says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """The files of one shared server, beside each other in a folder that only its user can enter."""

    folder: Path
    name: str

    @property
    def socket(self) -> Path:
        return self.folder / f"{self.name}.sock"

    @property
    def log(self) -> Path:
        """What the server writes to stderr."""
        return self.folder / f"{self.name}.log"

    @property
    def clients(self) -> Path:
        """A file that each client holds a lock on."""
        return self.folder / f"{self.name}.clients"

    @property
    def endpoint(self) -> str:
        return f"unix://{self.socket}"


def codex_home(environment: Mapping[str, str]) -> Path:
    """Where codex keeps its configuration and threads; it need not exist yet."""
    named = environment.get("CODEX_HOME")
    return Path(os.path.realpath(named or os.path.expanduser("~/.codex")))


def daemon_socket(home: Path) -> Path:
    """Where the official background server of a home listens, if there is one."""
    return home.joinpath(*_DAEMON_SOCKET)


def shared_place(home: Path, binary: str, environment: Mapping[str, str]) -> Place:
    """The place of the shared server of a home and a binary: another binary, or another build of it, has another one.

    Raises:
        PlaceError: there is no folder that is safe for sockets.
        OSError: the binary cannot be looked at.
    """
    found = os.stat(binary)
    build = (str(home), os.path.realpath(binary), found.st_size, found.st_mtime_ns)
    digest = sha256(repr(build).encode("utf-8", "surrogatepass")).hexdigest()
    return Place(private_folder(_runtime_folder(environment)), digest[:_NAME_LENGTH])


def _runtime_folder(environment: Mapping[str, str]) -> Path:
    named = environment.get("XDG_RUNTIME_DIR")
    if named and os.path.isabs(named):
        return Path(named) / "codex-tui"
    import warnings

    from platformdirs import user_runtime_path  # not needed where the folder is named

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that the variable is not set is no news to anybody
        return user_runtime_path("codex-tui", appauthor=False)


def private_folder(folder: Path) -> Path:
    """Makes the folder, or makes sure that it is ours alone: who can reach the socket can run commands as us.

    Raises:
        PlaceError: it cannot be made, or is not ours.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = os.lstat(folder)
        if not stat.S_ISDIR(found.st_mode):
            raise NotADirectoryError(20, "it is no folder")
        if found.st_uid != os.geteuid():
            raise PermissionError(1, "it belongs to another user")
        if stat.S_IMODE(found.st_mode) != 0o700:
            os.chmod(folder, 0o700)
    except OSError as error:
        raise PlaceError(
            f"The folder for the shared server, {folder}, cannot be used: {error.strerror or error}. "
            "Set XDG_RUNTIME_DIR to a folder of your own, or start with --private."
        ) from None
    return folder
