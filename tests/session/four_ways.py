"""Generated turns, and one thread seen in four ways: live, live by a second client, joined half-way, and read back."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from codex_tui.demo.script import (
    Drop,
    Gate,
    HttpError,
    Patch,
    Plan,
    Reasoning,
    Script,
    Shell,
    Step,
    Text,
)
from codex_tui.model.items import Item, TurnEndItem
from codex_tui.render.cells import renderer_for
from codex_tui.render.lines import RenderContext
from tests.render.support import PALETTE

if TYPE_CHECKING:
    from codex_tui.model.conversation import Conversation

WAYS = ("plain", "steer", "interrupt", "drop", "fail")
"""What happens in the middle of a generated turn."""


class Generated:
    """One turn by chance: what the model does, and what befalls it where it stands still.

    Attributes:
        script: what the model does.
        gate: where it waits until everybody is there.
        way: what happens then.
        files: that commands wait for, which are made when the gate opens.
    """

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self.seed = seed
        self.gate = Gate(f"turn {seed}")
        self.way = WAYS[seed % len(WAYS)]
        self.files: list[str] = []
        self._files = 0
        responses = [self._response() for _ in range(self._dice.randint(0, 2))]
        self.script = Script([*responses, self._middle(), *self._rest()])

    @property
    def keyword(self) -> str:
        return f"@@seed-{self.seed}-"

    def _words(self) -> str:
        return " ".join(self._dice.choice(("alpha", "*beta*", "`gamma`", "δ", "[x]")) for _ in range(5))

    def _step(self) -> list[Step]:
        kind = self._dice.choice(("text", "reasoning", "shell", "fails", "both", "patch", "plan", "behind"))
        self._files += 1
        name = f"file-{self.seed}-{self._files}"
        if kind == "text":
            return [Text(self._words(), phase="commentary")]
        if kind == "reasoning":
            return [Reasoning([f"**{self._words()}**", self._words()])]
        if kind == "shell":
            return [Shell(f"seq {self._dice.randint(1, 60)}; printf '\\033[31mred\\033[0m'")]
        if kind == "fails":
            return [Shell("echo broken >&2; exit 3")]
        if kind == "patch":
            return [
                Patch(f"*** Begin Patch\n*** Add File: {name}.txt\n+{self._words()}\n+end\n*** End Patch\n")
            ]
        if kind == "plan":
            return [Plan([(self._words(), "completed"), (self._words(), "in_progress")])]
        self.files.append(name)
        slow = f"until [ -e {name} ]; do sleep 0.02; done; echo over"
        if kind == "both":
            return [Shell(slow, yield_time_ms=250), Shell("echo quick")]
        return [Shell(slow, yield_time_ms=250)]  # goes on behind what follows

    def _response(self) -> list[Step]:
        steps = [step for _ in range(self._dice.randint(1, 2)) for step in self._step()]
        # A response without a call would end the turn.
        return (
            steps if any(isinstance(one, Shell | Patch | Plan) for one in steps) else [*steps, Shell("true")]
        )

    def _middle(self) -> list[Step]:
        if self.way == "drop":
            return [Text(["half ", self.gate, Drop()])]
        if self.way == "fail":
            return [Text(["whole ", self.gate, "text"]), Shell("true")]
        return [Reasoning([self._words()]), Text(["begun ", self.gate, "and ended"])]

    def _rest(self) -> list[list[Step]]:
        if self.way == "fail":
            return [[HttpError(400, "refused by the script")]]
        return [[Text("the end", phase="final_answer")]]

    @property
    def sandbox(self) -> tuple[str, ...]:
        return ('approval_policy="never"', 'sandbox_mode="danger-full-access"')


def over(conversation: Conversation) -> bool:
    """Whether nothing runs any more, and everything is where it belongs."""
    ended = [item for item in conversation.items if isinstance(item, TurnEndItem)]
    untimed = [
        item
        for item in conversation.items
        if item.started_ms is None and not item.live_only and not item.key.item.startswith("local:")
    ]
    runs = any(item.running for item in conversation.items)
    return bool(ended) and conversation.active_turn is None and not runs and not _needed(untimed)


def _needed(untimed: list[Item]) -> bool:
    """Turns of nothing but messages are shown without times."""
    return any(item.kind not in ("user", "agent") for item in untimed)


def shown(conversation: Conversation) -> list[str]:
    """What a person reads of what the server keeps: every cell unfolded, line by line."""
    lines: list[str] = []
    for item in conversation.items:
        if item.live_only or isinstance(item, TurnEndItem):
            continue
        renderer = renderer_for(item)
        renderer.update(RenderContext(80, PALETTE, folded=False, folder="/"))
        lines += [line.strip.text.rstrip() for line in renderer.lines]
    return lines
