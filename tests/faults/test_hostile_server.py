"""A server that talks nonsense, in the whole application: what could be read is there, and the keys go on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from codex_app_server import AppServerConfig
from codex_tui.model.state import ConnectionState
from tests.support.app import running
from tests.support.byte_peer import (
    Action,
    flood_stderr,
    handshake,
    leave,
    peer_command,
    raw_bytes,
    say,
    until_eof,
)
from tests.support.trust import leave_untrusted

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.anyio

HUGE = 10**30
NESTED = b'{"method":"warning","params":{"message":"m","deep":' + b"[" * 190 + b"]" * 190 + b"}}\n"


@pytest.fixture(autouse=True)
def state_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "state"
    leave_untrusted(folder, tmp_path / "shop")
    monkeypatch.setenv("CODEX_TUI_STATE", str(folder))


@pytest.fixture
def played(project_dir: Path) -> Any:
    def config(*actions: Action) -> AppServerConfig:
        command = peer_command(*handshake(), *actions)
        return replace(AppServerConfig(launch_args_override=command), cwd=str(project_dir))

    return config


def started(name: str, folder: str, **odd: Any) -> Action:
    thread = {
        **{
            "id": f"id-{name}",
            "sessionId": f"id-{name}",
            "preview": name,
            "name": None,
            "cwd": folder,
            "turns": [],
        },
        **{
            "ephemeral": False,
            "modelProvider": "m",
            "createdAt": 1,
            "updatedAt": 1,
            "status": {"type": "idle"},
        },
        **{"path": None, "cliVersion": "1", "source": "cli", "gitInfo": None, **odd},
    }
    return say("thread/started", thread=thread)


async def test_nonsense_between_what_can_be_read_leaves_the_application_whole(played, project_dir):
    folder = str(project_dir)
    actions = [
        *(raw_bytes(b"\xff\xfe\n\0\n[]\n5\n" + b"[" * 10_000 + b"]" * 10_000 + b"\n"), raw_bytes(NESTED)),
        started("first", folder),
        *(
            say("thread/started", thread=[]),
            say("thread/status/changed", threadId={}, status=5),
            say("turn/started"),
        ),
        started("numbers", folder, createdAt=HUGE, updatedAt=HUGE),
        started("negative", folder, createdAt=-HUGE, updatedAt=-HUGE),
        raw_bytes(
            b'{"method":"thread/name/updated","params":{"threadId":"id-first","threadName":"half \\ud83d \xff"}}\n'
        ),
        raw_bytes(b'{"id":9,"method":"item/commandExecution/requestApproval","params":[]}\n'),
        raw_bytes(b'{"id":"x","method":"item/fileChange/requestApproval","params":{"threadId":5}}\n'),
        started("last", folder),
        until_eof(),
    ]
    async with running(played(*actions)) as run:
        await run.until(lambda: run.app.state.server.state is ConnectionState.READY)
        await run.until(lambda: any("last" in str(row.title) for row in run.app.state.board.rows.values()))
        titles = {str(row.title) for row in run.app.state.board.rows.values()}
        assert {"half \ufffd \ufffd", "last"} <= titles
        await run.press("question_mark")
        await run.press("escape")
        await run.pilot.pause()
        await run.pilot.resize_terminal(60, 20)
        assert run.app.is_running


@pytest.mark.long
async def test_a_server_that_floods_its_stderr_and_ends_has_its_last_word_on_the_screen(played):
    flood = flood_stderr("\x1b]0;title\x07\x1b[2J" + "x" * 2000 + "\n", 50_000)
    async with running(played(flood, flood_stderr("Error: no more room\n", 1), leave(3))) as run:
        await run.shows("no more room")
        assert "xxx" not in run.screen_text()
