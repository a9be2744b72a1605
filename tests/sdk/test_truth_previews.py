"""PROTOCOL.md, 3.1 and 3.3: what a server shows before an item is complete, and what is done elsewhere."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import pytest

from codex_app_server import AppServerConfig, AsyncCodex, Notification, UnknownNotification
from codex_tui.demo.script import Patch, Reasoning, Script, Shell, Text, WebSearch
from codex_tui.demo.server import ScriptedModel

from .capabilities import server_lacks
from .test_truth_items import completed, everything_of

pytestmark = pytest.mark.anyio

PATCH = """\
*** Begin Patch
*** Add File: new.txt
+one
+two
*** Add File: other.txt
+three
*** End Patch"""


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


def params_of(seen: list[Notification], method: str) -> list[dict[str, Any]]:
    """What all notifications of a kind say; each is one that the models know."""
    told = [notification for notification in seen if notification.method == method]
    assert [n for n in told if isinstance(n.payload, UnknownNotification)] == []
    return [notification.params for notification in told]


async def test_the_reasoning_itself_is_told_if_the_model_shows_it(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    scripted_model.on("@@think", Script([[Reasoning(["**Hm**"], raw="One and two."), Text("Three.")]]))
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            seen = await everything_of(await (await codex.thread_start()).turn("@@think"))
    deltas = params_of(seen, "item/reasoning/textDelta")
    assert [delta["delta"] for delta in deltas] == ["One", " and", " two."]
    assert {delta["contentIndex"] for delta in deltas} == {0}
    (reasoning,) = completed(seen, "reasoning")
    assert (reasoning["summary"], reasoning["content"]) == (["**Hm**"], ["One and two."])


async def test_a_patch_is_previewed_while_it_is_written_if_the_server_is_told_to(
    server_config: AppServerConfig, scripted_model: ScriptedModel, project_dir: Path
):
    scripted_model.on("@@write", Script([[Patch(PATCH)], [Text("Written.")]]))
    setting = "features.apply_patch_streaming_events=true"
    config = replace(server_config, config_overrides=(*server_config.config_overrides, setting))
    with anyio.fail_after(30):
        async with AsyncCodex(config) as codex:
            thread = await codex.thread_start(sandbox="danger-full-access", approval_policy="never")
            seen = await everything_of(await thread.turn("@@write"))
    previews = params_of(seen, "item/fileChange/patchUpdated")
    if not previews:
        server_lacks("patches are not previewed")
    (patch,) = completed(seen, "fileChange")
    methods = [notification.method for notification in seen]
    begun = [n.method == "item/started" and n.params["item"]["type"] == "fileChange" for n in seen].index(
        True
    )
    assert methods.index("item/fileChange/patchUpdated") < begun
    assert {preview["itemId"] for preview in previews} == {patch["id"]}
    # As far as it is written, and with paths as the model writes them; the item has them whole.
    assert [change["path"] for change in previews[0]["changes"]] == ["new.txt"]
    whole = {str(project_dir / change["path"]): change["diff"] for change in previews[-1]["changes"]}
    assert whole == {change["path"]: change["diff"] for change in patch["changes"]}


async def test_a_search_of_the_web_is_an_item_that_has_its_query_when_it_is_completed(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    scripted_model.on("@@search", Script([[WebSearch("weather in Bonn"), Text("Sunny.")]]))
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            result = await thread.run("@@search")
            (turn,) = await thread.turns(items_view="full").next_page()
    kinds = ["userMessage", "webSearch", "agentMessage"]
    assert [item.root.type for item in result.items] == kinds
    assert [item.root.type for item in turn.items] == kinds
    search = result.items[1].root.model_dump(mode="json")
    assert (search["query"], search["action"]["type"]) == ("weather in Bonn", "search")


async def test_a_relative_folder_is_one_of_the_servers_own(
    server_config: AppServerConfig, scripted_model: ScriptedModel, project_dir: Path
):
    (project_dir / "sub").mkdir()
    scripted_model.on("@@where", Script([[Shell("pwd; sleep 0.1")], [Text("There.")]]))
    options: dict[str, Any] = {"sandbox": "danger-full-access", "approval_policy": "never"}
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start(cwd="sub", **options)
            assert thread.opened["cwd"] == str(project_dir / "sub")
            thread = await codex.thread_start(**options)
            (command,) = completed(
                await everything_of(await thread.turn("@@where", cwd="sub")), "commandExecution"
            )
    assert command["cwd"] == str(project_dir / "sub")
    assert command["aggregatedOutput"] == f"{project_dir / 'sub'}\n"
