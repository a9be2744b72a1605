"""What the application holds after a day is what it held before: objects by type, tasks, timers, widgets.

Beside the test, so that they can be counted; at the end the conversations that lived are compared with the server's.
"""

from __future__ import annotations

import os
import random
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from codex_tui.demo.tools import append_config
from codex_tui.model.canonical import canonical
from codex_tui.options import Options
from tests.soak.census import alive, census
from tests.soak.day import Day
from tests.soak.hands import PilotHands
from tests.soak.scripts import teach
from tests.support.app import running
from tests.tui.test_threads import make_threads

if TYPE_CHECKING:
    from pathlib import Path

    from codex_app_server import AppServerConfig
    from codex_tui.demo.server import ScriptedModel

pytestmark = [
    pytest.mark.long,
    pytest.mark.anyio,
]

ROUNDS = int(os.environ.get("SOAK_ROUNDS", "6"))
SEED = int(os.environ.get("SOAK_SEED", "8"))
SEEDED = 14
WARM_UP = 2
MODEL = "codex_tui.demo."
"""The scripted model, which runs beside and remembers what it was asked."""
GROWS = {
    "codex_tui.model.draft.Draft",  # the history of prompts, up to a thousand
    "codex_tui.model.board.ThreadRow",  # of each thread that is there still, archived or not
    "codex_tui.model.keys.ThreadKey",  # what is known of each thread that there ever was
    "codex_tui.model.tallies.Tokens",
    "codex_tui.model.safe_text.SafeText",
    "codex_tui.model.safe_path.SafePath",
    "codex_tui.render.markdown.parser.Span",  # of the last thousand lines that were read
    # The last twenty forms that were filled in, in case the server asks again.
    "codex_tui.model.keys.RequestKey",
    "codex_tui.model.question_form.QuestionForm",
    "codex_tui.model.question_form._Reply",
    "codex_tui.model.requests.Question",
    "codex_tui.model.requests.QuestionOption",
    "codex_tui.model.requests.Questions",
}
"""Types of which there is one more for each prompt or thread, some hundred bytes of them, or up to a bound."""


LEAST = 5
"""Objects a round: what is kept of each thread or prompt is more, and what is shown varies by less."""


def grown(counts: list[dict[str, int]]) -> dict[str, list[int]]:
    """What there was more of after each round than after the one before."""
    found = {}
    for kind in counts[-1]:
        seen = [one.get(kind, 0) for one in counts]
        if (
            kind.startswith("codex_")
            and not kind.startswith(MODEL)
            and kind not in GROWS
            and all(after - before >= LEAST for before, after in pairwise(seen))
        ):
            found[kind] = seen
    return found


async def test_nothing_grows_from_day_to_day(
    server_config: AppServerConfig,
    scripted_model: ScriptedModel,
    codex_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CODEX_TUI_STATE", str(tmp_path / "state"))
    teach(scripted_model)
    append_config(codex_home, f'[projects."{server_config.cwd}"]\ntrust_level = "trusted"\n')
    await make_threads(server_config, *(f"@@work number {number}" for number in range(SEEDED)))
    counts: list[dict[str, int]] = []
    living: list[dict[str, int]] = []
    async with running(server_config, Options()) as run:
        day = Day(PilotHands(run), random.Random(SEED))
        await day.home()
        for _ in range(ROUNDS):
            for part in day.parts:
                await day.do(part)
            scripted_model.requests.clear()
            counts.append(dict(census()))
            living.append(alive(run.app))
            print(f"{day.threads} threads, {day.turns} turns: {living[-1]}", flush=True)
        state = run.app.state
        lived = {
            key: canonical(one, kept_only=True)
            for key, one in state.conversations.items()
            if key not in state.board.deleted
        }
    assert day.failures == []
    assert grown(counts[WARM_UP:]) == {}
    assert max(one["tasks"] for one in living[WARM_UP:]) <= living[WARM_UP]["tasks"] + 2
    assert max(one["timers"] for one in living[WARM_UP:]) <= living[WARM_UP]["timers"] + 3
    assert max(one["widgets"] for one in living[WARM_UP:]) <= living[WARM_UP]["widgets"] + 20
    async with running(server_config, Options()) as again:
        await again.shows("RECENT")
        for key, transcript in lived.items():
            assert await (await again.app.intents.session()).threads.open_thread(key)
            read = canonical(again.app.state.conversations[key], kept_only=True)
            assert transcript[-len(read) :] == read
