"""The options that ask for a log, for the application and for the commands that ask a server."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")


def log_options(command: Callable[..., Result]) -> Callable[..., Result]:
    """Gives a command ``--log`` and ``--log-level``, as `log` and `log_level`."""
    level = click.option(
        "--log-level",
        type=click.Choice(["error", "warning", "info", "debug"]),
        help="How much of it: info says which messages there were, debug also what they said, without secrets.",
    )
    file = click.option(
        "--log", metavar="FILE", help="Append what goes to and comes from the server to a file."
    )
    return file(level(command))


def log_settings(file: str | None, level: str | None) -> tuple[str, ...]:
    """The same as settings of the command line."""
    found = []
    if file is not None:
        found.append(f"log.file={os.path.abspath(os.path.expanduser(file))}")
    if level is not None:
        found.append(f"log.level={level}")
    return tuple(found)
