"""PROTOCOL.md, 2.3 and 2.4: what of a thread is kept, and how its history is read page by page and on resume."""

import json

import anyio
import pytest

from codex_app_server import AppServerConfig, AsyncCodex, InvalidParamsError, TurnStatus
from codex_tui.demo.script import Drop, Gate, Patch, Plan, Reasoning, Script, Shell, Step, Text
from codex_tui.demo.server import ScriptedModel

from .capabilities import server_lacks
from .helpers import require_pages, wait_for

pytestmark = pytest.mark.anyio

PATCH = "*** Begin Patch\n*** Add File: new.txt\n+one\n*** End Patch"
NOBODYS_ID = "01a204b4-07f7-7160-a6a8-89bcf5f4c9e1"


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


async def test_history_keeps_items_and_neither_plan_nor_diff_nor_what_was_cut_off(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    steps: list[Step] = [
        Reasoning(["**Looking**"]),
        Text("First."),
        Plan([("a", "pending")]),
        Shell("printf out"),
        Patch(PATCH),
    ]
    scripted_model.on("@@all", Script([steps, [Text(["half ", Drop()])], [Text("Done.")]]))
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start(sandbox="danger-full-access", approval_policy="never")
            require_pages(thread)
            handle = await thread.turn("@@all")
            live = [n.params["item"] async for n in handle.stream() if n.method == "item/completed"]
            entries = [entry async for entry in thread.items()]
            assert [entry.item.root.id for entry in entries] == [item["id"] for item in live]
            assert "half " not in [item.get("text") for item in live]
            assert {entry.turn_id for entry in entries} == {handle.id}
            (turn,) = [turn async for turn in thread.turns()]
            assert [item.root.type for item in turn.items] == ["userMessage", "agentMessage"]
            assert (turn.items[1].root.id, str(turn.items_view)) == (live[-1]["id"], "summary")
            (bare,) = [turn async for turn in thread.turns(items_view="notLoaded")]
            assert bare.items == []
            assert [e async for e in thread.items(turn_id=NOBODYS_ID)] == []
            cursor = {"type": "item", "itemId": live[0]["id"]}
            params = {"threadId": thread.id, "turnId": handle.id, "cursor": cursor}
            try:
                after = await codex.request("thread/items/list", params)
            except InvalidParamsError as error:
                if "expected a string" not in error.message:
                    raise
                server_lacks("an item is no cursor")
            assert [entry.item.root.id for entry in after.data] == [item["id"] for item in live[1:]]


async def test_a_page_can_be_turned_back_and_has_its_anchor_again(server_config: AppServerConfig):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            for _ in range(3):
                await thread.run("@@plain")
            ids = [turn.id async for turn in thread.turns(sort_direction="asc")]
            page = await codex.request("thread/turns/list", {"threadId": thread.id, "limit": 1})
            assert [turn.id for turn in page.data] == [ids[2]]
            older = await codex.request(
                "thread/turns/list", {"threadId": thread.id, "limit": 1, "cursor": page.next_cursor}
            )
            assert [turn.id for turn in older.data] == [ids[1]]
            back = thread.turns(cursor=older.backwards_cursor, sort_direction="asc")
            assert [turn.id async for turn in back] == ids[1:]


async def test_a_thread_is_resumed_with_a_page_of_its_turns_and_its_last_usage(
    server_config: AppServerConfig,
):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            require_pages(thread)
            for _ in range(3):
                await thread.run("@@plain")
            ids = [turn.id async for turn in thread.turns()]
        async with AsyncCodex(server_config) as codex:
            rest = codex.notifications()
            page = {"limit": 2, "itemsView": "full", "sortDirection": "desc"}
            resumed = await codex.thread_resume(thread.id, initial_turns_page=page)
            assert resumed.opened["thread"]["turns"] == []
            first = resumed.opened["initialTurnsPage"]
            assert [turn["id"] for turn in first["data"]] == ids[:2]
            assert all(turn["itemsView"] == "full" for turn in first["data"])
            assert [turn.id async for turn in resumed.turns(cursor=first["nextCursor"])] == ids[2:]
            usage = await wait_for(rest, "thread/tokenUsage/updated")
            assert usage.params["tokenUsage"]["total"]["totalTokens"] > 0
            whole = await codex.thread_resume(thread.id, include_turns=True)
            assert [turn["id"] for turn in whole.opened["thread"]["turns"]] == ids[::-1]
            assert "deprecated" in (await wait_for(rest, "deprecationNotice")).params["summary"]


async def test_a_running_turn_is_resumed_with_ids_that_only_its_history_has_right(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    gate = Gate()
    scripted_model.on("@@two", Script([[Text("one", phase="commentary"), Text(["two ", gate])]]))
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            require_pages(thread)
            await thread.run("@@plain")
            handle = await thread.turn("@@two")
            ids = []
            async for notification in handle.stream():
                if notification.method == "item/completed":
                    ids.append(notification.item_id)
                if (
                    notification.method == "item/agentMessage/delta"
                    and notification.params["delta"] == "two "
                ):
                    break
            joined = await codex.thread_resume(thread.id, include_turns=True)
            running = joined.opened["thread"]["turns"][-1]
            stored = await anext(thread.turns(items_view="full"))
            kinds = ["userMessage", "agentMessage"]  # what is half said is in neither
            assert [item["type"] for item in running["items"]] == kinds
            assert [item.root.type for item in stored.items] == kinds
            # Servers after 0.163 give the right ones here too.
            assert [item["id"] for item in running["items"]] in (["item-1", "item-2"], ids)
            assert [item.root.id for item in stored.items] == ids
            await handle.interrupt()


async def test_of_an_interrupted_answer_the_model_knows_that_it_was_interrupted(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    scripted_model.on("@@hold", Script([[Text(["half a sentence ", Gate()])]]))
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            handle = await thread.turn("@@hold")
            # The empty id means the turn that runs, also when it has hardly begun.
            await codex.request("turn/interrupt", {"threadId": thread.id, "turnId": ""})
            assert (await handle.run()).status == TurnStatus.interrupted
            handle = await thread.turn("@@hold")
            async for notification in handle.stream():
                if notification.method == "item/agentMessage/delta":
                    break
            await handle.interrupt()
            assert (await handle.run()).error is None
            await thread.run("@@plain")
            known = json.dumps(scripted_model.requests[-1].body["input"])
            assert "<turn_aborted>" in known
            assert "half a sentence" not in known
            kept = [turn.items for turn in [turn async for turn in thread.turns(items_view="full")]]
            assert "agentMessage" not in [item.root.type for items in kept[1:] for item in items]


async def test_a_patch_that_was_declined_is_kept_and_a_command_is_not(server_config: AppServerConfig):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:  # without anybody to ask the answer is no
            thread = await codex.thread_start()
            require_pages(thread)
            declined = set()
            for keyword in ("@@patch", "@@approval"):
                handle = await thread.turn(keyword)
                told = [n.params["item"] async for n in handle.stream() if n.method == "item/completed"]
                declined |= {item["type"] for item in told if item.get("status") == "declined"}
            assert declined == {"fileChange", "commandExecution"}
            kept = {entry.item.root.type async for entry in thread.items()}
            assert kept == {"userMessage", "fileChange", "agentMessage"}
