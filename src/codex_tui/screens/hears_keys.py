"""Screens that are told of each key, wherever it goes: many never come by the screen, but go to a widget or the app."""

from __future__ import annotations


class HearsKeys:
    """A screen on which something is said until the next key."""

    def key_pressed(self, at: float) -> None:
        """A key was pressed, by the clock of messages, and is acted on after this."""
        raise NotImplementedError
