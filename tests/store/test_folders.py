"""Folders as they are typed."""

import pytest

from codex_tui.store.folders import common_start, completions, folder_of, is_path, make, why_not


@pytest.fixture
def home(tmp_path, monkeypatch):
    home = tmp_path / "me"
    for name in ("src/shop", "src/Shed", "src/.hidden", "other"):
        (home / name).mkdir(parents=True)
    (home / "src" / "ship.txt").write_text("")
    monkeypatch.setenv("HOME", str(home))
    return home


def names(home, found):
    return [folder.removeprefix(f"{home}/") for folder in found]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("~/src/sh", ["src/Shed", "src/shop"]),
        ("~/src/", ["src/Shed", "src/shop"]),
        ("~/src/.", ["src/.hidden"]),
        ("~", ["other", "src"]),
        ("./sh", ["src/Shed", "src/shop"]),
        ("../o", ["other"]),
        ("..", ["other", "src"]),
        ("~/nothing/here", []),
        ("~/src/ship", []),
    ],
)
def test_folders_complete_a_path(home, typed, expected):
    assert names(home, completions(typed, str(home / "src"))) == expected


def test_a_path_is_told_from_words():
    assert [is_path(text) for text in ("~/x", "./x", "/x", "x/y", "..")] == [True] * 5
    assert not is_path("two words")


def test_a_typed_path_is_seen_from_the_folder_of_the_application(home):
    assert folder_of(" ../other ", str(home / "src")) == str(home / "other")
    assert folder_of("~/new", "/") == str(home / "new")


def test_what_stands_in_the_way_is_said(home):
    assert why_not(str(home / "src")) == ""
    assert why_not(str(home / "new" / "deep")) is None
    assert why_not(str(home / "src" / "ship.txt")) == f"{home}/src/ship.txt is no folder: choose another"
    assert make(str(home / "new" / "deep")) == ""
    assert why_not(str(home / "new" / "deep")) == ""
    assert "could not be made: Not a directory" in make(str(home / "src" / "ship.txt" / "x"))
    assert "could not be made" in make("a\0b")


def test_what_paths_have_in_common():
    assert common_start(["/a/shop", "/a/shed"]) == "/a/sh"
    assert common_start(["/a"]) == "/a"
