"""Starts a server of its own for the doctor, as codex-tui would, and asks it who is signed in."""

from __future__ import annotations

import time
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from codex_app_server import AppServerConfig, Codex, CodexError
from codex_tui.doctor.surroundings import Started
from codex_tui.model.account import Account, read_account

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SECONDS = 20.0
"""For an answer of the server."""


def try_start(binary: str, environment: Mapping[str, str], overrides: Sequence[str]) -> Started:
    """Starts a server, asks for the account, and ends it.

    Args:
        binary: path of the codex binary.
        environment: the server's whole environment.
        overrides: ``KEY=VALUE`` of its configuration.
    """
    config = AppServerConfig(
        codex_bin=binary,
        config_overrides=tuple(overrides),
        env=environment,
        client_name="codex-tui",
        request_timeout=_SECONDS,
    )
    # Takes longer than the server does, and is not its time.
    import_module("codex_app_server.generated.v2_all")
    begun = time.monotonic()
    seconds = None
    try:
        with Codex(config) as codex:
            seconds = time.monotonic() - begun
            answer = codex.account()
    except (CodexError, OSError) as error:
        return Started(seconds, str(error))
    return replace(_told(answer.model_dump(mode="json", by_alias=True)), seconds=seconds)


def _told(answer: dict[str, object]) -> Started:
    """Who is signed in, without a name: what the doctor says is shown to others."""
    account = Account()
    read_account(answer, account)
    said = f"{account.kind}, {account.plan}" if account.plan else account.kind
    return Started(account=str(said), login_missing=account.missing)
