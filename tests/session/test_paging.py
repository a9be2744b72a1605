"""Paging through a list while another client of the server changes it: in the end it is as a fresh listing has it."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codex_app_server import AppServerConfig, AsyncCodex, CodexError, launch_listening_server
from codex_tui.list_call import list_params
from codex_tui.model.thread_rows import PINNED_SECTION
from codex_tui.session.commands import listing as listing_commands

from .conftest import Stage, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from codex_app_server import ListeningServer

pytestmark = pytest.mark.anyio

LEAST = 7
"""Threads with which one begins to page, two at a time."""
Listed = dict[str, tuple[Any, ...]]


@pytest.fixture
def server(server_config: AppServerConfig) -> Iterator[ListeningServer]:
    with launch_listening_server(server_config) as listening:
        yield listening


@pytest.fixture(autouse=True)
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    for page in ("FIRST_PAGE", "PAGE"):
        monkeypatch.setattr(listing_commands, page, 2)


class Other:
    """The other client: changes threads, and lists them anew."""

    def __init__(self, codex: AsyncCodex, folder: Path) -> None:
        self._codex = codex
        self._folder = str(folder)
        self._count = 0

    async def listed(self, *, archived: bool = False) -> Listed:
        rows: Listed = {}
        cursor = None
        while True:
            params = list_params(None, archived=archived, limit=100, cursor=cursor)
            page = await self._codex.request("thread/list", params, dict)
            rows |= {row["id"]: (row["name"], row["preview"], row["recencyAt"]) for row in page["data"]}
            cursor = page["nextCursor"]
            if cursor is None:
                return rows

    async def unread(self) -> set[str]:
        """The live threads that are marked as unread."""
        page = await self._codex.request("thread/list", list_params(None, archived=False, limit=100), dict)
        return {thread for thread, state in page["readStates"].items() if state["firstUnread"] is not None}

    async def mark_read(self, thread: str) -> None:
        state = (await self._codex.request("thread/read", {"threadId": thread}, dict))["readState"]
        params = {
            "threadId": thread,
            "operation": {"type": "read"},
            "expectedRevision": state["revision"],
        }
        await self._codex.request("thread/readState/update", params, dict)

    async def pin(self, thread: str) -> None:
        params = {"threadId": thread, "sectionId": PINNED_SECTION}
        await self._codex.request("thread/section/move", params, dict)

    async def new(self) -> None:
        self._count += 1
        thread = await self._codex.thread_start(cwd=self._folder)
        await thread.run(f"thread {self._count} @@plain")

    async def act(self, what: str, which: int) -> None:
        """Does something to one of the threads; what the server refuses is not done."""
        threads = sorted(await self.listed(archived=what == "unarchive"))
        if what == "new" or not threads:
            await self.new()
            return
        thread = threads[which % len(threads)]
        self._count += 1
        with suppress(CodexError):
            if what == "turn":
                resumed = await self._codex.thread_resume(thread)
                await resumed.run(f"turn {self._count} @@plain")
            elif what == "fork":
                copy = await self._codex.thread_fork(thread)
                await copy.run(f"fork {self._count} @@plain")
            else:
                method = {"rename": "thread/name/set"}.get(what, f"thread/{what}")
                params = {"threadId": thread} | ({"name": f"name {self._count}"} if what == "rename" else {})
                await self._codex.request(method, params, dict)


@asynccontextmanager
async def other_client(server: ListeningServer, folder: Path) -> AsyncIterator[Other]:
    config = AppServerConfig(endpoint=server.endpoint, concurrent_turns=True, experimental_api=True)
    async with AsyncCodex(config) as codex:
        yield Other(codex, folder)


def client(server: ListeningServer, folder: Path, tmp_path: Path) -> Stage:
    return Stage(AppServerConfig(endpoint=server.endpoint), folder, tmp_path / "state", time.time)


def board_of(stage: Stage, *, archived: bool) -> Listed:
    return {
        key.thread: (row.name, row.preview, int(row.updated_at))
        for key, row in stage.state.board.rows.items()
        if row.archived is archived and row.parent is None
    }


async def ends_as(stage: Stage, other: Other) -> None:
    """Waits until the board is what the server lists now."""
    live, archived = await other.listed(), await other.listed(archived=True)
    with suppress(TimeoutError):
        await stage.ears.until(lambda: board_of(stage, archived=False) == live)
    assert board_of(stage, archived=False) == live
    # Of the archive only what was seen to go there is known.
    assert board_of(stage, archived=True).items() <= archived.items()


events = st.lists(
    st.tuples(
        st.sampled_from(("new", "turn", "turn", "fork", "rename", "archive", "unarchive", "delete")),
        st.integers(0, 50),
        st.booleans(),
    ),
    min_size=3,
    max_size=8,
)


async def page_through(stage: Stage, other: Other, changes: list[tuple[str, int, bool]]) -> None:
    """Loads page after page; between them, or while the answer is on its way, the other client does something."""
    listing = stage.state.board.listing
    for what, which, meanwhile in changes:
        page = asyncio.ensure_future(stage.session.listing.more_threads())
        if not meanwhile:
            await page
        await other.act(what, which)
        await page
    await stage.session.listing.all_threads()
    assert listing.complete


async def check(server: ListeningServer, folder: Path, tmp_path: Path, changes: Any) -> None:
    async with other_client(server, folder) as other:
        while len(await other.listed()) < LEAST:
            await other.new()
        async with running(client(server, folder, tmp_path)) as stage:
            await stage.ready()
            await stage.session.listing.list_threads(None, archived=False)
            await page_through(stage, other, changes)
            await ends_as(stage, other)


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events)
async def test_no_row_is_lost_while_threads_change_under_the_cursor(
    server: ListeningServer, project_dir: Path, tmp_path: Path, changes: list[tuple[str, int, bool]]
) -> None:
    await check(server, project_dir, tmp_path, changes)


@pytest.mark.long
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events)
async def test_no_row_is_lost_however_often_one_tries(
    server: ListeningServer, project_dir: Path, tmp_path: Path, changes: list[tuple[str, int, bool]]
) -> None:
    await check(server, project_dir, tmp_path, changes)


async def test_a_thread_that_moves_to_the_front_between_two_pages_is_not_missed(
    server: ListeningServer, project_dir: Path, tmp_path: Path
) -> None:
    async with other_client(server, project_dir) as other:
        for _ in range(5):
            await other.new()
        oldest = list(await other.listed())[-1]
        async with running(client(server, project_dir, tmp_path)) as stage:
            await stage.ready()
            await stage.session.listing.list_threads(None, archived=False)
            assert len(stage.state.board.rows) == 2
            await other.act("turn", sorted(await other.listed()).index(oldest))
            await stage.session.listing.all_threads()
            await ends_as(stage, other)
            used = {key.thread: row.updated_at for key, row in stage.state.board.rows.items()}
            assert used[oldest] == max(used.values())


async def test_what_went_while_nobody_listened_is_gone_after_listing_anew(
    server: ListeningServer, project_dir: Path, tmp_path: Path
) -> None:
    async with other_client(server, project_dir) as other:
        for _ in range(7):
            await other.new()
        async with running(client(server, project_dir, tmp_path)) as stage:
            await stage.ready()
            await stage.session.listing.list_threads(None, archived=False)
            await stage.session.listing.all_threads()
        for which in (5, 3, 1):
            await other.act("delete", which)
        await other.act("archive", 0)
        await other.act("turn", 1)
        later = client(server, project_dir, tmp_path)
        later.state.board.rows |= stage.state.board.rows
        async with running(later):
            await later.ready()
            await later.session.listing.list_threads(None, archived=False)
            await later.ears.until(lambda: later.state.board.listing.complete)
            await ends_as(later, other)
