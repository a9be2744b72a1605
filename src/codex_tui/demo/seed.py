"""Seeds the demo's home with a few threads, so that the first screen is not empty.

They are real: a short-lived app-server plays scripted turns through the SDK. Only their age is not.
"""

import os
import sqlite3
import time
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import anyio

from codex_app_server import AppServerConfig, AsyncCodex, CodexError, TurnFailedError
from codex_app_server.generated.v2_all import CommandExecutionThreadItem
from codex_tui.demo.script import HttpError, Patch, Reasoning, Script, Shell, Text
from codex_tui.demo.server import ScriptedModel
from codex_tui.demo.tools import append_config, trust_of_hooks

MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass(frozen=True)
class Seed:
    """A thread of the past.

    Attributes:
        age: Seconds since it was last used.
        elsewhere: Whether it belongs to the second project.
    """

    prompt: str
    script: Script
    age: int
    name: str | None = None
    elsewhere: bool = False
    archived: bool = False


CHECKOUT = """\
The checkout has **two steps**:

1. `shop/cart.py` adds up the lines and takes the discount off,
2. `shop/receipt.py` prints them.

| Function   | Returns | Rounds |
|------------|---------|--------|
| `subtotal` | float   | no     |
| `total`    | float   | yes    |

```python
print(receipt([Line("tea", 4.0, quantity=3)]))
```
"""

CURRENCY_PATCH = """\
*** Begin Patch
*** Update File: pay.py
@@
-CURRENCY = 'EUR'
+CURRENCY = "EUR"
*** End Patch
"""

SEEDS: Sequence[Seed] = (
    Seed("Explain the checkout flow", Script([[Text(CHECKOUT)]]), age=12 * MINUTE),
    Seed(
        "What is in this repository?",
        Script(
            [
                [
                    Reasoning(["**Looking at the history**\n\nOne commit, so the files say it all."]),
                    Shell("git --no-pager log --oneline; ls"),
                ],
                [Text("A cart, a receipt and one failing test.")],
            ]
        ),
        age=3 * HOUR,
        name="Tour of the repository",
    ),
    Seed(
        "Use double quotes everywhere",
        Script([[Patch(CURRENCY_PATCH)], [Text("One line changed.")]]),
        age=DAY,
        elsewhere=True,
    ),
    Seed(
        "Upgrade to Python 3.14",
        Script([[HttpError(400, "The demo's model refuses this on purpose.")]]),
        age=2 * DAY,
    ),
    Seed("An idea that came to nothing", Script([[Text("Noted.")]]), age=9 * DAY, archived=True),
)


async def seed_threads(
    model: ScriptedModel,
    overrides: tuple[str, ...],
    env: Mapping[str, str],
    *,
    shop: Path,
    pay: Path,
    codex_bin: str | None = None,
) -> bool:
    """Play all seeds at once on an app-server of their own and give them their age.

    Returns:
        Whether the server's sandbox works here; in some containers it may not, and every command fails in it.
    """
    config = AppServerConfig(
        codex_bin=codex_bin, config_overrides=overrides, cwd=shop, env=env, concurrent_turns=True
    )
    ages: dict[str, int] = {}
    exit_codes: list[int | None] = []

    async def play(seed: Seed) -> None:
        model.on(seed.prompt, seed.script)
        thread = await codex.thread_start(cwd=str(pay if seed.elsewhere else shop))
        with suppress(TurnFailedError):
            items = (await thread.run(seed.prompt)).items
            exit_codes.extend(
                item.root.exit_code for item in items if isinstance(item.root, CommandExecutionThreadItem)
            )
        if seed.name is not None:
            await thread.set_name(seed.name)
        if seed.archived:
            await codex.thread_archive(thread.id)
        ages[thread.id] = seed.age

    async with AsyncCodex(config) as codex, anyio.create_task_group() as tasks:
        for seed in SEEDS:
            tasks.start_soon(play, seed)
        trust = ""
        with suppress(CodexError):  # a server without hooks plays the demo without them
            trust = await trust_of_hooks(codex, shop)
    append_config(Path(env["CODEX_HOME"]), trust)
    # The age is decoration: a server that keeps its threads differently shows them as new.
    with suppress(sqlite3.Error, OSError):
        _age(Path(env["CODEX_HOME"]), ages)
    return exit_codes == [0]


def _age(codex_home: Path, ages: Mapping[str, int]) -> None:
    now = int(time.time())
    database = max(codex_home.glob("state_*.sqlite"), default=codex_home / "state.sqlite")
    columns = ("created_at", "updated_at", "recency_at")
    changes = ", ".join(f"{name} = :seconds, {name}_ms = :seconds * 1000" for name in columns)
    with closing(sqlite3.connect(database)) as connection, connection:
        for thread_id, age in ages.items():
            values = {"id": thread_id, "seconds": now - age}
            connection.execute(f"UPDATE threads SET {changes} WHERE id = :id", values)
            rollout = connection.execute("SELECT rollout_path FROM threads WHERE id = :id", values).fetchone()
            os.utime(rollout[0], (now - age, now - age))
