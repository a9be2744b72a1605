"""The two kinds of messages: facts about a thread go down, intents of a person bubble up to the app."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from textual.message import Message

from codex_tui.model.state import LOCAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from typing_extensions import Self

    from codex_tui.model.draft import Draft
    from codex_tui.model.keys import ItemKey, ThreadKey


def as_draft(prompt: str | Draft) -> Draft:
    """A prompt as a draft; the first one imports what drafts are made of, which the first paint does not need."""
    from codex_tui.model.draft import draft_of

    return draft_of(prompt)


class ThreadFact(Message):
    """Something changed in one thread; goes to the subscribers of that thread only."""

    def __init__(self, thread: ThreadKey) -> None:
        super().__init__()
        self.thread = thread


class ItemFact(ThreadFact):
    """Something changed in one item."""

    def __init__(self, item: ItemKey) -> None:
        super().__init__(item.thread_key)
        self.item = item


class Intent(Message):
    """What a person wants; bubbles to the app."""

    @property
    def addressee(self) -> str | None:
        """The name of the server that it is for; None for the one on which the next new thread begins."""
        return None


class AddressedIntent(Intent):
    """Do something with a thread, or with the next new one where there is none yet."""

    def __init__(self, thread: ThreadKey | None) -> None:
        super().__init__()
        self.thread = thread

    @property
    def addressee(self) -> str | None:
        return self.thread.server if self.thread is not None else None


class ThreadIntent(AddressedIntent):
    """Do something with one thread."""

    thread: ThreadKey

    def __init__(self, thread: ThreadKey) -> None:
        super().__init__(thread)


class BoardIntent(Intent):
    """Do something with the board as the screen shows it, which goes by the first server's state."""

    @property
    def addressee(self) -> str:
        return LOCAL


class ThreadsIntent(Intent):
    """Do something with several threads, which may be on several servers."""

    def __init__(self, threads: Iterable[ThreadKey]) -> None:
        super().__init__()
        self.threads = tuple(threads)

    def by_server(self) -> Iterator[tuple[str, Self]]:
        """The part of it for each server."""
        for name in dict.fromkeys(thread.server for thread in self.threads):
            part = copy(self)
            part.threads = tuple(thread for thread in self.threads if thread.server == name)
            yield name, part
