"""What the model does in the threads of a soak: each prompt holds a word by which its script is known."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from codex_tui.demo.script import (
    Choice,
    Patch,
    Plan,
    Question,
    Reasoning,
    Script,
    Shell,
    Text,
    Usage,
    words,
)

if TYPE_CHECKING:
    from codex_tui.demo.request import ModelRequest
    from codex_tui.demo.server import ScriptedModel

LAST = "That is all of it."
"""What every answer ends with."""

_PROSE = "The parser reads one line at a time and keeps what is **open** on a `stack`, so that nothing is read twice. "
_CODE = "```python\ndef settle(lines: list[str]) -> int:\n    return len(lines)\n```\n"
_TABLE = "| part | lines |\n|---|---|\n| blocks | 320 |\n| units | 280 |\n"

KINDS = ("@@words", "@@work", "@@think", "@@fails")
"""Turns that end by themselves."""
ASKS = "@@asks"
QUESTION = "@@which"
PRINTS = "@@prints"
"""A command whose output is seen live, for which a folder is made that stays as long as the application."""
LONG = "@@slowly"
"""A turn that lasts long enough to be steered and interrupted."""
STEERED = "rather this"
"""What it is steered with: the answer to it, too, lasts until it is interrupted."""


def teach(model: ScriptedModel) -> None:
    """Adds the scripts of the soak to a model."""
    counter = itertools.count()

    def work(_request: ModelRequest) -> Script:
        name = f"made-{next(counter)}.txt"
        patch = f"*** Begin Patch\n*** Add File: {name}\n+one line\n+and another\n*** End Patch\n"
        return Script(
            [
                [
                    Text("I look around first.", phase="commentary"),
                    Plan([("Look", "in_progress"), ("Write", "pending")]),
                    Shell("seq -f 'line %g of what a test prints' 1 200"),
                ],
                [Plan([("Look", "completed"), ("Write", "in_progress")]), Patch(patch)],
                [Shell(f"cat {name}; rm {name}")],
                [Text(words(_PROSE * 4 + "\n\n" + _CODE + LAST)), Usage(61_000)],
            ]
        )

    model.on("@@words", Script([[Text(words(_PROSE * 12 + "\n\n" + _TABLE + "\n" + LAST)), Usage(9_000)]]))
    model.on("@@work", work)
    model.on(
        "@@think", Script([[Reasoning(["**Reading**\n\n" + _PROSE * 5, "**Choosing**\n\nOne."]), Text(LAST)]])
    )
    model.on("@@fails", Script([[Shell("echo broken >&2; exit 3")], [Text(f"It failed. {LAST}")]]))
    model.on(
        ASKS,
        Script(
            [[Shell("true", escalated=True, justification="May I do nothing?")], [Text(f"I went on. {LAST}")]]
        ),
    )
    choices = [Choice("Half even", "What banks use"), Choice("Half up", "What people expect")]
    model.on(
        QUESTION,
        Script([[Question("round", "Rounding", "Which one?", choices)], [Text(f"So be it. {LAST}")]]),
    )
    lasts = "seq 1 400; sleep 1; seq 1 400; sleep 1"
    model.on(PRINTS, Script([[Shell(lasts)], [Text(LAST)]]))
    slowly = Script([[Text(words(_PROSE * 20), pace=0.02)], [Text(LAST)]])
    model.on(LONG, slowly)
    model.on(STEERED, slowly)
