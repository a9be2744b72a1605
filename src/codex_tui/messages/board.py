"""Intents about whole threads and the list of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.messages.base import Intent, ThreadIntent

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey


class OpenThread(ThreadIntent):
    """Show a thread's conversation."""


class ForkThread(ThreadIntent):
    """Make a copy of a thread and show it."""


class ArchiveThread(ThreadIntent):
    """Move a thread to the archive."""


class UnarchiveThread(ThreadIntent):
    """Take a thread out of the archive."""


class RenameThread(ThreadIntent):
    """Give a thread a name."""

    def __init__(self, thread: ThreadKey, name: str) -> None:
        super().__init__(thread)
        self.name = name


class NewThread(Intent):
    """Show an empty conversation; the thread starts with its first prompt."""


class ShowThreads(Intent):
    """Go to the list of threads."""


class ListingWanted(Intent):
    """Show the threads of this folder (None: of all), live or archived."""

    def __init__(self, cwd: str | None, *, archived: bool) -> None:
        super().__init__()
        self.cwd = cwd
        self.archived = archived


class MoreThreadsWanted(Intent):
    """The view came near the last loaded row."""


class ReconnectWanted(Intent):
    """Start the server again and resume what was open."""
