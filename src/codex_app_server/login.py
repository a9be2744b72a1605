"""Sign-ins under way: what a person must do, and how to wait for it or call it off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio

from .errors import TransportClosedError
from .feed import FeedMailbox
from .generated import v2_all as protocol
from .models import parse

if TYPE_CHECKING:
    from .core import ClientCore

__all__ = ["AsyncChatgptLoginHandle", "AsyncDeviceCodeLoginHandle", "AsyncMcpLoginHandle"]


class _Completion:
    """Waits for the notification that ends one attempt; any number of tasks may wait."""

    def __init__(self, core: ClientCore, method: str) -> None:
        # Made before the attempt begins, when its id is not known: what does not match is dropped on reading.
        self._mailbox = FeedMailbox(method, lambda _: True)
        self._check_loop = core.home_loop.check
        self._lock = anyio.Lock()
        self._params: dict[str, Any] | None = None
        core.router.attach(self._mailbox)

    async def wait(self, name: str, value: Any) -> dict[str, Any]:
        """Return the params of the notification whose member ``name`` has this value."""
        self._check_loop()
        async with self._lock:
            while self._params is None:
                batch = await self._mailbox.receive()
                if not batch:
                    raise TransportClosedError("the client was closed before the login was completed")
                self._params = next((n.params for n in batch if n.params.get(name) == value), None)
            self._mailbox.end()
        return self._params


class _AccountLogin:
    """What both ways to sign in with ChatGPT have in common."""

    def __init__(self, core: ClientCore, completion: _Completion, login_id: str) -> None:
        self._core = core
        self._completion = completion
        self.login_id = login_id

    async def wait(self) -> protocol.AccountLoginCompletedNotification:
        """Wait until the person has signed in, or the attempt has failed or was cancelled.

        ``success`` says which; a failure is no exception. May be called again, and by several tasks.

        Raises:
            TransportClosedError: The client was closed, or the server ended, before.
        """
        params = await self._completion.wait("loginId", self.login_id)
        return parse(protocol.AccountLoginCompletedNotification, params)

    async def cancel(self) -> protocol.CancelLoginAccountResponse:
        """Call the attempt off: who waits gets ``success=False``.

        The status is ``"canceled"``, or ``"notFound"`` if the attempt is over already.
        """
        result = await self._core.request("account/login/cancel", {"loginId": self.login_id})
        return parse(protocol.CancelLoginAccountResponse, result)


class AsyncChatgptLoginHandle(_AccountLogin):
    """A sign-in with ChatGPT in the browser.

    Attributes:
        login_id: The server's id of the attempt.
        auth_url: The page to open, on the machine of the server: its last step is a callback to the server.
    """

    def __init__(self, core: ClientCore, completion: _Completion, login_id: str, auth_url: str) -> None:
        super().__init__(core, completion, login_id)
        self.auth_url = auth_url

    def __repr__(self) -> str:
        return f"AsyncChatgptLoginHandle(login_id={self.login_id!r})"


class AsyncDeviceCodeLoginHandle(_AccountLogin):
    """A sign-in with ChatGPT by a code, in a browser on any machine.

    Attributes:
        login_id: The server's id of the attempt.
        verification_url: The page to open.
        user_code: The code to type there.
    """

    def __init__(
        self,
        core: ClientCore,
        completion: _Completion,
        login_id: str,
        verification_url: str,
        user_code: str,
    ) -> None:
        super().__init__(core, completion, login_id)
        self.verification_url = verification_url
        self.user_code = user_code

    def __repr__(self) -> str:
        return f"AsyncDeviceCodeLoginHandle(login_id={self.login_id!r})"


class AsyncMcpLoginHandle:
    """A sign-in to an MCP server in the browser. The protocol has no way to cancel it.

    Attributes:
        name: The MCP server.
        authorization_url: The page to open.
        login_id: The server's id of the attempt; None from a server that does not give one.
    """

    def __init__(
        self, completion: _Completion, name: str, authorization_url: str, login_id: str | None
    ) -> None:
        self._completion = completion
        self.name = name
        self.authorization_url = authorization_url
        self.login_id = login_id

    async def wait(self) -> protocol.McpServerOauthLoginCompletedNotification:
        """Wait until the person has signed in or the attempt has failed; ``success`` says which.

        Raises:
            TransportClosedError: The client was closed, or the server ended, before.
        """
        key = ("name", self.name) if self.login_id is None else ("loginId", self.login_id)
        params = await self._completion.wait(*key)
        return parse(protocol.McpServerOauthLoginCompletedNotification, params)

    def __repr__(self) -> str:
        return f"AsyncMcpLoginHandle(name={self.name!r}, login_id={self.login_id!r})"


async def login_chatgpt(core: ClientCore) -> AsyncChatgptLoginHandle:
    """Begin a sign-in in the browser."""
    completion = _Completion(core, "account/login/completed")
    answer = parse(
        protocol.ChatgptLoginAccountResponse,
        await core.request("account/login/start", {"type": "chatgpt"}),
    )
    return AsyncChatgptLoginHandle(core, completion, answer.login_id, answer.auth_url)


async def login_device_code(core: ClientCore) -> AsyncDeviceCodeLoginHandle:
    """Begin a sign-in by a code."""
    completion = _Completion(core, "account/login/completed")
    answer = parse(
        protocol.ChatgptDeviceCodeLoginAccountResponse,
        await core.request("account/login/start", {"type": "chatgptDeviceCode"}),
    )
    return AsyncDeviceCodeLoginHandle(
        core, completion, answer.login_id, answer.verification_url, answer.user_code
    )


async def login_mcp(core: ClientCore, params: dict[str, Any]) -> AsyncMcpLoginHandle:
    """Begin a sign-in to an MCP server."""
    completion = _Completion(core, "mcpServer/oauthLogin/completed")
    answer = parse(protocol.McpServerOauthLoginResponse, await core.request("mcpServer/oauth/login", params))
    return AsyncMcpLoginHandle(completion, params["name"], answer.authorization_url, answer.login_id)
