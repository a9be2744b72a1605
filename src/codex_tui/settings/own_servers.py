"""Servers by name, from the settings file: what a table of one holds. Pure."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from codex_tui.settings.reading import Reading

ADDRESS, TOKEN_ENV, TOKEN_FILE, FOLDER = "address", "token_env", "token_file", "folder"
KEYS = (ADDRESS, TOKEN_ENV, TOKEN_FILE, FOLDER)
SERVERS = "servers"
LONGEST_NAME = 20
_TAKEN = ("local",)


def check_servers(servers: Mapping[str, Any], where: Callable[..., str], reading: Reading) -> None:
    """Takes the servers of a file over, without what is wrong in them."""
    for name, content in servers.items():
        place = where(SERVERS, name)
        if not isinstance(content, dict):
            reading.problems.append(
                f"{place}: a server is a table: write [servers.{name}] above its address."
            )
            continue
        if name in _TAKEN or not name.strip() or not name.isprintable() or len(name) > LONGEST_NAME:
            reading.problems.append(
                f"{place}: a server is called by 1 to {LONGEST_NAME} characters, and not local. It is left out."
            )
            continue
        values: dict[str, str] = {}
        for key, value in content.items():
            at = where(SERVERS, name, key)
            if key not in KEYS:
                close = get_close_matches(key, KEYS, n=1)
                hint = f"Did you mean {close[0]}?" if close else f"There are {', '.join(KEYS)}."
                reading.problems.append(f"{at}: a server has no {key}. {hint} It is left out.")
            elif not isinstance(value, str) or not value.strip():
                reading.problems.append(f"{at}: {key} is a text in quotes. It is left out.")
            else:
                values[key] = value.strip()
        if ADDRESS in values:
            reading.put(f"{SERVERS}.{name}", values, place)
        else:
            reading.problems.append(
                f'{place}: a server needs its address, as in  address = "wss://example.com". It is left out.'
            )
