"""A turn of the real server, kept so that it can be played again as fast as a pipe takes it.

The scripted model streams an answer of some number of words; what the server says of it, answers and notifications,
goes into a file. `replay_server` plays it to any client that starts a thread and a turn.
"""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.rpc_client import RpcClient

from codex_tui.demo.script import Script, Text
from codex_tui.demo.server import ScriptedModel

if TYPE_CHECKING:
    from collections.abc import Iterator

_REPLAY_SERVER = Path(__file__).with_name("replay_server.py")


def replay_command(recording: Path) -> tuple[str, ...]:
    """The command line of a server that plays a recording."""
    return (sys.executable, "-I", "-S", str(_REPLAY_SERVER), str(recording))


@contextlib.contextmanager
def real_server(model: ScriptedModel) -> Iterator[RpcClient]:
    """A real server in a home of its own that asks the scripted model."""
    # A server that was killed with its client may still write while the folder goes.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder) / "codex"
        home.mkdir()
        env = {"CODEX_HOME": str(home), "PATH": "/usr/bin:/bin", "HOME": folder}
        with RpcClient(model.config_overrides(), env, Path(folder)) as client:
            yield client


def record(target: Path, deltas: int) -> None:
    """Writes what the real server says of a turn with so many words: answers in line one, then the notifications."""
    pieces = tuple(f"word{number} " for number in range(deltas))
    with ScriptedModel(Script([[Text(pieces)]])) as model, real_server(model) as client:
        thread = client.call("thread/start")
        started = len(client.messages)
        turn = client.call(
            "turn/start", threadId=thread["thread"]["id"], input=[{"type": "text", "text": "go"}]
        )
        client.wait_for(lambda message: message.get("method") == "turn/completed")
        initialized = next(message["result"] for message in client.messages if "result" in message)
        said = [message for message in client.messages[started:] if "id" not in message]
    answers = {"initialize": initialized, "thread/start": thread, "turn/start": turn}
    with target.open("w", encoding="utf-8") as file:
        for message in (answers, *said):
            file.write(json.dumps(message, separators=(",", ":"), ensure_ascii=False) + "\n")
