"""A server that is gone before it has answered anything: what is said, and that one gets the shell back."""

from __future__ import annotations

import pytest

from tests.support.terminal import Terminal
from tests.tui.test_command import COMMAND


@pytest.mark.long
@pytest.mark.parametrize("way", ["exit 137", "kill -9 $$"])
def test_one_that_memory_ran_out_for_is_said_to_be_killed_and_what_to_look_at(
    server_env, project_dir, tmp_path, way
):
    binary = tmp_path / "codex"
    binary.write_text(f"#!/bin/sh\n{way}\n")
    binary.chmod(0o700)
    command = [*COMMAND, "--private", "--new", "--codex-bin", str(binary)]
    with Terminal(command, cwd=project_dir, env=server_env, columns=120) as terminal:
        assert terminal.wait_for_exit() == 2
        said = "".join(terminal.text.split())  # the terminal wraps inside of words
        for sentence in (
            "The codex server did not start: killed by signal 9, as the system does when memory runs out.",
            "See that there is enough memory, and start codex-tui again.",
        ):
            assert sentence.replace(" ", "") in said
