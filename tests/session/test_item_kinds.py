"""Every kind of item of the pinned schema has a cell, and everything a server says of a thread has a place."""

from __future__ import annotations

from typing import Any, get_args, get_type_hints

import pytest
from pydantic import BaseModel

from codex_app_server.generated.registry import NOTIFICATIONS
from codex_app_server.generated.v2_all import ThreadItem, Turn, UnknownThreadItem
from codex_tui.model.canonical import canonical
from codex_tui.model.changes import Remarked
from codex_tui.model.items import AgentItem, ItemStatus, NoticeItem, RawItem, UserItem
from codex_tui.model.reducer import _HANDLERS, _QUIET
from codex_tui.model.reducer_history import Stretch, load_anew
from codex_tui.model.tool_items import AgentCallItem, HookItem, ImageItem, McpCallItem, ToolItem
from codex_tui.render.cells import renderer_for
from tests.support.item_samples import BLOCKED, CHILD, HOOK, ITEMS, NOTICES, REMARKS, item

from .conftest import items
from .replay import Player, command, complete, ended, note, player, start, started

OF_THE_SERVER = frozenset(
    ("account/updated", "account/rateLimits/updated", "mcpServer/oauthLogin/completed", "skills/changed")
)
"""What is read anew, or kept, where no thread is concerned."""
ELSEWHERE = frozenset(
    method
    for method in NOTIFICATIONS
    if method.startswith(
        (
            *("account/", "app/", "command/exec/", "externalAgentConfig/", "fs/", "fuzzyFileSearch/"),
            *("mcpServer/event/", "mcpServer/oauthLogin/", "process/", "project/", "remoteControl/"),
            *("skills/", "windowsSandbox/"),
        )
    )
    and method not in OF_THE_SERVER
)
"""What is no matter of a thread, or answers a call that whoever made it waits for."""
VOICE = frozenset(method for method in NOTIFICATIONS if method.startswith("thread/realtime/"))
"""Nothing here begins a conversation by voice; what another client begins is shown raw."""


def kinds_of(root: Any) -> set[str]:
    """The discriminators of a union, however it is nested."""
    if isinstance(root, type) and issubclass(root, BaseModel):
        return set() if root is UnknownThreadItem else set(get_args(root.model_fields["type"].annotation))
    return {kind for part in get_args(root) for kind in kinds_of(part)}


SCHEMA = kinds_of(get_type_hints(ThreadItem)["root"])


def test_the_samples_are_those_of_the_schema() -> None:
    assert set(ITEMS) == SCHEMA


@pytest.mark.parametrize("kind", sorted(SCHEMA))
def test_every_kind_of_item_has_a_cell(kind: str) -> None:
    at = player()
    at.say("turn/started", **started())
    start(at, item(kind))
    complete(at, item(kind))
    (made,) = at.conversation.items
    assert not isinstance(made, RawItem)
    assert not made.running
    assert made.source().strip()
    assert renderer_for(made).estimate(80) >= 1


def test_everything_a_server_says_of_a_thread_has_a_place() -> None:
    placed = _HANDLERS.keys() | _QUIET
    assert set(NOTIFICATIONS) - placed == ELSEWHERE | VOICE
    assert not placed & (ELSEWHERE | VOICE)


@pytest.mark.parametrize("method", sorted(NOTICES))
def test_what_is_said_of_a_thread_is_seen_in_it(method: str) -> None:
    at = player()
    at.say("turn/started", **started())
    at.say(method, turnId="T", **NOTICES[method])
    assert at.lines
    assert not items(at.conversation, RawItem)


@pytest.mark.parametrize("method", sorted(REMARKS))
def test_what_is_said_of_no_thread_is_said_in_the_status_line(method: str) -> None:
    at = player()
    assert [type(change) for change in at.play([note(method, **REMARKS[method])])] == [Remarked]
    assert at.state.server.warnings


# --- how they are told --------------------------------------------------------------------------------------


RUNNING: dict[str, dict[str, Any]] = {
    "mcpToolCall": {"status": "inProgress", "result": None},
    "dynamicToolCall": {"status": "inProgress", "success": None, "contentItems": None},
    "collabAgentToolCall": {"status": "inProgress", "receiverThreadIds": [], "agentsStates": {}},
    "imageGeneration": {"status": "in_progress", "result": "", "savedPath": None},
    "webSearch": {"results": None},
}
"""What of the samples is another way while they run."""


def told(kind: str, **more: Any) -> tuple[ToolItem, str]:
    """A sample that runs and ends; gives the item, and its line while it ran."""
    at = player()
    at.say("turn/started", **started())
    start(at, item(kind, **{**RUNNING.get(kind, {}), **more}))
    made = items(at.conversation, ToolItem)[0]
    before = made.headline
    complete(at, item(kind, **more))
    return made, before


@pytest.mark.parametrize(
    ("kind", "before", "after", "outcome"),
    [
        (
            "mcpToolCall",
            "shop.stock item: everything on the shelves, room: 2",
            "shop.stock item: everything on the shelves, room: 2",
            "",
        ),
        ("dynamicToolCall", "desk.weather Bonn", "desk.weather Bonn", "failed"),
        ("functionCallOutput", "Output of desk.lookup", "Output of desk.lookup", ""),
        (
            "webSearch",
            "Searching the web half even rounding in retail",
            "Searched the web half even rounding in retail",
            "2 results",
        ),
        ("imageView", "Viewing an image /home/me/sales.png", "Viewed an image /home/me/sales.png", ""),
        (
            "imageGeneration",
            "Making an image",
            "Made an image /home/me/made.png  PNG 192×108, 70 bytes",
            "",
        ),
        (
            "collabAgentToolCall",
            "Starting an agent Read the receipt.",
            "Started an agent Read the receipt.",
            "",
        ),
        (
            "subAgentActivity",
            "Agent finished reader  gpt-6-sol low",
            "Agent finished reader  gpt-6-sol low",
            "",
        ),
        ("sleep", "Sleeping for 90 s", "Slept for 90 s", ""),
        ("contextCompaction", "Compacting the context", "Context compacted", ""),
        (
            "enteredReviewMode",
            "Review started changes against 'main'",
            "Review started changes against 'main'",
            "",
        ),
        ("exitedReviewMode", "Review finished", "Review finished", ""),
        (
            "hookPrompt",
            "A hook told the model Run the tests before you stop.",
            "A hook told the model Run the tests before you stop.",
            "",
        ),
    ],
)
def test_each_kind_says_in_one_line_what_is_done(kind: str, before: str, after: str, outcome: str) -> None:
    made, running = told(kind)
    assert (running, made.headline, made.outcome) == (before, after, outcome)


def test_a_compaction_says_that_it_runs_and_what_became_of_it() -> None:
    at = player()
    at.say("turn/started", **started())
    start(at, item("contextCompaction"))
    assert at.lines == ["compaction (running): Compacting the context"]
    at.say("turn/completed", **ended(status="interrupted"))
    assert at.lines[0] == "compaction (interrupted): Context not compacted"


def test_a_page_that_is_opened_or_looked_through_is_told_from_a_search() -> None:
    page = {"type": "openPage", "url": "https://example.com/a"}
    made, _ = told("webSearch", action=page, results=None)
    assert made.headline == "Opened a page https://example.com/a"
    made, _ = told("webSearch", action={**page, "type": "findInPage", "pattern": "half"}, results=None)
    assert made.headline == 'Searched in a page "half" in https://example.com/a'
    made, _ = told("webSearch", action=None, results=None)
    assert made.headline == "Searched the web half even rounding"


def test_a_call_of_an_mcp_server_keeps_arguments_progress_result_and_error() -> None:
    at = player()
    at.say("turn/started", **started())
    start(at, item("mcpToolCall", status="inProgress", result=None))
    (call,) = items(at.conversation, McpCallItem)
    at.say("item/mcpToolCall/progress", turnId="T", itemId="mcpToolCall", message="3 of 6\x1b[31m")
    assert call.progress == "3 of 6␛[31m"
    complete(at, item("mcpToolCall"))
    assert [section.title for section in call.sections] == ["arguments", "result", "structured result"]
    assert call.duration_ms == 1240
    # What is structured is not shown twice where the text is the same.
    text = '{"tea": 41}'
    same = {"content": [{"type": "text", "text": text}], "structuredContent": {"tea": 41}}
    made, _ = told("mcpToolCall", result=same)
    assert [section.title for section in made.sections] == ["arguments", "result"]
    made, _ = told("mcpToolCall", status="failed", result=None, error={"message": "gone"})
    assert made.status is ItemStatus.FAILED
    assert [(section.text, section.problem) for section in made.sections[1:]] == [("gone", True)]


def test_what_is_no_text_in_a_result_is_named() -> None:
    blocks = [
        {"type": "image", "data": "AAAA", "mimeType": "image/webp"},
        {"type": "resource_link", "name": "menu", "uri": "cafe://menu"},
        {"type": "resource", "resource": {"uri": "cafe://tea", "text": "Tea"}},
        {"type": "hologram", "depth": 3},
    ]
    made, _ = told("mcpToolCall", result={"content": blocks})
    shown = made.sections[1].text.split("\n")
    assert shown[:4] == ["[image WEBP, 3 bytes]", "menu cafe://menu", "cafe://tea", "Tea"]
    assert '"hologram"' in "".join(shown[4:])


def test_a_call_that_its_turn_left_open_is_interrupted() -> None:
    at = player()
    at.say("turn/started", **started())
    start(at, item("mcpToolCall", status="inProgress", result=None))
    at.say("hook/started", turnId="T", run=HOOK)
    at.say("turn/completed", **ended(status="interrupted"))
    assert [one.status for one in items(at.conversation, ToolItem)] == [ItemStatus.INTERRUPTED] * 2


def test_a_hook_is_one_item_for_each_of_its_runs() -> None:
    at = player()
    at.say("turn/started", **started())
    at.say("hook/started", turnId="T", run=HOOK)
    at.say("hook/completed", turnId="T", run=BLOCKED)
    at.say("hook/started", turnId="T", run={**HOOK, "startedAt": 5})
    first, second = items(at.conversation, HookItem)
    assert (first.headline, first.outcome) == ("PreToolUse hook who may audit", "blocked")
    assert [section.text for section in first.sections] == [
        "Audits are for people.",
        "/home/me/.codex/config.toml",
    ]
    assert second.quiet
    assert not first.quiet
    assert second.running


def test_what_was_attached_is_told_apart() -> None:
    at = player()
    complete(at, item("userMessage"))
    (prompt,) = items(at.conversation, UserItem)
    assert [attachment.text for attachment in prompt.attachments] == [
        "[image PNG 192×108, 70 bytes]",
        "[local image /home/me/shop/shots/receipt.png]",
        "[mention cart.py /home/me/shop/shop/cart.py]",
        "[skill rounding /home/me/.codex/skills/rounding/SKILL.md]",
    ]


def test_a_picture_has_the_path_at_which_it_lies() -> None:
    for kind, path in {"imageView": "/home/me/sales.png", "imageGeneration": "/home/me/made.png"}.items():
        made, _ = told(kind)
        assert isinstance(made, ImageItem)
        assert made.path == path


def test_a_retry_says_which_it_is_of_how_many_and_why() -> None:
    at = player()
    at.say("turn/started", **started())
    for message in ("Reconnecting... 1/5", "Reconnecting... 2/5"):
        failure = {"message": message, "additionalDetails": "stream disconnected\nat byte 7"}
        at.say("error", turnId="T", willRetry=True, error=failure)
    (retry,) = items(at.conversation, NoticeItem)
    assert (retry.text, retry.detail) == ("Reconnecting (2 of 5): stream disconnected", "at byte 7")


def test_a_retry_without_a_number_is_counted() -> None:
    at = player()
    at.say("turn/started", **started())
    for _ in range(3):
        failure = {"message": "Reconnecting... waiting for network"}
        at.say("error", turnId="T", willRetry=True, error=failure)
    assert at.lines == ["notice (running): Reconnecting... waiting for network (attempt 3)"]


def test_what_an_agent_does_is_told_where_it_was_started_until_it_is_done() -> None:
    at = player()
    at.say("turn/started", **started())
    complete(at, item("collabAgentToolCall"))
    (call,) = items(at.conversation, AgentCallItem)
    child = {"threadId": CHILD, "turnId": "C"}
    at.play([note("item/started", item=command(), startedAtMs=1, **child)])
    assert call.progress == "2e3d  $ echo hi"
    # Who waits for it tells of it from then on.
    wait = {"tool": "wait", "status": "inProgress", "prompt": None}
    start(at, item("collabAgentToolCall", "wait", **wait))
    at.play([note("item/started", item=item("reasoning"), startedAtMs=1, **child)])
    assert [one.progress for one in items(at.conversation, AgentCallItem)] == ["", "2e3d  thinking"]
    at.play([note("turn/completed", threadId=CHILD, **ended("C"))])
    assert not any(one.progress for one in items(at.conversation, AgentCallItem))
    assert len(at.state.conversations) == 1


# --- history ------------------------------------------------------------------------------------------------


def test_what_is_stored_reads_as_it_was_live() -> None:
    sources = [item(kind) for kind in ITEMS]
    live = player()
    live.say("turn/started", **started())
    for source in sources:
        complete(live, source)
    live.say("turn/completed", **ended())
    turn = {"id": "T", "rootTurnId": "T", "itemsView": "full", "status": "completed", "items": sources}
    restored = Player("t")
    load_anew(restored.conversation, Stretch([Turn.model_validate(turn)]), frozenset())
    # Without the times at which they began, which are read apart, some stand elsewhere.
    assert sorted(restored.lines) == sorted(live.lines)
    (before,), (after,) = canonical(live.conversation), canonical(restored.conversation)
    assert [one for one in before["items"] if one not in after["items"]] == []
    assert len(items(restored.conversation, AgentItem)) == 1
