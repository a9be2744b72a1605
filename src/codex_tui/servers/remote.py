"""The server that a person names: its address, the token for it, and the folder there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from codex_app_server import parse_endpoint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codex_app_server import Endpoint
    from codex_tui.options import Options


class RemoteError(Exception):
    """What was given cannot be used; says why, and what to do."""


def remote_endpoint(address: str, what: str = "--remote") -> Endpoint:
    """The address of a server; `what` gave it.

    Raises:
        RemoteError: it is none.
    """
    try:
        return parse_endpoint(address)
    except ValueError as error:
        raise RemoteError(f"{what}: {error}.") from None


def remote_token(options: Options, endpoint: Endpoint, environment: Mapping[str, str]) -> str | None:
    """The token for the server, which is never sent in clear to another machine.

    Raises:
        RemoteError: it is not there, or may not go there.
    """
    return token_for(endpoint, options.token_variable, options.token_file, environment, "--remote")


def token_for(
    endpoint: Endpoint,
    variable: str | None,
    file: str | None,
    environment: Mapping[str, str],
    what: str,
) -> str | None:
    """The token for a server, from a variable or a file; `what` names the server.

    Raises:
        RemoteError: it is not there, or may not go there.
    """
    token = _token(variable, file, environment, what)
    if token is None:
        return None
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise RemoteError(
            f"The token for {what} is empty or holds what no token holds. Look at where it comes from."
        )
    if endpoint.scheme == "ws" and not endpoint.is_local:
        tunnel = f"ssh -L {endpoint.port}:127.0.0.1:{endpoint.port} {endpoint.host}"
        raise RemoteError(
            f"The token would go to {endpoint.host} unencrypted. Use wss://, or a tunnel: "
            f"{tunnel}, then {what} ws://127.0.0.1:{endpoint.port}."
        )
    return token


def _token(variable: str | None, path: str | None, environment: Mapping[str, str], what: str) -> str | None:
    if variable is not None:
        token = environment.get(variable)
        if token is None:
            raise RemoteError(
                f"There is no environment variable {variable} with the token for {what}. Set it, or name another."
            )
        return token.strip()
    if path is not None:
        try:
            with open(os.path.expanduser(path), encoding="utf-8") as file:
                return file.read().strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = "it is no text" if isinstance(error, UnicodeDecodeError) else error.strerror or error
            raise RemoteError(f"The token for {what} cannot be read from {path}: {reason}.") from None
    return None
