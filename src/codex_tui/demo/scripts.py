"""The library of ready scripts: one for each thing a screen must be able to show.

`LIBRARY` maps `@@keyword`s, looked for in the prompt, to scripts; `echo` answers everything else. None of
them needs a particular project; the instructive session, which does, is in `tour`.
"""

import json
from collections.abc import Mapping, Sequence

from codex_tui.demo.markdown import MARKDOWN
from codex_tui.demo.request import ModelRequest
from codex_tui.demo.script import (
    Choice,
    Drop,
    FailedResponse,
    HttpError,
    Patch,
    Plan,
    Question,
    Reasoning,
    Script,
    Shell,
    Step,
    Text,
    ToolCall,
    Usage,
    WebSearch,
)

PLAIN_ANSWER = "Hello from the scripted model."

RICH_MARKDOWN = """\
# Heading one

A paragraph with **strong**, *emphasis*, `code`, ~~struck~~ and a [link](https://example.com/docs).

## Lists

- first
- second
  - nested
- [x] done

1. one
2. two

## Table

| Name   | Lines | Ratio |
|--------|------:|:-----:|
| model  |    41 |  0.5  |
| render |   120 |  1.0  |

> A quotation
> of two lines.

```python
def total(prices: list[float]) -> float:
    return sum(prices)  # no rounding here
```

---

The end, with untrusted text: [bold]not markup[/bold] and \x1b[31mno colour\x1b[0m.
"""

NEW_FILE_PATCH = """\
*** Begin Patch
*** Add File: notes.txt
+first line
+second line
*** End Patch
"""

_PRICES = [f'    "item {number}": {number}.5,' for number in range(1, 41)]

CHANGES_PATCHES = (
    "*** Begin Patch\n*** Add File: prices.py\n+PRICES = {\n"
    + "".join(f"+{line}\n" for line in _PRICES)
    + "+}\n*** End Patch\n",
    """\
*** Begin Patch
*** Update File: prices.py
@@
 PRICES = {
-    "item 1": 1.5,
-    "item 2": 2.5,
+    "item 1": 1.75,
+    "item 2": 2.5,  # as last year
     "item 3": 3.5,
@@
     "item 30": 30.5,
-    "item 31": 31.5,
     "item 32": 32.5,
     "item 33": 33.5,
+    "item 33 b": 33.6,
     "item 34": 34.5,
*** Add File: docs/prices.md
+# Prices
+
+Item 2 costs what it did last year.
*** End Patch
""",
)

PLAIN = Script([[Text(PLAIN_ANSWER), Usage(input_tokens=1200, cached_tokens=200, output_tokens=9)]])

RICH = Script([[Text(RICH_MARKDOWN)]])

EVERYTHING = Script([[Text(MARKDOWN)]])

REASONING = Script(
    [
        [
            Reasoning(
                [
                    "**Reading the question**\n\nThe question is short, so the answer may be short as well.",
                    "**Choosing words**\n\nOne sentence is enough.",
                ]
            ),
            Text("I thought about it first."),
            Usage(output_tokens=60, reasoning_tokens=40),
        ]
    ]
)

PHASES = Script(
    [
        [Text("I look at the folder first.", phase="commentary"), Shell("ls -a")],
        [
            Text("That is what I needed.", phase="commentary"),
            Text("The folder is there.", phase="final_answer"),
        ],
    ]
)

SHELL = Script([[Shell("printf 'one\\ntwo\\n'")], [Text("The command printed two lines.")]])

SHELL_FAILS = Script(
    [[Shell("echo 'no such thing' >&2; exit 3")], [Text("The command failed with exit code 3.")]]
)

SHELL_LONG = Script([[Shell("seq -f 'line %g' 1 200")], [Text("The command printed 200 lines.")]])

SHELL_COLOUR = Script(
    [
        [Shell("printf '\\033[31mred\\033[0m \\033]0;title\\007plain [bold]no markup[/bold]\\n'")],
        [Text("Done.")],
    ]
)

SHELL_HUGE = Script(
    [
        [Shell("seq -f 'line %08.0f of very many, each as long as this one' 1 100000; printf 'the end\\n'")],
        [Text("The command printed 5 MB.")],
    ]
)

EXPLORE = Script(
    [
        [Text("I look around first.", phase="commentary"), Shell("ls")],
        [Shell("cat README.md")],
        [Shell("grep -rn total .")],
        [Shell("sed -n 1,20p README.md")],
        [Shell("cat no-such-file.txt")],
        [Shell("cat README.md"), Shell("ls -a")],
        [Text("Now I know the project.")],
    ]
)

SURVIVOR = Script(
    [
        [Shell("echo started; sleep 60; echo done", yield_time_ms=300)],
        [Text("The command goes on in the background.")],
    ]
)

APPROVAL = Script(
    [
        [
            Text("The build folder is stale."),
            Shell("rm -rf build/", escalated=True, justification="May I delete the stale build folder?"),
        ],
        [Text("I went on after your decision.")],
    ]
)

TWO_APPROVALS = Script(
    [
        [
            Shell("rm -rf build/", escalated=True, justification="May I delete the build folder?"),
            Shell("rm -rf dist/", escalated=True, justification="May I delete the dist folder?"),
        ],
        [Text("Both decisions are made.")],
    ]
)

PATCH = Script([[Patch(NEW_FILE_PATCH)], [Text("I wrote notes.txt.")]])

CHANGES = Script(
    [*([Patch(patch)] for patch in CHANGES_PATCHES), [Text("The prices are written and corrected.")]]
)

PLAN = Script(
    [
        [Plan([("Read", "in_progress"), ("Write the fix", "pending"), ("Run the tests", "pending")])],
        [
            Plan(
                [("Read", "completed"), ("Write the fix", "in_progress"), ("Run the tests", "pending")],
                explanation="The cause is found.",
            )
        ],
        [Text("That is the plan.")],
    ]
)

QUESTION = Script(
    [
        [
            Question(
                "rounding",
                "Rounding",
                "Which rounding shall totals use?",
                [
                    Choice("Half even", "What banks use, and Python's round()"),
                    Choice("Half up", "What people expect"),
                ],
            )
        ],
        [Text("I go on with your answer.")],
    ]
)

FORM = Script([[ToolCall("restock", {}, "mcp__shop")], [Text("The order is as you said.")]])

PICTURE = "sales.png"
"""The picture that `TOOLS` looks at lies beside the folder of the project."""


def _wait_for_agent(request: ModelRequest) -> Sequence[Step]:
    """Wait for the agent that was started last, by the id that its tool gave."""
    agent = json.loads(request.tool_outputs[-1])["agent_id"]
    return [ToolCall("wait_agent", {"targets": [agent], "timeout_ms": 10_000}, "multi_agent_v1")]


TOOLS = Script(
    [
        [
            Text("I look up how shops round, then I count the stock.", phase="commentary"),
            WebSearch("half even rounding in retail prices"),
            WebSearch(url="https://example.com/rounding"),
            WebSearch(url="https://example.com/rounding", pattern="half a cent"),
            ToolCall("stock", {}, "mcp__shop"),
            ToolCall("stock", {"item": "tea"}, "mcp__shop"),
            ToolCall("audit", {"year": 2025}, "mcp__shop"),
        ],
        [ToolCall("view_image", {"path": f"../{PICTURE}"})],
        [
            ToolCall(
                "spawn_agent",
                {"message": "@@plain Read the receipt.\n\nSay what it prints, line by line."},
                "multi_agent_v1",
            )
        ],
        _wait_for_agent,
        [Text("The stock is counted; the audit is left to people.", phase="final_answer")],
    ]
)

BAD_REQUEST = Script([[HttpError(400, "The request was refused by the script.")]], repeat_last=True)
TOO_MANY_REQUESTS = Script([[HttpError(429, "Slow down.")]], repeat_last=True)
TOO_MANY_THEN_OK = Script(
    [[HttpError(429, "Slow down.", retry_after=1)], [Text("It worked at the second attempt.")]]
)
USAGE_LIMIT = Script(
    [[HttpError(429, "The usage limit has been reached.", error_type="usage_limit_reached")]],
    repeat_last=True,
)
SERVER_ERROR = Script([[HttpError(500, "Internal error.")]], repeat_last=True)
DROPPED = Script([[Text(["Half an ans", Drop()])], [Text("The whole answer.")]])
CONTEXT_FULL = Script(
    [[FailedResponse("context_length_exceeded", "Your input exceeds the context window of this model.")]],
    repeat_last=True,
)

LIBRARY: Mapping[str, Script] = {
    "@@plain": PLAIN,
    "@@rich": RICH,
    "@@markdown": EVERYTHING,
    "@@reasoning": REASONING,
    "@@phases": PHASES,
    "@@shell": SHELL,
    "@@fail": SHELL_FAILS,
    "@@long": SHELL_LONG,
    "@@colour": SHELL_COLOUR,
    "@@huge": SHELL_HUGE,
    "@@explore": EXPLORE,
    "@@survivor": SURVIVOR,
    "@@approval": APPROVAL,
    "@@approvals": TWO_APPROVALS,
    "@@patch": PATCH,
    "@@changes": CHANGES,
    "@@plan": PLAN,
    "@@question": QUESTION,
    "@@form": FORM,
    "@@tools": TOOLS,
    "@@400": BAD_REQUEST,
    "@@429": TOO_MANY_REQUESTS,
    "@@429-then-ok": TOO_MANY_THEN_OK,
    "@@limit": USAGE_LIMIT,
    "@@500": SERVER_ERROR,
    "@@drop": DROPPED,
    "@@context": CONTEXT_FULL,
}
"""Looked through from the end, so a keyword which begins another one stands before it."""


def echo(request: ModelRequest) -> Script:
    """Answer with what was asked."""
    quoted = "\n".join(f"> {line}" for line in request.prompt.splitlines()) or "> (nothing)"
    return Script([[Text(f"You said:\n\n{quoted}\n\nI am a scripted model.")]])


REVIEWER = "codex-auto-review"
"""The model that the server asks whether an approval may be given."""


def verdict(outcome: str, rationale: str) -> Script:
    """What the reviewer of approvals says: ``allow`` or ``deny``."""
    said = {"risk_level": "low", "user_authorization": "high", "outcome": outcome, "rationale": rationale}
    return Script([[Text(json.dumps(said))]], repeat_last=True)


REVIEW_ALLOWS = verdict("allow", "It changes nothing that could not be made again.")


def compaction(request: ModelRequest) -> Script:
    """Summarise the thread."""
    asked = "\n".join(f"- {prompt}" for prompt in request.prompts[:-1]) or "- nothing yet"
    return Script([[Text(f"The user asked so far:\n{asked}")]])


def review(request: ModelRequest) -> Script:
    """Review without a finding."""
    verdict = {
        "findings": [],
        "overall_correctness": "patch is correct",
        "overall_explanation": f"The scripted model read {len(request.prompt)} characters and found nothing.",
        "overall_confidence_score": 0.9,
    }
    return Script([[Text(json.dumps(verdict))]])
