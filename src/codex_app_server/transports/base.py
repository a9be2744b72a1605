"""What the protocol layer asks of a link to a server.

Bytes travel as newline-terminated JSON objects in both directions; a transport need not keep line borders.
"""

from __future__ import annotations

from typing import Protocol

__all__ = ["Transport"]


class Transport(Protocol):
    """One connection to one server, used by one reader and one writer at a time."""

    async def receive(self) -> bytes:
        """Return the next bytes as soon as there are any, or ``b""`` when the peer is gone."""
        ...

    async def send(self, data: bytes) -> None:
        """Send all of ``data``.

        Raises:
            OSError: The peer does not read any more.
        """
        ...

    async def drain_side_channel(self) -> None:
        """Read whatever is not part of the protocol (stderr) until it ends."""
        ...

    async def exit_code(self) -> int | None:
        """After the end of the stream: wait shortly for the peer's exit status, None if it has none."""
        ...

    async def aclose(self) -> None:
        """End the peer if it is ours, and free everything. May be called twice."""
        ...

    def abort(self) -> None:
        """Do the same at once and without a loop, for a program that is being torn down."""
        ...

    @property
    def stderr_tail(self) -> str:
        """The last the peer wrote beside the protocol, harmless to show."""
        ...

    @property
    def end_reason(self) -> str:
        """After the end of the stream: why it ended, as far as the link knows; else empty."""
        ...
