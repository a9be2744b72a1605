"""Between reducer and screens: many changes become few messages, one of a kind for a key and frame.

Pure but for the message classes. Order is kept, so an item is announced before its text and its text before
its end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_tui import messages
from codex_tui.messages import around, compare, composing, hits, moving, queue
from codex_tui.messages.account import AccountUpdated
from codex_tui.model import changes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.message import Message

    from codex_tui.model.changes import Change
    from codex_tui.model.keys import ThreadKey

# Saying these twice in a frame tells nobody anything new: whoever hears them reads the model.
_REPEATABLE = frozenset(
    {
        changes.TextGrew,
        changes.ItemChanged,
        changes.ItemFinished,
        changes.PlanChanged,
        changes.DiffChanged,
        changes.WorkTreeRead,
        changes.SearchMoved,
        changes.OutlineGrew,
        changes.UsageChanged,
        changes.SettingsChanged,
        changes.QueueChanged,
        changes.StatusChanged,
        changes.RowsChanged,
        changes.RowsListed,
        changes.MessagesFound,
        changes.ServerChanged,
        changes.CatalogueLoaded,
        changes.RulesRead,
        changes.FilesListed,
        changes.GoalChanged,
        changes.FactsRead,
        changes.AccountChanged,
        changes.ComparisonChanged,
        changes.Remarked,
    }
)

_MESSAGES: dict[type[Change], Callable[[Any], Message]] = {
    changes.TurnBegan: lambda change: messages.TurnStarted(change.thread),
    changes.TurnEnded: lambda change: messages.TurnCompleted(change.thread),
    changes.ThreadReturned: lambda change: messages.ThreadStatusChanged(change.thread),
    changes.HistoryTakenBack: lambda change: messages.HistoryLoaded(change.thread, 0),
    changes.ItemAdded: lambda change: messages.ItemStarted(change.item, change.index),
    changes.TextGrew: lambda change: messages.TextAppended(change.item),
    changes.ItemChanged: lambda change: messages.ItemUpdated(change.item),
    changes.ItemFinished: lambda change: messages.ItemCompleted(change.item),
    changes.ItemGone: lambda change: messages.ItemRemoved(change.item, change.index),
    changes.PlanChanged: lambda change: messages.PlanUpdated(change.item),
    changes.DiffChanged: lambda change: messages.DiffUpdated(change.thread),
    changes.WorkTreeRead: lambda change: messages.WorkTreeUpdated(change.thread),
    changes.HistoryGrew: lambda change: messages.HistoryLoaded(change.thread, change.count),
    changes.ConversationRenewed: lambda change: messages.ConversationReset(change.thread),
    changes.SearchMoved: lambda change: moving.SearchProgressed(change.thread),
    changes.OutlineGrew: lambda change: moving.OutlineChanged(change.thread),
    changes.UsageChanged: lambda change: messages.UsageUpdated(change.thread),
    changes.SettingsChanged: lambda change: messages.SettingsUpdated(change.thread),
    changes.QueueChanged: lambda change: queue.QueueUpdated(change.thread),
    changes.PromptLost: lambda change: messages.PromptReturned(
        change.thread, change.prompt, change.why, problem=change.problem, place=change.place
    ),
    changes.StatusChanged: lambda change: messages.ThreadStatusChanged(change.thread),
    changes.RowsListed: lambda change: messages.ThreadsListed(change.threads),
    changes.MessagesFound: lambda change: hits.MessagesSearched(),
    changes.RowsChanged: lambda change: messages.BoardChanged(),
    changes.ApprovalOpened: lambda change: messages.ApprovalRequested(change.thread, change.request),
    changes.ApprovalClosed: lambda change: messages.ApprovalResolved(change.thread, change.request),
    changes.ServerChanged: lambda change: messages.ConnectionChanged(change.server),
    changes.CatalogueLoaded: lambda change: messages.ModelsLoaded(),
    changes.ComparisonChanged: lambda change: compare.ComparisonMoved(),
    changes.RulesRead: lambda change: messages.RulesLoaded(),
    changes.FilesListed: lambda change: composing.FilesFound(),
    changes.GoalChanged: lambda change: around.GoalUpdated(change.thread),
    changes.FactsRead: lambda change: around.FactsLoaded(change.what, stale=change.stale),
    changes.AccountChanged: lambda change: AccountUpdated(),
    changes.Remarked: lambda change: messages.Said(change.text, problem=change.problem),
}


class Coalescer:
    """The changes of one frame."""

    def __init__(self) -> None:
        self._changes: list[Change] = []
        self._seen: set[Change] = set()
        self._grown: set[ThreadKey] = set()
        self._renewed: set[ThreadKey] = set()

    def __bool__(self) -> bool:
        return bool(self._changes)

    def add(self, new: Iterable[Change]) -> None:
        for change in new:
            kind = type(change)
            if kind in _REPEATABLE:
                if change in self._seen:
                    continue
                self._seen.add(change)
            elif isinstance(change, changes.ConversationRenewed):
                self._renew(change.thread)
                continue
            elif isinstance(change, changes.HistoryGrew) and self._grew_before(change):
                continue
            if self._renewed and _within(change, self._renewed):
                continue
            self._changes.append(change)

    def drain(self) -> list[Message]:
        """The messages of the frame, which ends with this."""
        drained = [_MESSAGES[type(change)](change) for change in self._changes]
        self._changes = []
        self._seen.clear()
        self._grown.clear()
        self._renewed.clear()
        return drained

    def _grew_before(self, change: changes.HistoryGrew) -> bool:
        """Whether the page is told of already; two pages in one frame cannot be told apart by their counts."""
        if change.count == 0:
            known = change in self._seen
            self._seen.add(change)
            return known
        if change.thread in self._grown:
            self._renew(change.thread)
            return True
        self._grown.add(change.thread)
        return False

    def _renew(self, thread: ThreadKey) -> None:
        # Whoever hears of it reads every item anew; told of single ones as well, it would count them twice.
        self._renewed.add(thread)
        self._changes = [old for old in self._changes if not _within(old, {thread})]
        self._changes.append(changes.ConversationRenewed(thread))


def _within(change: Change, threads: set[ThreadKey]) -> bool:
    if isinstance(change, changes.ItemChange):
        return change.thread in threads
    return isinstance(change, changes.HistoryGrew | changes.ConversationRenewed) and change.thread in threads
