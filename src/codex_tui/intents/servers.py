"""Which server an intent is for: that of its threads; of intents without one, that of the next new thread, or all."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from codex_tui import messages as say
from codex_tui.messages.hits import OpenHit

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
)
"""About the list as a whole, which has the threads of all servers."""
_KEYS = ("thread", "item", "request", "agent", "source", "parent")


def addressed(intent: Intent, servers: Iterable[str]) -> Iterator[tuple[str | None, Intent]]:
    """The intent for each server that it concerns; None stands for that of the next new thread."""
    names = list(servers)
    if isinstance(intent, EVERYWHERE):
        yield from ((name, intent) for name in names)
        return
    threads = getattr(intent, "threads", None)
    if threads:
        for name in dict.fromkeys(thread.server for thread in threads):
            part = copy(intent)
            part.threads = tuple(thread for thread in threads if thread.server == name)  # type: ignore[attr-defined]
            yield name, part
        return
    if isinstance(intent, OpenHit):
        yield intent.hit.key.server, intent
        return
    keys = [getattr(intent, attribute, None) for attribute in _KEYS]
    yield next((str(key.server) for key in keys if key is not None and hasattr(key, "server")), None), intent
