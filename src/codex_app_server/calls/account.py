"""Who is signed in, and what they may use."""

from __future__ import annotations

from ..generated import v2_all as protocol
from ..login import AsyncChatgptLoginHandle, AsyncDeviceCodeLoginHandle, login_chatgpt, login_device_code
from .base import ProtocolCalls

__all__ = ["AccountCalls"]


class AccountCalls(ProtocolCalls):
    """Base of `AsyncCodex`; documented there."""

    async def account(self, *, refresh_token: bool = False) -> protocol.GetAccountResponse:
        """Return who is signed in; ``account`` is None if nobody is.

        Args:
            refresh_token: Have the server renew its token first.
        """
        params = {"refreshToken": refresh_token}
        return await self._call("account/read", params, protocol.GetAccountResponse)

    async def login_api_key(self, api_key: str) -> None:
        """Sign in with an API key. The server keeps it and does not try it: a bad one fails the next turn."""
        await self._core.request("account/login/start", {"type": "apiKey", "apiKey": api_key})

    async def login_chatgpt(self) -> AsyncChatgptLoginHandle:
        """Begin to sign in with ChatGPT in the browser: open the handle's ``auth_url``, then ``wait()``.

        Raises:
            JsonRpcError: The server cannot begin, for instance because its callback port is taken.
        """
        return await login_chatgpt(self._core)

    async def login_chatgpt_device_code(self) -> AsyncDeviceCodeLoginHandle:
        """Begin to sign in with ChatGPT by a code that is typed in a browser on any machine.

        Raises:
            JsonRpcError: The server cannot get a code, for instance because it has no network.
        """
        return await login_device_code(self._core)

    async def login_chatgpt_tokens(
        self, access_token: str, chatgpt_account_id: str, *, chatgpt_plan_type: str | None = None
    ) -> None:
        """Sign in with tokens that this program got from ChatGPT and keeps itself.

        The server asks for fresh ones by ``account/chatgptAuthTokens/refresh``, a server request.
        """
        params = {
            "type": "chatgptAuthTokens",
            "accessToken": access_token,
            "chatgptAccountId": chatgpt_account_id,
            "chatgptPlanType": chatgpt_plan_type,
        }
        await self._call("account/login/start", params, protocol.LoginAccountResponse)

    async def logout(self) -> None:
        """Sign out and forget the credentials."""
        await self._core.request("account/logout")

    async def account_rate_limits(self) -> protocol.GetAccountRateLimitsResponse:
        """Return how much of the plan is used.

        Raises:
            InvalidRequestError: Nobody is signed in with ChatGPT.
        """
        return await self._call("account/rateLimits/read", {}, protocol.GetAccountRateLimitsResponse)

    async def account_usage(self, *, thread_id: str | None = None) -> protocol.GetAccountTokenUsageResponse:
        """Return the tokens the account has used, on request those of one thread too.

        Raises:
            InvalidRequestError: Nobody is signed in with ChatGPT.
        """
        params = {"threadId": thread_id}
        return await self._call("account/usage/read", params, protocol.GetAccountTokenUsageResponse)
