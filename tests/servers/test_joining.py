"""Which server a start comes to, and what becomes of that server; on the real binary, without a screen."""

import os
import select
import shutil
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from codex_app_server import AppServerConfig, EarlySocket, ServerStartError, launch_listening_server
from codex_tui.model.server_kind import ServerKind
from codex_tui.servers.joining import Joining
from codex_tui.servers.lost_links import link_again
from codex_tui.servers.places import _runtime_folder, daemon_socket
from codex_tui.start import Start, StartError
from tests.support.shared_servers import is_running, shared_servers, wait_for_no_server, wait_until_ended

PATIENCE = 30

Begin = Callable[..., Start]


_open: list[EarlySocket] = []


@pytest.fixture(autouse=True)
def connections_closed() -> Iterator[None]:
    """Closes what a test took."""
    yield
    while _open:
        _open.pop().close()


def joining_of(start: Start) -> Joining:
    assert start.joining is not None
    return start.joining


def connection(start: Start) -> EarlySocket:
    """The connection of a start, as the session takes it."""
    _, socket = joining_of(start).take()
    _open.append(socket)
    return socket


def server_of(start: Start) -> int:
    pid = connection(start).peer_pid
    assert pid is not None
    return pid


def test_two_that_start_at_once_have_one_server_and_each_its_list_of_threads(begun: Begin, runtime: Path):
    connections = [connection(start) for start in (begun(), begun())]
    first, second = connections
    assert first.peer_pid == second.peer_pid
    assert shared_servers(runtime) == [first.peer_pid]
    for early in connections:
        while not early.answers and select.select([early], [], [], PATIENCE)[0]:
            early.read()
        assert early.answers[0]["data"] == []


def test_the_server_ends_with_the_last_client_and_not_before(begun: Begin, runtime: Path):
    first, second = begun(), begun()
    pid = server_of(first)
    assert server_of(second) == pid
    first.close()
    third = begun()
    assert server_of(third) == pid
    second.close()
    assert is_running(pid)
    third.close()
    wait_until_ended(pid)
    wait_for_no_server(runtime)
    assert server_of(begun()) != pid


def test_one_that_leaves_before_its_server_listens_leaves_none_behind(begun: Begin, runtime: Path):
    begun().close()
    wait_for_no_server(runtime)


def test_a_server_that_was_killed_leaves_nothing_in_the_way(begun: Begin, runtime: Path):
    first = begun()
    pid = server_of(first)
    os.kill(pid, signal.SIGKILL)
    wait_until_ended(pid)
    assert list((runtime / "codex-tui").glob("*.sock"))
    other = server_of(first)  # the second time it is another connection, to whatever is there by now
    assert other != pid
    assert server_of(begun()) == other


def test_another_build_of_the_server_is_another_server(begun: Begin, tmp_path: Path, project_dir: Path):
    first = begun()
    binary = joining_of(first)._config.codex_bin
    wrapper = tmp_path / "codex"
    wrapper.write_text(f'#!/bin/sh\nexec "{binary}" "$@"\n')
    wrapper.chmod(0o755)
    other = begun(codex_bin=str(wrapper))
    assert server_of(other) != server_of(first)
    wrapper.write_text(f'#!/bin/sh\n# newer\nexec "{binary}" "$@"\n')
    assert server_of(begun(codex_bin=str(wrapper))) not in (server_of(other), server_of(first))


def test_another_home_is_another_server(begun: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    pid = server_of(begun())
    other = tmp_path / "other-home"
    other.mkdir()
    monkeypatch.setenv("CODEX_HOME", str(other))
    assert server_of(begun()) != pid


def test_the_official_daemon_comes_first_and_is_never_ended(
    begun: Begin, configured: Path, runtime: Path, server_config: AppServerConfig
):
    socket = daemon_socket(configured.resolve())
    with launch_listening_server(server_config, f"unix://{socket}") as daemon:
        daemon.wait_ready()
        start = begun()
        assert server_of(start) == daemon.pid
        assert joining_of(start).kind is ServerKind.DAEMON
        start.close()
        assert not shared_servers(runtime)
        assert is_running(daemon.pid)
    # It is gone: there is a shared one then, and nobody starts the daemon.
    start = begun()
    assert server_of(start) in shared_servers(runtime)
    assert joining_of(start).kind is ServerKind.SHARED


def test_a_server_that_cannot_start_says_why(begun: Begin, tmp_path: Path):
    broken = tmp_path / "codex"
    broken.write_text("#!/bin/sh\necho 'WARNING: noise' >&2\necho 'Error: no room on the disk' >&2\nexit 3\n")
    broken.chmod(0o755)
    with pytest.raises(ServerStartError, match=r"exit code 3.*no room on the disk"):
        connection(begun(codex_bin=str(broken)))


def test_a_server_that_ends_by_itself_is_started_once_and_says_why(begun: Begin, tmp_path: Path):
    """Also if that takes it a moment, as of a home that it cannot write to."""
    begins, broken = tmp_path / "begins", tmp_path / "codex"
    broken.write_text(
        f"#!/bin/sh\necho >>{begins}\nsleep 0.05\necho 'Error: no room on the disk' >&2\nexit 3\n"
    )
    broken.chmod(0o755)
    with pytest.raises(ServerStartError, match=r"exit code 3.*no room on the disk"):
        connection(begun(codex_bin=str(broken)))
    assert begins.read_text() == "\n"


def test_a_server_whose_runtime_folder_was_cleared_is_found_again(begun: Begin, runtime: Path):
    """As the system does after the last login, while tmux goes on."""
    first = begun()
    pid = server_of(first)
    shutil.rmtree(runtime / "codex-tui")
    assert server_of(begun()) == pid
    shutil.rmtree(runtime / "codex-tui")
    os.kill(pid, signal.SIGKILL)
    wait_until_ended(pid)
    other = server_of(first)
    assert other != pid
    assert server_of(begun()) == other


@pytest.mark.parametrize("name", ["socket", "folder"])
def test_a_socket_that_others_may_have_put_there_is_not_taken_for_the_servers(tmp_path: Path, name: str):
    folder = tmp_path / "daemon"
    folder.mkdir(mode=0o700 if name == "socket" else 0o770)
    folder.chmod(0o700 if name == "socket" else 0o770)
    place, address = folder / "place", tmp_path / "address"
    if name == "socket":
        place.touch()
    else:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(str(place))
    link_again(address, f"Error: app-server control socket is already in use at {place}\n")
    assert not address.is_symlink()


def test_a_folder_that_others_can_reach_is_made_private(begun: Begin, runtime: Path):
    folder = runtime / "codex-tui"
    folder.mkdir()
    folder.chmod(0o777)
    server_of(begun())
    assert folder.stat().st_mode & 0o777 == 0o700


def test_that_no_folder_for_sockets_is_named_is_no_warning(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    assert _runtime_folder({}).name == "codex-tui"  # warnings are errors here


def test_a_folder_that_leads_elsewhere_is_not_used(begun: Begin, runtime: Path, tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    (runtime / "codex-tui").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StartError, match=r"cannot be used.*--private"):
        begun()


def test_the_log_of_the_server_does_not_grow_for_ever(begun: Begin, runtime: Path):
    start = begun()
    server_of(start)
    [log] = (runtime / "codex-tui").glob("*.log")
    with log.open("ab") as file:
        file.truncate(5_000_000)
    server_of(begun())
    assert log.stat().st_size < 1_000_000


@pytest.mark.parametrize(
    "options", [{"private": True}, {"overrides": ("model='other'",)}], ids=["private", "overrides"]
)
def test_some_starts_have_a_server_of_their_own(begun: Begin, runtime: Path, options: dict[str, object]):
    start = begun(**options)
    assert start.kind is ServerKind.PRIVATE
    assert start.process is not None
    start.close()
    assert start.process.poll() is not None
    assert not shared_servers(runtime)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"remote": "host:1"}, "is not an address of a server"),
        ({"remote": "ws://host.example:4500", "token_variable": "TOKEN"}, r"unencrypted.*ssh -L 4500"),
        ({"remote": "wss://host.example", "token_variable": "NO_SUCH"}, "no environment variable NO_SUCH"),
        ({"remote": "wss://host.example", "token_file": "/no/such"}, "cannot be read from /no/such"),
    ],
)
def test_a_remote_server_that_cannot_be_asked_is_explained(
    begun: Begin, monkeypatch: pytest.MonkeyPatch, options: dict[str, object], says: str
):
    monkeypatch.setenv("TOKEN", "s3cret")
    with pytest.raises(StartError, match=says) as raised:
        begun(**options)
    assert "s3cret" not in str(raised.value)


def test_a_token_comes_from_the_environment_or_from_a_file(
    begun: Begin, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("TOKEN", "s3cret")
    (tmp_path / "token").write_text("s3cret\n")
    for source in ({"token_variable": "TOKEN"}, {"token_file": str(tmp_path / "token")}):
        start = begun(remote="wss://host.example", **source)
        assert start.config.bearer_token == "s3cret"
        assert start.kind is ServerKind.REMOTE
