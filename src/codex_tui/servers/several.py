"""Servers beside the first one: those that the command line names after it, or the settings file by name."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from codex_app_server import parse_endpoint
from codex_tui.servers.remote import RemoteError, remote_endpoint, token_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codex_app_server import AppServerConfig, Endpoint
    from codex_tui.options import Options

_ADDRESS, _TOKEN_ENV, _TOKEN_FILE, _FOLDER = "address", "token_env", "token_file", "folder"


@dataclass(frozen=True, slots=True)
class OtherServer:
    """A server that is connected to beside the first one.

    Attributes:
        name: what a person calls it.
        config: how it is reached; None where that is wrong, and then `problem` says what.
        folder: where new threads begin there, unless another one is named.
        problem: why it cannot be tried.
    """

    name: str
    config: AppServerConfig | None
    folder: str
    problem: str = ""


def other_servers(
    options: Options,
    named: Mapping[str, Mapping[str, str]],
    config: AppServerConfig,
    environment: Mapping[str, str] = os.environ,
) -> list[OtherServer]:
    """All further servers of a start, each with a name of its own.

    Args:
        options: the command line; further addresses on it are meant alone, without those of the file.
        named: those of the settings file, by name.
        config: how the application introduces itself.
        environment: holds tokens.
    """
    if options.more_remotes:
        found = list(_of_command_line(options, config))
    elif options.remote is None and not (options.private or options.demo or options.overrides):
        found = [_of_settings(name, values, config, environment) for name, values in named.items()]
    else:
        return []
    return _without_second_names(found, options)


def _without_second_names(found: list[OtherServer], options: Options) -> list[OtherServer]:
    """Refuses what has the address of another one: each of its threads would be listed twice."""
    names: dict[tuple[str, ...], str] = {}
    if options.remote is not None:
        names[_place(remote_endpoint(options.remote).url)] = first_name(options)
    kept: list[OtherServer] = []
    for server in found:
        if server.config is None or server.config.endpoint is None:
            kept.append(server)
            continue
        place = _place(server.config.endpoint)
        if (taken := names.setdefault(place, server.name)) == server.name:
            kept.append(server)
        else:
            why = (
                f"its address is that of {taken}, so that its threads would be listed twice. "
                "Take one of the two away, or correct its address."
            )
            kept.append(OtherServer(server.name, None, server.folder, why))
    return kept


def _place(address: str) -> tuple[str, ...]:
    """What two spellings of one address have in common."""
    endpoint = parse_endpoint(address)
    if endpoint.scheme == "unix":
        return ("unix", os.path.realpath(endpoint.path))
    host = "localhost" if endpoint.is_local else endpoint.host.lower().rstrip(".")
    return (endpoint.scheme, host, str(endpoint.port), endpoint.path)


def first_name(options: Options) -> str:
    """What the first server is called, where there are others beside it."""
    return "local" if options.remote is None else _called(remote_endpoint(options.remote))


def _called(endpoint: Endpoint) -> str:
    host = endpoint.host or "socket"
    return f"{host}:{endpoint.port}" if endpoint.port else host


def _of_command_line(options: Options, config: AppServerConfig) -> Iterator[OtherServer]:
    taken = {first_name(options)}
    for address in options.more_remotes:
        endpoint = remote_endpoint(address)
        name = base = _called(endpoint)
        number = 2
        while name in taken:
            name, number = f"{base}-{number}", number + 1
        taken.add(name)
        yield OtherServer(name, _reached(config, endpoint.url, None), options.folder or os.getcwd())


def _of_settings(
    name: str, values: Mapping[str, str], config: AppServerConfig, environment: Mapping[str, str]
) -> OtherServer:
    folder = values.get(_FOLDER) or os.getcwd()
    try:
        endpoint = remote_endpoint(values[_ADDRESS], f"servers.{name}")
        token = token_for(
            endpoint, values.get(_TOKEN_ENV), values.get(_TOKEN_FILE), environment, f"servers.{name}"
        )
    except RemoteError as error:
        return OtherServer(name, None, folder, str(error))
    return OtherServer(name, _reached(config, endpoint.url, token), folder)


def _reached(config: AppServerConfig, url: str, token: str | None) -> AppServerConfig:
    return replace(
        config, endpoint=url, bearer_token=token, codex_bin=None, config_overrides=(), cwd=None, env=None
    )
