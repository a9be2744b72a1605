"""The reports that are kept: where, how many, and which of them nobody was told of. Light.

A signal that ends Python leaves its report by itself (`watch_for_signals`), to be found by the next start.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from codex_tui.store.files import make_folder, state_folder

if TYPE_CHECKING:
    from typing import IO

MOST = 10
"""Reports that are kept."""
_REPORT, _SIGNAL, _TOLD = "crash-*.txt", "signal-*.txt", ".told"
_LONGEST_SIGNAL = 200_000


def crash_folder() -> Path:
    return state_folder() / "crashes"


def keep(name: str, text: str) -> Path:
    """Writes a report, and lets the oldest go.

    Raises:
        OSError: it cannot be written.
    """
    folder = crash_folder()
    make_folder(folder)
    path = folder / f"crash-{name}.txt"
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w", encoding="utf-8", errors="backslashreplace") as report:
        report.write(text)
    for old in reports()[:-MOST]:
        with suppress(OSError):
            old.unlink()
    return path


def reports() -> list[Path]:
    """The reports that are kept, the oldest first."""
    try:
        return sorted(crash_folder().glob(_REPORT))
    except OSError:
        return []


def untold() -> Path | None:
    """The newest report, if no start has told of it yet; from now on one has."""
    _take_over_signals()
    found = reports()
    if not found:
        return None
    mark = crash_folder() / _TOLD
    with suppress(OSError, ValueError):
        if mark.read_text(encoding="utf-8").strip() >= found[-1].name:
            return None
    with suppress(OSError):
        file = os.open(mark, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(file, "w", encoding="utf-8") as told:
            told.write(found[-1].name)
    return found[-1]


def watch_for_signals() -> IO[bytes] | None:
    """Has Python write where it was if a signal ends it; give what it gives to `unwatch`."""
    import faulthandler

    try:
        make_folder(crash_folder())
        path = crash_folder() / f"signal-{os.getpid()}.txt"
        file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
    except OSError:
        return None
    faulthandler.enable(file)
    return file


def unwatch(file: IO[bytes] | None) -> None:
    import faulthandler

    if file is not None:
        faulthandler.disable()
        file.close()
        with suppress(OSError):
            (crash_folder() / f"signal-{os.getpid()}.txt").unlink()


def _take_over_signals() -> None:
    """Makes reports of what processes left that were ended by a signal."""
    with suppress(OSError):
        for left in crash_folder().glob(_SIGNAL):
            with suppress(OSError, ValueError):
                _take_over(left)


def _take_over(left: Path) -> None:
    process = int(left.stem.rpartition("-")[2])
    if process == os.getpid() or _lives(process):
        return
    with open(left, encoding="utf-8", errors="replace") as file:
        said = file.read(_LONGEST_SIGNAL)
    if said.strip():
        from time import gmtime, strftime

        when = strftime("%Y%m%d-%H%M%S", gmtime(left.stat().st_mtime))
        home = str(Path.home())
        keep(f"{when}-{process}-signal", f"codex-tui was ended by a signal.\n\n{said.replace(home, '~')}")
    left.unlink()


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True
