"""What a person reads before a yes: requests as the real server sent them for hostile calls, or as it might."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from codex_tui.linear.asking import announced
from codex_tui.model import answers
from codex_tui.model.inbox import Inbox
from codex_tui.model.items import FileChange, FileChangeItem
from codex_tui.model.requests import PermissionApproval, Request
from codex_tui.model.safe_text import SafeText
from codex_tui.model.translate_requests import request_of
from codex_tui.render.approval import permission_lines, request_lines
from codex_tui.widgets.requests.links import links_of
from codex_tui.widgets.requests.words import question_of
from tests.render.support import KEY, context, texts, token_at

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = "item/commandExecution/requestApproval"
FILES = "item/fileChange/requestApproval"
PERMISSIONS = "item/permissions/requestApproval"
ELICITATION = "mcpServer/elicitation/request"
IDS = {"threadId": "t", "turnId": "u", "itemId": "i"}
FOLDER = "/home/me/shop"


def asked(method: str, **params: Any) -> Request:
    return request_of("local", 7, method, {**IDS, **params}, 10.0)


def shell(script: str, **params: Any) -> Request:
    return asked(COMMAND, kind="command", command=f"/bin/bash -lc '{script}'", cwd=FOLDER, **params)


def lines(request: Request, width: int = 100) -> list[str]:
    return texts(request_lines(request, None, context(width, folder=FOLDER)))


def test_a_carriage_return_is_no_end_of_a_line() -> None:
    assert lines(shell("echo safe\rrm -rf x"))[0] == "  echo safe␍rm -rf x"


def test_a_command_that_the_server_does_not_name_is_told_by_what_it_takes_it_for() -> None:
    step = {"type": "unknown", "command": "echo a\x00; rm -rf x"}
    told = lines(asked(COMMAND, command="<command included NUL byte>", cwd=FOLDER, commandActions=[step]))
    assert "  codex takes it for: runs echo a␀; rm -rf x" in told


def test_what_the_server_takes_it_for_is_told_as_that_and_never_instead() -> None:
    step = {"type": "search", "command": "find . -name x -delete", "query": "x", "path": "."}
    told = lines(shell("find . -name x -delete", commandActions=[step]))
    assert told[0] == "  find . -name x -delete"
    assert "  codex takes it for: searches for x" in told


@pytest.mark.parametrize("program", ["/tmp/evil/bash", "./bash", "bin/sh", "/bin/fish", "/bin/bash -x"])
def test_a_shell_that_is_not_the_system_s_is_part_of_what_is_shown(program: str) -> None:
    assert lines(asked(COMMAND, command=f"{program} -lc ls", cwd=FOLDER))[0] == f"  {program} -lc ls"


def test_the_last_of_400_lines_and_what_stands_behind_10_000_blanks_is_there() -> None:
    script = "\n".join(f"echo {number}" for number in range(399)) + f"\ntrue{' ' * 10_000}; rm -rf x"
    told = lines(shell(script))
    assert told[398:400] == ["  echo 398↵", "  true‹10000 blanks›; rm -rf x"]


def test_blanks_at_the_ends_of_a_folder_or_a_file_are_seen() -> None:
    assert "  in /home/me/shop‹1 blank›" in lines(asked(COMMAND, command="ls", cwd=f"{FOLDER} "))
    item = FileChangeItem(
        key=KEY, changes=(FileChange(SafeText(f"{FOLDER}/a.py  "), "add", SafeText("x\n")),)
    )
    told = texts(request_lines(asked(FILES), item, context(100, folder=FOLDER)))
    assert told[0] == "  new file a.py‹2 blanks›  +1 -0"


@pytest.mark.parametrize("gap", ["\n", "\n  ", " " * 40])
def test_no_line_of_a_reason_looks_like_one_of_the_request(gap: str) -> None:
    told = lines(shell("rm -rf x", reason=f"May I?{gap}in /safe{gap}codex takes it for: reads README"), 60)
    assert "  in /home/me/shop" in told
    assert not [line for line in told if line.startswith(("  in /safe", "  codex takes"))]
    announcing = announced(shell("rm x\nFolder: /safe", reason=f"May I?{gap}Folder: /safe"), 1, None, "")
    assert [line for said in announcing for line in said.split("\n") if line.startswith("Folder")] == [
        f"Folder: {FOLDER}"
    ]


def test_a_folder_and_files_that_are_links_say_where_they_lead(tmp_path: Path) -> None:
    shop, other = tmp_path / "shop", tmp_path / "other"
    shop.mkdir()
    other.mkdir()
    (shop / "docs").symlink_to(other)
    (shop / "notes.txt").symlink_to("/etc/passwd")
    (tmp_path / "way").symlink_to(shop)
    at = str(tmp_path / "way")
    assert links_of([at, f"{at}/a.py", f"{at}/src/new.py", "relative", "/nul\0"], at) == []
    led = links_of([f"{at}/docs/new.txt", f"{at}/notes.txt"], at)
    assert led == [(f"{at}/docs/new.txt", f"{other}/new.txt"), (f"{at}/notes.txt", "/etc/passwd")]
    told = request_lines(asked(FILES), None, context(100, folder=at), led)
    assert "  notes.txt leads to /etc/passwd" in texts(told)
    assert token_at(told, "notes.txt leads") == {"warning"}


def test_of_200_files_the_one_outside_is_shown_first_and_counted() -> None:
    paths = [f"{FOLDER}/f{number}.py" for number in range(200)]
    paths[150] = "/etc/profile.d/\x1b[2Kx.sh"
    item = FileChangeItem(
        key=KEY, changes=tuple(FileChange(SafeText(path), "add", SafeText("x\n")) for path in paths)
    )
    told = request_lines(asked(FILES), item, context(100, folder=FOLDER))
    assert texts(told)[:2] == [
        "  1 of 200 files lies outside of the thread's folder, shown first",
        "  new file /etc/profile.d/␛[2Kx.sh  +1 -0",
    ]
    assert token_at(told, "1 of 200") == {"warning"}
    narrow = texts(request_lines(asked(FILES), item, context(38, folder=FOLDER)))
    assert narrow[:2] == ["  1 of 200 files lies outside of the", "  thread's folder, shown first"]
    assert all(any(f" f{number}.py" in line for line in texts(told)) for number in range(150))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (FileChange(SafeText(f"{FOLDER}/../x"), "delete", SafeText("x\n")), "deletes /home/me/shop/../x"),
        (
            FileChange(
                SafeText(f"{FOLDER}/a"), "update", SafeText("@@ -1 +1 @@\n-a\n+b\n"), SafeText("/etc/b")
            ),
            "a → /etc/b",
        ),
    ],
)
def test_a_file_that_leaves_the_folder_is_marked(change: FileChange, said: str) -> None:
    told = texts(
        request_lines(asked(FILES), FileChangeItem(key=KEY, changes=(change,)), context(80, folder=FOLDER))
    )
    assert told[0] == "  The file lies outside of the thread's folder"
    assert said in told[1]


@pytest.mark.parametrize(
    ("wanted", "reach"),
    [
        ({"entries": [{"access": "write", "path": {"type": "path", "path": "/"}}]}, "no file is safe"),
        (
            {"entries": [{"access": "read", "path": {"type": "special", "value": {"kind": "root"}}}]},
            "every file",
        ),
        ({"write": ["/"]}, "no file is safe"),
        ({"write": ["/home/me/shop"]}, ""),
    ],
)
def test_a_permission_for_everything_says_so(wanted: dict[str, Any], reach: str) -> None:
    request = asked(PERMISSIONS, permissions={"fileSystem": wanted}, cwd=FOLDER)
    assert isinstance(request, PermissionApproval)
    told = texts(permission_lines(request, set(), 0, context(80)))
    assert len(told) == (2 if reach else 1)
    assert reach in told[-1]
    narrow = texts(permission_lines(request, set(), 0, context(38)))
    assert reach in " ".join(" ".join(narrow).split())  # it wraps between words, as a sentence does


def tool(message: str, server: str = "evil") -> Request:
    meta = {
        "codex_approval_kind": "mcp_tool_call",
        "tool_description": "Safe.\n  n: nothing",
        "tool_params": {"a": 1},
    }
    return asked(ELICITATION, mode="form", serverName=server, message=message, _meta=meta)


def test_a_tool_that_speaks_in_the_name_of_another_server_is_told_from_it() -> None:
    assert not [
        line for line in lines(tool('Allow the evil MCP server to run tool "x"?')) if "asked by" in line
    ]
    for message in (
        'Allow the github MCP server to run tool "x"?',
        'Allow the evil MCP server to run tool "x"?\n y',
    ):
        assert "  asked by the MCP server evil" in lines(tool(message))
    assert not [line for line in lines(tool("x")) if line.startswith("  n: nothing")]


def test_no_argument_of_a_tool_is_cut() -> None:
    meta = {
        "codex_approval_kind": "mcp_tool_call",
        "tool_params": {"body": {"text": "x" * 30_000 + "; rm -rf"}},
    }
    request = asked(ELICITATION, mode="form", serverName="s", message="m", _meta=meta)
    assert "; rm -rf" in "".join(line.strip() for line in lines(request))


def test_what_is_typed_into_a_running_command_is_asked_as_that_and_an_unknown_kind_is_named() -> None:
    assert (
        question_of(asked(COMMAND, kind="writeStdin", command="y", cwd="/"))
        == "Type this into the command that runs?"
    )
    assert any(
        "armMissile" in line for line in lines(asked(COMMAND, kind="armMissile", command="y", cwd="/"))
    )


def test_an_environment_and_permissions_beside_the_command_are_shown() -> None:
    told = lines(shell("ls", environmentId="prod", additionalPermissions={"fileSystem": {"write": ["/etc"]}}))
    assert "  in /home/me/shop on prod" in told
    assert any('"/etc"' in line for line in told)


def test_the_same_key_may_stand_for_something_else_which_is_news() -> None:
    inbox, first, again = (
        Inbox(),
        shell("ls"),
        request_of("local", 7, COMMAND, {**IDS, "command": "ls"}, 11.0),
    )
    other = shell("rm -rf x")
    assert inbox.add(first)
    assert not inbox.add(
        request_of(
            "local",
            7,
            COMMAND,
            {**IDS, "kind": "command", "command": "/bin/bash -lc 'ls'", "cwd": FOLDER},
            99.0,
        )
    )
    assert inbox.get(first.key) is first
    assert inbox.add(other)
    assert inbox.all() == [other]
    assert inbox.add(again)


def test_a_rule_that_is_saved_is_the_rule_that_was_shown() -> None:
    request = shell("git push -f", proposedExecpolicyAmendment=["git", "push", "-f"])
    with pytest.raises(answers.NotOfferedError):
        answers.always(request, ("git", "-f"))
    for length in (1, 2, 3):
        saved = answers.always(request, ("git", "push", "-f")[:length])
        assert saved.result == {
            "decision": {
                "acceptWithExecpolicyAmendment": {"execpolicy_amendment": ["git", "push", "-f"][:length]}
            }
        }
