"""Names of keys as people write them, which of them arrive, and what the presets do with them."""

from __future__ import annotations

import pytest

from codex_tui.keymap import ACTIONS, Scope, in_scope, keys_of, spoken
from codex_tui.keymap.checks import check, conflicts
from codex_tui.keymap.names import normal, types, why_unsure
from codex_tui.keymap.presets import PRESETS, remapped
from codex_tui.screens.keys import spoken_in_file


@pytest.mark.parametrize(
    ("written", "key"),
    [
        *[("F9", "f9"), ("Esc", "escape"), ("PgDn", "pagedown"), ("Return", "enter"), ("?", "question_mark")],
        *[("/", "slash"), ("G", "G"), ("g", "g"), ("shift+g", "G"), ("Ctrl+O", "ctrl+o"), ("C-o", "ctrl+o")],
        *[("M-x", "alt+x"), ("meta+x", "alt+x"), ("ctrl++", "ctrl+plus"), ("+", "plus"), ("alt+.", "alt+full_stop")],
        *[("shift+alt+x", "alt+shift+x"), ("cmd+k", "super+k"), ("←", "left"), ("space", "space")],
        ("ctrl+[", "ctrl+left_square_bracket"),
        *[("C-x C-e", "ctrl+x ctrl+e"), (" g  g ", "g g"), ("g ?", "g question_mark"), ("ctrl+x x y", None)],
        *[("", None), ("hyper space", None), ("ctrl+", None), ("f99", None), ("strg+x", None), ("\x1b", None)],
    ],
)  # fmt: skip
def test_a_key_is_known_however_it_is_written(written: str, key: str | None):
    assert normal(written) == key


def test_every_key_of_the_table_is_a_key_and_comes_back_from_the_file():
    for action in ACTIONS:
        for key in keys_of(action):
            assert normal(key) == key, (action, key)
            assert normal(spoken_in_file(key)) == key, (action, key)


def test_which_keys_may_not_arrive():
    sure = {
        "f9",
        "ctrl+o",
        "alt+x",
        "alt+shift+x",
        "shift+tab",
        "ctrl+left",
        "a",
        "question_mark",
        "alt+comma",
    }
    unsure = {"ctrl+i", "ctrl+m", "ctrl+h", "ctrl+left_square_bracket", "ctrl+s", "ctrl+q", "ctrl+z", "alt+b"}
    unsure |= {
        "ctrl+shift+a",
        "ctrl+1",
        "ctrl+enter",
        "shift+enter",
        "super+k",
        "f13",
        "alt+slash",
        "ctrl+plus",
    }
    assert {key for key in sure | unsure if why_unsure(key)} == unsure


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_holds_as_a_whole(preset: str):
    assert set(PRESETS[preset]) <= set(ACTIONS)
    given = remapped(preset, {})
    for action in PRESETS[preset]:
        for key in keys_of(action, given):
            assert normal(key) == key
            assert conflicts(preset, {}, action, key) == [], (action, key)
    for scope in Scope:
        keys = [key for action in in_scope(scope) for key in keys_of(action.id, given)]
        assert sorted(keys) == sorted(set(keys)), scope
    lonely = [action for action in PRESETS[preset] if all(why_unsure(key) for key in keys_of(action, given))]
    assert lonely == []


IN_EMACS = {"down": "ctrl+n", "up": "ctrl+p", "escape": "ctrl+g"}
ELSEWHERE_IN_EMACS = {"conversation.interrupt", "capture.close"}
"""ctrl+g opens the editor in the composer, and where a key is pressed to be given every key is one of these."""


@pytest.mark.parametrize(("usual", "emacs"), IN_EMACS.items())
def test_what_moves_and_what_closes_does_so_by_the_keys_of_emacs_everywhere(usual: str, emacs: str):
    given = remapped("emacs", {})
    left_out = [
        action
        for action in ACTIONS
        if usual in keys_of(action, given)
        and emacs not in keys_of(action, given)
        and action not in ELSEWHERE_IN_EMACS
    ]
    assert left_out == []


def test_the_keys_of_the_table_and_of_presets_pass_their_own_check():
    for preset, given in PRESETS.items():
        wanted = {action: keys_of(action, given) for action in ACTIONS if keys_of(action, given)}
        kept, refusals = check(preset, wanted)
        typed = {refusal.action for refusal in refusals if "types a character" in refusal.why}
        told = [refusal for refusal in refusals if refusal.action not in typed]
        assert told == []
        assert {action: keys for action, keys in wanted.items() if action not in typed} == {
            action: keys for action, keys in kept.items() if action not in typed
        }


def refused(wanted: dict[str, tuple[str, ...]], preset: str = "default") -> list[str]:
    return [f"{refusal.action}: {refusal.why}" for refusal in check(preset, wanted)[1]]


def test_a_chord_holds_where_its_first_key_means_nothing_alone():
    assert check("default", {"app.threads": ("C-x b",), "app.quit": ("C-x C-c",)}) == (
        {"app.threads": ("ctrl+x b",), "app.quit": ("ctrl+x ctrl+c",)},
        [],
    )
    assert refused({"diff.first": ("g g", "g")}) == ["diff.first: g and g g cannot both be its keys."]
    assert refused({"threads.first": ("g g",)}) == [
        "threads.first: g g begins with g, that of threads.group (A section for each folder, or by what threads do)."
        " Give threads.group another key, or take another one here."
    ]
    assert refused({"threads.group": ("g",)}, "vim") == [
        "threads.group: g begins like g g of threads.first (First thread)."
        " Give threads.first another key, or take another one here."
    ]
    assert refused({"threads.first": ("g g",), "threads.group": ("z",)}) == []
    # A key of the settings screen is that there; one that counts everywhere would be meant instead of the chord.
    assert refused({"app.threads": ("ctrl+x b",)}) == []
    assert "begins with ctrl+l, that of app.redraw" in refused({"composer.editor": ("ctrl+l e",)})[0]


def test_a_chord_that_would_take_letters_away_from_text_is_none():
    assert "types a character there" in refused({"composer.editor": ("j k",)})[0]
    assert "types a character there" in refused({"app.threads": ("g t",)})[0]
    assert "never arrive" not in refused({"app.threads": ("ctrl+x b",)})
    assert "some terminals keep it" in refused({"app.threads": ("ctrl+x ctrl+s",)})[0]


def test_no_keys_at_all_is_a_choice():
    assert check("default", {"conversation.fork": ()}) == ({"conversation.fork": ()}, [])


def test_what_types_is_what_has_a_character():
    assert all(types(key) for key in ("a", "Z", "question_mark", "space", "1"))
    assert not any(types(key) for key in ("f1", "ctrl+a", "enter", "tab", "up", "alt+x"))
    assert spoken("alt+full_stop") == "alt+."
