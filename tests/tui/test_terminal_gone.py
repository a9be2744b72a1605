"""A terminal that goes away at any moment holds nobody up, and one that is slow is sent everything."""

from __future__ import annotations

import io
import os
import threading

from textual.drivers._writer_thread import WriterThread

from codex_tui.keyboard_driver import UntilGone


def test_more_than_the_queue_holds_is_taken_though_the_terminal_is_gone():
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", buffering=1, encoding="utf-8", errors="replace") as gone:
        writer = WriterThread(UntilGone(gone))  # type: ignore[arg-type]
        writer.start()
        for _ in range(200):
            writer.write("much\n" * 1000)
        writer.stop()
        assert not writer.is_alive()


def test_what_is_written_to_a_slow_terminal_arrives_whole():
    reading, writing = os.pipe()
    os.set_blocking(writing, False)  # as a command may have left it
    frame = "\x1b[1;1H" + "é" * 400_000

    def write() -> None:
        # As Python's own files are with PYTHONUNBUFFERED.
        with (
            open(writing, "wb", buffering=0) as raw,
            io.TextIOWrapper(raw, encoding="utf-8", write_through=True) as slow,
        ):
            terminal = UntilGone(slow)
            terminal.write(frame[:10])
            terminal.write(frame[10:])
            terminal.write("!")
            terminal.flush()

    writer = threading.Thread(target=write)
    writer.start()
    with open(reading, "rb") as slow_reader:
        assert slow_reader.read().decode() == f"{frame}!"
    writer.join()
