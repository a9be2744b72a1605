"""Reads the settings at the start without what validates them, as long as nothing has changed. Light.

A third of the time until the first paint would go into importing pydantic. So what came of validating is kept beside
the drafts, for exactly this file, these variables and this version; without a file and without variables there is
nothing to read at all. Only after a change the whole way is gone (`reading`).
"""

from __future__ import annotations

import json
import os
from dataclasses import fields, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from codex_tui.settings import values
from codex_tui.settings.place import FILE_VARIABLE, settings_path
from codex_tui.settings.values import ENV, Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from codex_tui.settings.reading import Reading

_KEPT = "settings"
_NO_SETTINGS = frozenset({FILE_VARIABLE, f"{ENV}STATE"})
"""Variables of ours that are no settings."""


class Loaded(NamedTuple):
    """The settings in force, and where they come from."""

    settings: Settings = Settings()
    path: Path | None = None
    """The settings file, which need not exist; None if there is none to write to."""
    sources: Mapping[str, str] = MappingProxyType({})
    """Where the settings that are not the default come from, by key."""
    problems: tuple[str, ...] = ()
    """What was not understood, each with the file, the line and what to do."""
    overrides: tuple[str, ...] = ()
    """``KEY=VALUE`` of the command line."""
    stamp: tuple[int, ...] | None = None
    """What the file looked like when it was read."""
    token_variable: str | None = None
    """The variable that the command line names for a token: no setting, whatever it is called."""

    def changed_outside(self) -> bool:
        """Whether the file has changed since."""
        return self.path is not None and _stamp(self.path) != self.stamp


def own_variables(environment: Mapping[str, str], token_variable: str | None = None) -> dict[str, str]:
    """The variables of an environment that set something here; the one that holds a token does not."""
    no_settings = {*_NO_SETTINGS, token_variable}
    names = sorted(name for name in environment if name.startswith(ENV) and name not in no_settings)
    return {name: environment[name] for name in names}


def load(
    named: str | None = None,
    overrides: Sequence[str] = (),
    environment: Mapping[str, str] = os.environ,
    *,
    must_exist: bool = True,
    token_variable: str | None = None,
) -> Loaded:
    """The settings of a start.

    Args:
        named: the file that the command line names.
        overrides: ``KEY=VALUE`` of the command line, which win over everything.
        environment: whose variables win over the file.
        must_exist: whether it is a mistake that there is no file of that name.
        token_variable: the variable that the command line names for a token, whatever it is called.
    """
    path = settings_path(named, environment)
    variables = own_variables(environment, token_variable)
    stamp = _stamp(path)
    must_exist = must_exist and named is not None
    if stamp is None and not variables and not overrides and not must_exist:
        return Loaded(path=path, token_variable=token_variable)
    wanted = _hash([str(path), list(stamp or ()), variables, list(overrides), _version()])
    plain = _kept(wanted)
    if plain is None:
        from codex_tui.settings.reading import read_settings

        reading = read_settings(path, variables, overrides, must_exist=must_exist)
        plain = reading.plain()
        if stamp is not None or not must_exist:
            _keep(wanted, reading)
    return Loaded(
        build(plain["explicit"]),
        path,
        plain["sources"],
        tuple(plain["problems"]),
        tuple(overrides),
        stamp,
        token_variable,
    )


def build(explicit: Mapping[str, Any]) -> Settings:
    """The settings whose values differ from the default only where they are given, by table and name."""
    settings = Settings()
    for table in fields(settings):
        given = explicit.get(table.name)
        if not given:
            continue
        if table.name in ("themes", "servers"):
            settings = replace(settings, **{table.name: given})
            continue
        if table.name == "keys" and "actions" in given:
            given = {**given, "actions": {action: tuple(keys) for action, keys in given["actions"].items()}}
        settings = replace(settings, **{table.name: replace(getattr(settings, table.name), **given)})
    return settings


def _stamp(path: Path) -> tuple[int, ...] | None:
    """What changes when a file changes; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino)


def _version() -> list[object]:
    """What changes when other settings are known."""
    from codex_app_server import __version__

    return [__version__, os.stat(values.__file__).st_mtime_ns]


def _file() -> Path:
    from codex_tui.store.files import state_folder

    return state_folder() / f"{_KEPT}.json"


def _hash(wanted: list[object]) -> str:
    """Tells one start from another without keeping the variables, in one of which may be a token."""
    from hashlib import sha256  # 2 ms, and most starts have nothing set

    return sha256(json.dumps(wanted).encode()).hexdigest()


def _kept(wanted: str) -> Mapping[str, Any] | None:
    try:
        kept = json.loads(_file().read_bytes())
        if kept["for"] == wanted:
            plain: Mapping[str, Any] = kept["plain"]
            return plain
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass
    return None


def _keep(wanted: str, reading: Reading) -> None:
    from contextlib import suppress

    from codex_tui.store.files import write_atomically

    with suppress(OSError):
        write_atomically(_file(), json.dumps({"for": wanted, "plain": reading.plain()}).encode())
