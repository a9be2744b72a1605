"""A shared server whose last client is killed ends by itself, and one that somebody uses does not."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from codex_app_server import run_id_of
from codex_tui.start import Start
from tests.support.shared_servers import (
    PATIENCE,
    is_running,
    shared_servers,
    wait_for_no_server,
    wait_until_ended,
)

Begin = Callable[..., Start]

CLIENT = """
import sys
from codex_tui.options import Options
from codex_tui.start import begin
start = begin(Options(folder=sys.argv[1]))
_, socket = start.joining.take()
print(socket.peer_pid, flush=True)
sys.stdin.read()
"""


def client(folder: Path) -> tuple[subprocess.Popen[str], int]:
    """A process that uses the shared server, and the server's process id."""
    process = subprocess.Popen(
        [sys.executable, "-c", CLIENT, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def test_a_server_ends_when_its_last_client_is_killed(configured: Path, project_dir: Path, runtime: Path):
    first, pid = client(project_dir)
    second, same = client(project_dir)
    assert pid == same
    kill(first)
    assert is_running(pid)
    kill(second)
    wait_until_ended(pid)
    wait_for_no_server(runtime)


@pytest.mark.long
def test_who_comes_meanwhile_goes_on_with_it_and_it_ends_after_him(
    configured: Path, project_dir: Path, runtime: Path
):
    first, pid = client(project_dir)
    kill(first)
    second, same = client(project_dir)
    assert pid == same
    [place] = [path for path in (runtime / "codex-tui").iterdir() if path.suffix == ".clients"]
    # As the process does that was woken by the first one's end: somebody uses the server now.
    keeper_process = subprocess.Popen(
        [
            *(sys.executable, "-m", "codex_tui.servers.keeper"),
            *(str(place), f"unix://{place.with_suffix('.sock')}", run_id_of(pid)),
        ]
    )
    assert keeper_process.wait(30) == 0
    assert shared_servers(runtime) == [pid]
    kill(second)
    wait_until_ended(pid)
    wait_for_no_server(runtime)


def held() -> tuple[int, int]:
    """Descriptors and child processes of this process, zombies too."""
    children = [
        child
        for task in Path("/proc/self/task").iterdir()
        for child in (task / "children").read_text().split()
    ]
    return len(list(Path("/proc/self/fd").iterdir())), len(children)


@pytest.mark.skipif(sys.platform != "linux", reason="descriptors and children are read from /proc")
def test_one_whose_server_dies_again_and_again_holds_no_more_than_after_the_first_time(begun: Begin):
    joining = begun().joining
    assert joining is not None
    seen = []
    for _ in range(5):
        _, socket = joining.take()
        with closing(socket):
            seen.append(held())  # with a server: between two of them it is a matter of the moment
            assert socket.peer_pid is not None
            os.kill(socket.peer_pid, signal.SIGKILL)
            wait_until_ended(socket.peer_pid)
    _, socket = joining.take()
    descriptors, children = seen[1]
    deadline = time.monotonic() + PATIENCE
    with closing(socket):
        # What looked after the last one may be about to end.
        while (now := held())[0] > descriptors or now[1] > children:
            assert time.monotonic() < deadline, [*seen, now]
            time.sleep(0.01)
