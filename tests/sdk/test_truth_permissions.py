"""PROTOCOL.md, 2.1, 3.1 and 3.3: what a thread may do, by trust, by profile, and changed under way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio
import pytest

from codex_app_server import AppServerConfig, AsyncCodex
from codex_tui.demo.script import Gate, Script, Shell, Text

from .helpers import params_of

if TYPE_CHECKING:
    from pathlib import Path

    from codex_tui.demo.server import ScriptedModel

pytestmark = pytest.mark.anyio


async def begins_with(codex: AsyncCodex, folder: Path, **options: Any) -> tuple[str, str]:
    """Sandbox and approvals of a thread that is begun in a folder."""
    opened = (await codex.thread_start(cwd=str(folder), **options)).opened
    return opened["sandbox"]["type"], opened["approvalPolicy"]


async def give_trust(codex: AsyncCodex, folder: Path, level: str) -> None:
    await codex.request(
        "config/value/write",
        {"keyPath": f'projects."{folder}".trust_level', "value": level, "mergeStrategy": "upsert"},
        dict,
    )


@pytest.mark.usefixtures("repository")
async def test_what_trust_in_a_folder_begins_a_thread_with(
    server_config: AppServerConfig, project_dir: Path, codex_home: Path, tmp_path: Path
):
    plain, hollow, link = tmp_path / "plain", tmp_path / "hollow", tmp_path / "link"
    for folder in (plain / "sub", hollow / ".git", hollow / "sub"):
        folder.mkdir(parents=True)
    link.symlink_to(project_dir)
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            await codex.thread_start(cwd=str(plain), sandbox="workspace-write")
            assert not (codex_home / "config.toml").exists()
            assert await begins_with(codex, project_dir) == ("readOnly", "on-request")
            for folder in (plain, hollow, project_dir):
                await give_trust(codex, folder, "trusted")
            for folder in (plain, hollow, project_dir, project_dir / "shop", link):
                assert await begins_with(codex, folder) == ("workspaceWrite", "on-request")
            for folder in (plain / "sub", hollow / "sub"):
                assert await begins_with(codex, folder) == ("readOnly", "on-request")
            await give_trust(codex, project_dir, "untrusted")
            assert await begins_with(codex, project_dir) == ("workspaceWrite", "untrusted")


async def test_changed_permissions_hold_from_the_next_turn_on_and_write_no_trust(
    server_config: AppServerConfig, scripted_model: ScriptedModel, project_dir: Path, codex_home: Path
):
    gate = Gate("second")
    scripted_model.on("@@one", Script([[Shell("touch 1")], [gate, Shell("touch 2")], [Text("Tried.")]]))
    scripted_model.on("@@three", Script([[Shell("touch 3")], [Text("Done.")]]))
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            rest = codex.notifications()
            thread = await codex.thread_start(cwd=str(project_dir))
            turn = await thread.turn("@@one")
            await codex.request(
                "thread/settings/update", {"threadId": thread.id, "permissions": ":workspace"}, dict
            )
            told = (await params_of(rest, "thread/settings/updated"))["threadSettings"]
            assert told["activePermissionProfile"]["id"] == ":workspace"
            gate.open()
            await turn.run()
            assert not (project_dir / "2").exists()
            await thread.run("@@three")
            assert (project_dir / "3").exists()
            assert not (codex_home / "config.toml").exists()


async def test_a_profile_has_no_network_whatever_is_configured(
    server_config: AppServerConfig, project_dir: Path, codex_home: Path
):
    (codex_home / "config.toml").write_text("[sandbox_workspace_write]\nnetwork_access = true\n")
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            rest = codex.notifications()
            thread = await codex.thread_start(cwd=str(project_dir))

            async def settings(**changes: Any) -> dict[str, Any]:
                await codex.request("thread/settings/update", {"threadId": thread.id, **changes}, dict)
                told: dict[str, Any] = (await params_of(rest, "thread/settings/updated"))["threadSettings"]
                return told

            assert not (await settings(permissions=":workspace"))["sandboxPolicy"]["networkAccess"]
            policy = {"type": "workspaceWrite", "networkAccess": True}
            told = await settings(sandboxPolicy=policy, approvalsReviewer="auto_review")
            assert told["sandboxPolicy"]["networkAccess"]
            assert (told["activePermissionProfile"], told["approvalsReviewer"]) == (None, "auto_review")
