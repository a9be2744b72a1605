"""Intents about changed files, texts that are written out, and the clipboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.messages.base import Intent, ThreadIntent

if TYPE_CHECKING:
    from pathlib import Path

    from codex_tui.model.diff import FilePatch, Hunk
    from codex_tui.model.export_format import ExportFormat
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.output_log import ByteLog


class ExportWanted(ThreadIntent):
    """Write the whole conversation to a file; one that exists is replaced only if a person said so."""

    def __init__(self, thread: ThreadKey, format: ExportFormat, path: Path, *, replace: bool) -> None:
        super().__init__(thread)
        self.format = format
        self.path = path
        self.replace = replace


class EditFile(Intent):
    """Open a file in the person's editor, at a line where one is known."""

    def __init__(self, path: str, line: int | None) -> None:
        super().__init__()
        self.path = path
        self.line = line


class ChangesWanted(ThreadIntent):
    """Show what was changed, from one file of one turn on; without a turn that of the newest that changed something."""

    def __init__(self, thread: ThreadKey, turn: str | None = None, path: str | None = None) -> None:
        super().__init__(thread)
        self.turn = turn
        self.path = path


class WorkTreeWanted(ThreadIntent):
    """Read what differs in the thread's folder from the last commit."""


class RevertWanted(ThreadIntent):
    """Take back a hunk of a file, or with None all that changed in it."""

    def __init__(self, thread: ThreadKey, file: FilePatch, hunk: Hunk | None) -> None:
        super().__init__(thread)
        self.file = file
        self.hunk = hunk


class SaveText(Intent):
    """Write a whole text to a file, as plain text or as it came; over one that is there only if that was said."""

    def __init__(self, log: ByteLog, path: Path, *, plain: bool, overwrite: bool) -> None:
        super().__init__()
        self.log, self.path = log, path
        self.plain, self.overwrite = plain, overwrite


class CopyRequested(Intent):
    """Put this text on the clipboard; `what` names it for the confirmation."""

    def __init__(self, text: str, what: str) -> None:
        super().__init__()
        self.text = text
        self.what = what
