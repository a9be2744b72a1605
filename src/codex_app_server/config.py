"""What a client needs to know before it starts or joins a server.

Bottom layer: imported by everything, imports nothing heavy, so that an application can build its
configuration and spawn the server before pydantic, anyio or asyncio are loaded.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

from ._version import __version__
from .spelling import snake_case, tell_spelling_of_options

WireDirection: TypeAlias = Literal["sent", "received"]
"""Which way a line of the wire went, seen from here."""

if TYPE_CHECKING:
    import os
    import ssl
    from collections.abc import Awaitable, Callable, Mapping

    from .reconnect_policy import ReconnectPolicy

    ClientT = TypeVar("ClientT", bound=type)

__all__ = ["AppServerConfig", "WireDirection", "check_seconds", "tell_settings_apart"]


@tell_spelling_of_options
@dataclass(frozen=True)
class AppServerConfig:
    """How to start ``codex app-server`` and how to introduce this client to it.

    Attributes:
        codex_bin: Path of the ``codex`` binary; None looks in ``CODEX_BIN``, the installed
            ``openai-codex-cli-bin`` and ``PATH``, in that order.
        launch_args_override: The whole command line to run instead of ``codex app-server``; the binary
            is then not looked for and ``config_overrides`` are not added.
        config_overrides: ``KEY=VALUE`` settings handed to the server as ``-c`` options, where everybody on the machine
            can read them in the list of processes; never part of a ``repr``.
        cwd: Working directory of the server process (threads have their own).
        env: Variables set for the server on top of this process's environment; never part of a ``repr``.
        client_name: Name of this client in the server's user agent; must be a valid HTTP header value.
        client_title: Name of this client for people.
        client_version: Version of this client.
        experimental_api: Ask for the experimental methods and fields of the protocol.
        concurrent_turns: Let several turns be consumed at once, each by its own stream. Without it a second
            consumer raises RuntimeError.
        request_timeout: Seconds to wait for one answer (None waits for ever). Calls that are long by nature,
            such as ``command/exec``, are exempt.
        endpoint: Address of a server that runs already: ``unix:///path``, ``ws://host:port`` or
            ``wss://host``. Nothing is started then, and closing the client does not end the server.
        bearer_token: Sent to the endpoint as ``Authorization: Bearer ...``; never part of a ``repr``.
        allow_token_in_clear: Let the token go unencrypted (``ws://``) to another machine.
        ssl_context: How to verify a ``wss://`` endpoint, instead of by the system's certificates.
        connect_timeout: Seconds until a connection to the endpoint must be usable.
        reconnect: Connect to the endpoint again when the connection breaks; None does not.
        pace: Awaited on the client's event loop before each piece of what the server said is looked at, so that an
            application can put its own work first for a moment. What comes meanwhile waits with the server.
        request_attestation: Have the server ask for a token (``attestation/generate``) before it talks to the
            model; only with a ChatGPT account, and only for clients that can make such tokens.
        wire_log: Called with ``"sent"`` or ``"received"`` and each line of the wire, without its line end, before it is
            sent or looked at. It is given everything, secrets too, and must not wait. What it raises is ignored.
    """

    codex_bin: str | os.PathLike[str] | None = None
    launch_args_override: tuple[str, ...] | None = field(default=None, repr=False)
    config_overrides: tuple[str, ...] = field(default=(), repr=False)
    cwd: str | os.PathLike[str] | None = None
    env: Mapping[str, str] | None = field(default=None, repr=False)
    client_name: str = "codex-app-server-python"
    client_title: str = "codex_app_server (Python)"
    client_version: str = __version__
    experimental_api: bool = True
    concurrent_turns: bool = False
    request_timeout: float | None = 60.0
    endpoint: str | None = field(default=None, repr=False)
    bearer_token: str | None = field(default=None, repr=False)
    allow_token_in_clear: bool = False
    ssl_context: ssl.SSLContext | None = None
    connect_timeout: float = 10.0
    reconnect: ReconnectPolicy | None = None
    pace: Callable[[], Awaitable[None]] | None = field(default=None, repr=False, compare=False)
    request_attestation: bool = False
    wire_log: Callable[[WireDirection, bytes], object] | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._check_command()
        self._check_seconds()
        self._check_reconnect()
        if self.endpoint is None:
            if self.bearer_token is not None:
                raise ValueError("bearer_token is for a server that runs elsewhere: set endpoint too")
            if self.reconnect is not None:
                raise ValueError("reconnect is for a server that runs elsewhere: set endpoint too")

    def _check_command(self) -> None:
        if isinstance(self.launch_args_override, str):
            raise TypeError("launch_args_override is a tuple of words, not one string: split it")
        if isinstance(self.config_overrides, str):
            raise TypeError(
                f"config_overrides is a tuple of settings, not one string: write ({self.config_overrides!r},)"
            )
        for name, value in (self.env or {}).items():
            if not isinstance(value, str):
                raise TypeError(
                    f"env is text only, and {name} is of type {type(value).__name__}: leave it out or write it as text"
                )

    def _check_reconnect(self) -> None:
        if self.reconnect is None:
            return
        from .reconnect_policy import ReconnectPolicy  # most clients have none

        if not isinstance(self.reconnect, ReconnectPolicy):
            raise TypeError(
                f"reconnect is a ReconnectPolicy, not {self.reconnect!r}: write ReconnectPolicy()"
            )

    def _check_seconds(self) -> None:
        for name in ("request_timeout", "connect_timeout"):
            check_seconds(name, getattr(self, name))


def check_seconds(name: str, seconds: Any) -> None:
    """Look at a limit of time; None is one, too.

    Raises:
        TypeError: It is no number.
        ValueError: It is not positive.
    """
    if isinstance(seconds, str):
        raise TypeError(f"{name} is a number of seconds, not {seconds!r}")
    if seconds is not None and not seconds > 0:
        raise ValueError(f"{name} is a positive number of seconds, not {seconds!r}")


def tell_settings_apart(cls: ClientT) -> ClientT:
    """Have a client say where a setting of the server goes that it is given itself.

    Raises from the client:
        TypeError: It is made with an option that is one of `AppServerConfig`'s.
    """
    make: Any = cls.__init__  # type: ignore[misc]  # of this very class
    settings = {each.name for each in fields(AppServerConfig)}

    @functools.wraps(make)
    def make_or_tell(self: Any, *args: Any, **options: Any) -> None:
        for name in map(snake_case, options):
            if name in settings:
                raise TypeError(
                    f"{cls.__name__}() has no option {name}, which is a setting of the server: "
                    f"{cls.__name__}(AppServerConfig({name}=...))"
                )
        make(self, *args, **options)

    cls.__init__ = make_or_tell  # type: ignore[misc]
    return cls
