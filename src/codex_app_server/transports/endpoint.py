"""Where a server listens: ``unix://PATH``, ``ws://HOST:PORT`` or ``wss://HOST``, read and checked.

Standard library only and no I/O, so that a client can refuse a wrong address when it is made, before anything
is imported that could connect to it.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import SplitResult, urlsplit

if TYPE_CHECKING:
    from ..config import AppServerConfig

__all__ = ["Endpoint", "checked_endpoint", "is_loopback", "parse_endpoint"]

_DEFAULT_PORTS = {"ws": 80, "wss": 443}


class Endpoint(NamedTuple):
    """A parsed address.

    Attributes:
        url: The address as it was given, for messages.
        scheme: ``"unix"``, ``"ws"`` or ``"wss"``.
        path: The socket's path for ``unix``; the HTTP target, with its query, for the others.
        host: The host name or bare IP address; empty for ``unix``.
        port: The TCP port; 0 for ``unix``.
    """

    url: str
    scheme: str
    path: str
    host: str = ""
    port: int = 0

    @property
    def is_local(self) -> bool:
        """Whether what is sent stays on this machine, by the address alone; a name may lead elsewhere."""
        return self.scheme == "unix" or is_loopback(self.host)

    @property
    def uri(self) -> str:
        """The address for a WebSocket handshake; a Unix socket has no host, so any name will do."""
        if self.scheme == "unix":
            return "ws://localhost/"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}{self.path}"


def parse_endpoint(url: str) -> Endpoint:
    """Read an address.

    Raises:
        ValueError: It is none; the message says what is wrong and how it should look.
    """
    scheme, separator, rest = url.partition("://")
    scheme = scheme.lower()
    if separator and scheme == "unix":
        return _unix(url, rest)
    shown = url.rpartition("@")[2]  # what is before may hold a password
    if not separator or scheme not in _DEFAULT_PORTS:
        raise ValueError(
            f"endpoint {shown!r} is not an address of a server: use 'unix:///path/to/socket', "
            "'ws://host:port' or 'wss://host'"
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError(f"endpoint {shown!r} cannot be read: the host or the port is none") from None
    _check(url, parts)
    path = parts.path or "/"
    return Endpoint(
        url,
        scheme,
        f"{path}?{parts.query}" if parts.query else path,
        parts.hostname or "",
        _DEFAULT_PORTS[scheme] if port is None else port,
    )


def checked_endpoint(url: str, config: AppServerConfig) -> Endpoint:
    """Read an address, and check that the token of the configuration may go there.

    Raises:
        ValueError: The address or the token does not do.
    """
    endpoint = parse_endpoint(url)
    token = config.bearer_token
    if token is None:
        return endpoint
    # The value must not come back in the message: it would end in somebody's log.
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise ValueError("bearer_token holds what cannot stand in an HTTP header: is a line end left in it?")
    if endpoint.scheme == "ws" and not endpoint.is_local and not config.allow_token_in_clear:
        raise ValueError(
            f"bearer_token would be sent unencrypted to {endpoint.host}: use wss://, or an SSH tunnel and "
            "ws://127.0.0.1, or set allow_token_in_clear=True if the network is trusted"
        )
    return endpoint


def _unix(url: str, path: str) -> Endpoint:
    if not path:
        raise ValueError(f"endpoint {url!r} names no socket: use 'unix:///path/to/socket'")
    if "\0" in path:
        raise ValueError(f"endpoint {url!r} holds a NUL character")
    return Endpoint(url, "unix", path)


def _check(url: str, parts: SplitResult) -> None:
    if not parts.hostname:
        raise ValueError(f"endpoint {url!r} names no host")
    if parts.username is not None or parts.password is not None:
        raise ValueError(f"the endpoint at {parts.hostname} holds a user name: use bearer_token to log in")
    if parts.fragment:
        raise ValueError(f"endpoint {url!r} holds a fragment (#...), which a server never sees")


def is_loopback(host: str) -> bool:
    """Whether a host name or IP address means this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback
