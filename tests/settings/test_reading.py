"""What is wrong in the settings is named with its place and its mend, and everything else holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from codex_tui.settings.catalogue import rows
from codex_tui.settings.lines import line_of
from codex_tui.settings.reading import Reading, read_settings
from codex_tui.settings.template import template

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def read(file: Path, text: str, *, overrides: tuple[str, ...] = (), **variables: str) -> Reading:
    file.write_text(text)
    return read_settings(file, variables, overrides)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[display]\ntheme = "drak"', "line 2: there is no theme 'drak'; display.theme takes auto,"),
        ('[display]\ntheme = "drak"', "Did you mean dark? auto is used."),
        ("[display]\ntheme = dark", 'line 2: a text stands in quotes: theme = "dark". The line is left out.'),
        ("[display]\nthema = 1", "line 2: there is no setting display.thema. Did you mean display.theme?"),
        ("[dipslay]\ntheme = 1", "line 1: there is no table dipslay. Did you mean display? It is left out."),
        ('theme = "dark"', "line 1: there is no table theme. Did you mean display.theme? It is left out."),
        ("display = 1", "line 1: display is a table: write [display] above its settings."),
        ("[conversation]\n\nprompt_lines = 900", "line 3: conversation.prompt_lines is 900, but takes a number"),
        ('[input]\nmouse = "maybe"', "line 2: input.mouse is 'maybe', but takes on or off. on is used."),
        ("[servers.build]\nfolder = '/src'", "line 1: a server needs its address"),
        ("[servers.build]\naddress = 'ws://a'\ntoken = 'x'", "line 3: a server has no token. Did you mean token_env?"),
        ("[servers.local]\naddress = 'ws://a'", "line 1: a server is called by 1 to 20 characters, and not local"),
        ("[servers.'']\naddress = 'ws://a'", "line 1: a server is called by 1 to 20 characters, and not local"),
        ("[input]\nmouse = [1,\n2", "line 2: 'mouse = [1,' is no TOML"),
        ("[input]\nmouse = true\nmouse = false", "line 3: it stands there twice. The line is left out."),
        ("[themes.dark]", "line 1: dark is a theme already; give yours another name."),
        ('[themes.mine]\nacent = "#fff"', "line 2: there is no token 'acent'. Did you mean accent?"),
        ('[themes.mine]\naccent = "red"', "line 2: accent is 'red', but takes a colour such as #7aa2c8"),
        ('[themes.mine]\nbase = "x"', "line 2: base is one of light, dark"),
        ('[keys]\n"threads.opne" = "x"', "there is no action 'threads.opne'. Did you mean threads.open?"),
        ('[keys]\nthreads.open = ["hyperspace"]', "line 2: threads.open: there is no key 'hyperspace'."),
        ('[keys]\n"threads.open" = 3', "line 2: the keys of threads.open are a list of texts"),
        ('[keys]\n"threads.open" = ["n"]', "line 2: threads.open: n is that of threads.new"),
        ('[keys]\n"conversation.fork" = ["ctrl+i"]', "ctrl+i: most terminals send tab for it. The usual keys stay"),
        ('[keys]\n"conversation.fork" = ["x"]', "x types a character there"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line_and_the_rest_holds(file: Path, text: str, said: str):
    reading = read(file, text + "\n[notifications]\nbell = false\n")
    assert said in "\n".join(reading.problems)
    assert all(problem.startswith("settings.toml, line ") for problem in reading.problems)
    if "[1,\n2" not in text:
        assert reading.explicit["notifications"] == {"bell": False}


@pytest.mark.parametrize(
    ("override", "said"),
    [
        (
            "dispaly.theme=light",
            "there is no setting dispaly.theme. Did you mean display.theme? It is left out.",
        ),
        ("nosuch=1", "there is no setting nosuch. It is left out."),
        ("display.theme", "'display.theme' is not of the form SETTING=VALUE."),
    ],
)
def test_what_the_command_line_says_wrongly_is_named(file: Path, override: str, said: str):
    (problem,) = read(file, "", overrides=(override,)).problems
    assert problem.startswith(f"command line: {said}")


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(file: Path):
    text = "[display]\ntheme = 'light'\n[notifications]\nbell = false\nafter = 5\n"
    reading = read(
        file, text, overrides=("display.theme=ansi-dark",), CODEX_TUI_THEME="dark", CODEX_TUI_BELL="on"
    )
    assert reading.problems == []
    assert reading.explicit == {
        "display": {"theme": "ansi-dark"},
        "notifications": {"bell": True, "after": 5.0},
    }
    assert reading.sources == {
        "display.theme": "command line",
        "notifications.bell": "CODEX_TUI_BELL",
        "notifications.after": "settings.toml, line 5",
    }


def test_what_is_wrong_above_leaves_what_is_below(file: Path):
    reading = read(file, "[display]\ntheme = 'light'\n", CODEX_TUI_THEME="loud", CODEX_TUI_THEMES="x")
    assert reading.explicit == {"display": {}} or reading.explicit["display"].get("theme") == "light"
    assert "CODEX_TUI_THEMES is no setting of codex-tui. Did you mean CODEX_TUI_THEME?" in reading.problems[0]


def test_mistakes_are_told_in_the_order_of_the_file(file: Path):
    mistakes = (
        '[display]\ntheme = "drak"\nglyphs = ascii\nfoo = 3\n[keys]\n'
        '"threads.open" = ["pgdn"]\n"threads.delte" = ["x"]\n'
    )
    reading = read(file, mistakes, CODEX_TUI_THEMES="x")
    lines = [problem.partition(":")[0] for problem in reading.problems]
    assert lines[:-1] == [f"settings.toml, line {number}" for number in (2, 3, 4, 6, 7)]
    assert lines[-1].startswith("CODEX_TUI_THEMES is no setting")


def test_a_file_that_was_named_and_is_not_there_is_said(tmp_path: Path):
    reading = read_settings(tmp_path / "none.toml", {}, must_exist=True)
    assert reading.problems == [
        f"{tmp_path / 'none.toml'} does not exist: the defaults are used until you write it."
    ]


def test_what_is_no_text_at_all_leaves_the_defaults(file: Path):
    file.write_bytes(b"\xff\xfe\x00")
    reading = read_settings(file, {})
    assert reading.explicit == {}
    assert "cannot be read (it is not UTF-8): the defaults are used." in reading.problems[0]


def test_keys_may_stand_without_quotes_and_as_people_write_them(file: Path):
    reading = read(
        file, '[keys]\npreset = "vim"\nthreads.open = ["Ctrl+O", "PgDn"]\n"threads.filter" = "?"\n'
    )
    assert "pgdn is that of threads.page_down" in reading.problems[0]
    assert reading.explicit["keys"]["actions"]["threads.open"] == ["ctrl+o"]


def test_two_actions_may_change_their_keys_with_each_other(file: Path):
    reading = read(file, '[keys]\n"threads.fork" = ["r"]\n"threads.rename" = ["f"]\n')
    assert reading.problems == []
    assert reading.explicit["keys"]["actions"] == {"threads.fork": ["r"], "threads.rename": ["f"]}


def test_the_lines_of_keys_are_found_in_every_way_of_writing_them():
    text = '''# a comment with x = 1
a.b = 1
text = """
c = 2
"""
list = [
  "d = 3", # [
]
[table] # head
e = { f = 1 }
["quo.ted".inner]
'g' = 1
'''
    places: dict[tuple[str, ...], int | None] = {
        ("a", "b"): 2,
        ("c",): None,
        ("list",): 6,
        ("d",): None,
        ("table", "e", "f"): 10,
        ("quo.ted", "inner", "g"): 12,
    }
    assert {path: line_of(text, path) for path in places} == places


def test_the_file_to_begin_with_changes_nothing_and_with_every_line_in_force_neither(file: Path):
    assert read(file, template()).plain() == Reading().plain()
    lines = [
        line.removeprefix("# ") if " = " in line and ": " not in line.partition(" = ")[0] else line
        for line in template().splitlines()
    ]
    reading = read(file, "\n".join(lines))
    told = [
        problem for problem in reading.problems if "threads.open" not in problem and "keys" not in problem
    ]
    assert told == []
    for row in rows():
        table, _, name = row.key.partition(".")
        assert reading.explicit[table][name] == row.default, row.key
