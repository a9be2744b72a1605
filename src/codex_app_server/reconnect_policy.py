"""When to try again after a connection broke. Bottom layer: standard library only, part of the configuration."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["ReconnectPolicy"]


@dataclass(frozen=True)
class ReconnectPolicy:
    """Pauses that grow from attempt to attempt. All times are in seconds.

    Attributes:
        first_delay: Pause before the first attempt.
        factor: How much longer each pause is than the one before.
        max_delay: Longest pause.
        jitter: Random part of each pause, as a fraction of it, so that clients do not come back together.
        for_seconds: How long to go on after the connection broke; None never gives up.
    """

    first_delay: float = 0.1
    factor: float = 2.0
    max_delay: float = 15.0
    jitter: float = 0.2
    for_seconds: float | None = None

    def __post_init__(self) -> None:
        if self.first_delay < 0 or self.max_delay < self.first_delay:
            raise ValueError("ReconnectPolicy wants 0 <= first_delay <= max_delay")
        if self.factor < 1:
            raise ValueError("ReconnectPolicy wants a factor of 1 or more")
        if not 0 <= self.jitter <= 1:
            raise ValueError("ReconnectPolicy wants a jitter between 0 and 1")
        if self.for_seconds is not None and self.for_seconds < 0:
            raise ValueError("ReconnectPolicy wants for_seconds of 0 or more, or None")

    def delays(self) -> Iterator[float]:
        """Return the pauses between attempts, endlessly."""
        delay = self.first_delay
        while True:
            yield delay * (1 + random.uniform(-self.jitter, self.jitter))
            delay = min(delay * self.factor, self.max_delay)
