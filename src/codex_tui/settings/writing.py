"""Changes one setting in the file, and leaves everything else in it as it is: comments, order, what others wrote.

Several codex-tui may do so at once: each reads the file anew, under a lock, and replaces it as a whole.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table

from codex_tui.settings.catalogue import KEYS, row_of
from codex_tui.store.files import locked, state_folder, write_atomically

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tomlkit import TOMLDocument


class NotWrittenError(Exception):
    """Why a setting could not be written, and what to do."""


def write_setting(path: Path, key: str, value: Any) -> None:
    """Writes one setting, or with None takes it out of the file, so that the default holds.

    Raises:
        NotWrittenError: the file is no TOML, or cannot be written.
    """
    write_settings(path, {key: value})


def write_settings(path: Path, changes: Mapping[str, Any]) -> None:
    """Writes several settings at once; keys are those of rows, and ``keys.ACTION`` for the keys of an action.

    Raises:
        NotWrittenError: the file is no TOML, or cannot be written.
    """
    target = path.resolve()  # a link to a file elsewhere stays a link
    try:
        with locked(state_folder() / ".settings.lock"):
            document = _read(target)
            for key, value in changes.items():
                _put(document, key, value)
            mode = target.stat().st_mode & 0o777 if target.exists() else None
            write_atomically(target, tomlkit.dumps(document).encode())
            if mode is not None:
                with suppress(OSError):
                    target.chmod(mode)
    except OSError as error:
        raise NotWrittenError(f"{path} cannot be written: {error.strerror or error}.") from None


def _read(path: Path) -> TOMLDocument:
    try:
        return tomlkit.parse(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return tomlkit.document()
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise NotWrittenError(
            f"{path} was not changed, as it is no TOML ({error}). Mend it first: codex-tui settings --edit."
        ) from None


def _put(document: TOMLDocument, key: str, value: Any) -> None:
    table_name, _, name = key.partition(".")
    table = document.get(table_name)
    if not isinstance(table, Table):
        if value is None:
            return
        if table is not None:
            raise NotWrittenError(
                f"{table_name} is no table in your settings file: write [{table_name}] there."
            )
        table = tomlkit.table()
        document[table_name] = table
    if table_name == KEYS and row_of(key) is None:
        _drop_unquoted(table, name)
    if value is None:
        table.pop(name, None)
        if not table and not table.as_string().strip():
            document.pop(table_name)
    else:
        table[name] = list(value) if isinstance(value, tuple) else value


def _drop_unquoted(table: Table, action: str) -> None:
    """An id without quotes made tables of its parts; it would stand there twice."""
    scope, _, name = action.partition(".")
    parts = table.get(scope)
    if isinstance(parts, Table) and name in parts:
        parts.pop(name)
        if not parts:
            table.pop(scope)
