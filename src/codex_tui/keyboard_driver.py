"""Textual's driver of the terminal with a reader of keys of our own. Under the app.

The reader begins with what was typed before it was there, says at once that a key is coming, knows a key with alt
whatever follows it and a lone escape by a short silence, sleeps while nothing is typed, and leaves the application
when the terminal is gone. The title of the window is given back with the terminal. It is the terminal that job control
gives back and takes again.
"""

from __future__ import annotations

import os
import select
import signal
import sys
from codecs import getincrementaldecoder
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from codex_tui.alt_keys import AltKeys
from codex_tui.alt_modes import QUESTION, AltModes
from codex_tui.background import TELL_CHANGES, TELL_NO_CHANGES, hearing
from codex_tui.enter_keys import ASKS_FOR_PROTOCOL, EnterKeys
from codex_tui.one_piece import in_one_piece
from codex_tui.turned_text import ASKS_WHETHER_IT_TURNS, TurnedText

if TYPE_CHECKING:
    from textual.driver import Driver
    from textual.message import Message

    from codex_tui.attention.sequences import WindowTitle
    from codex_tui.job_control import JobControl
    from codex_tui.key_hold import KeyHold
    from codex_tui.kitty_pictures import KittyPictures
    from codex_tui.typed_ahead import TypedAhead

_PIECE = 4096
"""Bytes that are read at once."""
_MOST_HELD = 1 << 16
"""Bytes to the terminal that wait for more."""
_MARGIN = 0.002
"""Seconds by which a silence is longer than the parser asks for, so that it is over when the parser looks."""


class Asked(Protocol):
    """Something that the terminal was asked, whose answer is taken out of what is typed."""

    def rewrite(self, piece: str, /) -> str: ...
    def silence(self) -> str: ...


class UntilGone:
    """A terminal to write to, which takes everything: whole, and also once it is gone.

    The thread that writes would end with it, at any moment, and whoever waits for room in its short queue would wait
    for ever. Where Python does not buffer (PYTHONUNBUFFERED), or a command left the terminal without waiting
    (O_NONBLOCK), its files drop the rest of what is not written at once, in the midst of an escape sequence.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._encoding = file.encoding
        self._held = b""
        """What is written until the thread has nothing more to write: a frame and its cursor go out as one."""

    def write(self, text: str) -> int:
        self._held += text.encode(self._encoding, "replace")
        if len(self._held) > _MOST_HELD:
            self.flush()
        return len(text)

    def _write_some(self, data: memoryview) -> int:
        try:
            return os.write(self.fileno(), data)
        except BlockingIOError:
            select.select([], [self.fileno()], [])
            return 0

    def flush(self) -> None:
        held, self._held = memoryview(self._held), b""
        with suppress(OSError):
            while held:
                held = held[self._write_some(held) :]

    def fileno(self) -> int:
        return self._file.fileno()


def with_keyboard(
    driver: type[Driver],
    typed: TypedAhead,
    hold: KeyHold,
    title: WindowTitle,
    jobs: JobControl,
    pictures: KittyPictures | None = None,
) -> type[Driver]:
    """The driver that reads keys as above; any but Textual's own for a terminal stays as it is."""
    if sys.platform == "win32":
        return driver
    from textual import constants, events
    from textual._xterm_parser import XTermParser
    from textual.drivers.linux_driver import LinuxDriver

    from codex_tui.messages.settings import BackgroundSeen

    if driver is not LinuxDriver:
        return driver

    alt_modes = AltModes()

    class KeyboardDriver(LinuxDriver):
        """Textual's own, for Linux and macOS."""

        _stop: tuple[int, int] | None = None
        """A pipe whose closed writing end wakes and ends the reader."""
        given_away = False
        over = False

        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            jobs.attach(self)
            later = partial(self._app.call_later, self._app.run_action)
            self._turned = TurnedText(os.environ, partial(later, "app.redraw"))
            self._enter_keys = EnterKeys(os.environ, partial(later, "app.name_keys"))

        @property
        def is_of_vte(self) -> bool:
            """Whether the terminal answered what only those on VTE do."""
            return self._turned.answered

        @property
        def held(self) -> bool:
            return self._stop is not None and not self.given_away

        def let_go(self) -> None:
            self.suspend_application_mode()

        def fall_silent(self) -> None:
            self.given_away = True

        def take_again(self) -> None:
            self.given_away = False
            if self._stop is not None:
                # It was stopped without a word, and the shell may have changed everything.
                self.suspend_application_mode()
            self.resume_application_mode()
            self.process_message(self.SignalResume())

        def suspend_application_mode(self) -> None:
            super().suspend_application_mode()
            self.over = False
            self.given_away = True

        def resume_application_mode(self) -> None:
            self.given_away = False
            super().resume_application_mode()

        def _get_terminal_size(self) -> tuple[int, int]:
            # COLUMNS and LINES may be of another terminal, or of this one at another time.
            with suppress(OSError):
                columns, lines = os.get_terminal_size(self.fileno)
                if columns and lines:
                    return columns, lines
            return super()._get_terminal_size()

        def write(self, data: str) -> None:
            # The application goes on meanwhile; when it is back it draws everything.
            if not self.given_away and self._writer_thread is not None:
                super().write(self._turned.sent(data))

        def start_application_mode(self) -> None:
            self._stop = os.pipe()
            if self._file is not None and not isinstance(self._file, UntilGone):
                self._file = UntilGone(self._file)  # type: ignore[assignment]
            super().start_application_mode()  # type: ignore[no-untyped-call]
            if self.attrs_before is not None and typed.modes is not None:
                # What runs while the application is suspended gets the terminal as the shell had it.
                self.attrs_before = typed.modes
            self.write(TELL_CHANGES + QUESTION + ASKS_WHETHER_IT_TURNS + ASKS_FOR_PROTOCOL)
            if pictures is not None:
                pictures.taken(self.write, self.fileno)
            if again := title.taken_again():
                self.write(again)

        def stop_application_mode(self) -> None:
            self.over = True
            if self.given_away:
                self.disable_input()
                return
            self.write(TELL_NO_CHANGES + alt_modes.given_back())
            if pictures is not None:
                self.write(pictures.given_back())
            if back := title.given_back():
                self.write(back)
            super().stop_application_mode()

        def process_message(self, message: Message) -> None:
            if isinstance(message, (events.Key, events.Paste)):
                hold.typed()
            if isinstance(message, events.Key) and message.key.startswith("alt+"):
                # Textual gives alt+k the character k, and what takes text would take it for that.
                message.character = None
            super().process_message(message)

        def disable_input(self) -> None:
            stop, self._stop = self._stop, None
            if stop is not None:
                os.close(stop[1])
            if not self.given_away:
                super().disable_input()  # waits for the reader
            elif self._key_thread is not None:
                self._key_thread.join()
            if stop is not None:
                os.close(stop[0])

        def _run_input_thread(self) -> None:
            try:
                self.run_input_thread()
            except Exception as error:  # without keys nothing can be done any more
                self._app.call_later(self._app._handle_exception, error)

        def run_input_thread(self) -> None:
            assert self._stop is not None
            stopped = self._stop[0]
            parser = XTermParser(self._debug)
            alt_keys = AltKeys()
            background = hearing(lambda dark: self.process_message(BackgroundSeen(dark)))
            decode = getincrementaldecoder("utf-8")(errors="replace").decode
            asked: tuple[Asked | None, ...] = (background, self._turned, self._enter_keys, pictures)
            asked_of = [each for each in asked if each is not None]
            data = typed.read()  # here, so that the keys that still wait in the terminal come after these
            silence: float | None = None
            while not self.exit_event.is_set():
                if text := decode(data):  # an empty text would be the end to the parser
                    if wanted := alt_modes.heard(text):
                        self.write(wanted)
                    for each in asked_of:
                        text = each.rewrite(text)
                    if typed_text := alt_keys.rewrite(text):
                        for message in in_one_piece(parser.feed(typed_text)):
                            self.process_message(message)
                    silence = constants.ESCAPE_DELAY + _MARGIN
                ready, _, _ = select.select([self.fileno, stopped], [], [], silence)
                if stopped in ready:
                    return
                data = b""
                if not ready:
                    if held := "".join([each.silence() for each in asked_of]):
                        for message in parser.feed(alt_keys.rewrite(held)):
                            self.process_message(message)
                        continue  # an escape is a key once nothing follows it now
                    silence = None
                    alt_keys.silence()
                    for message in parser.tick():
                        self.process_message(message)
                    continue
                with suppress(OSError):  # how Linux says that the terminal is gone
                    data = os.read(self.fileno, _PIECE)
                if not data:
                    # Not every terminal that goes has the system say so: one that controls no session says nothing.
                    os.kill(os.getpid(), signal.SIGHUP)
                    return

    return KeyboardDriver
