"""The part of the app about the account: its screens, and what a start without one leads to.

Under `permission_stage`. Its screens are imported when they are first wanted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.screen import ModalScreen

from codex_tui.messages.account import AccountUpdated, LogoutWanted
from codex_tui.models_stage import ModelsStage

if TYPE_CHECKING:
    from codex_tui.board_dialogs import BoardDialogs

NOT_LOGGED_IN = "Nobody is logged in: threads can be read, but turns need an account."


class AccountStage(ModelsStage, part=True):
    """An app that shows the account, and signs in and out."""

    dialogs: BoardDialogs
    _account_known = False
    """Whether the server has said who is logged in: who logs out after that does not want to log in at once."""

    @on(AccountUpdated)
    async def _account_changed(self) -> None:
        """Explains a start without an account, once, and leads on to signing in unless something is being done."""
        account = self.state.of(None).account
        if account is None or not account.told:
            return
        known, self._account_known = self._account_known, True
        if known or not account.missing:
            return
        conversation = self.conversation_screen()
        writes = conversation is not None and bool(conversation.composer.text)
        if writes or isinstance(self.screen, ModalScreen):
            self.say(f"{NOT_LOGGED_IN} /login leads there.", problem=True)
        else:
            await self.dialogs.show_login(NOT_LOGGED_IN)

    async def action_log_in(self) -> None:
        """Shows the ways to sign in."""
        from codex_tui.screens.login import LoginScreen

        if not isinstance(self.screen, LoginScreen):
            await self.push_screen(LoginScreen(self.ports))

    async def action_log_out(self) -> None:
        await self.intents.handle(LogoutWanted())

    async def action_show_account(self) -> None:
        """Shows who is signed in, and the limits."""
        from codex_tui.screens.account import AccountScreen

        if not isinstance(self.screen, AccountScreen):
            await self.push_screen(AccountScreen(self.ports))
