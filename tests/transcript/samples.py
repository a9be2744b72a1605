"""A conversation with one of nearly every kind of cell, for pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.items import (
    CommandItem,
    FileChange,
    FileChangeItem,
    ItemStatus,
    NoticeItem,
    NoticeLevel,
    Phase,
    PlanItem,
    PlanStep,
    StepStatus,
    TurnEndItem,
)
from codex_tui.model.safe_text import SafeText
from codex_tui.model.tallies import Tokens
from tests.transcript.host import THREAD, agent, command, conversation, reasoning, user

if TYPE_CHECKING:
    from codex_tui.model.conversation import Conversation

DIFF = """@@ -39,7 +39,8 @@ import time

 def send(event):
     event = signed(event)
-    return post(event.url, event.body)
+    return retry(post, event.url, event.body, attempts=5)
+

 def signed(event):
"""

ANSWER = """The sender now retries with **exponential back-off** and jitter:

1. five attempts, doubling from 200 ms
2. `429` honours *Retry-After*

```python
def retry(call, *args, attempts):
    for attempt in range(attempts):
        try:
            return call(*args)
        except Unavailable:
            sleep(delay(attempt))
```

| case | before | after |
|---|---|---|
| timeout | lost | retried |
| 429 | lost | waits |

See [the docs](https://example.com/retry) for the numbers.
"""


def mixed() -> Conversation:
    commentary = agent(
        "a1", "I will wrap the send in a retry with exponential back-off and jitter, then run the tests."
    )
    commentary.phase = Phase.COMMENTARY
    failed = command(
        "c2", "pytest -q tests/hooks", "....F..\nFAILED tests/hooks/test_send.py::test_retries\n"
    )
    failed.status, failed.exit_code, failed.duration_ms = ItemStatus.FAILED, 1, 4_200
    return conversation(
        user("u1", "Add retry with back-off to the webhook sender, with tests."),
        reasoning("r1", "**Looking at the sender and its tests**\n\nThe sender posts once and gives up."),
        commentary,
        command("c1", 'rg -n "def send" src tests', "src/hooks/sender.py:41: def send(event):\n" * 14),
        FileChangeItem(
            key=THREAD.item("turn", "f1"),
            status=ItemStatus.COMPLETED,
            changes=(FileChange(SafeText("src/hooks/sender.py"), "update", SafeText(DIFF)),),
        ),
        PlanItem(
            key=THREAD.item("turn", "p1"),
            status=ItemStatus.COMPLETED,
            steps=(
                PlanStep(SafeText("read the sender"), StepStatus.COMPLETED),
                PlanStep(SafeText("write the retry"), StepStatus.COMPLETED),
                PlanStep(SafeText("run the tests"), StepStatus.IN_PROGRESS),
                PlanStep(SafeText("document"), StepStatus.PENDING),
            ),
        ),
        failed,
        NoticeItem(
            key=THREAD.item("turn", "n1"),
            status=ItemStatus.COMPLETED,
            level=NoticeLevel.RETRY,
            text=SafeText("The stream broke off; trying again (1 of 5)"),
        ),
        agent("a2", ANSWER),
        TurnEndItem(
            key=THREAD.item("turn", "t1"),
            status=ItemStatus.COMPLETED,
            duration_ms=72_000,
            tokens=Tokens(input=40_000, output=1_000),
        ),
        user("u2", "Also cover a 429 with Retry-After."),
        running(),
    )


def running() -> CommandItem:
    return command("c3", "pytest -q tests/hooks -k retry_after", "....", running=True)
