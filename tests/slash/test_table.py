"""The table of slash commands is sound: it is what the menu, the palette and the guide are made from."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from codex_tui.keymap import ACTIONS, Scope
from codex_tui.messages import NewThread, OpenThread, RenameThread
from codex_tui.messages.around import GoalUnwanted, GoalWanted
from codex_tui.messages.settings import SettingsChosen
from codex_tui.model.goal import Goal
from codex_tui.model.safe_text import SafeText
from codex_tui.model.state import AppState
from codex_tui.settings.values import Settings
from codex_tui.slash import COMMANDS, CommandContext, Group, Refusal, SlashCommand, by_name, nearest, split
from tests.conversation.host import THREAD, idle_state, running_state
from tests.screens.support import models

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey


def command_of(name: str) -> SlashCommand:
    command = by_name(name)
    assert command is not None
    return command


REACHED = {Scope.APP, Scope.CONVERSATION, Scope.TRANSCRIPT, Scope.COMPOSER}
"""Where the conversation screen knows whose the action is."""


def test_names_and_aliases_are_unique_and_as_they_are_typed():
    names = [name for command in COMMANDS for name in (command.name, *command.aliases)]
    assert [name for name, count in Counter(names).items() if count > 1] == []
    assert all(name == name.casefold() and name.replace("-", "").isalnum() for name in names)


def test_every_command_does_something_that_there_is():
    for command in COMMANDS:
        assert command.action or command.post, command.name
        if command.action:
            assert ACTIONS[command.action].scope in REACHED, command.name
        if command.argument is not None:
            assert command.post is not None, command.name
            assert command.argument.name == command.argument.name.upper(), command.name


def test_every_command_says_what_it_does_in_a_line():
    for command in COMMANDS:
        assert command.about[0].isupper(), command.name
        assert not command.about.endswith("."), command.name
        assert "\n" not in command.about, command.name


def test_every_group_of_the_table_has_a_place_in_the_menu():
    assert {command.group for command in COMMANDS} <= set(Group)


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("/compact", ("compact", "")),
        ("/rename  a new name ", ("rename", "a new name")),
        ("/goal first line\nsecond line", ("goal", "first line\nsecond line")),
        ("/", ("", "")),
        ("/usr/bin/env fails here", None),
        ("/ compact", None),
        (" /compact", None),
        ("no command", None),
    ],
)
def test_what_is_a_command_and_what_is_text(typed, parts):
    assert split(typed) == parts


def test_commands_are_found_by_any_of_their_names_and_near_ones_are_named():
    assert by_name("QUIT") is by_name("exit") is not None
    assert by_name("qui") is None
    assert nearest("qui") == "quit"
    assert nearest("comapct") == "compact"
    assert nearest("zzzzzz") == ""


def test_a_command_says_why_it_cannot_be_done():
    def refuses(typed: str, state: AppState, thread: ThreadKey | None = THREAD) -> str:
        name, argument = split(typed) or ("", "")
        return command_of(name).refuses(CommandContext(state, thread), argument)

    assert refuses("/compact", idle_state()) == ""
    assert refuses("/compact now", idle_state()) == "/compact takes nothing behind it"
    assert refuses("/rename", idle_state()) == "/rename needs NAME behind it"
    assert "begins" not in refuses("/init", idle_state())
    assert "A turn runs" in refuses("/init", running_state())
    assert "has not begun" in refuses("/rename x", AppState("/home/me"), None)


def test_completions_and_intents_of_the_threads():
    context = CommandContext(idle_state(), THREAD)
    rename, resume = command_of("rename"), command_of("resume")
    assert rename.argument is not None
    assert rename.argument.completions is not None
    names = list(rename.argument.completions(context))
    assert [(one.text, one.now) for one in names] == [("Add retry to the webhook sender", True)]
    intent = rename.intent(context, "other")
    assert isinstance(intent, RenameThread)
    assert (intent.thread, intent.name) == (THREAD, "other")
    for wanted in ("add retry to the webhook sender", THREAD.thread[:8]):
        intent = resume.intent(context, wanted)
        assert isinstance(intent, OpenThread)
        assert intent.thread == THREAD
    refusal = resume.intent(context, "zzz")
    assert isinstance(refusal, Refusal)
    assert "No thread that is listed" in refusal.why
    # Without an argument it is the action of the keymap.
    assert resume.intent(context, "") is None


def test_an_effort_or_a_tier_that_there_is_not_stays_typed_and_says_what_there_is():
    state = idle_state()
    state.models = models()
    context = CommandContext(state, THREAD)
    for typed, has in (
        ("effort wild", "gpt-6-sol has no effort wild; it has minimal, low"),
        ("tier slow", "it has fast, standard"),
    ):
        name, _, argument = typed.partition(" ")
        refusal = command_of(name).intent(context, argument)
        assert isinstance(refusal, Refusal)
        assert has in refusal.why
    for typed in ("effort HIGH", "tier Fast", "tier standard"):
        name, _, argument = typed.partition(" ")
        assert not isinstance(command_of(name).intent(context, argument), Refusal)


def test_the_words_of_the_official_client_pause_a_goal_and_are_none_themselves():
    state = idle_state()
    context, goal = CommandContext(state, THREAD), command_of("goal")
    assert isinstance(goal.intent(context, "clear"), Refusal)
    state.conversation(THREAD).goal = Goal(SafeText("All tests pass"))
    for word, status in (("pause", "paused"), ("Resume", "active")):
        intent = goal.intent(context, word)
        assert isinstance(intent, GoalWanted)
        assert (intent.objective, intent.status) == (None, status)
    assert isinstance(goal.intent(context, "clear"), GoalUnwanted)
    intent = goal.intent(context, "clear the warnings")
    assert isinstance(intent, GoalWanted)
    assert intent.objective == "clear the warnings"


def test_a_theme_is_chosen_by_its_name():
    context = CommandContext(idle_state(), THREAD, Settings())
    theme = command_of("theme")
    assert theme.argument is not None
    assert theme.argument.completions is not None
    assert [one.text for one in theme.argument.completions(context) if one.now] == ["auto"]
    chosen = theme.intent(context, "light")
    assert isinstance(chosen, SettingsChosen)
    assert chosen.changes == {"display.theme": "light"}
    assert isinstance(theme.intent(context, "zzz"), Refusal)


def test_a_folder_for_a_new_thread_is_written_as_in_a_shell_and_has_to_be_there(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "shop").mkdir()
    new, context = command_of("new"), CommandContext(AppState(str(tmp_path / "shop")), None)
    for typed in ("~/shop", ".", str(tmp_path / "shop"), "../shop/"):
        intent = new.intent(context, typed)
        assert isinstance(intent, NewThread), typed
        assert intent.folder == str(tmp_path / "shop")
    refusal = new.intent(context, "nowhere")
    assert isinstance(refusal, Refusal)
    assert "There is no folder" in refusal.why
    context.state.server.host = SafeText("far.example.org")
    assert isinstance(new.intent(context, "/srv/shop"), NewThread)
    assert isinstance(new.intent(context, "shop"), Refusal)
