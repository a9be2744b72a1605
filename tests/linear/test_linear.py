"""The linear mode as a person or a script runs it, on the real server: through pipes and on a pseudo-terminal."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys

import pytest

from codex_app_server import AppServerConfig
from codex_tui.demo.script import Gate, Script, Text
from codex_tui.demo.scripts import PLAIN_ANSWER
from codex_tui.linear.run import Linear
from codex_tui.model.keys import ThreadKey
from codex_tui.model.state import LOCAL
from codex_tui.options import Options
from codex_tui.start import Start
from tests.support.terminal import PATIENCE

ESCAPES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters that are neither a tab nor a line end."""


def piped(command, lines, server_env, project_dir):
    done = subprocess.run(
        command,
        input="".join(f"{line}\n" for line in lines).encode(),
        capture_output=True,
        timeout=PATIENCE,
        check=False,
        env=server_env,
        cwd=project_dir,
    )
    said = done.stdout.decode()
    assert not ESCAPES.search(said), "a control character was written"
    return done.returncode, said


def test_lines_of_a_pipe_are_answered_one_after_another(command, server_env, project_dir):
    code, said = piped(command, ["first", "@@plain", "/threads"], server_env, project_dir)
    assert code == 0
    assert said.count("Turn completed") == 2
    answered = said.index(PLAIN_ANSWER.split("\n")[0])
    assert said.index("> first") < said.index("Turn completed") < answered
    assert "1: first, idle" in said


def test_the_threads_are_listed_before_the_first_line_and_the_commands_of_one_are_named(
    command, server_env, project_dir
):
    assert piped(command, ["@@shell"], server_env, project_dir)[0] == 0
    code, said = piped(command, ["/threads", "/open 1", "@@plain"], server_env, project_dir)
    assert code == 0
    assert said.index("1: @@shell, ") < said.index("You: @@shell")
    assert re.search(r"Command 1 ran(, in \S+)?: printf 'one", said)


def test_a_thread_is_resumed_by_a_part_of_its_id_that_is_its_own(command, server_env, project_dir):
    assert piped(command, ["the first"], server_env, project_dir)[0] == 0
    assert piped(command, ["the second"], server_env, project_dir)[0] == 0
    listed = subprocess.run(
        [sys.executable, "-m", "codex_tui", "threads", "--private"],
        capture_output=True,
        check=True,
        text=True,
        env=server_env,
        cwd=project_dir,
        timeout=PATIENCE,
    ).stdout
    ids = {line.split("\t")[3]: line.split("\t")[0] for line in listed.splitlines()}
    resumed = [*command, "--resume", ids["the first"][-4:]]
    elsewhere = project_dir.parent  # whose threads are the only ones that are listed there
    code, said = piped(resumed, ["@@plain"], server_env, elsewhere)
    assert code == 0
    assert "Thread “the first”" in said
    both = [*command, "--resume", ids["the first"][:4]]  # ids begin with the time
    refused = subprocess.run(
        both,
        input=b"",
        capture_output=True,
        timeout=PATIENCE,
        check=False,
        env=server_env,
        cwd=project_dir,
    )
    assert refused.returncode == 2
    assert b"stands for 2 threads: give more of the id." in refused.stderr


def test_what_waits_in_other_threads_of_a_shared_server_keeps_no_line_from_being_done(
    scripted_model, server_env, codex_home, project_dir
):
    trusted = f'[projects."{project_dir}"]\ntrust_level = "trusted"\n'
    (codex_home / "config.toml").write_text("\n".join([*scripted_model.config_overrides(), trusted]))
    command = [sys.executable, "-m", "codex_tui", "--linear"]
    code, said = piped(command, ["@@approval"], server_env, project_dir)
    assert code == 3
    assert "No line that comes is an answer, and this waits for one: request 1." in said
    code, said = piped(command, ["@@plain", "/waiting"], server_env, project_dir)
    assert code == 0
    assert said.count("Turn completed") == 1 and PLAIN_ANSWER in said
    assert said.index(PLAIN_ANSWER) < said.index("Request 1 waits for you in “@@approval”")
    # What a script answers is its own: it cannot know what others left.
    code, said = piped(command, ["@@approval mine", "/answer 1 yes"], server_env, project_dir)
    assert code == 0
    assert "Request 1 waits for you: " in said and "Request 1, sent: yes, once." in said
    assert said.count("Command 1 ended: exit 0") == 1


def test_a_command_is_asked_about_and_runs_after_a_yes(command, server_env, project_dir):
    lines = ["@@approval", "/answer 1 yes", "@@question", "/answer 2", "2", "yes"]
    code, said = piped(command, lines, server_env, project_dir)
    assert code == 0
    asked, answered = said.index("Request 1 waits for you"), said.index("Request 1, sent: yes, once.")
    assert asked < answered < said.index("Command 1 ended: exit 0")
    # A question is gone through line by line.
    assert "Question 1 of 1" in said
    assert "Request 2, sent: your answers." in said


def test_what_is_wrong_in_the_settings_is_said_before_anything_else(
    command, server_env, project_dir, tmp_path
):
    file = tmp_path / "settings.toml"
    file.write_text('[display]\ntheme = "drak"\n[input]\nmouse = 7\n')
    code, said = piped(
        [*command, "--config-file", str(file), "-s", "display.them=x"], ["/status"], server_env, project_dir
    )
    assert code == 0
    before = said[: said.index("Connected")].splitlines()
    assert any("settings.toml, line 2: there is no theme 'drak'" in line for line in before)
    assert any("settings.toml, line 4: input.mouse is 7" in line for line in before)
    assert any("display.them" in line and "display.theme" in line for line in before)


@pytest.mark.long
def test_a_prompt_is_no_answer_and_nobody_waits_for_ever(command, server_env, project_dir):
    code, said = piped(command, ["@@approval", "yes"], server_env, project_dir)
    assert code == 3
    assert "sent:" not in said
    assert "waits for one: request 1" in said


def test_what_an_agent_writes_cannot_draw_and_a_failed_turn_is_told_by_the_exit_code(
    command, server_env, project_dir, scripted_model
):
    hostile = "red \x1b[31m, title \x1b]0;gone\x07, back \x9b2J and \u202eturned"
    scripted_model.on("hostile", Script([[Text(hostile)]]))
    code, said = piped(command, ["hostile", "@@400"], server_env, project_dir)
    assert "␛[31m" in said
    assert "\u202e" not in said and "\x9b" not in said
    assert code == 1
    assert "Turn failed" in said


def test_commands_of_the_table_work_and_others_say_why_not(command, server_env, project_dir):
    lines = [
        "@@plain",
        "/rename Shop",
        "/threads",
        "/panel",
        "/compct",
        "/worktree",
        "/model",
        "/model nope",
        "/permissions",
        "/open 99",
        "/folder",
        "/reconnect",
        "/help",
    ]
    lines += ["/permissions full access", "yes", "/status", "/delete", "no", "/threads"]
    code, said = piped(command, lines, server_env, project_dir)
    assert code == 0
    assert "1: Shop, idle" in said
    assert "/panel needs the full screen" in said
    assert "/compact is near" in said
    assert "/worktree needs the full screen" in said
    assert "/model alone needs the full screen. Here it is /model NAME. It may be: gpt-6.1-sol, " in said
    assert "Here it is /permissions MODE. It may be: read only, ask, " in said
    assert "The server lists no model nope; /model alone shows which there are." in said
    assert "No thread that is listed is “99”: /threads shows them." in said
    assert "Nothing to reconnect: the server is there." in said
    assert "/new FOLDER begins a thread in a folder.\n" in said
    helped = said.partition("A line is a prompt")[2]
    assert "/compact: " in helped and "/export [FILE]: " in helped and "/model NAME: " in helped
    assert not any(f"/{name}" in helped for name in ("compare", "panel", "side", "theme", "worktree"))
    # A question of a command is answered by the next line.
    assert "Full access for this thread" in helped
    assert "1: Shop, idle" in helped


def test_what_was_archived_comes_back_by_the_command_that_is_named(command, server_env, project_dir):
    code, said = piped(command, ["@@plain", "/archive", "/undo", "/threads"], server_env, project_dir)
    assert code == 0
    assert "Archived (/undo undoes): “@@plain”" in said
    assert "Taken out of the archive: “@@plain”" in said
    assert "1: @@plain, " in said


def test_a_goal_is_paused_and_taken_away(command, server_env, project_dir, scripted_model):
    scripted_model.on("Say hello", Script([[Text("Hello.")]]))
    lines = ["/goal pause", "@@plain", "/goal Say hello", "/goal pause", "@@plain", "/goal clear", "@@plain"]
    code, said = piped(command, lines, server_env, project_dir)
    assert code == 0
    stages = ["This thread has no goal.", "The goal is paused.", "The goal is gone"]
    places = [said.find(stage) for stage in stages]
    assert -1 not in places and places == sorted(places), said


# --- on a terminal ----------------------------------------------------------------------------------------------


@pytest.mark.long
def test_what_is_said_waits_while_a_line_is_typed(trusted, terminal, scripted_model):
    gate = Gate()
    scripted_model.on("slow", Script([[gate, Text("The answer.")]]))
    terminal.type("slow\r")
    gate.wait_reached()
    terminal.type("/thre")  # no prompt, which could end the answer that it is added to
    terminal.wait_for("/thre")
    gate.open()
    terminal.type("ads\r")
    terminal.wait_for("The answer.")
    lines = terminal.text.split("\n")
    assert "/threads" in lines, "the answer stands within what was typed"


def test_a_paste_of_several_lines_is_one_prompt(trusted, terminal, scripted_model):
    scripted_model.on("slow", Script([[Text("One prompt.")]]))
    terminal.type("\x1b[200~slow\rsecond line\r/quit\r\x1b[201~")
    terminal.wait_for("/quit")
    assert "One prompt." not in terminal.text
    terminal.type("\r")
    terminal.wait_for("One prompt.")
    assert any(
        "slow\nsecond line\n/quit" in str(request) or "slow\\nsecond line\\n/quit" in str(request)
        for request in scripted_model.requests
    )


def test_ctrl_c_forgets_a_line_then_stops_the_turn_then_leaves(trusted, terminal, scripted_model):
    gate = Gate()
    scripted_model.on("slow", Script([[gate, Text("Never said.")]]))
    terminal.type("slow\r")
    gate.wait_reached()
    terminal.type("not this")
    terminal.wait_for("not this")
    terminal.process.send_signal(signal.SIGINT)
    terminal.wait_for(lambda _: terminal.screen.cursor.x == 0)
    terminal.process.send_signal(signal.SIGINT)
    terminal.wait_for("Turn interrupted")
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.wait_for_exit() == 0
    gate.open()


@pytest.mark.long
def test_leaving_while_a_turn_runs_asks(trusted, terminal):
    terminal.type("@@approval\r")
    terminal.wait_for("Request 1 waits")
    terminal.type("\x04")
    terminal.wait_for("Type one of these words")
    terminal.type("stay\r")
    terminal.wait_for("Staying.")
    terminal.type("/quit\r")
    # The question from before is still on the screen, and what is typed before there is another is no answer to it.
    terminal.wait_for(lambda text: text.count("Type one of these words. wait") == 2)
    terminal.type("interrupt\r")
    assert terminal.wait_for_exit() == 0


@pytest.mark.anyio
@pytest.mark.parametrize("answer", ["wait", "interrupt"])
async def test_a_turn_that_ended_while_it_was_asked_about_is_not_waited_for(tmp_path, answer):
    linear = Linear(Start(Options(), str(tmp_path), AppServerConfig()))
    conversation = linear.state.conversation(ThreadKey(LOCAL, "thread"))
    conversation.active_turn = "turn"
    linear.ask_to_leave()
    linear.begun()
    conversation.active_turn = None
    linear.take(answer)
    assert linear.left.result() == 0


@pytest.mark.long
def test_a_server_that_dies_is_said_and_comes_back(trusted, terminal, command):
    terminal.type("@@plain\r")
    terminal.wait_for("Turn completed")
    server = subprocess.run(
        ["pgrep", "-P", str(terminal.process.pid), "codex"], capture_output=True, text=True, check=True
    )
    os.kill(int(server.stdout.split()[0]), signal.SIGKILL)
    terminal.wait_for("Connection lost.")
    terminal.wait_for("It is being started")
    terminal.wait_for(lambda text: text.count("Connected to the server") == 2)
    terminal.type("again, please\r")
    terminal.wait_for(lambda text: text.count("Turn completed") == 2)


@pytest.mark.long
def test_the_first_thread_in_a_folder_asks_whether_it_is_trusted(terminal, codex_home):
    terminal.type("@@plain\r")
    terminal.wait_for("Do you trust the files")
    terminal.type("\r")
    terminal.wait_for("Not sent")
    terminal.type("/again\r")
    terminal.wait_for(lambda text: text.count("Do you trust the files") == 2)
    terminal.type("no\r")
    terminal.wait_for("Turn completed")
    assert not (codex_home / "config.toml").exists()


@pytest.mark.long
def test_what_was_typed_before_a_question_is_no_answer_to_it(terminal, codex_home, scripted_model):
    terminal.type("@@plain\ryes\r")
    terminal.wait_for("Do you trust the files")
    terminal.type("no\r")
    terminal.wait_for("so it is no answer to it")
    terminal.wait_for("Turn completed")
    assert not (codex_home / "config.toml").exists(), "the folder was trusted"
    # It is what it would have been: a prompt.
    assert scripted_model.requests[-1].prompts[-1] == "yes"


@pytest.mark.long
def test_after_ctrl_c_at_a_question_prompts_are_sent_again(terminal):
    terminal.type("@@plain\r")
    terminal.wait_for("Do you trust the files")
    terminal.process.send_signal(signal.SIGINT)
    terminal.wait_for("Not sent")
    terminal.type("/again\r")
    terminal.wait_for(lambda text: text.count("Do you trust the files") == 2)
    terminal.type("no\r")
    terminal.wait_for("Turn completed")


def child_of(process):
    found = subprocess.run(["pgrep", "-P", str(process.pid), "codex"], capture_output=True, check=True)
    return int(found.stdout.split()[0])


@pytest.mark.long
def test_a_request_of_the_next_server_has_a_number_of_its_own(trusted, terminal):
    terminal.type("@@approval\r")
    terminal.wait_for("Request 1 waits")
    os.kill(child_of(terminal.process), signal.SIGKILL)
    terminal.wait_for("Connection lost.")
    terminal.wait_for(lambda text: text.count("Connected to the server") == 2)
    terminal.type("@@approval\r")
    terminal.wait_for("Request 2 waits")
    terminal.type("/answer 1 yes\r")
    terminal.wait_for("No request 1 waits")
    terminal.type("/answer 2 no\r")
    terminal.wait_for("Request 2, sent: ")


def test_a_pipe_ends_where_the_server_died(trusted, command, server_env, project_dir, scripted_model):
    gate = Gate()
    scripted_model.on("slow", Script([[gate, Text("Never said.")]]))
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=server_env, cwd=project_dir
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(b"slow\n")
        process.stdin.close()
        gate.wait_reached()
        os.kill(child_of(process), signal.SIGKILL)
        assert process.wait(PATIENCE) == 1
        assert b"Connection lost." in process.stdout.read()
    gate.open()


@pytest.mark.long
def test_a_character_set_of_old_loses_nothing(command, server_env, project_dir, scripted_model):
    scripted_model.on("words", Script([[Text("na\u00efve \u2026 and on.")]]))
    environment = {**server_env, "PYTHONIOENCODING": "ascii"}
    code, said = piped(command, ["words"], environment, project_dir)
    assert code == 0
    assert r"na\xefve \u2026 and on." in said
