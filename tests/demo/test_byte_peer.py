import json
import subprocess

from tests.support.byte_peer import (
    Action,
    answer,
    expect,
    handshake,
    leave,
    peer_command,
    raw,
    refuse,
    say,
    stderr,
    until_eof,
)


def play(*actions: Action, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(peer_command(*actions), input=stdin, capture_output=True, text=True, timeout=30)


def test_dies_at_start_with_a_word_on_stderr() -> None:
    ended = play(stderr("Error: no such key\n"), leave(1))
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", "Error: no such key\n")


def test_answers_refuses_and_notifies_in_the_given_order() -> None:
    sent = [
        {"id": 7, "method": "initialize", "params": {}},
        {"method": "initialized"},
        {"id": 8, "method": "swallowed", "params": {}},
        {"id": 9, "method": "model/list", "params": {}},
        {"id": 10, "method": "model/list", "params": {}},
    ]
    ended = play(
        *handshake(),
        expect("model/list"),
        refuse(-32001, "Server overloaded; retry later."),
        say("warning", message="busy"),
        expect("model/list"),
        answer({"data": []}),
        until_eof(),
        stdin="".join(json.dumps(message) + "\n" for message in sent),
    )
    hello, refused, warning, models = map(json.loads, ended.stdout.splitlines())
    assert hello["id"] == 7
    assert refused == {"id": 9, "error": {"code": -32001, "message": "Server overloaded; retry later."}}
    assert warning["params"] == {"message": "busy"}
    assert models == {"id": 10, "result": {"data": []}}
    assert ended.returncode == 0


def test_breaks_off_in_the_middle_of_a_line() -> None:
    assert play(raw('{"method":"warn'), leave(3)).stdout == '{"method":"warn'
