"""From the shell to the first threads on the screen, with 5,000 and with 50,000 of them; and what all of them cost.

Ours beside the official client's picker, in turns, in one run. Then ours loads every page by going to the end again and
again: seconds and memory of the first pages and of the last, and what one key costs in the whole list. The threads are
copies of one that the real server played: a short rollout and a row of the server's database for each, because reading
50,000 rollouts would take its first start a minute. Linux only: ``python -m benchmarks.tui.threads``.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import closing
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from benchmarks.tui.stage import OFFICIAL, Watched, environment, model_process
from codex_app_server import AppServerConfig, AsyncCodex

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OURS = (sys.executable, "-m", "codex_tui")
CLIENTS = {"ours": OURS, "official": (*OFFICIAL, "resume")}
GOAL = 0.45
"""Seconds to the first rows, however many there are."""
TITLE = "conversation number"
PATIENCE = 300.0
"""Seconds that the first rows may take before that is a failure: the first start compiles every module."""
QUIET = 1.0
"""Seconds without output after which the client counts as being at rest."""
APART = 600
"""Seconds between two threads."""
TRY = 0.05
"""Seconds between two keys, while a page is on its way."""
PAGE = 50
KEYS = 10
END = "G"
Figures = dict[str, float]
_KEPT = frozenset({"session_meta", "event_msg"})
"""Lines of a rollout that say what it is; the rest is what the model was told."""


def title(number: int) -> str:
    return f"{TITLE} {number:05}"


async def play_one(env: Mapping[str, str], folder: Path) -> str:
    """Has the server play one short thread; gives its id."""
    async with AsyncCodex(AppServerConfig(cwd=str(folder), env=env)) as codex:
        thread = await codex.thread_start(cwd=str(folder))
        await thread.run("@@plain")
        return thread.id


class Copies:
    """Copies of the one thread in a CODEX_HOME, each older than the one before."""

    def __init__(self, home: Path, thread: str) -> None:
        self._home = home
        self._thread = thread
        self._now = int(time.time())
        self._count = 0
        (rollout,) = home.glob(f"sessions/**/*-{thread}.jsonl")
        lines = [json.loads(line) for line in rollout.read_text(encoding="utf-8").splitlines()]
        for line in lines:
            line["payload"].pop("base_instructions", None)
        self._text = "\n".join(json.dumps(line) for line in lines if line["type"] in _KEPT) + "\n"
        self._database = max(home.glob("state_*.sqlite"))

    def grow(self, count: int) -> None:
        """Adds copies until there are so many."""
        with closing(sqlite3.connect(self._database)) as connection, connection:
            connection.row_factory = sqlite3.Row
            pattern = dict(
                connection.execute("SELECT * FROM threads WHERE id = ?", (self._thread,)).fetchone()
            )
            names = ", ".join(pattern)
            places = ", ".join(f":{name}" for name in pattern)
            rows = (pattern | self._copy(number) for number in range(self._count, count))
            connection.executemany(f"INSERT INTO threads ({names}) VALUES ({places})", rows)
        self._count = count

    def _copy(self, number: int) -> dict[str, object]:
        """Writes a rollout; what of the database's row is its own."""
        at = self._now - (number + 1) * APART
        when = datetime.fromtimestamp(at, timezone.utc)
        thread = f"{at * 1000:012x}"
        thread = f"{thread[:8]}-{thread[8:]}-7{str(uuid4())[15:]}"
        folder = self._home / "sessions" / f"{when:%Y/%m/%d}"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"rollout-{when:%Y-%m-%dT%H-%M-%S}-{thread}.jsonl"
        text = self._text.replace(self._thread, thread).replace("@@plain", title(number))
        path.write_text(text, encoding="utf-8")
        times = {f"{name}_at": at for name in ("created", "updated", "recency")}
        said = dict.fromkeys(("title", "preview", "first_user_message"), title(number))
        return {
            **times,
            **{f"{name}_ms": seconds * 1000 for name, seconds in times.items()},
            **said,
            "id": thread,
            "rollout_path": str(path),
        }


def first_rows(command: Sequence[str], env: Mapping[str, str], folder: Path) -> Figures:
    """Until the newest rows are on the screen."""
    began = time.perf_counter()
    with Watched(command, columns=120, rows=40, env=env, cwd=folder) as terminal:
        terminal.until(title(3).encode(), PATIENCE)
        wall = time.perf_counter() - began
        cpu = terminal.cpu()
        return {"s": wall, "cpu s": sum(cpu.values()), "MB": terminal.memory()}


def reach(terminal: Watched, row: bytes) -> None:
    """Goes to the end until a row is there: each time the end comes into view, a page is loaded below it."""
    start, deadline = len(terminal.received), time.monotonic() + PATIENCE
    while row not in terminal.received[start:]:
        assert time.monotonic() < deadline, row
        terminal.type(END)
        terminal.take(TRY)


def go_through(count: int, env: Mapping[str, str], folder: Path) -> None:
    """Goes to the end until there is no more; prints what the pages cost, and then a key in the whole list."""
    with Watched(OURS, columns=120, rows=40, env=env, cwd=folder) as terminal:
        terminal.until(title(3).encode(), PATIENCE)
        terminal.settle(QUIET)
        loaded = 0
        for part in (0.1, 0.9, 1.0):
            began, cpu, before = time.perf_counter(), terminal.cpu()["client"], loaded
            while loaded < int(count * part):
                # The copied thread itself is the first row, so the last row of a page is a copy of a lower number.
                loaded += PAGE
                reach(terminal, title(loaded - 2).encode())
            pages = (loaded - before) / PAGE
            print(
                f"{count:7} threads, to row {loaded:6}: {1000 * (time.perf_counter() - began) / pages:6.1f} ms a page, "
                f"client {1000 * (terminal.cpu()['client'] - cpu) / pages:6.1f} ms; {terminal.memory():.0f} MB held"
            )
        terminal.settle(QUIET)
        for what, key in (
            ("a line up", "k"),
            ("half a page up", "\x1b[5~"),
            ("to the top", "g"),
            ("to the end", "G"),
        ):
            began, cpu = time.perf_counter(), terminal.cpu()["client"]
            for _ in range(KEYS):
                terminal.type(key)
                terminal.take(1.0)
            terminal.settle(QUIET)
            print(f"{what:16}: client {1000 * (terminal.cpu()['client'] - cpu) / KEYS:5.1f} ms a key")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, nargs="*", default=[5_000, 50_000])
    options = parser.parse_args()
    rows: dict[tuple[int, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    # A server that was killed with its client may still write while the folder goes.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as root, model_process() as config:
        env = environment(Path(root) / "user", config)
        folder = Path(root) / "user" / "project"
        copies = Copies(Path(env["CODEX_HOME"]), asyncio.run(play_one(env, folder)))
        for count in sorted(options.threads):
            copies.grow(count)
            for number in range(options.rounds + 1):
                for name, command in CLIENTS.items():
                    figures = first_rows(command, env, folder)
                    if number:  # the first round only warms the caches
                        for figure, value in figures.items():
                            rows[count, figure][name].append(value)
            go_through(count, env, folder)
    print(f"{'':15}{'':14}{'ours':>10}{'official':>10}{'ratio':>8}   goal")
    for (count, figure), values in rows.items():
        ours, official = (statistics.median(values[name]) for name in CLIENTS)
        ratio = f"{ours / official:8.2f}" if official else f"{'-':>8}"
        goal = f"{GOAL} s" if figure == "s" else ""
        print(f"{count:7} threads{figure:>14}{ours:10.2f}{official:10.2f}{ratio}   {goal}")


if __name__ == "__main__":
    main()
