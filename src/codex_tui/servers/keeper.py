"""Ends a shared server once nothing runs there any more, when the last client left turns running or was killed.

A server that is told to end refuses to have its threads opened, so that nobody could see what still runs there, or
answer what it asks. Therefore it is told only afterwards, and not at all if somebody came back meanwhile: who leaves
last then sees to it.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

from codex_app_server import (
    AppServerConfig,
    CodexError,
    EarlySocket,
    connect_early,
    end_orphaned_sandboxes,
    run_id_of,
)
from codex_tui.list_call import LIST, list_params
from codex_tui.servers.membership import Membership
from codex_tui.servers.watching import watch_again

PAUSE = 2.0
"""Seconds between two looks at the server."""

_ANSWER_SECONDS = 5.0
_MOST_THREADS = 100
_GO_ON: list[subprocess.Popen[bytes]] = []
"""Python would warn of a child process that is forgotten."""


def something_runs(link: EarlySocket) -> bool:
    """Whether a thread is active, by the answer to `WHAT_RUNS`; yes where there is no answer."""
    give_up_at = time.monotonic() + _ANSWER_SECONDS
    while (left := give_up_at - time.monotonic()) > 0 and not link.answers:
        if not select.select([link], [], [], left)[0] or not link.read():
            break
    page = link.answers.get(0)
    threads = page.get("data", []) if isinstance(page, dict) else [{}]
    return any(thread.get("status", {"type": "active"})["type"] == "active" for thread in threads)


WHAT_RUNS = (LIST, list_params(None, archived=False, limit=_MOST_THREADS))


def keep(clients: Path, endpoint: str, run_id: str) -> None:
    """Starts the process."""
    process = subprocess.Popen(
        [sys.executable, "-m", "codex_tui.servers.keeper", str(clients), endpoint, run_id],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=os.sep,
        start_new_session=True,
    )
    _GO_ON.append(process)


def main(clients: Path, endpoint: str, run_id: str, *, again: bool = False) -> None:
    """Looks until the server is gone, or was told to end, or somebody uses it; `again`: and waits then."""
    over = False

    def end_if_idle() -> None:
        nonlocal over, run_id
        try:
            link = connect_early(AppServerConfig(endpoint=endpoint), [WHAT_RUNS])
        except CodexError:
            end_orphaned_sandboxes(run_id)  # nobody else is there to do so, if it was killed
            over = True
            return
        if link.peer_pid is not None:
            run_id = run_id_of(link.peer_pid)
        if not something_runs(link) and link.peer_pid is not None:
            os.kill(link.peer_pid, signal.SIGTERM)
            over = True
        link.close()

    while not over:
        time.sleep(PAUSE)
        alone = Membership(clients).if_alone(end_if_idle)
        if not alone and again:
            watch_again(clients, endpoint, run_id)
        over = over or not alone


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:4], again="again" in sys.argv[4:])
