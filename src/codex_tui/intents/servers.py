"""Which server an intent is for: that of its threads; of intents without one, that of the next new thread, or all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui import messages as say
from codex_tui.messages import hits
from codex_tui.messages.base import ThreadsIntent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from codex_tui.messages import Intent

EVERYWHERE: tuple[type[Intent], ...] = (
    say.ListingWanted,
    say.BoardLookedAt,
    say.MoreThreadsWanted,
    say.AllThreadsWanted,
    say.EnoughThreads,
    say.ReconnectWanted,
    hits.SearchMessages,
    hits.MoreHitsWanted,
)
"""About the list as a whole, which has the threads of all servers."""


def addressed(intent: Intent, servers: Iterable[str]) -> Iterator[tuple[str | None, Intent]]:
    """The intent for each server that it concerns; None stands for that of the next new thread."""
    if isinstance(intent, EVERYWHERE):
        yield from ((name, intent) for name in servers)
    elif isinstance(intent, ThreadsIntent) and intent.threads:
        yield from intent.by_server()
    else:
        yield intent.addressee, intent
