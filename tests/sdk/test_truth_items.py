"""PROTOCOL.md, 3.3, 3.5 and 3.8: what the items of a turn are on the real server."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import pytest

from codex_app_server import AppServerConfig, AsyncCodex, AsyncTurnHandle, InvalidRequestError, Notification
from codex_tui.demo.script import Gate, Patch, Reasoning, Script, Shell, Text, ToolCall
from codex_tui.demo.scripts import PLAIN_ANSWER
from codex_tui.demo.server import ScriptedModel

from .capabilities import server_lacks
from .helpers import require_pages

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


def completed(seen: list[Notification], kind: str) -> list[dict[str, Any]]:
    items = [n.params["item"] for n in seen if n.method == "item/completed"]
    return [item for item in items if item["type"] == kind]


async def everything_of(handle: AsyncTurnHandle) -> list[Notification]:
    return [notification async for notification in handle.stream()]


async def test_reasoning_and_text_are_told_piece_by_piece_and_whole_at_the_end(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    scripted_model.on(
        "@@think", Script([[Reasoning(["**One**\n\nfirst part", "second part"]), Text(["a", "b", "c d"])]])
    )
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            seen = await everything_of(await (await codex.thread_start()).turn("@@think"))
    parts: dict[int, str] = {}
    for n in seen:
        if n.method == "item/reasoning/summaryPartAdded":
            parts[n.params["summaryIndex"]] = ""
        if n.method == "item/reasoning/summaryTextDelta":
            parts[n.params["summaryIndex"]] += n.params["delta"]
    (reasoning,) = completed(seen, "reasoning")
    assert reasoning["summary"] == [parts[0], parts[1]] == ["**One**\n\nfirst part", "second part"]
    deltas = [n.params["delta"] for n in seen if n.method == "item/agentMessage/delta"]
    assert deltas == ["a", "b", "c d"]


async def test_commands_of_one_answer_run_at_once_and_their_output_is_capped_at_a_mebibyte(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    scripted_model.on(
        "@@both",
        Script(
            [
                [
                    Shell("until [ -p pipe ]; do :; done; echo ping > pipe; exit 3"),
                    Shell("mkfifo pipe; cat pipe"),
                ],
                [Shell("head -c 1500000 /dev/zero | tr '\\0' x; echo end")],
                [Text("Done.")],
            ]
        ),
    )
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start(sandbox="danger-full-access", approval_policy="never")
            seen = await everything_of(await thread.turn("@@both"))
    first, second, large = completed(seen, "commandExecution")
    # Neither could end without the other; they are told in the order in which they end.
    ended = {(item["status"], item["exitCode"], item["aggregatedOutput"]) for item in (first, second)}
    assert ended == {("completed", 0, "ping\n"), ("failed", 3, None)}
    output = large["aggregatedOutput"]
    assert 2**20 <= len(output) < 2**20 + 100
    assert (output[0], output[-5:]) == ("x", "xend\n")


async def test_a_command_that_asks_for_input_is_written_to(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    command = Shell("read name; echo hello $name", yield_time_ms=250, tty=True)
    scripted_model.on("@@read", Script([[command], [Text("It waits.")]]))
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start(sandbox="danger-full-access", approval_policy="never")
            reading = await thread.turn("@@read")
            (begun,) = (await reading.run_result()).incomplete_items
            (terminal,) = [terminal async for terminal in thread.background_terminals()]
            write = {"session_id": int(terminal.process_id), "chars": "Ann\n", "yield_time_ms": 250}
            scripted_model.on("@@write", Script([[ToolCall("write_stdin", write)], [Text("ok")]]))
            everything = codex.notifications(include_turns=True)
            writing = await thread.turn("@@write")
            await writing.run()
            told: dict[str, dict[str, Any]] = {}
            while "item/completed" not in told:
                notification = await anext(everything)
                if begun.root.id in (notification.item_id, notification.params.get("itemId")):
                    told[notification.method] = notification.params
    if "item/commandExecution/terminalInteraction" not in told:
        server_lacks("what is written to a command is not told")
    interaction = told["item/commandExecution/terminalInteraction"]
    # The turn that writes, with the item of the turn that began it; its end belongs to the latter.
    assert (interaction["stdin"], interaction["turnId"]) == ("Ann\n", writing.id)
    assert told["item/completed"]["turnId"] == reading.id
    # A terminal shows what is typed.
    assert told["item/completed"]["item"]["aggregatedOutput"] == "Ann\r\nhello Ann\r\n"


@pytest.mark.usefixtures("repository")
async def test_a_patch_that_does_not_fit_is_no_item_and_a_diff_comes_again_after_each_answer(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    bad = "*** Begin Patch\n*** Update File: no-such-file.txt\n@@\n-a\n+b\n*** End Patch"
    good = "*** Begin Patch\n*** Add File: new.txt\n+one\n*** End Patch"
    scripted_model.on("@@patches", Script([[Patch(bad)], [Patch(good)], [Shell("true")], [Text("Done.")]]))
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start(sandbox="danger-full-access", approval_policy="never")
            seen = await everything_of(await thread.turn("@@patches"))
    (patch,) = completed(seen, "fileChange")
    (change,) = patch["changes"]
    assert (change["kind"], change["diff"]) == ({"type": "add"}, "one\n")
    diffs = [n.params["diff"] for n in seen if n.method == "turn/diff/updated"]
    assert len(diffs) > 1
    assert len(set(diffs)) == 1
    assert "+++ b/new.txt" in diffs[0]
    assert "no-such-file.txt" in scripted_model.requests[1].tool_outputs[0]


async def test_a_plan_is_cut_out_of_the_message_and_an_item_of_its_own(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    text = "Before.\n<proposed_plan>\n# Plan\n- one\n</proposed_plan>\nAfter."
    scripted_model.on("@@propose", Script([[Text(text)]]))
    mode = {
        "mode": "plan",
        "settings": {"model": "gpt-5.5", "reasoning_effort": None, "developer_instructions": None},
    }
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            require_pages(thread)
            handle = await thread.turn("@@propose", collaboration_mode=mode)
            seen = await everything_of(handle)
            kept = [entry.item.root.type async for entry in thread.items()]
    (plan,) = completed(seen, "plan")
    (message,) = completed(seen, "agentMessage")
    assert (plan["id"], plan["text"]) == (f"{handle.id}-plan", "# Plan\n- one\n")
    assert message["text"] == "Before.\nAfter."
    assert kept == ["userMessage", "plan", "agentMessage"]
    assert plan["text"] in "".join(n.params["delta"] for n in seen if n.method == "item/plan/delta")


async def test_a_command_writes_where_the_sandbox_lets_it(
    server_config: AppServerConfig, scripted_model: ScriptedModel, project_dir: Path
):
    scripted_model.on("@@touch", Script([[Shell("touch inside")], [Text("x")]]))
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            for sandbox in ("read-only", "workspace-write", "danger-full-access"):
                thread = await codex.thread_start(sandbox=sandbox, approval_policy="never")
                seen = await everything_of(await thread.turn("@@touch"))
                (output,) = scripted_model.requests[-1].tool_outputs
                statuses = [item["status"] for item in completed(seen, "commandExecution")]
                assert ("Read-only file system" in output) is (sandbox == "read-only")
                # What the sandbox stops at once may have no item at all.
                assert statuses in ([["completed"]] if sandbox != "read-only" else [[], ["failed"]])
    assert (project_dir / "inside").exists()


async def test_an_mcp_server_that_does_not_start_is_told_and_fails_no_turn(
    server_config: AppServerConfig, codex_home: Path
):
    (codex_home / "config.toml").write_text('[mcp_servers.broken]\ncommand = "/no/such/command"\n')
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            rest = codex.notifications()
            thread = await codex.thread_start()
            states: list[str] = []
            while states[-1:] != ["failed"]:
                n = await anext(rest)
                if n.method == "mcpServer/startupStatus/updated":
                    if "threadId" not in n.params:
                        server_lacks("the start of an MCP server belongs to no thread")
                    assert (n.params["threadId"], n.params["name"]) == (thread.id, "broken")
                    states.append(n.params["status"])
            assert states == ["starting", "failed"]
            assert "failed to start" in n.params["error"]
            assert (await thread.run("@@plain")).final_response == PLAIN_ANSWER


@pytest.mark.parametrize("instant", [True, False])
async def test_added_input_cuts_the_answer_off_unless_the_server_is_told_to_let_it_finish(
    server_config: AppServerConfig, scripted_model: ScriptedModel, instant: bool
):
    gate = Gate()
    scripted_model.on("@@hold", Script([[Text(["eins ", gate, "zwei"])]]))
    setting = f"features.instant_interrupt={str(instant).lower()}"
    config = replace(server_config, config_overrides=(*server_config.config_overrides, setting))
    with anyio.fail_after(30):
        async with AsyncCodex(config) as codex:
            thread = await codex.thread_start()
            handle = await thread.turn("@@hold")
            async for n in handle.stream():
                if n.method == "item/agentMessage/delta":
                    break
            with pytest.raises(InvalidRequestError, match="input must not be empty"):
                await handle.steer([])
            with pytest.raises(InvalidRequestError, match="expected active turn id"):
                await thread.follow(thread.id).steer("to a turn that there is not")
            await handle.steer("@@plain")
            gate.open()
            seen = await everything_of(handle)
    known = json.dumps(scripted_model.requests[-1].body["input"])
    said = [item["text"] for item in completed(seen, "agentMessage")]
    if instant and "eins zwei" in said:
        server_lacks("an answer is always let finish")
    # Cut off, as if it had never been said; or let finish.
    assert said == ([] if instant else ["eins zwei"]) + [PLAIN_ANSWER]
    assert ("eins" in known) is not instant
