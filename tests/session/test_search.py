"""Finding beyond what is loaded, on the real server: page by page, to be stopped and gone on with."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from codex_tui.session.commands import search, threads

from .conftest import Stage, running
from .test_threads import again, turns

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.anyio


async def test_a_search_stops_when_it_is_told_to_and_goes_on_from_there(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "PAGE", 2)
    monkeypatch.setattr(threads, "FIRST_PAGE", 2)
    key = await turns(stage, 9)
    async with running(await again(stage, tmp_path)) as later:
        await later.ready()
        conversation = later.watch(key)
        await later.session.threads.open_thread(key)
        finding = asyncio.ensure_future(later.session.search.go_on(key, "nowhere"))
        await asyncio.sleep(0)  # it has begun
        later.session.search.stop(key, forget=False)
        await finding
        found = conversation.search
        assert found is not None
        assert not found.running
        assert [len(found.older_found), found.older.complete] == [2, False]

        await later.session.search.go_on(key, "nowhere")
        assert [len(found.older_found), found.older.complete] == [7, True]
        assert not any(turn.hits for turn in found.older_found)

        await later.session.search.go_on(key, "prompt 3")
        found = conversation.search
        assert found is not None
        assert [turn.turn for turn in found.older_found if turn.hits] == [found.older_found[-2].turn]
        assert not found.older.complete
