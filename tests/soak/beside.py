"""What else goes on at a shared server: another client that runs turns, and the server's deaths."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from codex_app_server import AppServerConfig, Codex, CodexError
from tests.soak.scripts import KINDS
from tests.support.shared_servers import is_running, shared_servers

if TYPE_CHECKING:
    from pathlib import Path

    from codex_tui.demo.server import ScriptedModel

TURNS = 12
"""Turns of a thread, after which it is deleted."""


def endpoint(runtime: Path) -> str | None:
    """Where the shared server of a runtime folder listens, once there is one."""
    sockets = list((runtime / "codex-tui").glob("*.sock"))
    return f"unix://{sockets[0]}" if sockets else None


class Beside:
    """Clients that run turns in threads of the same folder, one after the other, until they are told to stop."""

    def __init__(self, runtime: Path, folder: Path, model: ScriptedModel, *, clients: int, seed: int) -> None:
        self._runtime, self._folder, self._model = runtime, folder, model
        self._go, self._over = threading.Event(), threading.Event()
        self._busy = threading.Semaphore(clients)
        self._clients = clients
        self.turns = self.threads = 0
        self._workers = [
            threading.Thread(target=self._work, args=(random.Random(seed + number),), daemon=True)
            for number in range(clients)
        ]

    def __enter__(self) -> Beside:
        self._go.set()
        for worker in self._workers:
            worker.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._go.set()
        for worker in self._workers:
            worker.join(60)

    def pause(self) -> None:
        """Lets what runs end, and begins nothing."""
        self._go.clear()
        for _ in range(self._clients):
            self._busy.acquire(timeout=60)
        for _ in range(self._clients):
            self._busy.release()

    def go_on(self) -> None:
        self._go.set()

    def _work(self, dice: random.Random) -> None:
        while not self._over.is_set():
            address = endpoint(self._runtime)
            if address is None:
                time.sleep(0.1)
                continue
            with suppress(CodexError, OSError), Codex(AppServerConfig(endpoint=address)) as codex:
                while not self._over.is_set():
                    self._go.wait()
                    with self._busy:
                        self._thread(codex, dice)
            time.sleep(0.2)

    def _thread(self, codex: Codex, dice: random.Random) -> None:
        thread = codex.thread_start(cwd=str(self._folder))
        try:
            for _ in range(TURNS):
                thread.run(f"{dice.choice(KINDS)} beside")
                self.turns += 1
                self._model.requests.clear()
        finally:
            self.threads += 1
            with suppress(CodexError):
                codex.request("thread/delete", {"threadId": thread.id})


class KilledServer:
    """The server's death at some moment of the next seconds, as by the system's killer of processes."""

    def __init__(self, runtime: Path, seconds: float) -> None:
        self._runtime = runtime
        self._pids = shared_servers(runtime)
        self._timer = threading.Timer(seconds, self._kill)

    def begin(self) -> None:
        self._timer.start()

    def _kill(self) -> None:
        for pid in self._pids:
            os.kill(pid, signal.SIGKILL)

    def is_over(self) -> bool:
        self._timer.join()
        return not any(map(is_running, self._pids)) and bool(shared_servers(self._runtime))
