"""Scrolling through a conversation of 10,000 items, and a stream at its end, which costs the same at any length.

The yardstick is a bare Textual app that pages through a log of plain lines; a frame of 60 a second has 16 ms. The
processor time of a page includes what is rendered ahead for the next one. Linux only:
``python -m benchmarks.tui.scroll``.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.tui.conversation_app import STREAM_SEQUENCE, STREAMED, WORDS_PER_SECOND
from benchmarks.tui.reaction import (
    END,
    HEADER,
    HOME,
    INTO_TRANSCRIPT,
    PAGE_DOWN,
    PAGE_UP,
    WHEEL_UP,
    BareLog,
    LongConversation,
    row,
)

GOAL = "goal 8 / 33"
KEY_REPEAT = 1 / 30
HALF_PAGE_UP = "\x15"


def scroll(folder: Path, items: int, pages: int) -> None:
    """Prints what each way of scrolling takes."""
    print(f"scrolling through {items:,} items, {pages} times each\n{HEADER}")
    with BareLog(folder) as bare, LongConversation(folder, items) as ours:
        new, yardstick = [], []
        ours.react(PAGE_UP)  # the first imports what renders code
        bare.react(PAGE_UP)
        for _ in range(pages):
            new += ours.react_each(PAGE_UP, times=1)
            yardstick += bare.react_each(PAGE_UP, times=1)
        print(row("bare log, a page", yardstick))
        print(row("a page never seen", new, GOAL))
        print(row("a page seen before", ours.react_each(PAGE_DOWN, PAGE_UP, times=pages), GOAL))
        print(row("page up held, 30/s", ours.hold(PAGE_UP, pages, KEY_REPEAT), GOAL))
        ours.react(INTO_TRANSCRIPT)
        print(row("half a page", ours.react_each(HALF_PAGE_UP, times=pages), GOAL))
        print(row("wheel", ours.react_each(WHEEL_UP, times=pages), GOAL))
        print(row("to the start, to the end", ours.react_each(HOME, END, times=pages // 3), GOAL))
        print(row("to the cell above", ours.react_each("k", times=pages), GOAL))
        print(f"MB held after that: {ours.memory():.0f}")
        for generation, seconds in ours.leave().items():
            if seconds:
                worst, each = max(seconds) * 1000, sum(seconds) / len(seconds) * 1000
                print(
                    f"collections of generation {generation}: {len(seconds)}, mean {each:.1f} ms, worst {worst:.1f} ms"
                )


def stream(folder: Path, lengths: tuple[int, ...]) -> None:
    """Prints what a stream costs in conversations of several lengths."""
    print(f"\na stream of {WORDS_PER_SECOND} words a second, processor time")
    for items in lengths:
        with LongConversation(folder / "stream", items) as ours:
            busy, printed = ours.busy(), len(ours.received)
            ours.type(STREAM_SEQUENCE)
            ours.until(STREAMED.encode())
            kilobytes = (len(ours.received) - printed) / 1000
            print(f"{items:8,} items{(ours.busy() - busy) * 1000:10.0f} ms{kilobytes:8.0f} KB printed")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--pages", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        scroll(Path(folder), options.items, options.pages)
        stream(Path(folder), (100, options.items))


if __name__ == "__main__":
    main()
