"""One prompt on several models at once, on the real server."""

from __future__ import annotations

import asyncio

import pytest
from textual import events
from textual.keys import _character_to_key

from codex_app_server import AsyncCodex
from codex_tui.demo.script import Gate, HttpError, Patch, Script, Shell, Text
from codex_tui.demo.scripts import NEW_FILE_PATCH
from codex_tui.options import Options
from tests.support.app import ask, running
from tests.tui.test_new_threads import git

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("repository")]
NEW = Options(new=True)


async def mark(run, *models):
    """Marks models in the picker that is open, and goes on."""
    await run.shows("Mark models to compare", "GPT-5.5")
    for model in models:
        await run.press("ctrl+u")
        await run.type(model)
        await run.press("space")
    await run.shows(f"{len(models)} marked")
    await run.press("enter")
    await run.shows(f"One prompt, {len(models)} models")


async def listed(config, **options):
    async with AsyncCodex(config) as codex:
        return [row async for row in codex.threads(**options)]


def by_model(answers):
    return lambda request: Script([[answers[request.model]]], repeat_last=True)


@pytest.mark.long
async def test_new_threads_answer_side_by_side_and_one_that_fails_is_a_column_too(
    server_config, scripted_model, codex_home
):
    answers = {
        "gpt-6-luna": Text("Luna says **yes**."),
        "gpt-6-astra": HttpError(400, "No such model."),
        "gpt-6-sol": Text("Sol says no."),
    }
    scripted_model.on("@@vote", by_model(answers))
    async with running(server_config, NEW, size=(120, 30)) as run:
        await run.shows("Ask ")
        await run.type("@@vote on it")
        await run.press("alt+c")
        await mark(run, "6-luna", "6-astra", "6-sol")
        await run.shows("@@vote on it", "[read only]", "none may change it")
        await run.press("enter")
        shown = await run.shows("3 models: 2 done, 1 failed", "Luna says yes.", "Sol says no.")
        assert "1 gpt-6-luna medium" in shown
        assert "No such model." in shown
        assert "1.3k tok" in shown  # 1,200 in and 80 out
        await run.press("escape")
        await run.shows("New thread", "Ask ")  # the prompt is no draft any more
        await run.press("up")
        await run.shows("@@vote on it")
    rows = await listed(server_config)
    assert {row.name for row in rows} == {f"{model}: @@vote on it" for model in answers}
    assert {request.model for request in scripted_model.requests} >= set(answers)
    assert not (codex_home / "config.toml").exists()


async def test_all_is_asked_that_was_typed_in_one_breath_with_the_key(server_config):
    async with running(server_config, NEW, size=(120, 30)) as run:
        await run.shows("Ask ")
        await run.type("What do you ")
        idle = asyncio.Event()
        assert run.app.focused is not None
        run.app.focused.call_later(idle.wait)  # the composer is at work while it is typed
        for character in "make of this?":
            run.app.post_message(events.Key(_character_to_key(character), character))
        run.app.post_message(events.Key("alt+c", None))
        run.app.call_later(idle.set)
        await run.shows("Mark models")
        await run.press("space", "down", "space", "enter")
        await run.shows("One prompt, 2 models")
        plan = next(line for line in run.screen_text().splitlines() if "│  What do you" in line)
        assert "What do you make of this?" in plan


async def test_forks_ask_in_their_columns_and_the_one_that_is_kept_goes_on(server_config):
    async with running(server_config, NEW, size=(80, 24)) as run:
        await ask(run, "first")
        await run.shows("I am a scripted model.", "· idle")
        source = run.thread
        await run.type("/compare @@approval clean up")
        await run.press("enter")
        await mark(run, "5.5", "6-luna")
        await run.press("enter")
        await run.shows("2 models: 2 need you", "alt+a answer")
        await run.press("2", "alt+a")
        await run.answer("n")
        await run.shows("1 needs you, 1 done", "I went on after your decision.")
        await run.press("K")
        await run.shows("Keep gpt-6-luna; the other:", "archive them (interrupts 1)")
        await run.press("a")
        await run.shows("Kept gpt-6-luna; 1 archived.", "gpt-6-luna: @@approval clean up")
        rows = run.app.state.board.rows
        assert rows[run.thread].forked_from == source.thread
        assert rows[source].model == "gpt-5.5"
    assert [row.name for row in await listed(server_config, archived=True)] == [
        "gpt-5.5: @@approval clean up"
    ]


@pytest.mark.long
async def test_in_worktrees_each_changes_files_of_its_own(
    server_config, scripted_model, project_dir, codex_home
):
    scripted_model.on(
        "@@write", Script([[Patch(NEW_FILE_PATCH), Shell("echo x > made.txt")], [Text("Written.")]])
    )
    async with running(server_config, NEW, size=(120, 30)) as run:
        await run.shows("Ask ")
        await run.type("@@write")
        await run.press("alt+c")
        await mark(run, "5.5", "gpt-6-luna")
        await run.press("tab")
        await run.shows("[a worktree each]", "They begin with main")
        await run.press("enter")
        await run.shows("2 models: 2 done", "+2 -0 · 1 file")
        trees = project_dir.parent / "shop.worktrees"
        for name in ("compare-gpt-5.5", "compare-gpt-6-luna"):
            assert (trees / name / "notes.txt").read_text() == "first line\nsecond line\n"
            assert (trees / name / "made.txt").exists()
        assert not (project_dir / "notes.txt").exists()
        # The server was not made to trust the repository by the way.
        assert not (codex_home / "config.toml").exists()
        await run.press("1", "K")
        await run.shows("archive, delete worktrees")
        await run.press("D")
        await run.shows("Delete this worktree for good?", "compare-gpt-6-luna", "is lost")
        await run.press("y")
        await run.shows("Kept gpt-5.5; 1 archived; their worktrees are deleted.")
        assert not (trees / "compare-gpt-6-luna").exists()
        assert (trees / "compare-gpt-5.5" / "notes.txt").exists()
    branches = git(project_dir, "branch", "--list", "compare-*")
    assert branches.split() == ["+", "compare-gpt-5.5"]


@pytest.mark.long
async def test_on_a_narrow_screen_there_is_one_at_a_time_and_leaving_loses_nothing(
    server_config, scripted_model
):
    gate = Gate()
    scripted_model.on(
        "@@slow", lambda request: Script([[Text([f"I am {request.model}.", gate, " And more."])]])
    )
    async with running(server_config, size=(40, 14)) as run:
        await run.shows("No threads in")
        await run.press("alt+c")
        await mark(run, "gpt-6-luna", "gpt-6-astra")
        await run.press("enter")
        await run.type("@@slow")
        await run.press("enter")
        shown = await run.shows("I am gpt-6-luna.", "2 models: 2 running", "1⠋gpt-6-luna 2⠋gpt-6-astra")
        assert "I am gpt-6-astra." not in shown
        await run.press("2")
        await run.shows("I am gpt-6-astra.", "▌2 gpt-6-astra low")
        await run.press("question_mark")
        await run.shows("MODELS SIDE BY SIDE")
        await run.press("escape")
        await run.shows("▌2 gpt-6-astra low")
        await run.press("escape")
        await run.shows("RUNNING  2", "gpt-6-luna: @@slow")
        await run.press("alt+c")
        await run.shows("2 models: 2 running", "I am gpt-6-astra.")
        await run.press("x")
        await run.shows("1 running, 1 interrupted")
        await run.press("X")
        await run.shows("2 models: 2 interrupted")
        gate.open()
        await run.press("o")
        await run.shows("gpt-6-astra: @@slow", "interrupted")


@pytest.mark.long
async def test_where_worktrees_cannot_be_made_it_says_why_and_does_not_start(
    server_config, tmp_path, scripted_model
):
    bare = tmp_path / "bare"
    bare.mkdir()
    async with running(server_config, NEW, size=(80, 24)) as run:
        run.app.state.new_folder = str(bare)
        await run.shows("Ask ")
        await run.type("hello")
        await run.press("alt+c")
        await mark(run, "5.5", "gpt-6-luna")
        await run.press("tab")
        await run.shows("Not possible:")
        await run.until(lambda: run.says("is in no git repository"))  # behind a path that may break the line
        await run.press("enter")
        await run.shows("One prompt, 2 models")
        await run.press("escape")
        await run.shows("hello")
    assert scripted_model.requests == []


async def test_after_a_restart_a_comparison_is_there_again_from_its_source_its_forks_and_the_board(
    server_config, scripted_model
):
    answers = {"gpt-6-luna": Text("Luna says **yes**."), "gpt-6-sol": Text("Sol says no.")}
    scripted_model.on("@@vote", by_model(answers))
    async with running(server_config, NEW, size=(100, 30)) as run:
        await ask(run, "first")
        await run.shows("I am a scripted model.", "· idle")
        source = run.thread
        await run.type("@@vote on it")
        await run.press("alt+c")
        await mark(run, "6-luna", "6-sol")
        await run.press("enter")
        before = await run.shows("2 models: 2 done", "Sol says no.", "3.8k tok")
    async with running(server_config, size=(100, 30)) as run:
        await run.shows("gpt-6-sol: @@vote")
        await run.press("alt+c")
        await run.shows("Comparisons", "@@vote on it  gpt-6-luna, gpt-6-sol", "a new one")
        await run.press("enter")
        again = await run.shows("2 models: 2 done", "Luna says yes.", "Sol says no.")
        assert again.splitlines()[:4] == before.splitlines()[:4]
        await run.press("enter")  # its thread, which is a fork
        await run.shows("gpt-6-luna: @@vote on it", "Ask ")
    async with running(server_config, Options(resume=source.thread), size=(100, 30)) as run:
        await run.shows("Ask ", "I am a scripted model.")
        await run.press("alt+c")  # there is one only of this thread
        await run.shows("2 models: 2 done", "Sol says no.")
        await run.press("c")
        await run.shows("Comparisons", "a new one")
        await run.press("n")
        await run.shows("Mark models to compare")
        await run.press("escape", "2", "K")
        await run.shows("Keep gpt-6-sol; the other:")
        await run.press("a")
        await run.shows("Kept gpt-6-sol; 1 archived.")
        await run.press("alt+c")  # it is over: none is left
        await run.shows("Mark models to compare")
    assert [row.name for row in await listed(server_config, archived=True)] == ["gpt-6-luna: @@vote on it"]


@pytest.mark.long
async def test_what_became_of_compared_threads_meanwhile_is_said_in_their_columns(
    server_config, scripted_model
):
    models = ("gpt-6-luna", "gpt-6-sol", "gpt-6-astra")
    scripted_model.on("@@vote", by_model({name: Text(f"{name} it is.") for name in models}))
    async with running(server_config, NEW, size=(120, 30)) as run:
        await run.shows("Ask ")
        await run.type("@@vote")
        await run.press("alt+c")
        await mark(run, *models)
        await run.press("enter")
        await run.shows("3 models: 3 done")
        rows = run.app.state.board.rows.values()
        threads = {model: row.key.thread for row in rows for model in models if row.title.startswith(model)}
    async with AsyncCodex(server_config) as codex:
        await codex.request("thread/archive", {"threadId": threads["gpt-6-sol"]}, dict)
        await codex.request("thread/delete", {"threadId": threads["gpt-6-astra"]}, dict)
    async with running(server_config, size=(120, 30)) as run:
        await run.shows("gpt-6-luna: @@vote")
        await run.press("alt+c")
        await run.shows("@@vote  gpt-6-luna, gpt-6-sol, gpt-6-astra")
        await run.press("enter")
        shown = await run.shows("3 models: 2 done, 1 deleted", "gpt-6-sol it is.", "archived")
        assert "Its thread was deleted" in shown
        await run.press("3", "K")
        await run.shows("Its thread was deleted", "3 models: 2 done, 1 deleted")
        await run.press("1")
        await run.press("K")  # there is nothing to ask about the others
        await run.shows("Kept gpt-6-luna.")
    assert [row.name for row in await listed(server_config)] == ["gpt-6-luna: @@vote"]


@pytest.mark.long
async def test_a_comparison_of_which_nothing_is_left_is_shown_once_more_and_listed_no_longer(
    server_config, scripted_model
):
    models = ("gpt-6-luna", "gpt-6-sol")
    scripted_model.on("@@vote", by_model({name: Text(f"{name} it is.") for name in models}))
    async with running(server_config, NEW, size=(120, 30)) as run:
        await run.shows("Ask ")
        await run.type("@@vote")
        await run.press("alt+c")
        await mark(run, *models)
        await run.press("enter")
        await run.shows("2 models: 2 done")
    async with AsyncCodex(server_config) as codex:
        for row in [row async for row in codex.threads()]:
            await codex.request("thread/delete", {"threadId": row.id}, dict)
    for shown in ("Comparisons", "Mark models to compare"):
        async with running(server_config, size=(120, 30)) as run:
            await run.shows("No threads in")
            await run.press("alt+c")
            await run.shows(shown)
            if shown == "Comparisons":
                await run.press("enter")
                await run.shows("2 models: 2 deleted", "1.3k tok")
                await run.until(lambda: not run.app.intents.busy)
