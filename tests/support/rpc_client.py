"""A minimal app-server client for tests that must not depend on the SDK; it blocks and keeps all messages."""

import json
import queue
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import codex_cli_bin

Message: TypeAlias = dict[str, Any]

TIMEOUT = 30.0


class RpcClient:
    """Speaks JSON lines with a real `codex app-server`; `messages` holds all it said, in order."""

    def __init__(self, overrides: Sequence[str], env: Mapping[str, str], cwd: Path) -> None:
        command = [str(codex_cli_bin.bundled_codex_path()), "app-server"]
        for override in overrides:
            command += ["-c", override]
        self.messages: list[Message] = []
        self._incoming: queue.Queue[Message | None] = queue.Queue()
        self._next_id = 1
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(env),
            cwd=cwd,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            self.call(
                "initialize",
                clientInfo={"name": "tests", "version": "0"},
                capabilities={"experimentalApi": True},
            )
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "RpcClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def call(self, method: str, **params: Any) -> Any:
        """Send a request and wait for its result."""
        request_id = self._next_id
        self._next_id += 1
        self.send({"id": request_id, "method": method, "params": params})
        answer = self.wait_for(lambda message: message.get("id") == request_id and "method" not in message)
        if "error" in answer:
            raise RuntimeError(answer["error"]["message"])
        return answer["result"]

    def send(self, message: Message) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(message).encode() + b"\n")
        self._process.stdin.flush()

    def wait_for(self, condition: Callable[[Message], bool]) -> Message:
        """Read on until a message fulfils the condition."""
        while True:
            message = self._incoming.get(timeout=TIMEOUT)
            if message is None:
                raise EOFError("the server ended")
            self.messages.append(message)
            if condition(message):
                return message

    def wait_for_method(self, method: str) -> Message:
        return self.wait_for(lambda message: message.get("method") == method)

    def start_thread(self, **params: Any) -> str:
        thread_id: str = self.call("thread/start", **params)["thread"]["id"]
        return thread_id

    def start_turn(self, thread_id: str, text: str, **params: Any) -> str:
        turn_input = [{"type": "text", "text": text}]
        turn_id: str = self.call("turn/start", threadId=thread_id, input=turn_input, **params)["turn"]["id"]
        return turn_id

    def run_turn(self, thread_id: str, text: str, **params: Any) -> Message:
        """Run a whole turn; the result is the turn as `turn/completed` tells it."""
        self.start_turn(thread_id, text, **params)
        turn: Message = self.wait_for_method("turn/completed")["params"]["turn"]
        return turn

    def completed_items(self, kind: str | None = None) -> list[Message]:
        """All items completed so far, of one type or of all."""
        items = [m["params"]["item"] for m in self.messages if m.get("method") == "item/completed"]
        return [item for item in items if kind in (None, item["type"])]

    def notifications(self, method: str) -> list[Message]:
        return [m["params"] for m in self.messages if m.get("method") == method]

    def close(self) -> None:
        """End the server as its clients do, by closing its stdin."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(TIMEOUT)
        self._reader.join(TIMEOUT)
        self._process.stdout.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._incoming.put(json.loads(line))
        self._incoming.put(None)
