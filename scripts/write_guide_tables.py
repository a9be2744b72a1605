"""Writes the tables of settings, of keys and of colours into the guide anew: python scripts/write_guide_tables.py."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from codex_tui.keymap import Scope, in_scope, keys_of, spoken
from codex_tui.keymap.presets import PRESETS
from codex_tui.settings.catalogue import rows
from codex_tui.settings.template import toml

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

GUIDE = Path(__file__).parents[1] / "docs" / "guide"
BEGIN, END = "<!-- table: made by scripts/write_guide_tables.py -->", "<!-- end of table -->"


def settings_table() -> str:
    lines = ["| setting | default | takes | what for | variable |", "|---|---|---|---|---|"]
    for row in rows():
        takes = row.takes if row.closed or not row.choices else f"{row.choices[0]}, … or the name of a theme"
        variable = f"`{row.variable}`" if row.variable else ""
        lines.append(f"| `{row.key}` | `{toml(row.default)}` | {takes} | {row.help} | {variable} |")
    return "\n".join(lines)


def keys_table() -> str:
    parts = []
    for scope in Scope:
        lines = [f"### {scope.value}", "", "| keys | what it does | id |", "|---|---|---|"]
        lines += [f"| {_keys(action.id)} | {action.help} | `{action.id}` |" for action in in_scope(scope)]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def presets_table() -> str:
    parts = []
    for name, given in PRESETS.items():
        if given:
            lines = [f"### {name}", "", "| id | keys | instead of |", "|---|---|---|"]
            lines += [f"| `{action}` | {_keys(action, given)} | {_keys(action)} |" for action in given]
            parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _keys(action: str, given: Mapping[str, str] | None = None) -> str:
    return " ".join(f"`{spoken(key)}`" for key in keys_of(action, given)) or "-"


TABLES: Mapping[str, Callable[[], str]] = {
    "settings": settings_table,
    "keys": keys_table,
    "key-presets": presets_table,
}


def written(page: str, table: str) -> str:
    """A page with the table of now."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table}\n\n{END}{after}"


def main() -> int:
    for name, table in TABLES.items():
        path = GUIDE / f"{name}.md"
        path.write_text(written(path.read_text(encoding="utf-8"), table()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
