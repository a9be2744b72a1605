"""Who is signed in, and what they may use, for blocking code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..async_client import AsyncCodex
from ..blocking import Facade, blocking
from .login import ChatgptLoginHandle, DeviceCodeLoginHandle

if TYPE_CHECKING:
    from ..generated import v2_all as protocol
    from ..login import AsyncChatgptLoginHandle, AsyncDeviceCodeLoginHandle

__all__ = ["BlockingAccountCalls"]


class BlockingAccountCalls(Facade[AsyncCodex]):
    """Base of `Codex`; documented at `AccountCalls`."""

    @blocking(AsyncCodex.account)
    def account(self, response: protocol.GetAccountResponse) -> protocol.GetAccountResponse:
        return response

    @blocking(AsyncCodex.login_api_key)
    def login_api_key(self, result: None) -> None:
        return result

    @blocking(AsyncCodex.login_chatgpt)
    def login_chatgpt(self, handle: AsyncChatgptLoginHandle) -> ChatgptLoginHandle:
        return ChatgptLoginHandle(self._portal, handle)

    @blocking(AsyncCodex.login_chatgpt_device_code)
    def login_chatgpt_device_code(self, handle: AsyncDeviceCodeLoginHandle) -> DeviceCodeLoginHandle:
        return DeviceCodeLoginHandle(self._portal, handle)

    @blocking(AsyncCodex.login_chatgpt_tokens)
    def login_chatgpt_tokens(self, result: None) -> None:
        return result

    @blocking(AsyncCodex.logout)
    def logout(self, result: None) -> None:
        return result

    @blocking(AsyncCodex.account_rate_limits)
    def account_rate_limits(
        self, response: protocol.GetAccountRateLimitsResponse
    ) -> protocol.GetAccountRateLimitsResponse:
        return response

    @blocking(AsyncCodex.account_usage)
    def account_usage(
        self, response: protocol.GetAccountTokenUsageResponse
    ) -> protocol.GetAccountTokenUsageResponse:
        return response
