"""Intents about what threads may do without asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.messages.base import AddressedIntent, Intent

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.permissions import Mode


class NextMode(AddressedIntent):
    """Go on to the next mode of permissions, `after` one that is passed by; without a thread, for the next new one."""

    def __init__(self, thread: ThreadKey | None, after: Mode | None = None) -> None:
        super().__init__(thread)
        self.after = after


class ModeChosen(AddressedIntent):
    """Use this mode of permissions; asks first where nothing would be held back any more."""

    def __init__(self, thread: ThreadKey | None, mode: Mode) -> None:
        super().__init__(thread)
        self.mode = mode


class PlanToggled(AddressedIntent):
    """Plan only, or carry out again what is asked."""

    def __init__(self, thread: ThreadKey | None) -> None:
        super().__init__(thread)


class PermissionsWanted(Intent):
    """Read again what the configuration allows new threads to do, and what it forbids."""
