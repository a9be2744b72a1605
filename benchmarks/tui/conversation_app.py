"""The application with a long conversation in memory, for benchmarks of scrolling and repainting.

Runs the real application class on the terminal it is started in, without a server: what the session would have put
into the model is put there by a script. ``python -m benchmarks.tui.conversation_app --items 10000`` shows
`SHOWN` once the end of the conversation is painted; `STREAM_KEY` has the agent write `WORDS` words at a pace, and
on leaving (ctrl+q) what the garbage collector took is written to ``--report`` as JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import time
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from codex_tui import collector
from codex_tui.app import StartsInConversation
from codex_tui.model.changes import ItemAdded, TextGrew
from codex_tui.model.items import (
    AgentItem,
    CommandItem,
    FileChange,
    FileChangeItem,
    Item,
    ItemStatus,
    NoticeItem,
    NoticeLevel,
    Phase,
    PlanItem,
    PlanStep,
    ReasoningItem,
    StepStatus,
    TurnEndItem,
    UserItem,
)
from codex_tui.model.keys import ThreadKey, TurnKey
from codex_tui.model.safe_text import SafeText
from codex_tui.model.state import LOCAL, ConnectionState
from codex_tui.model.tallies import Tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

THREAD = ThreadKey(LOCAL, "00000000-0000-7000-8000-000000000001")
SHOWN = "zanzibar"
"""Stands in the last item only."""
STREAM_KEY, STREAM_SEQUENCE = "f13", "\x1b[57376u"  # kitty's: Textual reads xterm's as others
WORDS = 180
WORDS_PER_SECOND = 60
STREAMED = "yokohama"
"""The last word of the stream."""

_DIFF = """\
@@ -39,7 +39,8 @@ import time

 def send(event):
     event = signed(event)
-    return post(event.url, event.body)
+    return retry(post, event.url, event.body, attempts=5)
+

 def signed(event):
"""

_PARAGRAPH = (
    "The parser reads **one line at a time** and keeps what is open on a stack, so that a block ends where its "
    "line says so and nothing has to be read twice. Text that comes later never changes what `settle` has done.\n\n"
)

_PARTS = (
    _PARAGRAPH,
    "- it looks at the indent first\n- then at the marker, which is `-`, `*` or a number\n  - a nested list is only "
    "a deeper indent\n- and hands the rest of the line to the inline parser\n\n",
    "```python\ndef settle(lines: list[str], blocks: list[Block]) -> int:\n    for number, line in enumerate(lines):\n"
    "        while blocks and not blocks[-1].continues(line):\n            blocks.pop().close(number)\n"
    "    return len(blocks)\n```\n\n",
    _PARAGRAPH * 2,
    "| case | before | after |\n|---|---|---|\n| timeout | lost | retried |\n| 429 | lost | waits |\n\n",
)


def turn_items(turn: TurnKey, number: int) -> Iterator[Item]:
    """The ten items of a turn, of every common kind; answers have between one and eleven blocks."""
    done = ItemStatus.COMPLETED
    yield UserItem(
        key=turn.item("user"),
        status=done,
        text=SafeText(f"Prompt {number}: add retry with back-off, with tests."),
    )
    thought = ReasoningItem(key=turn.item("reasoning"), status=done)
    thought.summary.append(f"**Looking at sender {number}**\n\nThe sender posts once and gives up.")
    yield thought
    yield _agent(
        turn, "commentary", f"I will wrap send {number} in a retry.\n\n{_PARAGRAPH}", Phase.COMMENTARY
    )
    for name in ("search", "run"):
        command = CommandItem(
            key=turn.item(name),
            status=done,
            command=SafeText(f'rg -n "def {name}_{number}" src tests'),
            cwd=SafeText("/"),
            exit_code=0,
            duration_ms=100,
        )
        command.output.append("src/hooks/sender.py:41: def send(event):\n" * (number % 30))
        yield command
    yield FileChangeItem(
        key=turn.item("patch"),
        status=done,
        changes=(FileChange(SafeText(f"src/hooks/sender_{number}.py"), "update", SafeText(_DIFF)),),
    )
    yield PlanItem(
        key=turn.item("plan"),
        status=done,
        steps=tuple(
            PlanStep(SafeText(text), StepStatus.COMPLETED)
            for text in ("read the sender", "write the retry", "run the tests")
        ),
    )
    yield NoticeItem(
        key=turn.item("notice"),
        status=done,
        level=NoticeLevel.RETRY,
        text=SafeText("The stream broke off (1 of 5)"),
    )
    answer = f"## Answer {number}\n\n" + "".join(
        _PARTS[(number + part) % 5] for part in range(1 + number % 11)
    )
    yield _agent(turn, "answer", answer, Phase.FINAL)
    yield TurnEndItem(
        key=turn.item("local:end"), status=done, duration_ms=72_000, tokens=Tokens(input=40_000, output=1_000)
    )


def _agent(turn: TurnKey, name: str, text: str, phase: Phase) -> AgentItem:
    item = AgentItem(key=turn.item(name), status=ItemStatus.COMPLETED, phase=phase)
    item.text.append(text)
    return item


def items_of(number: int) -> Sequence[Item]:
    """So many items, the last of which says `SHOWN`."""
    items: list[Item] = []
    for turn in count():
        items += turn_items(THREAD.turn(f"turn-{turn}"), turn)
        if len(items) >= number:
            break
    last = UserItem(key=THREAD.turn("last").item("user"), status=ItemStatus.COMPLETED, text=SafeText(SHOWN))
    return [*items[: number - 1], last]


class ConversationApp(StartsInConversation):
    """The application without a server, in a conversation that is there at once."""

    def __init__(self, folder: str, number: int) -> None:
        super().__init__(folder)
        self.state.server.state = ConnectionState.READY
        self._number = number
        self._streaming: asyncio.Task[None] | None = None
        self.bind(STREAM_KEY, "stream")

    async def load(self) -> None:
        """Fills the model as the session would, once the first paint is over, and shows it."""
        await self.painted.wait()
        collector.settle()
        conversation = self.state.conversation(THREAD)
        for item in items_of(self._number):
            conversation.append(item)
        conversation.ready = conversation.history.complete = True
        await self.show_conversation(THREAD)

    def action_stream(self) -> None:
        self._streaming = asyncio.create_task(self._stream())

    async def _stream(self) -> None:
        conversation = self.state.conversation(THREAD)
        turn = THREAD.turn(f"stream-{len(conversation.items)}")
        item = AgentItem(key=turn.item("answer"), phase=Phase.FINAL)
        self.dispatcher.report([ItemAdded(item.key, conversation.append(item))])
        words = _PARAGRAPH.split()
        began = time.perf_counter()
        for number in range(WORDS):
            item.text.append(words[number % len(words)] + " " if number < WORDS - 1 else STREAMED)
            item.touch()
            self.dispatcher.report([TextGrew(item.key)])
            await asyncio.sleep(max(0.0, began + number / WORDS_PER_SECOND - time.perf_counter()))


class Pauses:
    """What the garbage collector took: seconds of each collection, by generation."""

    def __init__(self) -> None:
        self.seconds: dict[int, list[float]] = {0: [], 1: [], 2: []}
        self._began = 0.0

    def __call__(self, phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            self._began = time.perf_counter()
        else:
            self.seconds[info["generation"]].append(time.perf_counter() - self._began)


async def _run(number: int) -> None:
    app = ConversationApp(".", number)
    loading = asyncio.create_task(app.load())
    await app.run_async()
    await loading


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--report", type=Path)
    options = parser.parse_args()
    collector.hold()
    pauses = Pauses()
    gc.callbacks.append(pauses)
    asyncio.run(_run(options.items))
    if options.report is not None:
        options.report.write_text(json.dumps(pauses.seconds), encoding="utf-8")


if __name__ == "__main__":
    main()
