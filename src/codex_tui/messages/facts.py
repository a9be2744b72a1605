"""Facts: what changed in the model, posted once a frame to those who subscribed. They carry keys, never content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from codex_tui.messages.base import ItemFact, ThreadFact, as_draft

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.model.draft import Draft
    from codex_tui.model.keys import ItemKey, RequestKey, ThreadKey
    from codex_tui.model.safe_text import SafeText


class TurnStarted(ThreadFact):
    """A turn began to run."""


class TurnCompleted(ThreadFact):
    """A turn ended: completed, interrupted or failed."""


class ItemStarted(ItemFact):
    """A new item stands at `index` of the conversation."""

    def __init__(self, item: ItemKey, index: int) -> None:
        super().__init__(item)
        self.index = index


class TextAppended(ItemFact):
    """Text or output was added to an item since the last frame; many deltas make one of these."""


class ItemUpdated(ItemFact):
    """An item changed in some other way than growing at its end."""


class ItemCompleted(ItemFact):
    """An item reached its final state."""


class ItemRemoved(ItemFact):
    """An item is gone from the conversation; it stood at `index`."""

    def __init__(self, item: ItemKey, index: int) -> None:
        super().__init__(item)
        self.index = index


class PlanUpdated(ItemFact):
    """The checklist of the running turn changed."""


class DiffUpdated(ThreadFact):
    """The server summed up anew what a turn changed."""


class WorkTreeUpdated(ThreadFact):
    """The working tree of the thread's folder was read, or could not be; or a change in it was taken back."""


class HistoryLoaded(ThreadFact):
    """`count` items were put to an end of what is loaded; 0: items were dropped, or the state of loading changed."""

    def __init__(self, thread: ThreadKey, count: int) -> None:
        super().__init__(thread)
        self.count = count


class ConversationReset(ThreadFact):
    """The items were loaded anew: forget every cell."""


class UsageUpdated(ThreadFact):
    """Token counts changed."""


class SettingsUpdated(ThreadFact):
    """Model, effort, folder or permissions of the thread changed."""


class PromptReturned(ThreadFact):
    """A prompt or steering was not taken up by the server, or was taken back: it belongs into the composer.

    Args:
        why: what to say of it; `problem` if it was not wanted.
        place: the index that it had among the queued ones, where it would go again.
    """

    def __init__(
        self,
        thread: ThreadKey,
        prompt: str | Draft,
        why: SafeText,
        *,
        problem: bool = True,
        place: int | None = None,
    ) -> None:
        super().__init__(thread)
        self.draft = as_draft(prompt)
        self.why = why
        self.problem = problem
        self.place = place

    @property
    def text(self) -> str:
        """The prompt with its elements folded, as it was typed."""
        return self.draft.text


class ThreadStatusChanged(ThreadFact):
    """A thread runs, waits, failed, was renamed or did something new; also goes to subscribers of everything."""


class ThreadsListed(Message):
    """A further page of the listing came, with these threads; with none, it only changed its state."""

    def __init__(self, threads: Sequence[ThreadKey]) -> None:
        super().__init__()
        self.threads = threads


class BoardChanged(Message):
    """Rows were added or removed, or the state of the listing changed."""


class ThreadsActedOn(Message):
    """Something was done with these threads, as a person wanted."""

    def __init__(self, threads: tuple[ThreadKey, ...]) -> None:
        super().__init__()
        self.threads = threads


class ApprovalRequested(ThreadFact):
    """Something waits for a person; also goes to subscribers of everything."""

    def __init__(self, thread: ThreadKey, request: RequestKey) -> None:
        super().__init__(thread)
        self.request = request


class ApprovalResolved(ThreadFact):
    """A request no longer waits; also goes to subscribers of everything."""

    def __init__(self, thread: ThreadKey, request: RequestKey) -> None:
        super().__init__(thread)
        self.request = request


class ConnectionChanged(Message):
    """A server came up or was lost."""

    def __init__(self, server: str) -> None:
        super().__init__()
        self.server = server


class ModelsLoaded(Message):
    """The catalogue of models is there."""


class RulesLoaded(Message):
    """What is allowed for good was read; also after something was removed."""


class Said(Message):
    """One line for the status line: what was done, or why something could not be."""

    def __init__(self, text: SafeText, *, problem: bool = False) -> None:
        super().__init__()
        self.text = text
        self.problem = problem
