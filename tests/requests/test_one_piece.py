"""What the reader of the terminal says of keys that it read at once: the real one, on a pipe."""

from __future__ import annotations

import os
import threading
from queue import Queue
from typing import TYPE_CHECKING, Any

import pytest
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key

from codex_tui.alt_keys import AltKeys
from codex_tui.attention.sequences import WindowTitle
from codex_tui.job_control import JobControl
from codex_tui.key_hold import KeyHold
from codex_tui.keyboard_driver import with_keyboard
from codex_tui.one_piece import came_with_others, sent_on
from codex_tui.typed_ahead import TypedAhead

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.message import Message

PATIENCE = 30.0


@pytest.fixture
def type_bytes() -> Iterator[Callable[[bytes, int], list[Key]]]:
    """Writes bytes at once, and gives so many keys that were read of them."""
    read: Queue[Key] = Queue()
    base: Any = with_keyboard(LinuxDriver, TypedAhead(), KeyHold(), WindowTitle(), JobControl(lambda: None))

    class Reader(base):  # type: ignore[misc]
        def __init__(self) -> None:
            self.fileno, self.typed = os.pipe()
            self._stop = os.pipe()
            self._debug = False
            self._turned = self._enter_keys = AltKeys()  # nothing that the terminal answers is looked for
            self.exit_event = threading.Event()

        def process_message(self, message: Message) -> None:
            if isinstance(message, Key):
                read.put(message)

    reader = Reader()
    thread = threading.Thread(target=reader.run_input_thread)
    thread.start()

    def type_them(data: bytes, count: int) -> list[Key]:
        os.write(reader.typed, data)
        return [read.get(timeout=PATIENCE) for _ in range(count)]

    yield type_them
    stop = reader._stop
    os.close(stop[1])
    thread.join(PATIENCE)
    assert not thread.is_alive()
    for descriptor in (stop[0], reader.fileno, reader.typed):
        os.close(descriptor)


def test_keys_that_were_read_at_once_say_so_and_one_alone_does_not(type_bytes):
    for data, names in (
        (b"yes\r", ["y", "e", "s", "enter"]),
        (b"\x1bay", ["alt+a", "y"]),
        (b"\x1b[18~y", ["f7", "y"]),
    ):
        keys = type_bytes(data, len(names))
        assert [key.key for key in keys] == names
        assert all(came_with_others(key) and came_with_others(sent_on(key)) for key in keys)
    for data, name in ((b"y", "y"), (b"\x1b[1;3A", "alt+up"), ("ф".encode(), "ф")):
        [key] = type_bytes(data, 1)
        assert (key.character or key.key) in (name, "alt+up")
        assert not came_with_others(key)
        assert sent_on(key).time == key.time
