"""What a person saw, and when: the terminal's output is kept with its times and emulated only afterwards.

An emulator in Python is slower than the clients that are measured, so nothing is emulated while a client runs. A
`Recorder` notes when each piece of output came; a `Replay` feeds the pieces to pyte later and says when something
first stood on the screen.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyte

from benchmarks.tui.stage import Watched

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping, Sequence


@dataclass(slots=True)
class Recording:
    """Output and keys of one run. Times are seconds of `time.perf_counter`."""

    columns: int
    rows: int
    printed: list[tuple[float, bytes]] = field(default_factory=list)
    typed: list[tuple[float, str]] = field(default_factory=list)


class Recorder(Watched):
    """A watched terminal that keeps what is printed and typed, with the times."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 120,
        rows: int = 40,
        cwd: str | os.PathLike[str] | None = None,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.recording = Recording(columns, rows)
        super().__init__(command, columns=columns, rows=rows, cwd=cwd, env=env)

    def __enter__(self) -> Recorder:
        return self

    def take(self, seconds: float) -> bytes:
        data = super().take(seconds)
        if data:
            self.recording.printed.append((time.perf_counter(), data))
        return data

    def type(self, keys: str) -> None:
        self.recording.typed.append((time.perf_counter(), keys))
        super().type(keys)

    def watch(self, seconds: float) -> None:
        """Reads for some seconds, whatever is printed."""
        deadline = time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0:
            self.take(left)


class Replay:
    """Steps through a recording; `screen` is what stood there at `now`."""

    def __init__(self, recording: Recording) -> None:
        self.screen = pyte.Screen(recording.columns, recording.rows)
        self.now = 0.0
        self._stream = pyte.ByteStream(self.screen)
        self._printed = iter(recording.printed)

    @property
    def text(self) -> str:
        """The screen, line by line."""
        return "\n".join(self.screen.display)

    def step(self) -> bool:
        """Shows the next piece of output; False at the end."""
        piece = next(self._printed, None)
        if piece is None:
            return False
        self.now = piece[0]
        self._stream.feed(piece[1])
        return True

    def until(self, shown: str | Callable[[str], bool]) -> float:
        """When the screen first shows a text or satisfies a condition, counted from where the replay stands.

        Raises:
            AssertionError: it never does; with the last screen.
        """
        satisfied = shown if callable(shown) else (lambda text: shown in text)
        while not satisfied(self.text):
            if not self.step():
                raise AssertionError(f"never showed {shown!r}; the screen was:\n{self.text}")
        return self.now
