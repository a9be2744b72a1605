"""Where lines come from: a terminal, whose keys are read one by one, or anything else, which has whole lines."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

from rich.cells import cell_len

from codex_tui.linear.line_editor import EndOfInput, LineEditor
from codex_tui.ports import nobody_listens

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_tui.linear.speaker import Speaker


_MARK_PASTES, _MARK_NO_PASTES = "\x1b[?2004h", "\x1b[?2004l"
"""Has a terminal put marks around what is pasted: the only thing that is ever said to it and not to a person."""
_CANNOT_MARK = ("dumb", "emacs", "unknown")
"""Terminals that might show that as text."""


class Lines(Protocol):
    """A source of lines; `None` is its end."""

    is_terminal: bool

    def begin(
        self,
        take: Callable[[str | None], None],
        typed: bytes = b"",
        *,
        begun: Callable[[], None] = nobody_listens,
    ) -> None:
        """Gives every line to `take`, and calls `begun` as somebody begins to type one."""

    def hide(self, secret: bool) -> None:
        """What is typed next is shown again, or is not."""

    def drop(self) -> bool:
        """Forgets a line that was begun; whether there was one."""

    def end(self) -> None: ...


class TerminalLines:
    """Lines typed at a terminal. Holds the speaker while one is being typed."""

    is_terminal = True

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self._descriptor = sys.stdin.fileno()
        self._editor = LineEditor(self._show, cell_len)
        self._modes: list[Any] | None = None
        self._echoes = True
        self._begun: Callable[[], None] = nobody_listens
        self._shows_after = False
        self._marks_pastes = False

    def begin(
        self,
        take: Callable[[str | None], None],
        typed: bytes = b"",
        *,
        begun: Callable[[], None] = nobody_listens,
    ) -> None:
        import termios

        self._begun = begun
        self._modes = termios.tcgetattr(self._descriptor)
        modes = termios.tcgetattr(self._descriptor)
        # A terminal that did not echo, as under Emacs, shows what is typed by itself.
        self._echoes = bool(modes[3] & termios.ECHO)
        modes[3] &= ~(termios.ICANON | termios.ECHO)
        modes[6][termios.VMIN], modes[6][termios.VTIME] = 1, 0
        termios.tcsetattr(self._descriptor, termios.TCSANOW, modes)
        self._marks_pastes = self._echoes and os.environ.get("TERM", "dumb") not in _CANNOT_MARK
        if self._marks_pastes:
            self._speaker.echo(_MARK_PASTES)
        asyncio.get_running_loop().add_reader(self._descriptor, self._read, take)
        if typed:
            self._feed(typed, take)

    def hide(self, secret: bool) -> None:
        # What was begun as a secret is not shown in part.
        self._shows_after = not secret and self._editor.secret and self._editor.typing
        self._editor.secret = secret or self._shows_after

    def drop(self) -> bool:
        was_typing = self._editor.typing
        self._editor.clear()
        self._line_is_over()
        self._speaker.hold(False)
        return was_typing

    def end(self) -> None:
        import termios

        asyncio.get_running_loop().remove_reader(self._descriptor)
        if self._marks_pastes:
            self._speaker.echo(_MARK_NO_PASTES)
        if self._modes is not None:
            with suppress(termios.error):  # the terminal is gone
                termios.tcsetattr(self._descriptor, termios.TCSADRAIN, self._modes)

    def _line_is_over(self) -> None:
        if self._shows_after:
            self._editor.secret = self._shows_after = False

    def _show(self, text: str) -> None:
        if self._echoes:
            self._speaker.echo(text)

    def _read(self, take: Callable[[str | None], None]) -> None:
        try:
            data = os.read(self._descriptor, 65536)
        except OSError:
            data = b""
        if data:
            self._feed(data, take)
        else:  # the terminal is gone
            asyncio.get_running_loop().remove_reader(self._descriptor)
            take(None)

    def _feed(self, data: bytes, take: Callable[[str | None], None]) -> None:
        if not self._editor.typing:
            self._begun()
        try:
            for line in self._editor.feed(data):
                self._line_is_over()
                self._speaker.hold(False)
                take(line)
        except EndOfInput:
            take(None)
        self._speaker.hold(self._editor.typing)


class PipedLines:
    """Lines of a pipe or a file, read in a thread that ends with the process: a file cannot be waited for."""

    is_terminal = False

    def begin(
        self,
        take: Callable[[str | None], None],
        typed: bytes = b"",
        *,
        begun: Callable[[], None] = nobody_listens,
    ) -> None:
        loop = asyncio.get_running_loop()

        def read() -> None:
            with suppress(RuntimeError):  # the loop is closed: nobody wants more
                for line in sys.stdin.buffer:
                    loop.call_soon_threadsafe(take, line.decode("utf-8", "replace").rstrip("\r\n"))
                loop.call_soon_threadsafe(take, None)

        threading.Thread(target=read, name="lines", daemon=True).start()

    def hide(self, secret: bool) -> None:
        """Nothing is shown of it anyway."""

    def drop(self) -> bool:
        return False

    def end(self) -> None:
        """Ends with the process."""


def lines(speaker: Speaker) -> Lines:
    """What this process is given."""
    return TerminalLines(speaker) if sys.stdin.isatty() else PipedLines()
