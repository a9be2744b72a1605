"""The account: what a person wants of it, and that something about it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from codex_tui.messages.base import Intent

if TYPE_CHECKING:
    from codex_tui.model.account import LoginWay, Secret


class AccountUpdated(Message):
    """Somebody signed in or out, a sign-in came further, or limits changed."""


class AccountWanted(Intent):
    """Ask anew who is signed in, and how much of the plan is used."""


class LoginWanted(Intent):
    """Begin to sign in with ChatGPT."""

    def __init__(self, way: LoginWay) -> None:
        super().__init__()
        self.way = way


class KeyGiven(Intent):
    """Sign in with an API key."""

    def __init__(self, key: Secret) -> None:
        super().__init__()
        self.key = key


class LoginUnwanted(Intent):
    """Call the sign-in off, and forget why one failed."""


class LogoutWanted(Intent):
    """Sign out, once a person has said yes to what that means for others."""
