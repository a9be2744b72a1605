"""PROTOCOL.md, 0.9 and 2.2: lists of threads are complete whatever the cursors, and show what the server shows."""

import os
import re
from collections.abc import AsyncIterable
from pathlib import Path
from typing import Any

import anyio
import pytest

from codex_app_server import AppServerConfig, AsyncCodex, AsyncThread, InvalidParamsError

pytestmark = pytest.mark.anyio

SAME_MOMENT = 1_795_375_076


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


async def ids_of(pager: AsyncIterable[Any]) -> list[str]:
    return [row.id async for row in pager]


async def threads_of_one_second(config: AppServerConfig, home: Path, count: int) -> set[str]:
    """Store threads that were made within one second, and changed at the same moment."""
    async with AsyncCodex(config) as codex:
        first = await codex.thread_start()
        await first.run("@@plain")
    stored = {first.id, *store_copies(home, first.id, count - 1)}
    forget_index(home)
    return stored


def store_copies(home: Path, thread_id: str, count: int) -> set[str]:
    """Put copies of the only stored thread beside it, as somebody might who restores a backup."""
    (original,) = home.glob("sessions/**/*.jsonl")
    text = original.read_text()
    copies = {f"{thread_id[:-4]}{number:04x}": number for number in range(1, count + 1)}
    for copy_id, number in copies.items():
        copy = original.with_name(original.name.replace(thread_id, copy_id))
        # Old servers tell threads of one millisecond apart by nothing at all.
        copy.write_text(re.sub(r"\.\d+Z", f".{number:03}Z", text.replace(thread_id, copy_id)))
    for path in home.glob("sessions/**/*.jsonl"):
        os.utime(path, (SAME_MOMENT, SAME_MOMENT))
    return set(copies)


def forget_index(home: Path) -> None:
    """Let the server make its index of the files anew when it starts the next time."""
    for index in home.glob("*.sqlite*"):
        index.unlink()


async def pages_of_threads(codex: AsyncCodex, **options: Any) -> list[str]:
    """List page by page, as one does by hand."""
    ids: list[str] = []
    cursor = None
    while True:
        page = await codex.thread_list(cursor=cursor, limit=2, **options)
        ids += [row.id for row in page.data]
        cursor = page.next_cursor
        if cursor is None:
            return ids


@pytest.mark.parametrize("direction", ["asc", "desc"])
@pytest.mark.parametrize("key", ["created_at", "updated_at", "recency_at"])
async def test_no_thread_of_the_same_second_is_left_out_between_two_pages(
    server_config: AppServerConfig, codex_home: Path, key: Any, direction: Any
):
    with anyio.fail_after(60):
        stored = await threads_of_one_second(server_config, codex_home, 5)
        async with AsyncCodex(server_config) as codex:
            by_hand = await pages_of_threads(codex, sort_key=key, sort_direction=direction)
            iterated = await ids_of(codex.threads(sort_key=key, sort_direction=direction, page_size=2))
    assert sorted(by_hand) == sorted(iterated) == sorted(stored)


async def test_a_page_has_25_threads_and_at_most_100(server_config: AppServerConfig, codex_home: Path):
    with anyio.fail_after(60):
        stored = await threads_of_one_second(server_config, codex_home, 103)
        async with AsyncCodex(server_config) as codex:
            assert len((await codex.thread_list()).data) == 25
            assert len((await codex.thread_list(limit=1000)).data) == 100
            assert set(await ids_of(codex.threads(page_size=1000))) == stored
            with pytest.raises(InvalidParamsError, match="invalid cursor"):
                await codex.thread_list(cursor="garbage")


async def test_a_file_that_was_put_there_by_hand_is_found_by_scanning(
    server_config: AppServerConfig, codex_home: Path
):
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            await thread.run("@@plain")
            (other,) = store_copies(codex_home, thread.id, 1)
            scanned = await codex.thread_list(use_state_db_only=False)
            assert {row.id for row in scanned.data} == {thread.id, other}
            assert set(await ids_of(codex.threads())) == {thread.id, other}


async def test_threads_are_chosen_by_folder_title_and_kind(server_config: AppServerConfig, project_dir: Path):
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            await thread.run("@@plain Weather")
            elsewhere = await codex.thread_start(cwd=str(project_dir.parent))
            await elsewhere.run("@@plain")
            await elsewhere.run("@@plain Weather again")
            assert await ids_of(codex.threads(cwd=str(project_dir))) == [thread.id]
            both = await ids_of(codex.threads(cwd=[str(project_dir), str(project_dir.parent)]))
            assert set(both) == {thread.id, elsewhere.id}
            assert await ids_of(codex.threads(search_term="Weather")) == [thread.id]
            assert await ids_of(codex.threads(search_term="weather")) == []
            assert await ids_of(codex.threads(source_kinds=["exec"])) == []
            assert await ids_of(codex.threads(model_providers=["somebody else's"])) == []


async def test_a_new_thread_is_listed_from_its_first_turn_on(server_config: AppServerConfig):
    async def listed(thread: AsyncThread) -> bool:
        return thread.id in await ids_of(codex.threads())

    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            assert not await listed(thread)
            await thread.run("@@plain")
            assert await listed(thread)
            ephemeral = await codex.thread_start(ephemeral=True)
            await ephemeral.run("@@plain")
            assert not await listed(ephemeral)
