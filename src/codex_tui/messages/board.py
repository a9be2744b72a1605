"""Intents about whole threads and the list of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.messages.base import AddressedIntent, BoardIntent, Intent, ThreadIntent, ThreadsIntent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.row_actions import RowAction


class OpenThread(ThreadIntent):
    """Show a thread's conversation."""


class ForkThread(ThreadIntent):
    """Make a copy of a thread and show it."""


class ArchiveThread(ThreadIntent):
    """Move the thread that is shown to the archive, and leave it."""


class ActOnThreads(ThreadsIntent):
    """Do something with these threads; asks first where something would be lost."""

    def __init__(self, action: RowAction, threads: Iterable[ThreadKey]) -> None:
        super().__init__(threads)
        self.action = action


class UndoWanted(AddressedIntent):
    """Take back what was done last to threads on the board, of which this is one."""


class RenameThread(ThreadIntent):
    """Give a thread a name."""

    def __init__(self, thread: ThreadKey, name: str) -> None:
        super().__init__(thread)
        self.name = name


class NewThread(Intent):
    """Show an empty conversation; the thread starts with its first prompt, here or in another folder.

    Args:
        folder: where; None for the folder of the server in which new threads run.
        server: on which of several servers; None for the one that the last new thread was for.
    """

    def __init__(self, folder: str | None = None, server: str | None = None) -> None:
        super().__init__()
        self.folder = folder
        self.server = server

    @property
    def addressee(self) -> str | None:
        return self.server


class NewElsewhere(Intent):
    """Ask for a folder, and show an empty conversation there."""


class NewInWorktree(Intent):
    """Ask for a branch, make a git worktree for it, and show an empty conversation there."""


class ShowThreads(Intent):
    """Go to the list of threads."""


class HiddenWanted(BoardIntent):
    """List hidden threads too, or leave them out."""

    def __init__(self, wanted: bool) -> None:
        super().__init__()
        self.wanted = wanted


class ListingWanted(Intent):
    """Show the threads of this folder (None: of all), live or archived."""

    def __init__(self, cwd: str | None, *, archived: bool) -> None:
        super().__init__()
        self.cwd = cwd
        self.archived = archived


class BoardLookedAt(ThreadsIntent):
    """A person looks at the list again, after something else, and sees these threads."""

    def __init__(self, threads: tuple[ThreadKey, ...]) -> None:
        super().__init__(threads)


class RowsSeen(ThreadsIntent):
    """These threads are on the screen, and have been for a moment."""

    def __init__(self, threads: tuple[ThreadKey, ...]) -> None:
        super().__init__(threads)


class AgentsWanted(ThreadIntent):
    """Show the sub-agents that have done their work for a thread, or fold them away."""

    def __init__(self, thread: ThreadKey, *, shown: bool) -> None:
        super().__init__(thread)
        self.shown = shown


class PreviewWanted(AddressedIntent):
    """Read what the preview shows of a thread (None: of none any more)."""

    def __init__(self, thread: ThreadKey | None) -> None:
        super().__init__(thread)


class MoreThreadsWanted(Intent):
    """The view came near the last loaded row."""


class AllThreadsWanted(Intent):
    """Load page after page of the listing, to its end."""


class EnoughThreads(Intent):
    """Load no further page by itself."""


class ReconnectWanted(Intent):
    """Start the server again and resume what was open."""
