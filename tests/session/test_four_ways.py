"""What is shown of a thread is the same however one came to it; what the server does not keep is known as such."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread
import pytest

from codex_app_server import AppServerConfig, launch_listening_server
from codex_tui.model import answers
from codex_tui.model.canonical import canonical
from codex_tui.model.items import FileChangeItem, TurnEndItem
from codex_tui.model.tallies import Edited
from codex_tui.page_call import FIRST_PAGE

from .conftest import Stage, running
from .four_ways import Generated, over, shown

if TYPE_CHECKING:
    from pathlib import Path

    from codex_tui.demo.server import ScriptedModel
    from codex_tui.model.conversation import Conversation
    from codex_tui.model.keys import ThreadKey

pytestmark = pytest.mark.anyio


async def joined(stage: Stage, thread: ThreadKey) -> Conversation:
    conversation = stage.watch(thread)
    assert await stage.session.threads.open_thread(thread)
    return conversation


@pytest.mark.parametrize("seeds", [range(5), pytest.param(range(5, 60), marks=pytest.mark.long)])
async def test_one_thread_in_four_ways(
    seeds: range,
    server_config: AppServerConfig,
    scripted_model: ScriptedModel,
    project_dir: Path,
    tmp_path: Path,
) -> None:
    config = replace(
        server_config,
        config_overrides=(*server_config.config_overrides, *Generated(0).sandbox),
    )
    seen: dict[int, tuple[ThreadKey, list[Conversation]]] = {}
    async with AsyncExitStack() as stack:
        server = stack.enter_context(launch_listening_server(config))

        async def client(name: str) -> Stage:
            there = AppServerConfig(endpoint=server.endpoint)
            stage = await stack.enter_async_context(running(Stage(there, project_dir, tmp_path / name)))
            await stage.ready()
            return stage

        first, second = await client("first"), await client("second")
        for seed in seeds:
            turn = Generated(seed)
            scripted_model.on(turn.keyword, turn.script)
            live = await first.submit(f"@@plain {seed}")
            await first.turn_over(live)
            beside = await joined(second, live.key)
            await first.submit(turn.keyword, live.key)
            await anyio.to_thread.run_sync(turn.gate.wait_reached)
            late = await client(f"late-{seed}")
            half_way = await joined(late, live.key)
            if turn.way == "steer":
                await first.submit("@@plain instead", live.key)
            elif turn.way == "interrupt":
                first.session.turns.interrupt(live.key)
                await first.turn_over(live)
            turn.gate.open()
            for name in turn.files:
                (project_dir / name).touch()
            for stage, conversation in ((first, live), (second, beside), (late, half_way)):
                await stage.ears.until(partial(over, conversation))
            seen[seed] = live.key, [live, beside, half_way]

    async with running(Stage(config, project_dir, tmp_path / "again")) as again:
        await again.ready()
        for seed, (thread, conversations) in seen.items():
            read = await joined(again, thread)
            assert len(read.turns) < FIRST_PAGE
            kept = canonical(read)
            for way, conversation in zip(("live", "beside", "half-way"), conversations, strict=True):
                assert canonical(conversation, kept_only=True) == kept, (seed, way)
                assert shown(conversation) == shown(read), (seed, way)
            live, beside, _ = conversations
            assert canonical(live) == canonical(beside), seed


async def test_who_joins_while_a_patch_waits_sees_the_patch(
    server_config: AppServerConfig, scripted_model: ScriptedModel, project_dir: Path, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        server = stack.enter_context(launch_listening_server(server_config))
        there = AppServerConfig(endpoint=server.endpoint)
        first = await stack.enter_async_context(running(Stage(there, project_dir, tmp_path / "first")))
        await first.ready()
        live = await first.submit("@@patch")
        await first.ears.until(lambda: len(first.state.inbox) == 1)
        late = await stack.enter_async_context(running(Stage(there, project_dir, tmp_path / "late")))
        await late.ready()
        half_way = await joined(late, live.key)
        await late.ears.until(lambda: len(late.state.inbox) == 1)
        (asked,) = late.state.inbox.all()
        assert asked.item is not None
        # What was asked may be heard of before the turn is read.
        await late.ears.until(partial(half_way.get, asked.item, FileChangeItem))
        patch = half_way.get(asked.item, FileChangeItem)
        assert patch is not None
        assert [change.path.rsplit("/", 1)[-1] for change in patch.changes] == ["notes.txt"]
        await late.session.approvals.answer(asked.key, answers.accept(asked))
        for stage, conversation in ((first, live), (late, half_way)):
            await stage.ears.until(partial(over, conversation))
            assert not stage.state.inbox
        assert canonical(half_way, kept_only=True) == canonical(live, kept_only=True)
        assert [item.edited for item in half_way.items if isinstance(item, TurnEndItem)] == [Edited(1, 2, 0)]


async def test_a_compaction_reads_back_as_it_was_seen(
    server_config: AppServerConfig, project_dir: Path, tmp_path: Path
) -> None:
    async with running(Stage(server_config, project_dir, tmp_path / "first")) as first:
        await first.ready()
        live = await first.submit("@@plain")
        await first.turn_over(live)
        await first.session.turns.compact(live.key)
        await first.ears.until(lambda: len(live.turns) == 2 and over(live))
    async with running(Stage(server_config, project_dir, tmp_path / "again")) as again:
        await again.ready()
        assert canonical(await joined(again, live.key)) == canonical(live, kept_only=True)
