"""What the server says, put into words for a person."""

from __future__ import annotations

from codex_tui.model.translate_text import plain_error, unwrap_shell


def test_an_error_with_the_body_of_an_answer_shows_its_sentence() -> None:
    assert plain_error('400: {"error": {"message": "No.", "type": "x"}}')[0] == "No."
    assert plain_error("plain {words}") == ("plain {words}", "")


def test_the_command_is_shown_without_the_shell_around_it() -> None:
    assert unwrap_shell("/bin/bash -lc 'pytest -q && echo \"done\"'") == 'pytest -q && echo "done"'
    assert unwrap_shell("/bin/bash -lc ls -la") == "/bin/bash -lc ls -la"
    assert unwrap_shell("echo 'unfinished") == "echo 'unfinished"
    assert unwrap_shell("python -c 'x'") == "python -c 'x'"
