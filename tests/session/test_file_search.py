"""Files are looked for on the real server while a prompt is written; commands of one's own run there."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from codex_app_server import AppServerConfig, JsonRpcError
from codex_tui.messages import PromptReturned
from codex_tui.messages.composing import FilesFound
from codex_tui.model.file_search import MOST_FOUND
from codex_tui.model.items import CommandItem
from codex_tui.model.keys import ThreadKey
from codex_tui.model.state import ConnectionState

from .conftest import Stage, items, killable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from codex_tui.model.file_search import FileSearch

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("repository")]


def paths(stage: Stage) -> list[str]:
    search = stage.state.file_search
    return [file.path for file in search.files] if search is not None else []


def answered(_: FileSearch) -> bool:
    return True


async def found(
    stage: Stage, folder: Path | str, query: str, until: Callable[[FileSearch], bool] = answered
) -> FileSearch:
    """Looks for something, and waits for the answer: while the server walks through the folder, it tells of more."""
    await stage.session.file_search.search(str(folder), query)

    def is_there() -> bool:
        known = stage.state.file_search
        return known is not None and known.answered and until(known)

    await stage.ears.until(is_there)
    known = stage.state.file_search
    assert known is not None
    assert known.query == query
    return known


def has(name: str) -> Callable[[FileSearch], bool]:
    return lambda search: any(one.path.endswith(name) for one in search.files)


async def test_files_and_folders_are_found_with_the_letters_that_match(
    stage: Stage, project_dir: Path
) -> None:
    (project_dir / "deep" / "er").mkdir(parents=True)
    (project_dir / "deep" / "er" / "checkout.py").write_text("x")
    search = await found(stage, project_dir, "deepcheck", has("checkout.py"))
    (file,) = [one for one in search.files if one.path.endswith("checkout.py")]
    assert "".join(file.shown[at] for at in file.indices) == "deepcheck"
    folders = {"deep/", "deep/er/"}
    await found(
        stage,
        project_dir,
        "deep",
        lambda search: {one.shown for one in search.files if one.is_folder} == folders,
    )


async def test_nothing_typed_lists_the_folder_and_gits_own_files_are_left_out(
    stage: Stage, project_dir: Path
) -> None:
    (project_dir / ".gitignore").write_text("*.log\n")
    (project_dir / "some.log").write_text("x")
    (project_dir / "zz").mkdir()
    search = await found(stage, project_dir, "")
    shown = [str(one.shown) for one in search.files]
    assert ".git/" not in shown
    assert shown == sorted(
        shown, key=lambda name: (not name.endswith("/"), name.startswith("."), name.casefold())
    )
    assert ".git/" not in (str(one.shown) for one in (await found(stage, project_dir, "git")).files)


async def test_however_many_files_of_git_match_better_the_others_are_found(
    stage: Stage, project_dir: Path
) -> None:
    for number in range(2 * MOST_FOUND):
        (project_dir / ".git" / f"config{number}").write_text("x")
    (project_dir / "library" / ".git").mkdir(parents=True)
    (project_dir / "library" / ".git" / "config").write_text("x")
    for name in ("my configuration of things.py", ".github/config", "bare.git/config", "back\\config"):
        (project_dir / name).parent.mkdir(exist_ok=True)
        (project_dir / name).write_text("x")
    search = await found(stage, project_dir, "config", has("things.py"))
    assert {"my configuration of things.py", ".github/config", "bare.git/config"} <= set(paths(stage))
    assert not [path for path in paths(stage) if ".git/config" in path and "bare" not in path]
    assert search.left_out == 0
    await found(stage, project_dir, "my things", has("things.py"))
    await found(stage, project_dir, "back\\", has("config"))  # its last sign is no end of a word


async def test_what_ends_with_a_slash_is_a_folder_and_listed(stage: Stage, project_dir: Path) -> None:
    (project_dir / "deep" / "er").mkdir(parents=True)
    for number in range(60):
        (project_dir / "deep" / f"file{number}").write_text("x")
    search = await found(stage, project_dir, "deep/")
    assert [str(one.shown) for one in search.files][:2] == ["deep/er/", "deep/file0"]
    assert len(search.files) == 61
    # Of what is no folder the letters are looked for; no more than the best are told.
    await found(stage, project_dir, "ee/", lambda search: len(search.files) == MOST_FOUND)
    assert (await found(stage, project_dir, ".git/")).left_out


async def test_only_the_newest_query_is_answered(stage: Stage, project_dir: Path) -> None:
    look = stage.session.file_search.search
    await asyncio.gather(*(look(str(project_dir), query) for query in ("R", "RE", "REA", "READ", "zzz")))
    search = await found(stage, project_dir, "zzzz")
    assert search.files == ()
    search = await found(stage, project_dir, "README", has("README.md"))
    # An answer that comes late for another query changes nothing.
    stage.session.file_search._answer(search, "zzzz", (), 0)
    assert "README.md" in paths(stage)


async def test_a_search_is_stopped_on_the_server(stage: Stage, project_dir: Path) -> None:
    await found(stage, project_dir, "README")
    feed = stage.session.file_search._feed
    assert feed is not None
    await stage.session.file_search.stop()
    assert stage.state.file_search is None
    with pytest.raises(JsonRpcError):
        await feed.update("more")
    # Another folder is another search, and the one before is stopped, too.
    await found(stage, project_dir, "README")
    first = stage.session.file_search._feed
    assert first is not None
    await found(stage, project_dir.parent, "README")
    with pytest.raises(JsonRpcError):
        await first.update("more")


async def test_a_folder_that_is_not_there_is_said(stage: Stage, project_dir: Path) -> None:
    search = await found(stage, project_dir / "gone", "")
    assert search.problem
    await stage.ears.until(lambda: stage.ears.of(FilesFound))


@pytest.mark.usefixtures("stays_lost")
async def test_a_search_begins_anew_after_the_server_died(
    server_config: AppServerConfig, project_dir: Path, tmp_path: Path
) -> None:
    async with killable(server_config, project_dir, tmp_path / "state") as (stage, process):
        await found(stage, project_dir, "READ")
        process.kill()
        await stage.ears.until(lambda: stage.state.server.state is ConnectionState.LOST)
        stage.session.reconnect()
        await stage.ready()
        search = await found(stage, project_dir, "README", has("README.md"))
        assert not search.problem


async def test_a_command_of_ones_own_runs_in_a_thread_of_its_own_or_in_this_one(
    stage: Stage, project_dir: Path
) -> None:
    thread = await stage.session.shell.run(None, "printf made > here.txt")
    assert thread is not None
    conversation = stage.watch(thread)
    await stage.turn_over(conversation)
    assert (project_dir / "here.txt").read_text() == "made"
    assert await stage.session.shell.run(thread, "exit 3") == thread
    stage.watch(thread)

    def codes() -> list[int | None]:
        return [command.exit_code for command in items(conversation, CommandItem)]

    await stage.ears.until(lambda: codes() == [0, 3])


async def test_a_command_that_nobody_takes_comes_back(stage: Stage) -> None:
    thread = ThreadKey("local", str(uuid4()))
    stage.watch(thread)
    assert await stage.session.shell.run(thread, "echo again") == thread
    await stage.ears.until(lambda: stage.ears.of(PromptReturned))
    assert stage.ears.of(PromptReturned)[-1].text == "!echo again"
