"""In which codex-tui on one server its user looked last, so that only that one calls when they look elsewhere.

A small file names it; the lock by which a process shows that it lives says whether the name still counts.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

from codex_tui.store.files import name_for, state_folder
from codex_tui.store.json_file import JsonFile
from codex_tui.store.living import Living

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any


class LastLooked:
    """This client among those of a server.

    Args:
        server: the address that its clients have in common.
        folder: where the files lie, instead of the user's state folder.
        clock: Unix seconds; for the moment from which on this client hears of threads.
    """

    def __init__(
        self, server: str, *, folder: Path | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        base = folder or state_folder() / "attention"
        self._clock = clock
        self._living = Living(base / "clients")
        self._file = JsonFile(name_for(server), "Where you looked last", base, None)
        self._began = clock()

    def here(self) -> None:
        """Somebody looks here."""
        with suppress(OSError):  # then each client tells, as if it were alone
            self._living.show()
            self._file.write({"client": self._living.name, "began": self._began})

    def elsewhere_for(self) -> float | None:
        """For how many seconds the client in which somebody looked last hears of threads; None if that is this one."""
        found = self._file.read(_client)
        if found is None or not self._living.lives(found[0]):
            return None
        return max(0.0, self._clock() - found[1])


def _client(kept: Any) -> tuple[str, float]:
    name = str(kept["client"])
    if not name.isalnum():
        raise ValueError(name)
    return name, float(kept["began"])
