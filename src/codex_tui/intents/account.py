"""What a person wants of the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.intents.desk import Desk, handles
from codex_tui.messages import account as say

if TYPE_CHECKING:
    from codex_tui.session.runtime import Session


class AccountIntents(Desk):
    """Asks, signs in and out."""

    @handles(say.AccountWanted)
    async def _account_wanted(self, _intent: say.AccountWanted) -> None:
        async def read(session: Session) -> None:
            await session.account.load()
            if (await session.account.known()).kind != "ChatGPT":
                await session.account.load_limits()

        self.do(read)

    @handles(say.LoginWanted)
    async def _login_wanted(self, intent: say.LoginWanted) -> None:
        self.do(lambda session: session.account.login(intent.way))

    @handles(say.KeyGiven)
    async def _key_given(self, intent: say.KeyGiven) -> None:
        self.do(lambda session: session.account.login_with_key(intent.key))

    @handles(say.LoginUnwanted)
    async def _login_unwanted(self, _intent: say.LoginUnwanted) -> None:
        self.do(lambda session: session.account.cancel_login())

    @handles(say.LogoutWanted)
    async def _logout_wanted(self, _intent: say.LogoutWanted) -> None:
        account = self._state.account
        if account is None or account.missing:
            self._stage.say("Nobody is logged in.")
            return
        answer = await self._stage.dialogs.ask(
            f"Log out of {account.kind}{f' {account.email}' if account.email else ''}?"
            if account.told
            else "Log out, if anybody is logged in?",
            "The server forgets the credentials, for every client that uses it. Threads stay and can be read.",
        )

        async def log_out(session: Session) -> None:
            if await answer:
                await session.account.logout()

        self.do(log_out)
