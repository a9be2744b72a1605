"""The table of slash commands as Markdown, for the guide: ``python -m codex_tui.slash.table docs/guide/commands.md``.

What stands between the two marks of the page is written anew.
"""

from __future__ import annotations

import sys
from pathlib import Path

from codex_tui.slash import COMMANDS, Group

BEGIN, END = "<!-- commands: written by python -m codex_tui.slash.table -->", "<!-- end of commands -->"


def as_markdown() -> str:
    """A section for each group."""
    parts = []
    for group in Group:
        rows = [command for command in COMMANDS if command.group is group]
        if rows:
            parts.append(f"### {group.value}\n\n| command | what it does |\n|---|---|")
            for command in rows:
                names = ", ".join(f"`/{alias}`" for alias in command.aliases)
                about = f"{command.about} (also {names})" if names else command.about
                usage, about = (text.replace("|", "\\|") for text in (f"`{command.usage}`", about))
                parts[-1] += f"\n| {usage} | {about} |"
    return "\n\n".join(parts)


def written(page: str) -> str:
    """A page with the table of now."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{as_markdown()}\n\n{END}{after}"


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(written(path.read_text(encoding="utf-8")), encoding="utf-8")
