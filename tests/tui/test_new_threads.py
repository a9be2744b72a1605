"""New threads in other folders and in git worktrees, on the real server."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import pytest
from textual import events

from codex_app_server import AsyncCodex
from codex_tui.screens.folder_picker import FolderPicker
from tests.support.app import running
from tests.tui import board as board_keys
from tests.tui.test_threads import make_threads

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("repository")]


async def folders(config):
    async with AsyncCodex(config) as codex:
        return [row.cwd async for row in codex.threads()]


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


async def test_a_thread_begins_in_a_folder_that_was_used_before(server_config, home):
    (home / "pay").mkdir()
    (home / "infra").mkdir()
    await make_threads(server_config, "about money", cwd=str(home / "pay"))
    await make_threads(server_config, "about machines", cwd=str(home / "infra"))
    await make_threads(server_config, "here")
    async with running(server_config) as run:
        await run.shows("here", "RECENT")
        await run.press("N")
        shown = await run.shows("New thread in", "~/infra", "~/pay")
        assert "~/shop" not in shown.split("New thread in")[1]
        await run.type("pay")
        await run.hides("~/infra")
        await run.press("enter")
        await run.shows("New thread in ~/pay")
        await run.type("@@plain more money")
        await run.press("enter")
        await run.shows("Hello from the scripted model.", "idle")
        # Back on the board the thread is listed, and so are those of all folders.
        await run.press("alt+t")
        await run.shows("all folders", "▌  @@plain more money", "about machines")
        await run.press("n")
        await run.shows("New thread in ~/shop")
    assert (await folders(server_config)).count(str(home / "pay")) == 2


@pytest.mark.long
async def test_the_cursor_goes_to_a_thread_that_was_begun_and_left_at_once(server_config):
    await make_threads(server_config, "the old one")
    async with running(server_config) as run:
        await run.shows("the old one")
        await run.press("n")
        await run.shows("Ask ")
        await run.type("@@plain the new one")
        driver = run.app._driver
        assert driver is not None
        for key in ("enter", "alt+t"):
            driver.send_message(events.Key(key, None))
        await run.shows("▌• @@plain the new one")


async def test_a_folder_that_is_gone_is_said_on_the_row_and_on_opening_the_thread(server_config, home):
    (home / "pay").mkdir()
    await make_threads(server_config, "about money", cwd=str(home / "pay"))
    (home / "pay").rmdir()
    async with running(server_config) as run:
        await run.shows("No threads in")
        await run.press("o")
        await run.shows("about money  folder gone")
        await run.press("enter")
        await run.shows("Its folder is gone, and no command runs")
        (home / "pay").mkdir()
        await run.press("alt+t", "R")
        await run.hides("folder gone")


@pytest.mark.long
async def test_folders_are_found_behind_many_threads_of_the_one_that_is_used_most(
    server_config, home, monkeypatch
):
    monkeypatch.setattr("codex_tui.session.commands.folders._THREADS", 2)  # with 100 of them it takes long
    (home / "pay").mkdir()
    await make_threads(server_config, "about money", cwd=str(home / "pay"))
    await make_threads(server_config, *(f"here {number}" for number in range(3)))
    async with running(server_config) as run:
        await run.shows("here 2")
        await run.press("N")
        await run.shows("New thread in", "~/pay")


@pytest.mark.long
async def test_a_typed_folder_is_completed_and_made_if_one_says_so(server_config, home):
    (home / "projects").mkdir()
    (home / "file").write_text("")
    async with running(server_config, size=(40, 20)) as run:
        await run.shows("No threads in")
        await run.press("N")
        await run.shows("No other folder has threads yet:")
        await run.type("~/pro")
        await run.shows("~/projects")
        await run.press("tab")
        await run.type("new")
        await run.press("enter")
        await run.shows("There is no such folder. Make it?")
        await run.press("enter")
        await run.until(lambda: isinstance(run.app.screen, FolderPicker))
        assert not (home / "projects" / "new").exists()
        await run.press("enter")
        await run.shows("Make it?")
        await run.press("y")
        await run.shows("New thread in ~/projects/new")
        assert (home / "projects" / "new").is_dir()
        await run.press("alt+t")
        await run.shows("No threads in")
        await run.press("N")
        await run.until(lambda: isinstance(run.app.screen, FolderPicker))
        await run.type("~/file")
        await run.press("enter")
        await run.until(lambda: run.says("is no folder: choose another"))
        await run.press("escape")
        await run.until(lambda: not run.says("is no folder: choose another"))
        await run.type("n")
        await run.shows("New thread in ~/shop")


async def test_what_is_typed_in_one_breath_goes_where_it_is_meant(server_config, home):
    (home / "pay").mkdir()
    await make_threads(server_config, "here")
    async with running(server_config) as run:
        await run.shows("here", "RECENT")
        await run.type("N~/pay")
        await run.shows("~/pay")
        run.app.post_message(events.Key("enter", None))
        await run.type("fix d a")
        await run.shows("New thread in ~/pay", "fix d a")


def git(folder, *arguments):
    return subprocess.run(
        ["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True
    ).stdout.strip()


async def test_a_thread_begins_in_a_worktree_of_its_own(server_config, home):
    shop = home / "shop"
    git(shop, "branch", "taken")
    async with running(server_config, size=(140, 30)) as run:
        await run.shows("No threads in")
        await run.press("w")
        shown = await run.shows("New thread in a new worktree", "From main (")
        assert "what is not committed stays behind" in shown
        await run.type("taken")
        await run.shows("It will lie in ~/shop-taken")
        await run.press("enter")
        await run.shows("Not made: there is a branch taken already; name another.")
        await run.type("/../x")
        await run.press("enter")
        await run.shows("“taken/../x” cannot be the name of a branch.")
        await run.press("ctrl+u")
        await run.type("fix/rounding")
        await run.press("tab")
        await run.shows("It will lie in ~/shop.worktrees/fix-rounding")
        await run.press("enter")
        await run.shows("New thread in ~/shop.worktrees/fix-rounding")
        await run.type("@@plain round it")
        await run.press("enter")
        await run.shows("Hello from the scripted model.", "idle")
        await run.press("alt+t")
        await run.shows("this folder", "round it", "in worktree fix/rounding")
    made = home / "shop.worktrees" / "fix-rounding"
    assert (made / "README.md").exists()
    assert git(made, "branch", "--show-current") == "fix/rounding"
    assert await folders(server_config) == [str(made)]


@pytest.mark.long
async def test_threads_of_the_worktrees_of_a_folder_are_listed_with_it(server_config, home):
    shop, tree = home / "shop", home / "shop-money"
    git(shop, "worktree", "add", "-q", "-b", "money", str(tree))
    (home / "pay").mkdir()
    await make_threads(server_config, "about machines", cwd=str(home / "pay"))
    await make_threads(server_config, "about money", cwd=str(tree))
    await make_threads(server_config, "about checkout")
    async with running(server_config) as run:
        shown = await run.shows("this folder", "about money  in worktree money", "about checkout")
        assert "about machines" not in shown
        await run.press("o")
        await run.shows("all folders", "about machines")
        await run.hides("in worktree")
        git(shop, "worktree", "remove", str(tree))
        await run.press("o")
        await run.shows("this folder", "about checkout")
        await run.hides("about money")
        # As another client does it, while somebody reads a thread here.
        await run.press("enter")
        await run.shows("‹ threads")
        git(shop, "worktree", "add", "-q", str(tree), "money")
        await run.press("alt+t")
        await run.shows("this folder", "about money  in worktree money", "about checkout")
    async with running(replace(server_config, cwd=str(home / "pay"))) as run:
        await run.shows("about machines")
        await run.hides("about money")


@pytest.mark.long
async def test_the_key_its_answer_and_the_prompt_may_be_typed_in_one_breath(server_config, home):
    async with running(server_config) as run:
        await run.shows("No threads in")
        await run.press("w")
        await run.shows("From main (")
        for key in (*"quick", "enter", *"add it"):
            run.app.post_message(events.Key("space" if key == " " else key, key if len(key) == 1 else None))
        await run.shows("New thread in ~/shop-quick", "add it")


async def test_without_a_repository_it_is_said_and_nothing_is_made(server_config, home):
    bare = home / "no-repository"
    bare.mkdir()
    async with running(replace(server_config, cwd=str(bare)), size=(40, 20)) as run:
        await run.shows("No threads in")
        await run.press("w", "enter")
        await run.until(lambda: run.says("is in no git repository"))
        await run.press("escape")
        await run.until(lambda: not run.says("is in no git repository"))
    assert not list(home.glob("no-repository?*"))


@pytest.fixture
def tree(home, project_dir):
    """A worktree of the project, on the branch `fix`."""
    path = home / "shop-fix"
    subprocess.run(["git", "-C", project_dir, "worktree", "add", "-qb", "fix", path], check=True)
    return path


async def test_with_its_last_thread_a_clean_worktree_goes_if_one_says_so(server_config, tree):
    await make_threads(server_config, "in the worktree", cwd=str(tree))
    async with running(server_config) as run:
        await run.shows("in the worktree")
        await board_keys.ask(run, "d")
        await run.press("y")
        await run.shows("Remove its worktree, too?", "branch fix", "y yes")
        await run.press("y")
        await run.shows("Removed:")
    assert not tree.exists()
