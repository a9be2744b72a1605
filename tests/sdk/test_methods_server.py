"""Settings, files, commands and tools of the real server."""

import subprocess
import sys
from collections.abc import AsyncIterable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import anyio
import pytest

from codex_app_server import (
    AppServerConfig,
    AsyncCodex,
    Codex,
    InvalidParamsError,
    InvalidRequestError,
    JsonRpcError,
)

from .mcp_server import __file__ as mcp_server_file

pytestmark = pytest.mark.anyio

RowT = TypeVar("RowT")

FREELY = {"type": "dangerFullAccess"}


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"  # the calls are the same on both loops; how they are made is tested on both


async def rows_of(pager: AsyncIterable[RowT]) -> list[RowT]:
    return [row async for row in pager]


async def test_settings_are_read_and_written(server_config: AppServerConfig, codex_home: Path):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            written = await codex.config_write("hide_agent_reasoning", True)
            assert written.file_path == str(codex_home / "config.toml")
            read = await codex.config_read(include_layers=True)
            assert read.layers
            assert "hide_agent_reasoning" in read.origins
            await codex.config_write("hide_agent_reasoning", None)
            assert "hide_agent_reasoning" not in (codex_home / "config.toml").read_text()
            edits: list[dict[str, Any]] = [
                {"keyPath": "hide_agent_reasoning", "value": True, "mergeStrategy": "replace"},
                {"keyPath": "model_reasoning_effort", "value": "low", "mergeStrategy": "upsert"},
            ]
            version = (await codex.config_write_batch(edits)).version
            await codex.config_write("model_reasoning_effort", "high", expected_version=version)
            with pytest.raises(JsonRpcError):
                await codex.config_write("model_reasoning_effort", "low", expected_version=version)
            with pytest.raises(InvalidParamsError):
                await codex.config_write("model_reasoning_effort", 5)
            assert 'model_reasoning_effort = "high"' in (codex_home / "config.toml").read_text()


async def test_what_there_is_to_choose_from_is_listed(server_config: AppServerConfig, project_dir: Path):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            profiles = [profile.id for profile in await rows_of(codex.permission_profiles(page_size=1))]
            assert ":read-only" in profiles
            assert [mode.name for mode in (await codex.collaboration_modes()).data] == ["Plan", "Default"]
            features = await rows_of(codex.experimental_features(page_size=25))
            assert len({feature.name for feature in features}) == len(features) > 25
            assert (await codex.experimental_features_set({})).enablement == {}
            everything = await codex.models(include_hidden=True)
            paged = await rows_of(codex.all_models(include_hidden=True, page_size=2))
            assert [model.id for model in paged] == [model.id for model in everything.data]
            assert (await codex.config_requirements()).requirements is None
            names = [gauge.name for gauge in (await codex.server_diagnostics()).gauges]
            assert "app.requests.in_flight" in names
            assert (await codex.hooks_list(cwds=[project_dir])).data[0].hooks == []
            assert await rows_of(codex.apps()) == []
            assert (await codex.plugins_list()).marketplaces == []
            with pytest.raises(InvalidRequestError):
                await codex.plugin_read("nothing")
            with pytest.raises(InvalidRequestError):
                await codex.plugin_install("nothing")
            with pytest.raises(JsonRpcError):
                await codex.plugin_uninstall("nothing")


async def test_skills_are_listed_and_switched(server_config: AppServerConfig, project_dir: Path):
    skill = project_dir / ".agents" / "skills" / "tea" / "SKILL.md"
    skill.parent.mkdir(parents=True)
    skill.write_text("---\nname: tea\ndescription: Make tea.\n---\nBoil water.\n")
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            await codex.skills_extra_roots_set([])

            async def tea_is_enabled() -> bool:
                listed = await codex.skills_list(cwds=[project_dir], force_reload=True)
                return next(skill.enabled for skill in listed.data[0].skills if skill.name == "tea")

            assert await tea_is_enabled()
            assert not (await codex.skills_config_write(False, path=skill)).effective_enabled
            assert not await tea_is_enabled()


async def test_mcp_servers_are_asked_for_tools_resources_and_sign_in(
    server_config: AppServerConfig, codex_home: Path
):
    (codex_home / "config.toml").write_text(
        f'[mcp_servers.cafe]\ncommand = "{sys.executable}"\nargs = ["{mcp_server_file}"]\n'
    )
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            (status,) = await rows_of(codex.mcp_servers())
            assert (status.name, sorted(status.tools)) == ("cafe", ["greet", "order", "visit"])
            read = await codex.mcp_resource_read("cafe", "cafe://menu")
            assert read.model_dump()["contents"][0]["text"] == "Tea, coffee"
            called = await codex.mcp_tool_call(thread.id, "cafe", "greet", arguments={"name": "Ann"})
            assert called.content == [{"type": "text", "text": "Hello, Ann"}]
            await codex.mcp_servers_reload()
            with pytest.raises(JsonRpcError):
                await codex.mcp_login("cafe")


async def test_files_are_written_read_copied_and_removed(server_config: AppServerConfig, tmp_path: Path):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            folder = tmp_path / "made" / "deep"
            await codex.fs_create_directory(folder)
            await codex.fs_write_file(folder / "a", b"\xff\x00")
            await codex.fs_copy(folder / "a", folder / "b")
            assert await codex.fs_read_file(str(folder / "b")) == b"\xff\x00"
            listed = await codex.fs_read_directory(folder)
            assert sorted(entry.file_name for entry in listed.entries) == ["a", "b"]
            assert (await codex.fs_get_metadata(folder)).is_directory
            await codex.fs_copy(tmp_path / "made", tmp_path / "twin", recursive=True)
            await codex.fs_remove(tmp_path / "made")
            assert not folder.exists()
            assert (tmp_path / "twin" / "deep" / "b").read_bytes() == b"\xff\x00"
            with pytest.raises(JsonRpcError):
                await codex.fs_read_file(folder / "a")
            with pytest.raises(JsonRpcError):
                await codex.fs_remove(folder / "a", force=False)


@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_a_watched_folder_tells_its_changes_until_it_is_closed(
    server_config: AppServerConfig, tmp_path: Path
):
    folder = tmp_path / "watched"
    folder.mkdir()
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            async with (
                await codex.fs_watch(folder) as watch,
                await codex.fs_watch(tmp_path / "home") as other,
            ):
                await codex.fs_write_file(folder / "new", b"")
                change = await anext(watch)
                assert change.changed_paths == [str(folder / "new")]
                assert watch.path == str(folder)
            assert await watch.next_batch() == await other.next_batch() == []
            await watch.close()


async def test_files_are_found_once_and_while_typing(server_config: AppServerConfig, project_dir: Path):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            found = await codex.fuzzy_file_search("readme", [project_dir])
            assert found.files[0].path == "README.md"
            async with await codex.fuzzy_file_search_session([project_dir]) as search:
                for query, some in (("read", True), ("no such file anywhere", False)):
                    await search.update(query)
                    async for result in search:
                        if result.query == query and bool(result.files) is some:
                            break
            assert await search.next_batch() == []
            with pytest.raises(JsonRpcError):
                await search.update("closed")


@pytest.mark.usefixtures("repository")
async def test_the_diff_to_the_remote(server_config: AppServerConfig, project_dir: Path, tmp_path: Path):
    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=project_dir, check=True, capture_output=True)

    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            with pytest.raises(InvalidRequestError):
                await codex.git_diff_to_remote(project_dir)
            git("init", "--bare", str(tmp_path / "remote.git"))
            git("remote", "add", "origin", str(tmp_path / "remote.git"))
            git("push", "origin", "HEAD:main")
            git("fetch", "origin")
            (project_dir / "README.md").write_text("changed\n")
            answer = await codex.git_diff_to_remote(project_dir)
            assert "+changed" in answer.diff
            assert len(answer.sha) == 40


async def test_a_command_runs_to_its_end(server_config: AppServerConfig, project_dir: Path):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            command = ["sh", "-c", 'printf "$GREETING"; pwd >&2; exit 3']
            done = await codex.command_exec(
                command, cwd=project_dir, env={"GREETING": "hello"}, sandbox_policy=FREELY
            )
            assert (done.exit_code, done.stdout, done.stderr) == (3, "hello", f"{project_dir}\n")
            with pytest.raises(JsonRpcError):
                await codex.command_exec(["/no/such/program"], sandbox_policy=FREELY)


@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_a_running_command_is_read_written_and_waited_for(server_config: AppServerConfig):
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            cat = await codex.command_start(["cat"], stdin=True, sandbox_policy=FREELY)
            async with cat:
                await cat.write("héllo\n")
                assert (await anext(cat)).data.decode() == "héllo\n"
                await cat.write(b"\xff", close_stdin=True)
                assert b"".join([piece.data async for piece in cat]) == b"\xff"
                assert (await cat.wait()).exit_code == 0
                assert not cat.is_running
                with pytest.raises(InvalidRequestError):
                    await cat.write("late")


async def test_a_command_in_a_terminal_is_resized_and_ended(server_config: AppServerConfig):
    shell = ["sh", "-c", "stty size; read line; stty size; exec sleep 300"]
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            command = await codex.command_start(shell, terminal_size=(30, 90), sandbox_policy=FREELY)
            assert (await anext(command)).data == b"30 90\r\n"
            await command.resize(rows=40, cols=100)
            await command.write("\n")
            text = b""
            while b"40 100" not in text:
                text += (await anext(command)).data
            await command.terminate()
            assert (await command.wait()).exit_code != 0


async def test_a_command_that_nobody_wants_any_more_is_ended(server_config: AppServerConfig):
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            async with await codex.command_start(["sleep", "300"], sandbox_policy=FREELY) as command:
                pass
            assert (await command.wait()).exit_code != 0
            missing = await codex.command_start(["/no/such/program"], sandbox_policy=FREELY)
            assert await rows_of(missing) == []
            with pytest.raises(JsonRpcError):
                await missing.wait()
            orphan = await codex.command_start(["sleep", "300"], sandbox_policy=FREELY)
        with pytest.raises(Exception, match="closed"):
            await orphan.wait()


def test_blocking_code_has_commands_watches_and_searches(server_config: AppServerConfig, tmp_path: Path):
    with Codex(replace(server_config)) as codex:
        with codex.command_start(["cat"], stdin=True, sandbox_policy=FREELY) as cat:
            cat.write("one\n", close_stdin=True)
            assert b"".join(piece.data for piece in cat) == b"one\n"
            assert cat.wait().exit_code == 0
        with codex.fs_watch(tmp_path) as watch:
            codex.fs_write_file(tmp_path / "new", b"")
            assert next(watch).changed_paths
        assert watch.next_batch() == []
        with codex.fuzzy_file_search_session([tmp_path]) as search:
            search.update("new")
            # An old server may begin with what it finds for no query at all.
            assert next(found for found in search if found.query).query == "new"
        assert codex.config_read().config
        assert len(list(codex.all_models(page_size=3))) > 3
    watch.close()
