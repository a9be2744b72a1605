"""Makes checks of what was found: pure, and the same at every call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.doctor.own_checks import own_checks
from codex_tui.doctor.places import place_checks
from codex_tui.doctor.programs import program_checks
from codex_tui.doctor.terminal import terminal_checks

if TYPE_CHECKING:
    from codex_tui.doctor.surroundings import Surroundings
    from codex_tui.model.doctor import Check


def examine(found: Surroundings) -> tuple[Check, ...]:
    """All checks, by area."""
    return (*terminal_checks(found), *program_checks(found), *place_checks(found), *own_checks(found))
