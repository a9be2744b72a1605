"""The settings file that a person begins with: every setting with its default, as a comment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_tui.settings.catalogue import rows
from codex_tui.store.files import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = """# Settings of codex-tui. A line without its # counts; what is left out has the default that it shows.
# While codex-tui runs: /settings shows and changes them, and takes over what was changed here.
"""
_KEYS = """# Keys by the id of an action; codex-tui settings keys lists them.
# "threads.open" = ["enter", "z"]
"""
_THEMES = """
# A theme of your own; what is left out comes from its base.
# [themes.mine]
# base = "dark"
# accent = "#d08770"
"""


def template() -> str:
    """The whole text."""
    parts = [_HEAD]
    table = ""
    for row in rows():
        name, _, key = row.key.partition(".")
        if name != table:
            parts.append(f"\n[{name}]\n")
            table = name
        parts.append(f"# {row.help}: {row.takes}\n# {key} = {toml(row.default)}\n")
    return "".join((*parts, _KEYS, _THEMES))


def toml(value: Any) -> str:
    """A value as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{value:g}" if isinstance(value, float) else str(value)


def write_template(path: Path) -> None:
    """Writes the file, if there is none.

    Raises:
        OSError: it cannot be written.
    """
    if not path.exists():
        write_atomically(path, template().encode())
