"""Makes checks of what was found: pure, and the same at every call."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codex_tui.doctor.own_checks import own_checks
from codex_tui.doctor.places import place_checks
from codex_tui.doctor.programs import program_checks
from codex_tui.doctor.terminal import terminal_checks
from codex_tui.logs.redaction import Redactor, secrets_of
from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from codex_tui.doctor.surroundings import Surroundings
    from codex_tui.model.doctor import Check


def examine(found: Surroundings) -> tuple[Check, ...]:
    """All checks, by area. What is found is quoted without secrets: it is meant to be shown to others."""
    redactor = Redactor(secrets_of(found.environment))
    checks = (*terminal_checks(found), *program_checks(found), *place_checks(found), *own_checks(found))
    areas = list(dict.fromkeys(check.area for check in checks))
    return tuple(
        replace(check, found=SafeText(redactor.text(check.found)))
        for check in sorted(checks, key=lambda check: areas.index(check.area))
    )
