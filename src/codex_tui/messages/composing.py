"""While a prompt is written: the files that it may mention, and commands of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from codex_tui.messages.base import AddressedIntent

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey


class FilesWanted(AddressedIntent):
    """Look for files of a folder of the machine of a thread's server; an empty query asks what lies in it."""

    def __init__(self, thread: ThreadKey | None, folder: str, query: str) -> None:
        super().__init__(thread)
        self.folder = folder
        self.query = query


class FileSearchOver(AddressedIntent):
    """Nobody looks for files for a thread any more."""

    def __init__(self, thread: ThreadKey | None) -> None:
        super().__init__(thread)


class FilesFound(Message):
    """`AppState.file_search` has an answer, or says why there is none."""


class ShellWanted(AddressedIntent):
    """Run a command in the shell of the server's machine, outside of the sandbox; without a thread, in a new one."""

    def __init__(self, thread: ThreadKey | None, command: str) -> None:
        super().__init__(thread)
        self.command = command
