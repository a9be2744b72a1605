"""A thread as a whole, as the server gives it: what an export is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class WholeThread:
    """The answer of the server, untouched: JSON objects with all that they had."""

    thread: dict[str, Any]
    """What it says of the thread itself."""
    turns: Sequence[dict[str, Any]]
    """All turns with all of their items, oldest first."""
