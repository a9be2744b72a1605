"""The server that a person names: its address, the token for it, and the folder there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from codex_app_server.transports.endpoint import parse_endpoint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codex_app_server.transports.endpoint import Endpoint
    from codex_tui.options import Options


class RemoteError(Exception):
    """What was given cannot be used; says why, and what to do."""


def remote_endpoint(address: str) -> Endpoint:
    """The address of ``--remote``.

    Raises:
        RemoteError: it is none.
    """
    try:
        return parse_endpoint(address)
    except ValueError as error:
        raise RemoteError(f"--remote: {error}.") from None


def remote_token(options: Options, endpoint: Endpoint, environment: Mapping[str, str]) -> str | None:
    """The token for the server, which is never sent in clear to another machine.

    Raises:
        RemoteError: it is not there, or may not go there.
    """
    token = _token(options, environment)
    if token is None:
        return None
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise RemoteError(
            "The token for --remote is empty or holds what no token holds. Look at where it comes from."
        )
    if endpoint.scheme == "ws" and not endpoint.is_local:
        raise RemoteError(
            f"The token would go to {endpoint.host} unencrypted. Use wss://, or a tunnel: "
            f"ssh -L {endpoint.port}:127.0.0.1:{endpoint.port} {endpoint.host}, then --remote ws://127.0.0.1:{endpoint.port}."
        )
    return token


def _token(options: Options, environment: Mapping[str, str]) -> str | None:
    if options.token_variable is not None:
        token = environment.get(options.token_variable)
        if token is None:
            raise RemoteError(
                f"There is no environment variable {options.token_variable} with the token for --remote. Set it, "
                "or name another."
            )
        return token.strip()
    if options.token_file is not None:
        try:
            with open(os.path.expanduser(options.token_file), encoding="utf-8") as file:
                return file.read().strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = "it is no text" if isinstance(error, UnicodeDecodeError) else error.strerror or error
            raise RemoteError(
                f"The token for --remote cannot be read from {options.token_file}: {reason}."
            ) from None
    return None
