"""Which server the application uses: the word for it on the screen, and what it means for what runs on it."""

from __future__ import annotations

from enum import Enum


class ServerKind(str, Enum):
    """Whose a server is; the value is what stands in the header."""

    PRIVATE = "local"
    """A child process, which ends with the application."""
    SHARED = "shared"
    """One for all the clients of a user, which ends with the last of them."""
    DAEMON = "daemon"
    """The official background server of the user; it is neither started nor ended from here."""
    REMOTE = "remote"
    """Whatever listens at an address that the person gave."""

    @property
    def goes_on(self) -> bool:
        """Whether turns run on without this application."""
        return self is not ServerKind.PRIVATE
