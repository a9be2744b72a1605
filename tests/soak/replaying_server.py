"""A stand-in for ``codex``: a server on pipes that plays what the real one once said, at full speed, for many turns.

The in-memory server of the SDK answers the requests. A prompt such as ``replay 200 number 17`` has it begin 200 turns
more in the thread once the first is over, as turns that somebody else began: the lines are those of `RECORDINGS`, with
ids of their own. What they complete is stored, so that it can be read back as of any thread.
"""

from __future__ import annotations

import json
import re
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codex_app_server.testing import InMemoryAppServer, Say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_app_server.testing.threads import StoredThread

CAPTURES = Path(__file__).parent.parent / "data" / "captures"
RECORDINGS = ("rich_turn", "plain_200_deltas", "rich_turn", "failed_turn", "steer_turn")
"""Turns without anything that would have to be answered."""
_WANTED = re.compile(r"replay (\d+)")
_OF_A_TURN = ("turn/", "item/", "thread/tokenUsage/")

Json = dict[str, Any]


def last_words(prompt: str) -> str:
    """What the last turn of a prompt says, and nothing else."""
    return f"That was all of {prompt.replace(' ', '-')}."


def command(folder: Path) -> Path:
    """Writes an executable that is this server, and gives its path."""
    path = folder / "codex"
    root = Path(__file__).parent.parent.parent
    path.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(root)!r})\n"
        "from tests.soak.replaying_server import main\nmain()\n"
    )
    path.chmod(0o755)
    return path


class Recording:
    """The lines of a recorded turn, in which the ids of another thread and turn can be put."""

    def __init__(self, name: str) -> None:
        lines = [
            json.loads(line) for line in (CAPTURES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        ]
        said = [entry["msg"] for entry in lines if entry["dir"] == "in" and "id" not in entry["msg"]]
        self._messages: list[Json] = [one for one in said if one["method"].startswith(_OF_A_TURN)]
        began = next(one["params"] for one in self._messages if one["method"] == "turn/started")
        self._thread, self._turn = began["threadId"], began["turn"]["id"]
        self._text = "\n".join(json.dumps(one) for one in self._messages) + "\n"

    def __len__(self) -> int:
        return len(self._messages)

    def lines(self, thread: str, turn: str) -> str:
        """The lines as of another thread and turn."""
        return self._text.replace(self._thread, thread).replace(self._turn, turn)

    def stored(self, turn: str) -> Json:
        """The turn as it can be read back: its completed items, in the order in which they ended."""
        completed = [one["params"]["item"] for one in self._messages if one["method"] == "item/completed"]
        ended = next(one["params"]["turn"] for one in self._messages if one["method"] == "turn/completed")
        return {**ended, "id": turn, "rootTurnId": turn, "items": completed, "itemsView": "full"}


class Pipes:
    """The client at the other end of the pipes, as the in-memory server sees it."""

    def __init__(self, server: InMemoryAppServer) -> None:
        self._server = server
        self._lock = threading.Lock()
        self._recordings = [Recording(name) for name in RECORDINGS]
        self._turns = 0
        self.is_introduced = False

    def deliver(self, message: Json) -> None:
        self.write(json.dumps(message) + "\n")
        if message.get("method") == "turn/completed":
            thread = self._server.threads[message["params"]["threadId"]]
            wanted = _WANTED.search(prompt := thread.preview)
            if wanted is not None and len(thread.turns) == 1:
                threading.Thread(
                    target=self.replay, args=(thread, int(wanted[1]), prompt), daemon=True
                ).start()

    def write(self, text: str) -> None:
        with self._lock:
            sys.stdout.write(text)
            sys.stdout.flush()

    def hang_up(self) -> None:
        sys.stdout.close()

    def replay(self, thread: StoredThread, turns: int, prompt: str) -> None:
        """Plays turns as fast as the client reads."""
        for number in range(turns):
            recording = self._recordings[number % len(self._recordings)]
            self._turns += 1
            turn = f"00000000-0000-7000-9000-{self._turns:012}"
            self.write(recording.lines(thread.id, turn))
            thread.turns.append(recording.stored(turn))
        self.write("".join(self._end(thread, prompt)))

    def _end(self, thread: StoredThread, prompt: str) -> Iterator[str]:
        self._turns += 1
        turn = f"00000000-0000-7000-9000-{self._turns:012}"
        recording = self._recordings[1]
        stored = recording.stored(turn)
        words = next(item["text"] for item in stored["items"] if item["type"] == "agentMessage")
        thread.turns.append(json.loads(json.dumps(stored).replace(words, last_words(prompt))))
        yield recording.lines(thread.id, turn).replace(words, last_words(prompt))


def main() -> None:
    """Serves what stdin says, until it ends."""
    server = InMemoryAppServer()
    server.script("replay", [Say("It begins.")])
    client: Any = Pipes(server)
    server._clients[client] = set()
    for line in sys.stdin:
        server._receive(client, json.loads(line))
