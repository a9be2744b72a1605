"""Threads of any length on disk: two turns that the real server played, multiplied.

The second turn's lines of the rollout are repeated with ids, ordinals and times of their own, so a thread of thousands
of turns takes no longer than writing it. A turn has one thought, one command with 4 KB of output and an answer of 2 KB
in Markdown, 24 KB on disk; its prompt and its answer say which turn it is.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from codex_app_server import AppServerConfig, AsyncCodex
from codex_tui.demo.script import Reasoning, Script, Shell, Text
from codex_tui.demo.server import ScriptedModel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_ANSWER = """\
## What was looked at

The parser reads one line at a time and keeps what is open on a stack, so that a block ends where its **line** says so
and nothing has to be read twice. Text that comes later never changes what was settled before it.

- it looks at the indent first, then at the marker, which is `-`, `*` or a number
- and hands the rest of the line to the inline parser

| part | lines | time |
|---|---|---|
| blocks | 320 | 1.2 s |
| units | 280 | 0.4 s |

```python
def settle(lines: list[str], open_blocks: list[Block]) -> int:
    for number, line in enumerate(lines):
        while open_blocks and not open_blocks[-1].continues(line):
            open_blocks.pop().close(number)
    return len(open_blocks)
```

"""
_COMMAND = "yes 'a line that a test could have printed, with a name and a result: ok' | head -c 4096"
_WORD = "turn-number-"
_FIRST, _SECOND = f"{_WORD}00000", f"{_WORD}00001"
_SHORT = Script([[Text(f"Said in {_FIRST}.")]])

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"
_VARYING = re.compile(
    rf"(?P<uuid>{_UUID})"
    r'|(?P<ordinal>(?<="ordinal":)\d+)'
    r'|(?P<time>(?<="timestamp":")\d{4}-[^"]+Z)'
    r"|(?P<response>(?<=call_|resp_)\d+|(?<=msg_|.rs_)\d+(?=_))"
    rf"|(?P<turn>(?<={_WORD})\d{{5}})"
)
"""What is another in each turn."""


def last_words(turn: int) -> str:
    """What the answer of a turn, counted from 0, ends with, and nothing else holds."""
    return f"finished-{turn:05}"


def prompt(turn: int) -> str:
    """What was asked in a turn, counted from 0."""
    return f"Look at {_WORD}{turn:05}"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A rollout of two turns, and where the second begins. `home` is the CODEX_HOME that it lies in."""

    home: Path
    thread: str
    lines: Sequence[str]
    second: int

    @classmethod
    async def play(cls, env: Mapping[str, str], folder: Path) -> Pattern:
        """Plays the two turns on a server of its own, in the CODEX_HOME of an environment."""
        with ScriptedModel() as model:
            answer = _ANSWER * 3 + f"This was {_WORD}00001 and finished-00001"
            thought = Reasoning(["**Looking at it**\n\nThe parser is where this begins."])
            model.on(_FIRST, _SHORT)
            model.on(_SECOND, Script([[thought, Shell(_COMMAND)], [Text([answer])]]))
            config = AppServerConfig(
                config_overrides=model.config_overrides(), cwd=str(folder), env=env, experimental_api=True
            )
            async with AsyncCodex(config) as codex:
                thread = await codex.thread_start(cwd=str(folder))
                for turn in range(2):
                    await thread.run(prompt(turn))
                pattern = cls._read(Path(env["CODEX_HOME"]), thread.id)
                await codex.request("thread/delete", {"threadId": thread.id})
        return pattern

    @classmethod
    def _read(cls, home: Path, thread: str) -> Pattern:
        (rollout,) = home.glob(f"sessions/**/*-{thread}.jsonl")
        lines = rollout.read_text(encoding="utf-8").splitlines()
        begins = [number for number, line in enumerate(lines) if '"type":"task_started"' in line]
        return cls(home, thread, lines, begins[1])

    def write(self, turns: int) -> str:
        """Writes a thread with that many turns, at least two; gives its id."""
        thread = _uuid7()
        now = datetime.now(timezone.utc)
        folder = self.home / "sessions" / f"{now:%Y/%m/%d}"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"rollout-{now:%Y-%m-%dT%H-%M-%S}-{thread}.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for line in self.lines[: self.second]:
                file.write(line.replace(self.thread, thread) + "\n")
            file.writelines(self._turns(thread, turns))
        return thread

    def delete(self, thread: str) -> None:
        """Takes the rollout of a thread off the disk."""
        for path in self.home.glob(f"sessions/**/*-{thread}.jsonl"):
            path.unlink()

    def _turns(self, thread: str, turns: int) -> Iterator[str]:
        text = "\n".join(self.lines[self.second :]) + "\n"
        text = text.replace("finished-00001", "finished-" + _WORD + "00001")
        pieces = list(_pieces(text))
        count = len(self.lines) - self.second
        for turn in range(1, turns):
            ids = {self.thread: thread}
            yield "".join(
                value if kind is None else self._vary(kind, value, turn, count, ids) for kind, value in pieces
            ).replace("finished-" + _WORD, "finished-")

    def _vary(self, kind: str, value: str, turn: int, count: int, ids: dict[str, str]) -> str:
        if kind == "uuid":
            return ids.setdefault(value, _uuid7())
        if kind == "ordinal":
            return str(int(value) + (turn - 1) * count)
        if kind == "response":
            return str(int(value) + (turn - 1) * 2)
        if kind == "time":
            moment = datetime.fromisoformat(value.replace("Z", "+00:00")) + timedelta(seconds=turn)
            return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"
        return f"{turn:05}"


def _pieces(text: str) -> Iterator[tuple[str | None, str]]:
    """A text as literal pieces (kind None) and those that vary."""
    end = 0
    for match in _VARYING.finditer(text):
        yield None, text[end : match.start()]
        yield match.lastgroup, match.group()
        end = match.end()
    yield None, text[end:]


def _uuid7() -> str:
    stamp = int(time.time() * 1000)
    return str(UUID(int=(stamp << 80) | (7 << 76) | (uuid4().int & ~(0xFFFF << 76) & ((1 << 80) - 1))))


async def index(env: Mapping[str, str], threads: Sequence[str], folder: Path) -> dict[str, int]:
    """Resumes each thread once, without which a server lists none of its turns; gives how many it lists."""
    config = AppServerConfig(cwd=str(folder), env=env, experimental_api=True)
    counts: dict[str, int] = {}
    async with AsyncCodex(config) as codex:
        for thread in threads:
            await codex.request("thread/resume", {"threadId": thread, "excludeTurns": True})
            counts[thread] = 0
            cursor = None
            while counts[thread] == 0 or cursor is not None:
                params = {"threadId": thread, "limit": 100, "itemsView": "notLoaded", "cursor": cursor}
                page = await codex.request("thread/turns/list", params)
                counts[thread] += len(page.data)
                cursor = page.next_cursor
            await codex.request("thread/unsubscribe", {"threadId": thread})
    return counts
