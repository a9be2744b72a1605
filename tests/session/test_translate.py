"""What the server says, put into words for a person."""

from __future__ import annotations

from codex_tui.model.inbox import Decision
from codex_tui.model.keys import ThreadKey
from codex_tui.model.translate_text import plain_error, unwrap_shell
from codex_tui.model.translate_threads import approval


def test_an_error_with_the_body_of_an_answer_shows_its_sentence() -> None:
    assert plain_error('400: {"error": {"message": "No.", "type": "x"}}')[0] == "No."
    assert plain_error("plain {words}") == ("plain {words}", "")


def test_the_command_is_shown_without_the_shell_around_it() -> None:
    assert unwrap_shell("/bin/bash -lc 'pytest -q && echo \"done\"'") == 'pytest -q && echo "done"'
    assert unwrap_shell("/bin/bash -lc ls -la") == "/bin/bash -lc ls -la"
    assert unwrap_shell("echo 'unfinished") == "echo 'unfinished"
    assert unwrap_shell("python -c 'x'") == "python -c 'x'"


def test_an_approval_says_what_why_and_where() -> None:
    params = {
        "threadId": "t",
        "turnId": "T",
        "itemId": "c",
        "command": "/bin/bash -lc 'rm -rf build/'",
        "cwd": "/project",
        "reason": "stale",
        "availableDecisions": ["accept"],
        "networkApprovalContext": {"host": "example.com"},
    }
    asked = approval("local", 7, "item/commandExecution/requestApproval", params, 5.0)
    assert (asked.command, asked.cwd, asked.reason) == ("rm -rf build/", "/project", "stale")
    assert asked.item == ThreadKey("local", "t").item("T", "c")
    assert "example.com" in asked.detail
    assert "availableDecisions" not in asked.detail
    assert Decision.ACCEPT.value == "accept"
