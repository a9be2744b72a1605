"""Rules that hold for good: read without running them, and taken out without touching anything else."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.model.rules import RuleInTheWayError, RuleKind, UnreadableRulesError, parse_rules, without
from codex_tui.store.rule_files import read_rules, remove_rule
from codex_tui.store.rule_times import RuleTimes

if TYPE_CHECKING:
    from pathlib import Path

BY_HAND = b"""# what I allow
prefix_rule(
    pattern = ["git", ["status", "log"]],
    decision = "allow",
    justification = "only looks",
)
prefix_rule(pattern=["rm"], decision="forbidden")  # never
network_rule(host="example.com", protocol="https", decision="allow")
host_executable(name="git", paths=["/usr/bin/git"])
names = ["a"]
prefix_rule(pattern=names)
"""


def test_what_people_write_by_hand_is_put_into_words() -> None:
    rules = parse_rules(BY_HAND)
    assert [(rule.kind, rule.line, rule.effect) for rule in rules] == [
        (RuleKind.PREFIX, 2, "allowed"),
        (RuleKind.PREFIX, 7, "refused"),
        (RuleKind.NETWORK, 8, "allowed"),
        (RuleKind.PROGRAM, 9, "other"),
        (RuleKind.OTHER, 10, "other"),
        (RuleKind.OTHER, 11, "other"),
    ]
    assert rules[0].in_words == (
        "Commands that begin with “git (status|log)” run without asking, outside the sandbox, in all threads."
    )
    assert rules[0].justification == "only looks"
    assert rules[1].in_words == "Commands that begin with “rm” are refused."
    assert [rule.title for rule in rules[2:4]] == ["example.com (https)", "git"]


def test_what_hides_in_a_rule_shows() -> None:
    (rule,) = parse_rules('prefix_rule(pattern=["ls\u202e"], decision="allow")'.encode())
    assert rule.title == "'ls‹U+202E›' …"


def test_nothing_of_a_file_is_run(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    source = f'prefix_rule(pattern=[open({str(mark)!r}, "w")])\nprefix_rule(pattern=["ls"])\n'.encode()
    assert [rule.kind for rule in parse_rules(source)] == [RuleKind.OTHER, RuleKind.PREFIX]
    assert not mark.exists()


def test_a_file_that_is_broken_shows_the_lines_that_are_not() -> None:
    (rule,) = parse_rules(b'nonsense(\nprefix_rule(pattern=["ls"], decision="allow")\n')
    assert (rule.words, rule.line) == (("ls",), 2)
    with pytest.raises(UnreadableRulesError):
        parse_rules(b"nonsense(\n")
    with pytest.raises(UnreadableRulesError):
        parse_rules(b"(" * 2_000_000)
    assert parse_rules(b"") == []


def test_taking_a_rule_out_leaves_every_other_byte() -> None:
    rules = parse_rules(BY_HAND)
    lines = BY_HAND.splitlines(keepends=True)
    assert without(BY_HAND, rules[0]) == b"".join(lines[:1] + lines[6:])
    assert without(BY_HAND, rules[1]) == BY_HAND.replace(lines[6], b"  # never\n")
    assert without(BY_HAND, rules[2]) == BY_HAND.replace(lines[7], b"")
    both = b'prefix_rule(pattern=["a"]); prefix_rule(pattern=["b"])\n'
    with pytest.raises(RuleInTheWayError):
        without(both, parse_rules(both)[0])
    with pytest.raises(RuleInTheWayError):
        without(b"something else", rules[0])


@given(
    st.lists(
        st.one_of(
            st.lists(st.text(st.characters(codec="utf-8"), min_size=1), min_size=1, max_size=4),
            st.sampled_from(["# a remark \u00e9\n", "\n", "\r\n", "   \n"]),
        ),
        max_size=8,
    ),
    st.data(),
)
def test_whatever_the_server_writes_reads_back_and_goes_alone(
    parts: list[object], data: st.DataObject
) -> None:
    pieces = [
        part.encode()
        if isinstance(part, str)
        else f'prefix_rule(pattern={json.dumps(part, ensure_ascii=False)}, decision="allow")\n'.encode()
        for part in parts
    ]
    source = b"".join(pieces)
    rules = parse_rules(source)
    wanted = [tuple(part) for part in parts if isinstance(part, list)]
    assert [rule.words for rule in rules] == wanted
    if rules:
        number = data.draw(st.integers(0, len(rules) - 1))
        place = [index for index, part in enumerate(parts) if isinstance(part, list)][number]
        assert without(source, rules[number]) == b"".join(pieces[:place] + pieces[place + 1 :])


def test_files_of_the_user_and_of_the_project_are_found_and_what_cannot_be_read_is_said(
    tmp_path: Path,
) -> None:
    home, project = tmp_path / "home", tmp_path / "src" / "shop"
    for place, name, text in (
        (home / "rules", "default.rules", 'prefix_rule(pattern=["a"])\n'),
        (home / "rules", "more.rules", "nonsense(\n"),
        (home / "rules", "notes.txt", 'prefix_rule(pattern=["no"])\n'),
        (tmp_path / "src" / ".codex" / "rules", "team.rules", 'prefix_rule(pattern=["b"])\n'),
    ):
        place.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text)
    project.mkdir()
    rules, problems = read_rules(home, project)
    assert [(one.rule.words, one.in_project) for one in rules] == [(("a",), False), (("b",), True)]
    assert [str(home / "rules" / "more.rules") in problem for problem in problems] == [True]
    assert read_rules(tmp_path / "nowhere", tmp_path / "nowhere") == ([], [])


def test_a_rule_is_removed_though_others_were_written_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "default.rules"
    path.write_bytes(BY_HAND)
    path.chmod(0o640)
    link = tmp_path / "link.rules"
    link.symlink_to(path)
    rule = parse_rules(BY_HAND)[1]
    path.write_bytes(b'prefix_rule(pattern=["new"])\n' + BY_HAND)
    remove_rule(link, rule)
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert b'"rm"' not in path.read_bytes()
    assert b'"new"' in path.read_bytes()
    with pytest.raises(RuleInTheWayError, match="not there any more"):
        remove_rule(path, rule)


def test_when_a_rule_was_saved_is_remembered_by_its_words(tmp_path: Path) -> None:
    times = RuleTimes(folder=tmp_path)
    assert times.load() == {}
    times.note(["git", "push"], 5.0)
    RuleTimes(folder=tmp_path).note(["ls"], 6.0)
    assert times.load() == {("git", "push"): 5.0, ("ls",): 6.0}
    (tmp_path / "rule-times.json").write_text("no json")
    assert times.load() == {}
