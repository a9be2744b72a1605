"""PROTOCOL.md, 2.4: what a list of threads has to know of deleting, archiving and pinning them."""

import anyio
import pytest

from codex_app_server import AppServerConfig, AsyncCodex, InvalidRequestError, Notification
from codex_tui.demo.request import ModelRequest
from codex_tui.demo.script import Gate, Script, Text, ToolCall
from codex_tui.demo.scripts import PLAIN
from codex_tui.demo.server import ScriptedModel

pytestmark = pytest.mark.anyio

PINNED = "01984de2-8f74-7c91-a3b2-5c5e937cf318"


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


async def test_a_refused_deletion_has_interrupted_the_turn_and_unloaded_the_thread(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    gate = Gate("held")
    scripted_model.on("@@held", Script([[Text(("one ", gate, "two"))]]))
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            await thread.run("@@plain")
            await codex.thread_fork(thread.id)
            everything = codex.notifications(include_turns=True)
            await thread.turn("@@held")
            with pytest.raises(InvalidRequestError, match="forked history still references it"):
                await codex.thread_delete(thread.id)
            heard: list[Notification] = []
            while not heard or heard[-1].params.get("status") != {"type": "notLoaded"}:
                heard.append(await anext(everything))
            ended = [one for one in heard if one.method == "turn/completed"]
            assert [one.params["turn"]["status"] for one in ended] == ["interrupted"]
            gate.open()


async def test_threads_of_agents_are_archived_and_deleted_with_theirs_and_do_not_come_back_by_themselves(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    spawn = ToolCall("spawn_agent", {"task_name": "helper", "message": "@@plain"}, "collaboration")
    parent = Script([[spawn], [Text("Over.")]])

    def answer(request: ModelRequest) -> Script:
        return parent if request.thread_id == thread.id else PLAIN

    scripted_model.on("@@spawn", answer)
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:

            async def agents(archived: bool = False) -> int:
                params = {"ancestorThreadId": thread.id, "archived": archived, "useStateDbOnly": True}
                return len((await codex.request("thread/list", params, dict))["data"])

            model = next(one.model for one in (await codex.models()).data if one.is_default)
            thread = await codex.thread_start(model=model)
            await thread.run("@@spawn")
            if not await agents():
                pytest.skip("this server lists no agents")
            await codex.thread_archive(thread.id)
            assert (await agents(), await agents(archived=True)) == (0, 1)
            await codex.thread_unarchive(thread.id)
            assert (await agents(), await agents(archived=True)) == (0, 1)
            await codex.thread_delete(thread.id)
            assert (await agents(), await agents(archived=True)) == (0, 0)


async def test_a_pin_is_seen_by_who_lists_and_told_to_nobody(server_config: AppServerConfig):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex, AsyncCodex(server_config) as other:
            thread = await codex.thread_start()
            await thread.run("@@plain")
            everything = codex.notifications(include_turns=True)
            await codex.request("thread/section/move", {"threadId": thread.id, "sectionId": PINNED}, dict)
            await thread.set_name("named")
            told: list[str] = []
            while not told or told[-1] != "thread/name/updated":
                told.append((await anext(everything)).method)
            assert not [method for method in told if "section" in method]
            for client in (codex, other):
                page = await client.request(
                    "thread/list", {"useStateDbOnly": True, "sectionId": PINNED}, dict
                )
                assert [row["section"]["id"] for row in page["data"]] == [PINNED]
            await codex.thread_archive(thread.id)
            await codex.thread_unarchive(thread.id)
            page = await other.request("thread/list", {"useStateDbOnly": True, "sectionId": PINNED}, dict)
            assert [row["id"] for row in page["data"]] == [thread.id]


async def test_who_marks_a_thread_unread_hears_it_from_the_answer(server_config: AppServerConfig):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            await thread.run("@@plain")
            params = {"threadId": thread.id, "includeTurns": False}
            seen = (await codex.request("thread/read", params, dict))["readState"]
            change = {
                "threadId": thread.id,
                "operation": {"type": "unread"},
                "expectedRevision": seen["revision"],
            }
            state = (await codex.request("thread/readState/update", change, dict))["readState"]
            assert state["firstUnread"] == {"type": "threadStart"}
            assert state["revision"] != seen["revision"]
            with pytest.raises(InvalidRequestError) as refusal:
                await codex.request("thread/readState/update", change, dict)
            assert refusal.value.data == {"reason": "readStateConflict", "readState": state}
