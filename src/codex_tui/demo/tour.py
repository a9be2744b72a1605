"""The instructive session: what the scripted model does when someone tries the application.

The first prompt without a keyword, whatever it says, starts one whole agentic turn in the demo's project:
it looks, runs the tests, patches the bug, runs them again and asks before it deletes something. Prompts
after it rotate over shorter scripts. `PROJECT_FILES` is the project it needs.
"""

import itertools
import sys
from collections.abc import Callable, Mapping, Sequence

from codex_tui.demo.project import FILES
from codex_tui.demo.request import ModelRequest
from codex_tui.demo.script import (
    Choice,
    Patch,
    Pause,
    Plan,
    Question,
    Reasoning,
    Script,
    Shell,
    Step,
    StepStatus,
    Text,
    Usage,
)

SUGGESTIONS = (
    "Why does the cart charge too little?",
    "Show me what you can draw: @@rich",
    "Ask me something: @@question",
)
"""Prompts worth trying; the application may offer them while the composer is empty."""

SANDBOX_OVERRIDES = (
    'sandbox_mode="workspace-write"',
    'approval_policy="on-request"',
    # the project lies in the temporary directory, which is writable by default: nothing would lie outside
    "sandbox_workspace_write.exclude_slash_tmp=true",
    "sandbox_workspace_write.exclude_tmpdir_env_var=true",
)
"""Under which the tour asks for exactly what it says it asks for."""

NO_SANDBOX_OVERRIDES = ('sandbox_mode="danger-full-access"', 'approval_policy="on-request"')
"""Where the sandbox does not work, as in some containers: the commands are the tour's own and harmless."""

# A login shell may have a PATH without the Python that runs this, so the tests have a command of their own.
PROJECT_FILES: Mapping[str, str] = {
    **FILES,
    "check": f'#!/bin/sh\nexec "{sys.executable}" -m unittest "$@"\n',
}

FIX = """\
*** Begin Patch
*** Update File: shop/cart.py
@@
     \"\"\"Return the price of all lines, before any discount.\"\"\"
-    return sum(line.price for line in lines)
+    return sum(line.price * line.quantity for line in lines)
*** End Patch
"""

OUTSIDE = """\
*** Begin Patch
*** Add File: ../from-the-demo.txt
+This file lies outside the folder in which the agent may write.
*** End Patch
"""

_GOALS = ("Find what the total forgets", "Fix it", "Run the tests again", "Clean up the build folder")


class Tour:
    """Chooses the script for each prompt of a demo.

    Args:
        pause: Seconds which the model thinks before each response.
    """

    def __init__(self, pause: float = 0.6) -> None:
        self._pause = pause
        self._shown = False
        self._encores = itertools.cycle((self._drawing, self._difference, self._asking, self._outside))

    def __call__(self, request: ModelRequest) -> Script:
        if not self._shown:
            self._shown = True
            return self._first_turn()
        encore: Callable[[str], Sequence[Sequence[Step]]] = next(self._encores)
        return self._thinking(encore(request.prompt))

    def _first_turn(self) -> Script:
        return self._thinking(
            [
                [
                    Reasoning(
                        [
                            "**Looking around**\n\nThis is a demo: I am a script, but the server, the "
                            "commands and the files are real.",
                            "**Choosing the bug**\n\nThe project has a failing test. I will find out why.",
                        ]
                    ),
                    _comment("I read the cart first, then I run its tests."),
                    _plan(0),
                    Shell("ls shop tests && grep -n 'price' shop/*.py"),
                    Usage(input_tokens=9_200, cached_tokens=2_000, output_tokens=160, reasoning_tokens=60),
                ],
                [
                    Shell("./check -v"),
                    Usage(input_tokens=9_700, cached_tokens=9_200, output_tokens=40),
                ],
                [
                    Reasoning(["**Reading the failure**\n\n12.0 expected, 4.0 found: no quantity in it."]),
                    _comment("`subtotal` adds prices and forgets the **quantity**. One line changes."),
                    _plan(1),
                    Patch(FIX),
                    Usage(input_tokens=10_600, cached_tokens=9_700, output_tokens=150, reasoning_tokens=30),
                ],
                [
                    _plan(2),
                    Shell("./check -v"),
                    Usage(input_tokens=11_200, cached_tokens=10_600, output_tokens=40),
                ],
                [
                    _comment("All green. The old `build/` is stale; deleting it needs your yes."),
                    _plan(3),
                    Shell(
                        "rm -rf build/",
                        escalated=True,
                        justification="May I delete build/? It holds files of the last release.",
                    ),
                    Usage(input_tokens=11_600, cached_tokens=11_200, output_tokens=90),
                ],
                [_plan(4), Usage(input_tokens=11_900, cached_tokens=11_600, output_tokens=30)],
                [
                    Text(_farewell(), phase="final_answer"),
                    Usage(input_tokens=12_100, cached_tokens=11_600, output_tokens=320),
                ],
            ]
        )

    def _drawing(self, prompt: str) -> Sequence[Sequence[Step]]:
        return [[Text(_quoted(prompt) + DRAWING)]]

    def _difference(self, prompt: str) -> Sequence[Sequence[Step]]:
        return [
            [
                Text(_quoted(prompt) + "I show what changed so far.", phase="commentary"),
                Shell("git status --short; git --no-pager diff --stat"),
            ],
            [Text("That is the difference to the last commit.", phase="final_answer")],
        ]

    def _asking(self, prompt: str) -> Sequence[Sequence[Step]]:
        question = Question(
            "rounding",
            "Rounding",
            "Half a cent is left over. How shall the total be rounded?",
            [
                Choice("Half even", "What banks use, and what Python's round() does"),
                Choice("Half up", "What people expect on a receipt"),
            ],
        )
        return [
            [Text(_quoted(prompt) + "That leaves one question."), question],
            [Text("Noted. A real model would go on from here with your answer.")],
        ]

    def _outside(self, prompt: str) -> Sequence[Sequence[Step]]:
        return [
            [
                Text(_quoted(prompt) + "I try to write outside the folder; you decide."),
                Patch(OUTSIDE),
            ],
            [Text("I saw your decision and go on with it.")],
        ]

    def _thinking(self, responses: Sequence[Sequence[Step]]) -> Script:
        return Script([[Pause(self._pause), *response] for response in responses])


def _comment(text: str) -> Text:
    return Text(text, phase="commentary")


def _plan(reached: int) -> Plan:
    def status(number: int) -> StepStatus:
        return "completed" if number < reached else "in_progress" if number == reached else "pending"

    return Plan([(goal, status(number)) for number, goal in enumerate(_GOALS)])


DRAWING = """\
Here is what an answer may hold:

| What      | How                     |
|-----------|-------------------------|
| a table   | columns that line up    |
| code      | highlighted, as below   |
| lists     | nested, numbered, ticked |

```python
def total(lines: list[Line], discount: float = 0.0) -> float:
    return round(subtotal(lines) * (1 - discount), 2)
```

1. Select text with the mouse and copy it.
2. Scroll up: the answer goes on without you.
"""


def _quoted(prompt: str) -> str:
    lines = prompt.splitlines() or ["(nothing)"]
    return "You said:\n\n" + "\n".join(f"> {line}" for line in lines) + "\n\n"


def _farewell() -> str:
    """The final answer; its keys are those of the keymap, so that it cannot go stale."""
    from codex_tui.keymap import (
        ACTIONS,
        key_label,
    )  # pulls in Textual, which the demo's start must not wait for

    rows = "\n".join(f"| `{key_label(action)}` | {ACTIONS[action].help} |" for action in _TAUGHT)
    return f"""\
## Done

The total now counts the quantity: `shop/cart.py` has one changed line, and the tests pass.

Everything you saw was real except my words: the commands ran and the patch is on disk. The folder goes away \
when you leave.

| Key | What it does |
|-----|--------------|
{rows}

At the start of a prompt `/` lists the commands, and `!` runs one of the shell; anywhere in it \
`@` finds files and `$` skills.

Type anything to go on. `@@rich`, `@@tools`, `@@long`, `@@approvals`, `@@question`, `@@form` and `@@drop` \
play other scripts.
"""


_TAUGHT = (
    "composer.send",
    "composer.queue",
    "conversation.interrupt",
    "conversation.approvals",
    "conversation.next_mode",
    "app.model",
    "app.compare",
    "conversation.diff",
    "app.threads",
    "app.inbox",
    "app.help",
    "app.palette",
)
