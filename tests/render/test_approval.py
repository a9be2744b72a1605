from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from codex_tui.model.items import FileChange, FileChangeItem
from codex_tui.model.keys import RequestKey
from codex_tui.model.requests import CommandApproval, FileApproval
from codex_tui.model.safe_text import SafeText
from codex_tui.render.approval import request_lines, rule_lines
from tests.render.support import KEY, context, copied, texts, token_at


def approval(command: str = "", cwd: str = "", reason: str = "") -> CommandApproval:
    return CommandApproval(
        key=RequestKey("local", 1),
        thread=KEY.thread_key,
        item=KEY,
        method="item/commandExecution/requestApproval",
        command=SafeText(command),
        cwd=SafeText(cwd),
        reason=SafeText(reason),
    )


def patch(reason: str = "") -> FileApproval:
    return FileApproval(
        key=RequestKey("local", 1),
        thread=KEY.thread_key,
        item=KEY,
        method="item/fileChange/requestApproval",
        reason=SafeText(reason),
    )


def test_it_shows_the_command_the_folder_and_the_reason() -> None:
    lines = request_lines(approval("rm -rf build/", "~/src/shop", "stale artefacts"), None, context(40))
    assert texts(lines) == ["  rm -rf build/", "  in ~/src/shop", "  because: stale artefacts"]


def test_the_folder_is_always_told_and_first_where_it_is_not_the_thread_s() -> None:
    def told(cwd: str) -> list[str]:
        at = context(60, folder="/home/me/shop")
        return texts(request_lines(approval("make", cwd, "needed"), None, at))[1:]

    assert told("/home/me/shop") == ["  because: needed", "  in /home/me/shop"]
    assert told("/home/me/shop/docs") == ["  in /home/me/shop/docs", "  because: needed"]
    assert told("/etc") == ["  in /etc", "  because: needed"]


def test_a_newline_in_the_command_is_told_from_a_wrap() -> None:
    lines = request_lines(approval("echo one\nrm -rf " + "x" * 20), None, context(20))
    assert texts(lines) == ["  echo one↵", "  rm -rf " + "x" * 11, "  " + "x" * 9]


def test_what_hides_is_named_and_marked() -> None:
    lines = request_lines(approval("a\u200db\u00a0c\td\u202ee\ufe0f"), None, context(80))
    assert texts(lines) == ["  a‹U+200D›b‹U+00A0›c‹tab›d‹U+202E›e‹U+FE0F›"]
    assert token_at(lines, "‹U+200D›") == {"warning"}


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("curl https://p\u0430ypal.com", "curl https://pа‹U+0430›ypal.com"),
        ("rm \u2013rf x", "rm –‹U+2013›rf x"),
        ("\u0441\u0440 a b", "с‹U+0441›р‹U+0440› a b"),
        ("cat \uff45tc\u2215passwd", "cat ｅ‹U+FF45›tc∕‹U+2215›passwd"),
        ("rm \u2010\u2010force \u2212-x", "rm ‐‹U+2010›‐‹U+2010›force −‹U+2212›-x"),
        ("apt\u2011get \ufb01le", "apt‑‹U+2011›get ﬁ‹U+FB01›le"),
        ("\u0261it -C \u2025", "ɡ‹U+0261›it -C ‥‹U+2025›"),
        ("\u1d0fpen h\u1d0f\u10e7", "ᴏ‹U+1D0F›pen hᴏ‹U+1D0F›ყ‹U+10E7›"),
        (
            "echo привет caf\u00e9 日本語text α 5\u2013 6 µs - x",
            "echo привет café 日本語text α‹U+03B1› 5– 6 µs - x",
        ),
    ],
)
def test_letters_that_look_like_others_are_named(command: str, shown: str) -> None:
    lines = request_lines(approval(command), None, context(80))
    assert texts(lines) == [f"  {shown}"]
    assert token_at(lines, "‹U+") == {"warning"}


def test_a_script_that_a_rule_would_hold_whole_is_not_repeated() -> None:
    asked = replace(approval("cd x\nmake"), raw_amendment=("/bin/sh", "-lc", "cd x\nmake"))
    assert texts(request_lines(asked, None, context(60)))[2:] == [
        "  always would allow: all of it, as it stands"
    ]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        *(
            (words, "any command at all")
            for words in ("/bin/bash -lc", "bash", "sudo -n", "python3.11", "awk")
        ),
        *(
            (words, "any command at all")
            for words in ("sudo -u root", "env A=1 B=2", "timeout 5", "nice -n 10 sh")
        ),
        *(
            (words, "any command at all")
            for words in ("ssh host", "docker", "xargs -n 1", "sudo env FOO=1 bash -c")
        ),
        *(
            (words, "any command at all")
            for words in (
                "uv run",
                "uv run --with x",
                "uv run python",
                "npm exec --",
                "bundle exec",
                "sudo uv run",
            )
        ),
        *(
            (words, "any command at all")
            for words in (
                "docker run --rm -it",
                "docker exec -e A=1 box",
                "docker compose exec",
                "pkexec",
                "nu",
            )
        ),
        *(
            (words, "run other programs")
            for words in ("git", "/usr/bin/git", "find", "npm", "sudo git", "make -s", "uv run pytest", "rg")
        ),
        *(
            (words, "")
            for words in ("bash -lc make", "git push", "python3 -m unittest", "sudo ls", "touch", "rm")
        ),
        *(
            (words, "")
            for words in ("uv run pytest tests", "uv sync", "npm run", "docker exec box ls", "docker ps")
        ),
    ],
)
def test_a_rule_that_allows_more_than_its_words_say_warns(rule: str, said: str) -> None:
    asked = replace(approval("x"), raw_amendment=(*rule.split(), "more"))
    shown = "\n".join(texts(rule_lines(asked, len(rule.split()), context(100))))
    assert "in all threads, outside the sandbox" in shown
    assert [words for words in ("any command at all", "run other programs") if words in shown] == [said][
        : len(said)
    ]


def test_blanks_that_push_the_rest_out_of_sight_are_told_by_their_number() -> None:
    lines = request_lines(approval(f"ls{' ' * 3000}; rm -rf x\u2800y"), None, context(60))
    assert texts(lines) == ["  ls‹3000 blanks›; rm -rf x‹U+2800›y"]
    lines = request_lines(approval("ls" + "\n" * 300 + "rm -rf x\n\n\ny"), None, context(60))
    assert texts(lines) == ["  ls↵", "  ‹299 empty lines›↵", "  rm -rf x↵", "  ↵", "  ↵", "  y"]
    lines = request_lines(approval(f"if x\n{' ' * 16}then" + " \n" * 6), None, context(60))
    assert texts(lines) == ["  if x↵", f"  {' ' * 16}then ↵", "  ‹6 empty lines›"]


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1), st.integers(20, 60))
def test_every_character_of_the_command_is_there(command: str, width: int) -> None:
    assume(" " * 24 not in command)
    lines = request_lines(approval(command), None, context(width))
    assert copied(lines) == command
    assert all(line.strip.cell_length <= width for line in lines)


def test_a_patch_shows_every_file_and_every_line() -> None:
    content = "".join(f"line {number}\n" for number in range(40))
    item = FileChangeItem(
        key=KEY,
        changes=(
            FileChange(SafeText("a.txt"), "add", SafeText(content)),
            FileChange(
                SafeText("b.txt"), "update", SafeText("@@ -1 +1 @@\n-x\u200d\n+y\n"), SafeText("c.txt")
            ),
        ),
    )
    lines = texts(request_lines(patch("to test"), item, context(60, folded=True)))
    assert lines[0] == "  new file a.txt  +40 -0"
    assert lines[40] == "  40 +line 39"
    assert lines[41:] == ["  b.txt → c.txt  +1 -1", "  1 -x‹U+200D›", "  1 +y", "  because: to test"]


@pytest.mark.parametrize("width", range(20, 48))
def test_how_much_of_a_file_changes_is_never_cut_in_two(width: int) -> None:
    change = FileChange(SafeText("tests/test_quantities.py"), "add", SafeText("one\ntwo\n"))
    item = FileChangeItem(key=KEY, changes=(change,))
    lines = texts(request_lines(patch(), item, context(width)))
    assert any(line.endswith("  +2 -0") for line in lines)
    assert "".join(line.removeprefix("  ") for line in lines).startswith("new file tests/test_quantities.py")
