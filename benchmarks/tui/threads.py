"""From the shell to the first threads on the screen, with 5,000 and with 50,000 of them; and what more pages cost.

Ours beside the official client's picker and a bare Textual app, in turns, in one run. Then ours loads pages by going to
the end again and again: seconds and memory of a page, and what one key costs in the list. The threads are copies of one
that the real server played: a short rollout and a row of the server's database for each, because reading 50,000
rollouts would take its first start a minute.
Linux only: ``python -m benchmarks.tui.threads [--pages N | --all-pages]``.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from benchmarks.tui.first_paint import BARE, BARE_SHOWN
from benchmarks.tui.stage import OFFICIAL, Watched, environment, model_process
from codex_app_server import AppServerConfig, AsyncCodex

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OURS = (sys.executable, "-m", "codex_tui", "--private")
TITLE = "conversation number"
GOAL = 0.45
"""Seconds to the first rows, however many there are."""
PATIENCE = 60.0
"""Seconds that the first rows may take before that is a failure: the first start compiles every module."""
QUIET = 1.0
"""Seconds without output after which the client counts as being at rest."""
APART = 600
"""Seconds between two threads."""
PAGES = 20
"""Pages that are gone through unless all are asked for, which takes minutes."""
TRY = 0.05
"""Seconds between two keys, while a page is on its way."""
_NUMBER = re.compile(TITLE.encode() + rb" (\d{5})")
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


@dataclass(frozen=True)
class Client:
    """A command, and what it prints when what was asked for is on the screen."""

    command: Sequence[str]
    shown: str


CLIENTS = {
    "ours": Client(OURS, title(3)),
    "official": Client((*OFFICIAL, "resume"), title(3)),
    "bare app": Client((sys.executable, "-c", BARE), BARE_SHOWN),
}


def first_rows(client: Client, env: Mapping[str, str], folder: Path) -> Figures:
    """Until the newest rows are on the screen."""
    began = time.perf_counter()
    with Watched(client.command, columns=120, rows=40, env=env, cwd=folder) as terminal:
        terminal.until(client.shown.encode(), PATIENCE)
        wall = time.perf_counter() - began
        cpu = terminal.cpu()
        return {
            "s": wall,
            "cpu s": sum(cpu.values()),
            "of it client s": cpu["client"],
            "MB": terminal.memory(),
        }


def compare(count: int, rounds: int, env: Mapping[str, str], folder: Path) -> None:
    """Prints the medians of some starts of each client, made in turns."""
    figures: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for number in range(rounds + 1):
        for name, client in CLIENTS.items():
            for figure, value in first_rows(client, env, folder).items():
                if number:  # the first round only warms the caches
                    figures[figure][name].append(value)
    print(f"{count:7,} threads{'':14}" + "".join(f"{name:>10}" for name in CLIENTS) + "   goal")
    for figure, by_client in figures.items():
        medians = "".join(f"{statistics.median(by_client[name]):10.2f}" for name in CLIENTS)
        goal = f"   {GOAL} s, however many" if figure == "s" else ""
        print(f"{figure:>29}{medians}{goal}", flush=True)


def reach(terminal: Watched, number: int) -> int:
    """Goes to the end until a row of that number or a later one is there; gives the last one that is.

    Each time the end comes into view, a page is loaded below it. Two may come before the next key, so that a row in
    between is never printed.
    """
    start, deadline = len(terminal.received), time.monotonic() + PATIENCE
    while True:
        shown = _NUMBER.findall(terminal.received, start)
        if shown and int(max(shown)) >= number:
            return int(max(shown))
        assert time.monotonic() < deadline, number
        terminal.type(END)
        terminal.take(TRY)


def go_through(count: int, pages: int, env: Mapping[str, str], folder: Path) -> None:
    """Goes to the end for some pages; prints what they cost, and then a key in the list that is there."""
    with Watched(OURS, columns=120, rows=40, env=env, cwd=folder) as terminal:
        terminal.until(title(3).encode(), PATIENCE)
        terminal.settle(QUIET)
        loaded, last = PAGE, min(count, pages * PAGE) - PAGE
        for part in (0.5, 1.0):
            began, cpu, before = time.perf_counter(), terminal.cpu()["client"], loaded
            while loaded <= int(last * part):
                # The copied thread itself is the first row, so the last row of a page is a copy of a lower number.
                loaded = reach(terminal, loaded + PAGE - 2) + 2
            read = max(1.0, (loaded - before) / PAGE)
            wall = 1000 * (time.perf_counter() - began) / read
            busy = 1000 * (terminal.cpu()["client"] - cpu) / read
            row = f"{count:7,} threads, to row {loaded:6,}: {wall:6.1f} ms a page, client {busy:6.1f} ms"
            print(f"{row}; {terminal.memory():.0f} MB held", flush=True)
        terminal.settle(QUIET)
        for what, keys in (
            ("a line up", "k" * KEYS),
            ("half a page up", "\x1b[5~" * KEYS),
            ("to the top, to the end", "gG" * (KEYS // 2)),
        ):
            cpu = terminal.cpu()["client"]
            for key in re.findall("\x1b\\[5~|.", keys):
                terminal.type(key)
                terminal.take(1.0)
            terminal.settle(QUIET)
            print(
                f"{what:24}: client {1000 * (terminal.cpu()['client'] - cpu) / KEYS:5.1f} ms a key",
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, nargs="*", default=[5_000, 50_000])
    parser.add_argument("--pages", type=int, default=PAGES, help="how many pages to go through")
    parser.add_argument("--all-pages", action="store_true", help="go through all of them: minutes")
    options = parser.parse_args()
    # A server that was killed with its client may still write while the folder goes.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as root, model_process() as config:
        env = environment(Path(root) / "user", config)
        folder = Path(root) / "user" / "project"
        copies = Copies(Path(env["CODEX_HOME"]), asyncio.run(play_one(env, folder)))
        for count in sorted(options.threads):
            copies.grow(count)
            compare(count, options.rounds, env, folder)
            pages = count // PAGE if options.all_pages else options.pages
            go_through(count, pages, env, folder)


if __name__ == "__main__":
    main()
