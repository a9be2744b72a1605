"""Any mix of the corpus and of any characters, in any field, in any pieces: what the driver sends of it."""

from __future__ import annotations

import asyncio
from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.pilot import Pilot

from codex_tui.options import Options
from tests.hostile.fragments import FRAGMENTS
from tests.hostile.on_terminal import OnTerminal, on_terminal, played
from tests.hostile.schema_samples import Samples
from tests.hostile.tour import THREAD, TIES, answers

if TYPE_CHECKING:
    from pathlib import Path

WIRE = [text.encode("utf-8", "replace").decode() for text in FRAGMENTS.values()]
TEXTS = st.lists(st.sampled_from(WIRE) | st.text(max_size=8), max_size=9).map("".join)


async def show(run: OnTerminal, number: int, texts: list[str]) -> list[str]:
    """Has the server say texts in fields that are drawn side by side and in pieces; gives what was sent wrongly."""
    name, command, output, path, diff, answer, warning = texts
    about = {"threadId": THREAD, "turnId": f"turn-{number}"}
    shell = {
        "type": "commandExecution",
        "id": f"c{number}",
        "command": command,
        "cwd": f"/{path}",
        "commandActions": [{"type": "read", "command": command, "name": name, "path": f"/{path}"}],
        "status": "completed",
        "aggregatedOutput": output,
        "exitCode": 1,
    }
    patch = {
        "type": "fileChange",
        "id": f"f{number}",
        "status": "completed",
        "changes": [{"path": path, "kind": {"type": "update"}, "diff": f"@@ -1 +1 @@\n-{diff}\n+{output}"}],
    }
    message = {"type": "agentMessage", "id": f"a{number}", "text": ""}
    half = len(answer) // 2
    turn = {"id": about["turnId"], "items": [], "status": "inProgress"}
    before = len(run.received)
    await run.say(
        {"method": "thread/name/updated", "params": {"threadId": THREAD, "threadName": name}},
        {"method": "turn/started", "params": {"threadId": THREAD, "turn": turn}},
        {"method": "item/completed", "params": {**about, "item": shell, "completedAtMs": 1}},
        {"method": "item/completed", "params": {**about, "item": patch, "completedAtMs": 1}},
        {"method": "warning", "params": {"threadId": THREAD, "message": warning}},
        {"method": "item/started", "params": {**about, "item": message, "startedAtMs": 1}},
        *(
            {"method": "item/agentMessage/delta", "params": {**about, "itemId": f"a{number}", "delta": piece}}
            for piece in (answer[:half], answer[half:])
        ),
    )
    await run.hears()
    await Pilot(run.app).pause()
    # What is only half there yet is whole in a moment.
    for _ in range(100):
        wrong = run.read(before).wrong
        if not wrong:
            break
        await asyncio.sleep(0.02)
    return wrong


@pytest.mark.parametrize("most", [3, pytest.param(None, marks=pytest.mark.long)], ids=["few", "many"])
def test_no_mix_of_anything_does_anything_to_the_terminal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, most: int | None
) -> None:
    samples = Samples(lambda place: place, TIES)
    config, feed = played(tmp_path, answers(samples, str(tmp_path), thorough=False), "refused")
    numbers = count(1)
    loop = asyncio.new_event_loop()
    context = on_terminal(monkeypatch, config, feed, Options(resume=THREAD))
    run = loop.run_until_complete(context.__aenter__())

    @settings(max_examples=most or settings().max_examples)
    @given(st.lists(TEXTS, min_size=7, max_size=7))
    def tries(texts: list[str]) -> None:
        assert loop.run_until_complete(show(run, next(numbers), texts)) == []

    try:
        loop.run_until_complete(run.shows("ThreadItem"))
        tries()
    finally:
        loop.run_until_complete(context.__aexit__(None, None, None))
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.wait(left))
        loop.close()
    assert next(numbers) > (most or 20) // 2
