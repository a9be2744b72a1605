"""An export from what was read to the file: for the screen, and for the command line.

Above `export`, `store` and the theme's palette, which know nothing of each other.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from codex_tui.export.document import document_of
from codex_tui.export.html import html
from codex_tui.export.json_text import json_text
from codex_tui.export.markdown import markdown
from codex_tui.export.svg import Look, svg
from codex_tui.model.export_format import ExportFormat
from codex_tui.store.export_file import write_export
from codex_tui.theming import DARK, stylesheet

if TYPE_CHECKING:
    from pathlib import Path

    from codex_tui.model.whole_thread import WholeThread


def export(whole: WholeThread, format: ExportFormat) -> str:
    """The text of the file."""
    if format is ExportFormat.JSON:
        return json_text(whole)
    document = document_of(whole)
    if format is ExportFormat.MARKDOWN:
        return markdown(document)
    if format is ExportFormat.HTML:
        return html(document, stylesheet("exported_page.css").read_text(encoding="utf-8"))
    from codex_tui.theme_palette import theme_palette  # Textual's stylesheets, for the picture only

    return svg(document, Look(*theme_palette(DARK)))


async def export_to_file(
    whole: WholeThread, format: ExportFormat, path: Path, *, replace: bool
) -> tuple[str, bool]:
    """Writes the file; gives a sentence that says so, or why not, and whether that is a problem."""

    def work() -> None:
        write_export(path, export(whole, format).encode("utf-8", "replace"), replace=replace)

    try:
        # In a thread: a long conversation takes a while, in which keys are answered.
        await asyncio.to_thread(work)
    except FileExistsError:
        return f"Not exported: {path.name} exists already in {path.parent}", True
    except OSError as error:
        return f"Not exported to {path}: {error.strerror or error}", True
    return f"Exported {path.name} to {path.parent}", False
