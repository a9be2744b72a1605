"""What the reducer did to the model: small records that the session's coalescer turns into messages.

They are the messages of `codex_tui.messages` without Textual, so that the reducer stays pure; like those they
carry keys, never content.

One that adds no field inherits all that makes it a dataclass: making it one would take 0.5 ms and 10 KB for the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codex_tui.model.draft import Draft
    from codex_tui.model.keys import ItemKey, RequestKey, ThreadKey
    from codex_tui.model.safe_text import SafeText


@dataclass(frozen=True, slots=True)
class Change:
    """Something changed."""


@dataclass(frozen=True, slots=True)
class ThreadChange(Change):
    """Something changed in one thread."""

    thread: ThreadKey


@dataclass(frozen=True, slots=True)
class ItemChange(Change):
    """Something changed in one item."""

    item: ItemKey

    @property
    def thread(self) -> ThreadKey:
        return self.item.thread_key


class TurnBegan(ThreadChange):
    """A turn runs now."""

    __slots__ = ()


class TurnEnded(ThreadChange):
    """A turn is over."""

    __slots__ = ()


class ThreadReturned(ThreadChange):
    """A thread that could only be read can be run again."""

    __slots__ = ()


class HistoryTakenBack(ThreadChange):
    """Turns at the end of the thread are gone from its history."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class ItemAdded(ItemChange):
    """An item stands at `index` now."""

    index: int


class TextGrew(ItemChange):
    """Text or output was added at the end of an item."""

    __slots__ = ()


class ItemChanged(ItemChange):
    """An item changed other than by growing."""

    __slots__ = ()


class ItemFinished(ItemChange):
    """An item has its final state."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class ItemGone(ItemChange):
    """An item that stood at `index` was taken out."""

    index: int


class PlanChanged(ItemChange):
    """The checklist of a turn changed."""

    __slots__ = ()


class DiffChanged(ThreadChange):
    """What a turn changed in all is another diff now."""

    __slots__ = ()


class WorkTreeRead(ThreadChange):
    """What the working tree of a thread's folder holds was read, or could not be."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class HistoryGrew(ThreadChange):
    """`count` items were put to an end of what is loaded; 0 if the state of loading changed, or items were dropped."""

    count: int


class ConversationRenewed(ThreadChange):
    """All items were loaded anew."""

    __slots__ = ()


class SearchMoved(ThreadChange):
    """The search through turns that are not loaded came further."""

    __slots__ = ()


class OutlineGrew(ThreadChange):
    """The outline has more turns, or knows more of them."""

    __slots__ = ()


class UsageChanged(ThreadChange):
    """Token counts changed."""

    __slots__ = ()


class SettingsChanged(ThreadChange):
    """What the next turn runs with changed."""

    __slots__ = ()


class QueueChanged(ThreadChange):
    """Other prompts wait in the thread, or are about to be read."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class PromptLost(ThreadChange):
    """The server will never take this prompt up, or a person takes it back; `place` is the one that it had queued."""

    prompt: SafeText | Draft
    why: SafeText
    problem: bool = True
    place: int | None = None

    @property
    def text(self) -> SafeText:
        """The prompt as it was typed, its elements folded."""
        return self.prompt if isinstance(self.prompt, str) else self.prompt.text


class StatusChanged(ThreadChange):
    """The row of a thread changed."""

    __slots__ = ()


class RowsChanged(Change):
    """Rows came or went, or the listing changed its state."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class RowsListed(Change):
    """A further page of the listing came, with these threads; with none, the listing only changed its state."""

    threads: tuple[ThreadKey, ...]


class MessagesFound(Change):
    """The search through all messages began, came further, or ended."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class ApprovalOpened(ThreadChange):
    """A request waits for a person."""

    request: RequestKey


@dataclass(frozen=True, slots=True)
class ApprovalClosed(ThreadChange):
    """A request waits no more."""

    request: RequestKey


@dataclass(frozen=True, slots=True)
class ServerChanged(Change):
    """A connection came up or was lost."""

    server: str


class CatalogueLoaded(Change):
    """The models are known."""

    __slots__ = ()


class ComparisonChanged(Change):
    """Another model has the prompt that is compared, or one of them could not begin."""

    __slots__ = ()


class RulesRead(Change):
    """What is allowed for good was read."""

    __slots__ = ()


class FilesListed(Change):
    """What was looked for while a prompt is written has an answer."""

    __slots__ = ()


class GoalChanged(ThreadChange):
    """A thread has another goal, or none, or it came further."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class FactsRead(Change):
    """What a page around a day's work is made of was read; or, if `stale`, there is something new to read."""

    what: str
    stale: bool = False


@dataclass(frozen=True, slots=True)
class AccountChanged(Change):
    """What is known of the account changed; `told`: the server said so, and has to be asked what."""

    told: bool = False


@dataclass(frozen=True, slots=True)
class Remarked(Change):
    """Something to say in the status line."""

    text: SafeText
    problem: bool = False
