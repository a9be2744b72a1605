"""The part of the app about what threads may do without asking.

Under `app`. Its screens are imported when they are first wanted.
"""

from __future__ import annotations

from textual.screen import ModalScreen

from codex_tui.account_stage import AccountStage
from codex_tui.messages.permissions import NextMode, PlanToggled


class PermissionStage(AccountStage, part=True):
    """An app that shows and changes permissions, of the thread on the screen or of the next new one."""

    def action_show_permissions(self) -> None:
        """Shows the modes, sandbox and network."""
        from codex_tui.screens.permissions import PermissionsScreen

        if not isinstance(self.screen, PermissionsScreen):
            self.push_screen(PermissionsScreen(self.ports, self.shown_thread()))

    async def action_next_mode(self) -> None:
        """Goes on to the next permissions; pressed quickly, past the question before full access."""
        from codex_tui.screens.full_access import FullAccessQuestion

        if isinstance(self.screen, FullAccessQuestion):
            await self.screen.action_pass_by()
            return
        if isinstance(self.screen, ModalScreen):
            return
        await self.intents.handle(NextMode(self.shown_thread()))

    async def action_toggle_plan(self) -> None:
        """Plans only, or carries out again."""
        await self.intents.handle(PlanToggled(self.shown_thread()))
