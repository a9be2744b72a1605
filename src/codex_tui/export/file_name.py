"""What the file of an export is called."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from codex_tui.model.safe_text import without_harm

if TYPE_CHECKING:
    from codex_tui.model.export_format import ExportFormat

LONGEST = 48
"""Characters of the title in a file name."""


def file_name(title: str, short_id: str, format: ExportFormat) -> str:
    """``codex-TITLE-SHORTID.md``: letters and digits of the title, so that it is one name in any folder."""
    plain = without_harm(unicodedata.normalize("NFKC", title), lambda _: " ")
    words = "".join(character if character.isalnum() else " " for character in plain).split()
    slug = "-".join(words)[:LONGEST].strip("-")
    middle = f"{slug.lower()}-" if slug else ""
    # Of an id that is no id nothing but letters and digits may get into a name either.
    short = "".join(character for character in without_harm(short_id, lambda _: "") if character.isalnum())
    return f"codex-{middle}{short}{format.suffix}"
