"""Folders and files whose names have characters that nobody sees: drawn safe, and meant as they are."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from codex_app_server import AsyncCodex
from codex_tui.demo.script import Patch, Script, Text
from codex_tui.model.items import UserItem
from codex_tui.options import Options
from tests.support.app import running
from tests.tui.test_permissions import answer_trust
from tests.tui.test_threads import make_threads

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("repository")]

FOLDER, DRAWN = "sh\u202eop\x07", "sh‹U+202E›op␇"
FILE, FILE_DRAWN = "no\u200btes.txt", "no‹U+200B›tes.txt"


@pytest.fixture
def hidden_dir(project_dir):
    """The project, in a folder of such a name and with a file of such a name."""
    folder = project_dir.rename(project_dir.parent / FOLDER)
    (folder / FILE).write_text("x\n")
    return folder


async def folders(config):
    async with AsyncCodex(config) as codex:
        return {row.cwd async for row in codex.threads()}


def harmless(text):
    return not any(character in text for character in "\u202e\x07\u200b")


async def mentions_it(run, prompt, *, trusts=False):
    """Sends a prompt with the file, found behind @, in the conversation on the screen."""
    await run.shows("Ask ")
    await run.type(f"{prompt} @tes.txt")
    await run.shows(FILE_DRAWN)
    await run.press("enter", "enter")
    if trusts:
        await run.shows("Do you trust", DRAWN)
        await answer_trust(run, "y")
    await run.shows("• Read.", "· idle")
    item = [item for item in run.app.state.conversations[run.thread] if isinstance(item, UserItem)][-1]
    return item.attachments[0]


async def test_a_thread_begins_and_goes_on_in_such_a_folder_with_such_a_file(
    server_config, scripted_model, hidden_dir
):
    config = replace(server_config, cwd=str(hidden_dir))
    scripted_model.on("@@file", Script([[Text("Read.")]], repeat_last=True))
    await make_threads(config, "from before")
    async with running(config, size=(160, 30)) as run:
        assert harmless(await run.shows("from before", "this folder", DRAWN))
        await run.press("n")
        await run.shows("New thread in", DRAWN)
        mention = await mentions_it(run, "@@file", trusts=True)
        assert mention.path.raw == str(hidden_dir / FILE)
        assert f"@{FILE}" in scripted_model.requests[-1].prompts[-1]  # the model reads the name that there is
        assert harmless(run.screen_text())
        await run.press("alt+t")
        await run.shows("this folder", "@@file", "from before")
        await run.press("j", "enter")  # that has its folder from the server
        await mentions_it(run, "@@file again")
        assert harmless(run.screen_text())
    assert await folders(config) == {str(hidden_dir)}


async def test_such_a_folder_is_picked_and_completed(server_config, hidden_dir, codex_home, monkeypatch):
    monkeypatch.setenv("HOME", str(hidden_dir.parent))
    (hidden_dir / "de\u2066ep").mkdir()
    here = hidden_dir.parent / "here"
    here.mkdir()
    await make_threads(server_config_in(server_config, hidden_dir), "in there")
    async with running(server_config_in(server_config, here)) as run:
        await run.shows("No threads in")
        await run.press("N")
        assert harmless(await run.shows(f"~/{DRAWN}"))
        await run.type("~/sh")
        await run.press("tab")
        await run.type("de")
        await run.press("tab")
        assert harmless(await run.shows(f"~/{DRAWN}/de‹U+2066›ep/"))
        await run.press("enter")
        await run.shows("New thread in", "de‹U+2066›ep")
        await run.type("hello")
        await run.press("enter")
        await run.shows("Do you trust the files", f"~/{DRAWN}")
        await answer_trust(run, "y")
        await run.shows("I am a scripted model.", "· idle")
        await run.press("alt+t")
        await run.shows("all folders")
        await run.press("N")
        await run.shows("New thread in", f"▌ ~/{DRAWN}/de‹U+2066›ep")
        await run.press("down", "enter")
        await run.shows("New thread in", f"~/{DRAWN}")
        await run.type("hello")
        await run.press("enter")
        await run.shows("I am a scripted model.", "· idle")
    # Trusted is the repository that it lies in, by the name that it has.
    assert FOLDER in tomllib.loads((codex_home / "config.toml").read_text())["projects"].popitem()[0]
    inner = str(hidden_dir / "de\u2066ep")
    assert await folders(server_config_in(server_config, here)) == {str(hidden_dir), inner}


@pytest.mark.long
async def test_a_worktree_is_made_from_such_a_folder_and_listed_with_it(server_config, hidden_dir):
    config = server_config_in(server_config, hidden_dir)
    async with running(config, size=(160, 30)) as run:
        await run.shows("No threads in", DRAWN)
        await run.press("w")
        await run.shows("New thread in a new worktree", "From main (")
        await run.type("fix")
        await run.press("enter")
        await run.shows("New thread in", f"{DRAWN}-fix")
        await run.type("hello")
        await run.press("enter")
        await run.shows("Do you trust")
        await answer_trust(run, "enter")
        await run.shows("I am a scripted model.", "· idle")
        await run.press("alt+t")
        assert harmless(await run.shows("this folder", "in worktree fix"))
    assert await folders(config) == {f"{hidden_dir}-fix"}


def server_config_in(config, folder):
    return replace(config, cwd=str(folder))


@pytest.mark.long
async def test_a_change_of_such_a_file_is_read_opened_and_taken_back(
    server_config, scripted_model, hidden_dir, tmp_path, monkeypatch
):
    config = replace(server_config, cwd=str(hidden_dir))
    patch = f"*** Begin Patch\n*** Update File: {FILE}\n@@\n-x\n+changed\n*** End Patch\n"
    scripted_model.on("@@change", Script([[Patch(patch)], [Text("Changed.")]]))
    opened: list[str] = []
    async with running(config, Options(new=True), size=(100, 30)) as run:
        monkeypatch.setattr(run.app, "edit", lambda path, line: noted(opened, path))
        await run.shows("Ask ")
        await run.type("@@change it")
        await run.press("enter")
        await run.shows("Do you trust")
        await answer_trust(run, "y")
        await run.shows("Changed.", "· idle")
        assert (hidden_dir / FILE).read_text() == "changed\n"
        await run.press("ctrl+up", "k", "k", "o")  # the files of the patch
        await run.until(lambda: len(opened) == 1)
        await run.press("alt+d")
        assert harmless(await run.shows("Changes", FILE_DRAWN, "+changed"))
        await run.press("o")
        await run.until(lambda: len(opened) == 2)
        await run.press("U")
        await run.press("y")
        await run.until(lambda: (hidden_dir / FILE).read_text() == "x\n")
    assert opened == [str(hidden_dir / FILE)] * 2


async def noted(opened, path):
    opened.append(path)


@pytest.mark.long
async def test_what_is_written_of_such_a_file_is_a_draft_again_as_it_was(server_config, hidden_dir):
    config = replace(server_config, cwd=str(hidden_dir))
    async with running(config, Options(new=True)) as run:
        await run.shows("Ask ")
        await run.type("look at @tes.txt")
        await run.shows(FILE_DRAWN)
        await run.press("enter")
        await run.shows(f"look at @{FILE_DRAWN}")
        run.app.drafts.flush()
    async with running(config, Options(new=True)) as run:
        await run.shows(f"look at @{FILE_DRAWN}")
        assert run.app.drafts.get(None).expanded.rstrip() == f"look at @{FILE}"
