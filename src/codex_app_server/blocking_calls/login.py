"""Sign-ins under way, for blocking code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..blocking import Facade, blocking
from ..login import AsyncChatgptLoginHandle, AsyncDeviceCodeLoginHandle, AsyncMcpLoginHandle

if TYPE_CHECKING:
    from ..generated import v2_all as protocol

__all__ = ["ChatgptLoginHandle", "DeviceCodeLoginHandle", "McpLoginHandle"]


class ChatgptLoginHandle(Facade[AsyncChatgptLoginHandle]):
    """The blocking counterpart of `AsyncChatgptLoginHandle`."""

    @property
    def login_id(self) -> str:
        return self._async.login_id

    @property
    def auth_url(self) -> str:
        return self._async.auth_url

    @blocking(AsyncChatgptLoginHandle.wait)
    def wait(
        self, completion: protocol.AccountLoginCompletedNotification
    ) -> protocol.AccountLoginCompletedNotification:
        return completion

    @blocking(AsyncChatgptLoginHandle.cancel)
    def cancel(self, response: protocol.CancelLoginAccountResponse) -> protocol.CancelLoginAccountResponse:
        return response

    def __repr__(self) -> str:
        return f"ChatgptLoginHandle(login_id={self.login_id!r})"


class DeviceCodeLoginHandle(Facade[AsyncDeviceCodeLoginHandle]):
    """The blocking counterpart of `AsyncDeviceCodeLoginHandle`."""

    @property
    def login_id(self) -> str:
        return self._async.login_id

    @property
    def verification_url(self) -> str:
        return self._async.verification_url

    @property
    def user_code(self) -> str:
        return self._async.user_code

    @blocking(AsyncDeviceCodeLoginHandle.wait)
    def wait(
        self, completion: protocol.AccountLoginCompletedNotification
    ) -> protocol.AccountLoginCompletedNotification:
        return completion

    @blocking(AsyncDeviceCodeLoginHandle.cancel)
    def cancel(self, response: protocol.CancelLoginAccountResponse) -> protocol.CancelLoginAccountResponse:
        return response

    def __repr__(self) -> str:
        return f"DeviceCodeLoginHandle(login_id={self.login_id!r})"


class McpLoginHandle(Facade[AsyncMcpLoginHandle]):
    """The blocking counterpart of `AsyncMcpLoginHandle`."""

    @property
    def name(self) -> str:
        return self._async.name

    @property
    def authorization_url(self) -> str:
        return self._async.authorization_url

    @property
    def login_id(self) -> str | None:
        return self._async.login_id

    @blocking(AsyncMcpLoginHandle.wait)
    def wait(
        self, completion: protocol.McpServerOauthLoginCompletedNotification
    ) -> protocol.McpServerOauthLoginCompletedNotification:
        return completion

    def __repr__(self) -> str:
        return f"McpLoginHandle(name={self.name!r}, login_id={self.login_id!r})"
