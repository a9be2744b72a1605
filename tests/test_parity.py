"""The table of what there is names tests, keys and commands that there are."""

import re
from pathlib import Path

import pytest

from codex_tui.keymap import ACTIONS, keys_of, spoken
from codex_tui.shell import COMMANDS as OF_THE_SHELL
from codex_tui.slash import COMMANDS

ROOT = Path(__file__).parents[1]
TABLE = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "parity.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("|") and not line.startswith(("|---", "| what |"))
]
KEYS = {spoken(key) for action in ACTIONS for key in keys_of(action)} | {"@", "$", "!"}
SLASH = {f"/{name}" for command in COMMANDS for name in (command.name, *command.aliases)}
SHELL = {f"codex-tui {name}" for name in (*OF_THE_SHELL, "export", "settings")}


def quoted(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0][:40])
def test_a_row_has_a_test_and_a_key_that_there_are_or_says_that_it_is_open(row: list[str]):
    what, keys, tests = row
    assert what
    assert set(quoted(keys)) <= KEYS | SLASH | SHELL
    named = [test for test in quoted(tests) if "::" in test]
    assert named or tests.startswith("**Open**: ")
    for test in named:
        file, _, name = test.partition("::")
        code = (ROOT / "tests" / f"{file}.py").read_text(encoding="utf-8")
        assert re.search(rf"^(async )?def {name}\(", code, re.MULTILINE), test
