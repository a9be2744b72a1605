"""What lines are told of: turns that commands begin, the queue, permissions, files."""

from __future__ import annotations

from codex_tui.demo.script import Gate, Script, Text
from codex_tui.demo.scripts import PLAIN_ANSWER
from tests.linear.test_linear import piped


def test_a_review_at_the_end_of_a_pipe_is_waited_for_and_what_comes_behind_it_is_done_after_it(
    command, server_env, project_dir
):
    code, said = piped(
        command, ["@@plain", "/review look at it", "/status", "/compact"], server_env, project_dir
    )
    assert code == 0
    found, status = said.index("and found nothing."), said.index("nothing runs.")
    assert said.index("Review started: look at it.") < found < status < said.index("Context compacted.")
    assert said.count("Turn completed") == 3
    assert said.rindex("Context compacted.") < said.rindex("Turn completed")


def test_a_command_of_ones_own_runs_in_its_turn_and_is_no_prompt(
    command, server_env, project_dir, scripted_model
):
    lines = ["!echo first; sleep 0.2; echo done", "@@plain", "!echo last > made.txt", "!", "!exit 3"]
    code, said = piped(command, lines, server_env, project_dir)
    assert code == 0
    assert (project_dir / "made.txt").read_text() == "last\n"
    ran = said.index("Your command 1 runs: echo first; sleep 0.2; echo done")
    assert ran < said.index("Command 1 ended") < said.index(PLAIN_ANSWER)
    assert "A command is missing behind the !" in said
    assert "exit 3" in said[said.index("Command 3 ended") :]
    assert len(scripted_model.requests) == 1


def test_a_turn_that_does_not_begin_is_not_waited_for(command, server_env, project_dir):
    code, said = piped(command, ["/review commit nowhere", "/status"], server_env, project_dir)
    assert code == 0
    assert "nothing runs." in said


def test_permissions_are_said_and_an_export_has_the_name_and_the_form_that_are_given(
    command, server_env, project_dir
):
    lines = ["@@plain", "/permissions read-only", "/export talk.html", "/export"]
    code, said = piped(command, lines, server_env, project_dir)
    assert code == 0
    assert "Permissions from the next turn on: read only." in said
    assert "<html" in (project_dir / "talk.html").read_text(encoding="utf-8")
    assert list(project_dir.glob("codex-plain-*.md"))


def test_what_is_queued_is_said_and_that_it_is_held_and_a_word_that_is_no_answer_names_the_request(
    trusted, terminal, scripted_model
):
    gate = Gate("half")
    scripted_model.on("@@held", Script([[Text(["one ", gate, "two"])]]))
    terminal.wait_for("Connected")
    terminal.type("@@held\r")
    gate.wait_reached()
    terminal.type("/queue @@plain later\r")
    terminal.wait_for("Queued, for when this turn is over: @@plain later")
    terminal.type("/interrupt\r")
    terminal.wait_for("What is queued is held: it runs after your next prompt.")
    terminal.type("@@approval\r")
    terminal.wait_for("Answer with /answer 1 and a word.")
    terminal.type("yes\r")
    terminal.wait_for("Added to what runs. Request 1 waits for an answer: /answer 1 and a word.")
    terminal.type("/answer 1 no\r")
    terminal.wait_for(PLAIN_ANSWER)
