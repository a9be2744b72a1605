"""Permissions on the real server: the cycle, the question before full access, what other clients change, trust."""

from __future__ import annotations

import json

import pytest
from textual import events

from codex_tui.demo.script import Gate, Script, Shell, Text
from codex_tui.demo.scripts import verdict
from codex_tui.model.permissions import Mode
from codex_tui.options import Options
from codex_tui.screens.full_access import FullAccessQuestion
from codex_tui.screens.permissions import PermissionsScreen
from codex_tui.screens.trust import TrustPrompt
from tests.support.app import ask, running

pytestmark = pytest.mark.anyio

NEW = Options(new=True)


def permissions(run):
    return run.app.state.conversation(run.thread).settings.permissions


async def test_one_key_goes_through_the_modes_and_full_access_asks_first(server_config, scripted_model):
    scripted_model.on("@@touch", Script([[Shell("touch made.txt")], [Text("Touched.")]]))
    async with running(server_config, NEW) as run:
        await run.shows("read only · shop · new")
        await ask(run, "@@plain")
        await run.shows("read only", "· idle")
        for mode in ("ask", "auto review"):
            await run.press("shift+tab")
            await run.shows(f"· {mode} ·")
            assert permissions(run).mode is Mode(mode)
        await run.press("shift+tab")
        await run.shows("Give this thread full access?")
        await run.press("enter")
        await run.until(lambda: not isinstance(run.app.screen, FullAccessQuestion))
        assert permissions(run).mode is Mode.AUTO_REVIEW
        # The same key passes it by.
        await run.press("shift+tab")
        await run.shows("full access?")
        await run.press("shift+tab")
        await run.shows("· plan ·")
        assert permissions(run).plan
        await run.press("shift+tab", "shift+tab", "shift+tab", "shift+tab")
        await run.shows("full access?")
        await run.until(lambda: isinstance(run.app.screen, FullAccessQuestion) and not run.app.screen.guarded)
        await run.press("y")
        await run.shows("· full access ·")
        assert (permissions(run).approval, permissions(run).sandbox) == ("never", "dangerFullAccess")


@pytest.mark.long
async def test_what_holds_is_what_the_model_is_allowed_in_its_next_turn(
    server_config, scripted_model, project_dir
):
    gate = Gate("second")
    scripted_model.on(
        "@@twice", Script([[Shell("touch one.txt")], [gate, Shell("touch two.txt")], [Text("Tried.")]])
    )
    scripted_model.on("@@again", Script([[Shell("touch three.txt")], [Text("Again.")]]))
    async with running(server_config, NEW) as run:
        await ask(run, "@@twice")
        await run.until(lambda: len(scripted_model.requests) == 2)
        await run.press("shift+tab")
        await run.shows("ask from the next turn on", "· ask ·")
        gate.open()
        await run.shows("Tried.", "· idle")
        assert not (project_dir / "two.txt").exists()
        await run.type("@@again")
        await run.press("enter")
        await run.shows("Again.", "· idle")
        assert (project_dir / "three.txt").exists()


@pytest.mark.long
async def test_what_is_chosen_for_a_new_thread_holds_without_trusting_its_folder(
    server_config, scripted_model, project_dir, codex_home
):
    scripted_model.on("@@touch", Script([[Shell("touch made.txt")], [Text("Touched.")]]))
    async with running(server_config) as run:
        await run.shows("GPT-5.5 medium · read only")
        await run.press("shift+tab")
        await run.shows("New threads: ask", "GPT-5.5 medium · ask")
        await run.press("n")
        await run.shows("· ask · shop · new")
        await ask(run, "@@touch")
        await run.shows("Touched.", "· ask ·", "· idle")
        assert (project_dir / "made.txt").exists()
        assert not (codex_home / "config.toml").exists()


async def test_a_plan_is_made_with_the_servers_plan_mode_and_left_again(server_config, scripted_model):
    async with running(server_config, NEW) as run:
        await run.type("/plan")
        await run.press("enter")
        await run.shows("· plan ·")
        await ask(run, "@@plain")
        await run.shows("Hello from the scripted model.", "· plan ·", "· idle")
        assert "Plan Mode" in json.dumps(scripted_model.requests[-1].body)
        await run.type("/plan")
        await run.press("enter")
        await run.shows("· ask ·")
        await run.type("@@plain again")
        await run.press("enter")
        await run.until(lambda: len(scripted_model.requests) == 2)
        assert "Collaboration Mode: Default" in json.dumps(scripted_model.requests[-1].body)


@pytest.mark.long
async def test_the_dialog_says_what_holds_and_another_client_changes_it(server_config):
    async with running(server_config, NEW) as run:
        await ask(run, "@@plain")
        await run.shows("· idle")
        await run.type("/permissions")
        await run.press("enter")
        await run.shows("Permissions of this thread", "● read only", "Now: read only", "Network  off")
        # What is none of the five is said in its parts.
        await run.app.intents._session.result()._link.call(
            "thread/settings/update", {"threadId": run.thread.thread, "approvalPolicy": "never"}
        )
        shown = await run.shows("Now: custom", "Asks     never", "Sandbox  read only")
        assert "●" not in shown
        await run.press("j")
        await run.shows("Writes in the folder by itself")
        await run.press("enter")
        await run.until(lambda: not isinstance(run.app.screen, PermissionsScreen))
        await run.shows("· ask ·")


@pytest.fixture
def unknown_project(project_dir, state_folder):
    """The project as one that nobody has said anything about."""
    (state_folder / "untrusted-folders.json").unlink()
    return project_dir


async def test_the_first_thread_in_a_folder_asks_whether_it_is_trusted_and_yes_is_written(
    server_config, scripted_model, unknown_project, codex_home
):
    scripted_model.on("@@touch", Script([[Shell("touch made.txt")], [Text("Touched.")]]))
    async with running(server_config, NEW) as run:
        await run.shows("read only · shop · new")
        await ask(run, "@@touch")
        await run.shows("Do you trust the files in this folder?", "config.toml")
        # Left open, nothing begins; it is asked again.
        await run.press("escape")
        await run.shows("Not sent: the thread has not begun", "@@touch")
        assert not scripted_model.requests
        await run.press("enter")
        await run.shows("Do you trust")
        await answer_trust(run, "y")
        await run.shows("Touched.", "· ask ·", "· idle")
    assert (unknown_project / "made.txt").exists()
    written = (codex_home / "config.toml").read_text()
    assert f'[projects."{unknown_project}"]\ntrust_level = "trusted"' in written


async def test_a_prompt_of_the_command_line_asks_the_same_and_keys_answer(server_config, unknown_project):
    async with running(server_config, Options(prompt="@@plain")) as run:
        await run.shows("Do you trust the files in this folder?")
        await answer_trust(run, "y")
        await run.shows("Hello from the scripted model.", "· ask ·", "· idle")


@pytest.mark.long
async def test_no_keeps_it_read_only_and_is_not_asked_again(server_config, unknown_project, codex_home):
    async with running(server_config, NEW) as run:
        await ask(run, "@@plain")
        await run.shows("Do you trust")
        await answer_trust(run, "enter")
        await run.shows("Hello from the scripted model.", "· read only ·", "· idle")
    assert not (codex_home / "config.toml").exists()
    async with running(server_config, NEW) as run:
        await ask(run, "@@plain")
        await run.shows("Hello from the scripted model.", "· read only ·", "· idle")


@pytest.mark.long
async def test_what_is_typed_as_the_question_of_trust_comes_up_is_no_answer_and_is_kept(
    server_config, scripted_model, unknown_project, codex_home, state_folder
):
    async with running(server_config, NEW) as run:
        await ask(run, "@@plain")
        await run.until(lambda: isinstance(run.app.screen, TrustPrompt))
        await run.type("yes any")  # goes on as one writes: letters of it would be answers
        await run.press("enter")
        screen = run.app.screen
        assert isinstance(screen, TrustPrompt)
        # Also from a kill.
        assert any("@@plain" in path.read_text() for path in (state_folder / "drafts").glob("*.json"))
        await run.until(lambda: not screen.guarded)
        await run.type("x")
        assert screen.guarded and run.app.screen is screen
        screen.post_message(events.Paste("\npasted"))
        await run.shows("it is in your prompt")
        await run.press("escape")
        await run.shows("│ @@plain", "│ yes anyx", "│ pasted")
        assert not scripted_model.requests
        assert not (codex_home / "config.toml").exists()


async def answer_trust(run, key):
    """Presses a key of the question until it counts: it does not in the first half second."""

    def asked():
        return isinstance(run.app.screen, TrustPrompt)

    await run.until(lambda: not asked() or not run.app.screen.guarded)
    await run.press(key)
    await run.until(lambda: not asked())


async def test_auto_review_answers_in_the_persons_place_and_asks_nobody(
    server_config, scripted_model, project_dir
):
    async with running(server_config, NEW) as run:
        await run.type("/permissions auto review")
        await run.press("enter")
        await run.shows("· auto review ·")
        await ask(run, "@@approval")
        await run.shows("exit 0", "· auto review ·", "· idle")
        assert not len(run.app.state.inbox)
        # What the reviewer declines is not done.
        scripted_model.reviewer = verdict("deny", "Nobody asked for that.")
        await run.type("@@approval again")
        await run.press("enter")
        await run.shows("Nobody asked for that.", "· idle")


@pytest.mark.long
async def test_pressed_quickly_the_cycle_goes_as_far_as_it_is_pressed(server_config):
    async with running(server_config, NEW) as run:
        await ask(run, "@@plain")
        await run.shows("read only", "· idle")
        for presses, mode in ((6, Mode.ASK), (4, Mode.READ_ONLY)):
            for _ in range(presses):
                run.app.post_message(events.Key("shift+tab", None))
            await run.pilot.pause()
            await run.until(lambda: not run.app.state.access.wished)
            await run.shows(f"· {mode.value} ·")
