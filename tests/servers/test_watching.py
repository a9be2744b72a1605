"""A shared server whose last client is killed ends by itself, and one that somebody uses does not."""

import subprocess
import sys
from pathlib import Path

from tests.support.shared_servers import is_running, shared_servers, wait_for_no_server, wait_until_ended

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
        [sys.executable, "-m", "codex_tui.servers.keeper", str(place), f"unix://{place.with_suffix('.sock')}"]
    )
    assert keeper_process.wait(30) == 0
    assert shared_servers(runtime) == [pid]
    kill(second)
    wait_until_ended(pid)
    wait_for_no_server(runtime)
