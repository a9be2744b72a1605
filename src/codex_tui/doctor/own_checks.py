"""Checks of what codex-tui and codex keep: who may read it, how much it is, and the crashes that were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.doctor import Result, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_tui.doctor.surroundings import Surroundings
    from codex_tui.model.doctor import Check

HOME, OWN = "Codex home", "codex-tui's own files"
MUCH = 5 * 10**9
"""Bytes of threads and logs from which on it is said."""


def own_checks(found: Surroundings) -> Iterator[Check]:
    yield _readers(found)
    yield _sizes(found)
    yield _crashes(found)


def _readers(found: Surroundings) -> Check:
    if not found.open_files:
        return check(HOME, "permissions", Result.FINE, "keys and threads are for you alone")
    return check(
        HOME,
        "permissions",
        Result.WARNING,
        f"others may read {', '.join(found.open_files)}",
        "Keys of a login and what was said in threads are in there.",
        f"chmod go= {' '.join(found.open_files)}",
    )


def _sizes(found: Surroundings) -> Check:
    if not found.sizes:
        return check(HOME, "sizes", Result.FINE, "nothing is kept yet")
    said = ", ".join(f"{name} {size / 10**6:.1f} MB" for name, size in found.sizes.items())
    if sum(found.sizes.values()) < MUCH:
        return check(HOME, "sizes", Result.FINE, said)
    return check(
        HOME,
        "sizes",
        Result.WARNING,
        said,
        "It only grows: nothing of it is taken away by itself.",
        "Delete threads that you no longer need; logs may be deleted while no codex runs.",
    )


def _crashes(found: Surroundings) -> Check:
    if not found.crashes:
        return check(OWN, "crashes", Result.FINE, "none is on record")
    return check(
        OWN,
        "crashes",
        Result.WARNING,
        f"{len(found.crashes)} on record, the last: {found.crashes[-1]}",
        "codex-tui failed by a mistake of its own. The report has neither your texts nor secrets.",
        "Send it with a word on what you did; delete it when that is done.",
    )
