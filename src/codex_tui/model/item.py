"""What the items of all kinds share. The kinds are in `items`, which no screen needs before there is an item.

Items are mutable state with a revision: whoever changes one calls `touch`, and a renderer whose lines belong to
an older revision renders again.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from codex_tui.model.keys import ItemKey


class ItemStatus(str, Enum):
    """Where an item stands."""

    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    DECLINED = "declined"
    INTERRUPTED = "interrupted"
    """Started and never completed: its turn ended first."""
    REPLACED = "replaced"
    """Half an answer that a retry began again."""


@dataclass(slots=True, kw_only=True)
class Item:
    """What every cell has. Times are Unix milliseconds by the server's clock.

    `began_ms` is when its start was heard of here, by a clock that nobody sets; None if it began before.
    """

    kind: ClassVar[str] = "item"

    key: ItemKey
    status: ItemStatus = ItemStatus.RUNNING
    started_ms: int | None = None
    completed_ms: int | None = None
    began_ms: int | None = None
    revision: int = 0

    def touch(self) -> None:
        self.revision += 1

    @property
    def running(self) -> bool:
        return self.status is ItemStatus.RUNNING

    @property
    def runs_since_ms(self) -> int | None:
        """From when on to count how long it runs."""
        return self.started_ms if self.began_ms is None else self.began_ms

    @property
    def live_only(self) -> bool:
        """Whether the server will not give it again: it keeps what was completed, and nothing of this client's own."""
        return self.status in (ItemStatus.INTERRUPTED, ItemStatus.REPLACED)

    def source(self) -> str:
        """The text that copying the whole cell gives."""
        return ""
