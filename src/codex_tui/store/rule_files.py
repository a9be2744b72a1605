"""The server's files of rules: where they lie, what they hold, and the only change made to them: one rule less."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from codex_tui.model.rule_book import SavedRule
from codex_tui.model.rules import LARGEST, Rule, RuleInTheWayError, UnreadableRulesError, parse_rules, without
from codex_tui.model.safe_text import SafeText
from codex_tui.store.files import locked, state_folder, write_atomically

if TYPE_CHECKING:
    from pathlib import Path

_FOLDER = "rules"
_PROJECT = ".codex"


def read_rules(home: Path, folder: Path) -> tuple[list[SavedRule], list[SafeText]]:
    """The rules of the user, and those that lie with the folder or above it; and what could not be read.

    Args:
        home: the server's home.
        folder: where one works.
    """
    found: list[SavedRule] = []
    problems: list[SafeText] = []
    own = home / _FOLDER
    places = [(own, False)]
    places += [(parent / _PROJECT / _FOLDER, True) for parent in (folder, *folder.parents)]
    for place, in_project in places:
        if in_project and place == own:
            continue  # of a folder under the one of the server's home
        for path in _files(place):
            rules, problem = _rules_of(path, in_project)
            found += rules
            problems += [problem] if problem else []
    return found, problems


def _rules_of(path: Path, in_project: bool) -> tuple[list[SavedRule], SafeText]:
    try:
        source, changed_at = _read(path)
        rules = parse_rules(source)
    except OSError as error:
        return [], SafeText(f"{path} cannot be read: {error.strerror or error}")
    except UnreadableRulesError as error:
        return [], SafeText(f"{path} cannot be read: {error}; the server may refuse it as well")
    return [SavedRule(rule, str(path), changed_at, in_project=in_project) for rule in rules], SafeText()


def remove_rule(path: Path, rule: Rule) -> None:
    """Takes one rule out of its file; every other byte stays as it is.

    Raises:
        RuleInTheWayError: the rule is not there any more, or cannot be taken out alone.
        OSError: the file cannot be read or written.
    """
    path = path.resolve()
    with locked(state_folder() / ".rules.lock"):
        source, _ = _read(path)
        mode = stat.S_IMODE(path.stat().st_mode)
        write_atomically(path, without(source, _found_again(source, rule)))
        os.chmod(path, mode)


def _found_again(source: bytes, rule: Rule) -> Rule:
    """The rule as it stands now: the server may have written others meanwhile."""
    if source[rule.start : rule.end] == rule.raw:
        return rule
    try:
        same = [one for one in parse_rules(source) if one.raw == rule.raw]
    except UnreadableRulesError:
        same = []
    if not same:
        raise RuleInTheWayError("it is not there any more")
    return same[0]


def _files(place: Path) -> list[Path]:
    try:
        return sorted(path for path in place.iterdir() if path.suffix == ".rules" and path.is_file())
    except OSError:
        return []


def _read(path: Path) -> tuple[bytes, float]:
    with path.open("rb") as file:
        return file.read(LARGEST + 1), os.fstat(file.fileno()).st_mtime
