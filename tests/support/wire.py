"""What goes over the wire, heard by a test as the application says and hears it, so that it can act at a moment of it.

A moment is `"sent thread/resume"`, `"answered thread/resume"`, `"told turn/started"` or `"asked item/…"`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class Wire:
    """Stands where a log would.

    Attributes:
        moments: those that were, in their order.
    """

    def __init__(self) -> None:
        self.moments: list[str] = []
        self._calls: dict[Any, str] = {}
        self._acts: dict[str, Callable[[], object]] = {}

    def at(self, moment: str, act: Callable[[], object] | None) -> None:
        """Does something at every such moment, before the application goes on; None does nothing any more."""
        if act is None:
            self._acts.pop(moment, None)
        else:
            self._acts[moment] = act

    def once(self, moment: str, act: Callable[[], object]) -> None:
        """The same, at the next such moment only."""

        def first() -> None:
            self.at(moment, None)
            act()

        self.at(moment, first)

    def __call__(self, direction: str, line: bytes) -> None:
        message = json.loads(line)
        method, number = message.get("method"), message.get("id")
        if direction == "sent":
            if method is None:
                return
            self._calls[number] = method
            moment = f"sent {method}"
        elif method is None:
            moment = f"answered {self._calls.pop(number, '')}"
        else:
            moment = f"told {method}" if number is None else f"asked {method}"
        self.moments.append(moment)
        act = self._acts.get(moment)
        if act is not None:
            act()

    # --- as the log of a start ------------------------------------------------------------------------------

    def wire(self, _server: str) -> Wire:
        return self

    def learn(self, _secret: str | None) -> None:
        """Nothing is written down."""

    def close(self) -> None:
        """There is no file."""
