"""Reviews on the real server, of what the thread's folder has."""

from __future__ import annotations

import subprocess

import pytest

from codex_tui.demo.script import Gate, Script, Text
from codex_tui.model.review import ReviewKind
from codex_tui.options import Options
from codex_tui.slash.tools import review_target
from tests.support.app import ask, running

pytestmark = pytest.mark.anyio

NEW = Options(new=True)


def git(folder, *words):
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)


async def opened(run):
    await run.type("/review")
    await run.press("enter")
    await run.shows("Changes  [uncommitted]")


async def test_uncommitted_changes_are_counted_and_reviewed(server_config, project_dir):
    async with running(server_config, NEW, size=(100, 30)) as run:
        await opened(run)
        await run.shows("Nothing differs from the last commit")
        await run.press("enter")
        await run.shows("There is nothing to review")
        await run.press("escape")
        (project_dir / "new file.txt").write_text("x")
        await opened(run)
        await run.shows("1 file not as committed")
        await run.press("enter")
        await run.shows("Review finished", "found nothing", "· idle")


async def test_on_a_small_screen_what_is_cut_is_marked_and_the_branch_of_now_is_not_offered(
    server_config, project_dir
):
    git(project_dir, "commit", "-q", "--allow-empty", "-m", "A subject of many, many words")
    git(project_dir, "branch", "日本語ブランチ")
    async with running(server_config, NEW, size=(40, 14)) as run:
        await opened(run)
        await run.press("tab")
        shown = await run.shows("filter, or type a name", "日本語")
        assert "…" in next(line for line in shown.splitlines() if "日本語" in line)
        await run.press("tab")
        await run.shows("filter, or type a hash")
        await run.press("escape")
        await run.hides("Changes  ")
        await run.type("/review ")
        shown = await run.shows("branch 日本")
        assert "branch main" not in shown


@pytest.mark.long
async def test_a_branch_and_a_commit_are_chosen_from_lists(server_config, project_dir, scripted_model):
    git(project_dir, "checkout", "-q", "-b", "feature/x")
    git(project_dir, "commit", "-q", "--allow-empty", "-m", "Second thoughts")
    async with running(server_config, NEW, size=(100, 30)) as run:
        await opened(run)
        await run.press("tab")
        await run.shows("main", "A cart and a receipt")
        await run.type("nothing")
        await run.shows("enter takes “nothing” as it is")
        await run.press(*["backspace"] * 7)
        await run.press("enter")
        await run.shows("changes against 'main'", "Review finished", "· idle")
        await opened(run)
        await run.press("tab", "tab")
        await run.type("second")
        await run.shows("Second thoughts")
        await run.hides("A cart and a receipt")
        await run.press("enter")
        await run.shows("Second thoughts", "Review finished", "· idle")
        # The end of the review before may be what is on the screen.
        await run.until(lambda: "Second thoughts" in scripted_model.requests[-1].prompt)


@pytest.mark.long
async def test_words_that_were_not_sent_stand_there_again(server_config, scripted_model):
    async with running(server_config, NEW, size=(40, 14)) as run:
        await opened(run)
        await run.press("shift+tab")
        await run.type("the receipt")
        await run.shows("the receipt", "these words")
        await run.press("escape")
        await opened(run)
        await run.press("shift+tab")
        await run.shows("the receipt")
        await run.press("enter")
        await run.shows("Review finished", "idle")
        assert scripted_model.requests[-1].prompt == "the receipt"


@pytest.mark.long
async def test_a_turn_that_runs_is_interrupted_only_after_a_question(server_config, scripted_model):
    gate = Gate("at work")
    scripted_model.on("@@long", Script([[Text(["Still ", gate, "at it."])]]))
    async with running(server_config, NEW, size=(100, 30)) as run:
        await ask(run, "@@long")
        await run.shows("Still")
        await run.type("/review look at everything")
        await run.press("enter")
        await run.shows("A turn runs here. Interrupt it for the review?")
        await run.press("enter")
        await run.shows("Still")
        assert len(scripted_model.requests) == 1
        await run.type("/review look at everything")
        await run.press("enter")
        await run.shows("Interrupt it for the review?")
        await run.press("y")
        await run.shows("Review finished", "· idle")


@pytest.mark.parametrize(
    ("typed", "kind", "name"),
    [
        ("uncommitted", ReviewKind.UNCOMMITTED, ""),
        ("branch main", ReviewKind.BRANCH, "main"),
        ("commit abc123", ReviewKind.COMMIT, "abc123"),
        ("branch names in the docs", ReviewKind.CUSTOM, "branch names in the docs"),
        ("the tests", ReviewKind.CUSTOM, "the tests"),
    ],
)
def test_what_a_command_says_is_to_be_reviewed(typed, kind, name):
    target = review_target(typed)
    assert (target.kind, target.name) == (kind, name)
