"""Commands about the account: who is signed in, signing in and out, and how much of the plan is used."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from codex_app_server import CodexError
from codex_tui.model.account import Account, Login, LoginWay, Secret, read_account, read_limits
from codex_tui.model.changes import AccountChanged
from codex_tui.model.safe_text import SafeText
from codex_tui.session.link import explain

if TYPE_CHECKING:
    from codex_app_server import AsyncChatgptLoginHandle, AsyncDeviceCodeLoginHandle
    from codex_tui.session.link import Link

    Handle = AsyncChatgptLoginHandle | AsyncDeviceCodeLoginHandle

_NO_LIMITS = "authentication required"


class AccountCommands:
    """Knows the account, and the sign-in that is under way."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._handle: Handle | None = None
        self._read = asyncio.Event()

    @property
    def _account(self) -> Account:
        state = self._link.state
        if state.account is None:
            state.account = Account()
        return state.account

    async def known(self) -> Account:
        """The account, once the server has been asked for it."""
        await self._read.wait()
        return self._account

    async def load(self) -> None:
        """Asks who is signed in, and with ChatGPT how much of the plan is used."""
        try:
            read_account(await self._link.call("account/read", {}), self._account)
        except CodexError:
            return  # an older server: nothing is known, and nothing is held back
        finally:
            self._read.set()
            self._link.report(AccountChanged())
        if self._account.kind == "ChatGPT":
            await self.load_limits()

    async def load_limits(self) -> None:
        """Asks how much of the plan is used; why that cannot be told is kept."""
        account = self._account
        try:
            read_limits(await self._link.call("account/rateLimits/read", {}), account)
        except CodexError as error:
            account.limits = {}
            account.limits_problem = self._why_no_limits(error)
        self._link.report(AccountChanged())

    def _why_no_limits(self, error: CodexError) -> SafeText:
        kind = self._account.kind
        if _NO_LIMITS not in str(error):
            return SafeText(f"The limits could not be read: {explain(error)}")
        if not kind:
            return SafeText("Limits are those of a ChatGPT plan; nobody is logged in.")
        billed = "an API key" if kind == "API key" else kind
        return SafeText(f"Limits are those of a ChatGPT plan; the use of {billed} is billed instead.")

    # --- sign in --------------------------------------------------------------------------------------------

    async def login_with_key(self, key: Secret) -> None:
        """Hands an API key to the server, which keeps it and does not try it."""
        if not key.reveal().strip():
            self._fail(LoginWay.KEY, "no key was typed")
            return
        self._begin(LoginWay.KEY)
        try:
            codex = await self._link.codex()
            await codex.login_api_key(key.reveal().strip())
        except CodexError as error:
            # Whatever the server said back: not with the key in it.
            self._fail(LoginWay.KEY, explain(error).replace(key.reveal().strip(), "(the key)"))
            return
        await self._succeed()

    async def login(self, way: LoginWay) -> None:
        """Begins to sign in with ChatGPT, and waits for its end beside everything else."""
        await self.cancel_login()
        self._begin(way)
        try:
            codex = await self._link.codex()
            if way is LoginWay.DEVICE:
                device = await codex.login_chatgpt_device_code()
                login = Login(way, SafeText(device.verification_url), SafeText(device.user_code))
                handle: Handle = device
            else:
                browser = await codex.login_chatgpt()
                login, handle = Login(way, SafeText(browser.auth_url)), browser
        except CodexError as error:
            self._fail(way, explain(error))
            return
        if self._account.login is None or self._account.login.way is not way:
            await self._call_off(handle)  # it was left while it began
            return
        self._handle, self._account.login = handle, login
        self._link.report(AccountChanged())
        self._link.in_background(self._wait(handle, way))

    async def _wait(self, handle: Handle, way: LoginWay) -> None:
        try:
            done = await handle.wait()
            problem = "" if done.success else done.error or "it was not completed"
        except CodexError as error:
            problem = explain(error)
        if self._handle is not handle:
            return  # called off from here
        self._handle = None
        if problem:
            self._fail(way, problem)
            return
        await self._succeed()

    async def _succeed(self) -> None:
        account = self._account
        account.login = None
        await self.load()
        account.logins += 1
        self._link.report(AccountChanged())
        if account.told:
            self._link.say(f"Logged in: {account.kind} {account.email}".rstrip())
        else:
            self._link.say("Logged in; the configured model provider does not use it")

    async def cancel_login(self) -> None:
        """Calls the sign-in off; the server listens for it no longer."""
        handle, self._handle = self._handle, None
        self._end()
        if handle is not None:
            await self._call_off(handle)

    async def _call_off(self, handle: Handle) -> None:
        try:
            await handle.cancel()
        except CodexError:
            return  # it is over, with the connection or by itself

    async def logout(self) -> None:
        """Signs out; the server forgets the credentials, for all its clients."""
        try:
            codex = await self._link.codex()
            await codex.logout()
        except CodexError as error:
            self._link.complain("Not logged out", error)
            return
        await self.load()
        self._link.say("Logged out; the server has forgotten the credentials")

    def lost(self) -> None:
        """The connection is gone, and with it what was under way."""
        if self._handle is not None:
            way = self._account.login.way if self._account.login is not None else LoginWay.BROWSER
            self._handle = None
            self._fail(way, "the connection to the server was lost")

    def _begin(self, way: LoginWay) -> None:
        self._account.login = Login(way)
        self._link.report(AccountChanged())

    def _fail(self, way: LoginWay, why: str) -> None:
        self._account.login = Login(way, problem=SafeText(why))
        self._link.report(AccountChanged())

    def _end(self) -> None:
        if self._account.login is not None:
            self._account.login = None
            self._link.report(AccountChanged())
