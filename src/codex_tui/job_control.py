"""Being stopped and continued, by a key, by a shell or by anyone who sends the signal. Between the driver and the app.

The terminal is given back before the process stops, and is taken again, drawn whole, once it goes on in the
foreground. All of it is done by the event loop: a signal handler that wrote to the terminal in the middle of another
write would wait for itself.
"""

from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING, Protocol

from codex_tui.typed_ahead import in_foreground

if TYPE_CHECKING:
    from collections.abc import Callable

MOMENT = 0.2
"""Seconds within which a process that was stopped hears why it goes on, or whether it was stopped at all."""


class HeldTerminal(Protocol):
    """The terminal, as its driver has it."""

    given_away: bool
    """Whether another program has it for a while."""
    over: bool
    """Whether the application leaves, or has left."""

    @property
    def held(self) -> bool:
        """Whether the application draws on it and reads its keys now."""

    def let_go(self) -> None:
        """Gives it back as the shell had it."""

    def fall_silent(self) -> None:
        """Writes no more to it, and leaves it as it is: it is somebody else's already."""

    def take_again(self) -> None:
        """Takes it, whether or not it was given back, and draws everything."""


class JobControl:
    """The process as a job of its shell.

    Args:
        refused: told if the process was not stopped, as nobody could have it go on.
    """

    def __init__(self, refused: Callable[[], None]) -> None:
        self._refused = refused
        self._terminal: HeldTerminal | None = None
        self._away = False
        """It was left, or fell silent, here; nobody else was given it."""
        self._goes_on = True
        self._timer: asyncio.TimerHandle | None = None

    def attach(self, terminal: HeldTerminal) -> None:
        """Takes the signals over; needs a running event loop."""
        self._terminal = terminal
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTSTP, self._stop)
        loop.add_signal_handler(signal.SIGCONT, self._came_back)
        # Known before any timer of the loop, which hears of it as well.
        signal.signal(signal.SIGCONT, self._heard)

    @property
    def lent(self) -> bool:
        """Whether another program has the terminal, which it was given by the application."""
        return self._terminal is not None and self._terminal.given_away and not self._away

    def suspend(self) -> bool:
        """Stops, with whatever the shell runs as one job with this; False where there is no job control."""
        if self._terminal is None:
            return False
        self._stop(whole_job=True)
        return True

    def _stop(self, *, whole_job: bool = False) -> None:
        assert self._terminal is not None
        if self._terminal.over:
            return
        if self._terminal.held:
            self._terminal.let_go()
            self._away = True
        self._goes_on = False
        self._stop_by(signal.SIGTSTP, 0 if whole_job else os.getpid())
        # Here again once it goes on, or at once: the system stops no process that no shell could continue.
        self._in_a_moment(self._never_stopped)

    def _heard(self, *_: object) -> None:
        self._goes_on = True

    def _in_a_moment(self, what: Callable[[], None]) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(MOMENT, what)

    def _stop_by(self, number: signal.Signals, process: int) -> None:
        """What the signal does where nobody handles it."""
        handler = signal.signal(number, signal.SIG_DFL)
        try:
            os.kill(process, number)
        finally:
            signal.signal(number, handler)

    def _never_stopped(self) -> None:
        if not self._goes_on:
            self._came_back()
            self._refused()

    def _came_back(self) -> None:
        assert self._terminal is not None
        if self._terminal.over or not (self._terminal.held or self._away):
            return  # it is lent, or not taken yet
        if in_foreground():
            self._away = False
            self._terminal.take_again()
            return
        # With `bg`, or by whoever ends a stopped job: then it is to leave, not to stop again.
        self._terminal.fall_silent()
        self._away = True
        self._in_a_moment(self._wait_for_foreground)

    def _wait_for_foreground(self) -> None:
        assert self._terminal is not None
        if not self._away or self._terminal.over:
            return
        if in_foreground():
            self._came_back()
        else:
            self._stop_by(signal.SIGTTOU, os.getpid())
