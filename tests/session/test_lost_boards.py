"""A board whose connection is lost ends as a fresh listing of what was loaded, whatever was done meanwhile."""

from __future__ import annotations

import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from codex_app_server import AppServerConfig, launch_listening_server
from codex_tui.model.state import ConnectionState
from codex_tui.session.commands import listing as listing_commands
from codex_tui.session.commands import pins as pin_commands
from tests.support.cutting_proxy import CuttingProxy, cutting_proxy

from .conftest import Stage, running
from .test_paging import Other, ends_as, other_client

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    for page in ("FIRST_PAGE", "PAGE"):
        monkeypatch.setattr(listing_commands, page, 2)


@asynccontextmanager
async def away(stage: Stage, proxy: CuttingProxy) -> AsyncIterator[None]:
    """A time in which the board hears nothing."""
    proxy.refusing = True
    await proxy.cut()
    await stage.ears.until(lambda: stage.state.server.state is ConnectionState.LOST)
    yield
    proxy.refusing = False
    await stage.ears.until(lambda: _is_back(stage))


def _is_back(stage: Stage) -> bool:
    if stage.state.server.state is ConnectionState.LOST:
        stage.session.reconnect()
    return stage.state.server.state is ConnectionState.READY


async def test_a_board_that_was_away_is_as_a_fresh_one_down_to_its_last_row(
    server_config: AppServerConfig, project_dir: Path, tmp_path: Path
) -> None:
    with launch_listening_server(server_config) as server:
        async with other_client(server, project_dir) as other, cutting_proxy(server.endpoint) as proxy:
            for _ in range(8):
                await other.new()
            config = AppServerConfig(endpoint=proxy.endpoint)
            async with running(Stage(config, project_dir, tmp_path / "state", time.time)) as stage:
                await stage.ready()
                await stage.session.listing.list_threads(None, archived=False)
                await stage.session.listing.all_threads()
                await ends_as(stage, other)
                shown, also_shown = list(stage.state.board.rows)[2:4]
                for thread in (shown, also_shown):
                    stage.watch(thread)
                    await stage.session.threads.open_thread(thread)
                names = sorted(await other.listed())
                async with away(stage, proxy):
                    await other.act("delete", names.index(shown.thread))
                    for what, which in (
                        ("delete", 0),
                        ("delete", 4),
                        ("archive", 1),
                        ("rename", 0),
                        ("rename", 3),
                        ("turn", 2),
                        ("new", 0),
                    ):
                        await other.act(what, which)
                await ends_as(stage, other)
                assert shown not in stage.state.board.rows
                await marks_are_the_same(stage, other)


async def marks_are_the_same(stage: Stage, other: Other) -> None:
    unread = await other.unread()
    rows = stage.state.board.rows
    await stage.ears.until(
        lambda: {key.thread for key, row in rows.items() if row.unread and not row.archived} == unread
    )


async def test_what_another_client_read_or_pinned_is_seen_when_one_looks_at_the_board_again(
    server_config: AppServerConfig, project_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing_commands, "LOOKED_AT", 2)
    monkeypatch.setattr(pin_commands, "PAGE", 2)
    with launch_listening_server(server_config) as server:
        async with other_client(server, project_dir) as other:
            for _ in range(5):  # more than one page, and more than one that is looked at once more
                await other.new()
            async with running(
                Stage(AppServerConfig(endpoint=server.endpoint), project_dir, tmp_path / "state", time.time)
            ) as stage:
                await stage.ready()
                await stage.session.loaded.wait()
                await stage.session.listing.all_threads()
                first, second, *_, last = stage.state.board.rows.values()
                assert first.unread and second.unread and last.unread
                await other.mark_read(first.key.thread)
                await other.mark_read(last.key.thread)
                for row in (second, first, last):
                    await other.pin(row.key.thread)
                await stage.session.look_again([last.key])
                assert (first.unread, second.unread) == (False, True)
                assert first.pinned and second.pinned and last.pinned
                await stage.ears.until(lambda: not last.unread)
                await stage.ears.until(lambda: not stage.session._reactions.rows._busy)
                # Nothing is drawn anew where nothing changed.
                stage.dispatcher.flush()
                stage.ears.heard.clear()
                await stage.session.look_again()
                stage.dispatcher.flush()
                assert not stage.ears.heard
