"""What the in-memory server has in store: lists of threads, their turns and items."""

from __future__ import annotations

from typing import Any

from ..errors import JsonRpcError
from .calls import Call, find_thread, page_of
from .checks import refused

__all__ = ["HISTORY_METHODS"]

Json = dict[str, Any]


def _list(call: Call) -> Json:
    rows = [
        thread
        for thread in call.server.threads.values()
        if thread.is_listed and thread.archived == bool(call.params.get("archived"))
    ]
    cwd = call.params.get("cwd")
    if cwd is not None:
        rows = [thread for thread in rows if thread.cwd in ([cwd] if isinstance(cwd, str) else cwd)]
    if call.params.get("searchTerm"):
        rows = [thread for thread in rows if call.params["searchTerm"] in (thread.name or thread.preview)]
    rows.sort(key=lambda thread: thread.created_at, reverse=call.params.get("sortDirection") != "asc")
    page, following = page_of([thread.summary() for thread in rows], call.params)
    return {"data": page, "nextCursor": following, "readStates": {}}


def _turns(call: Call) -> Json:
    thread = find_thread(call, refused(f"thread not loaded: {call.params['threadId']}"))
    if thread.ephemeral:
        raise refused("ephemeral threads do not support thread/turns/list")
    if not thread.has_file:
        what = "thread/turns/list is unavailable before first user message"
        raise refused(f"thread {thread.id} is not materialized yet; {what}")
    turns = list(thread.turns)
    if call.params.get("sortDirection") != "asc":
        turns.reverse()
    page, following = page_of(turns, call.params)
    view = call.params.get("itemsView") or "summary"
    return {"data": [_viewed(turn, view) for turn in page], "nextCursor": following}


def _viewed(turn: Json, view: str) -> Json:
    items = turn["items"] if view == "full" else []
    if view == "summary":
        asked = [item for item in turn["items"] if item["type"] == "userMessage"]
        said = [item for item in turn["items"] if item["type"] == "agentMessage"]
        items = [*asked[:1], *said[-1:]]
    return {**turn, "items": items, "itemsView": view}


def _items(call: Call) -> Json:
    missing = JsonRpcError(-32601, "thread/items/list is not supported yet")
    thread = find_thread(call, missing)
    if not thread.has_file:
        raise missing
    wanted = call.params.get("turnId")
    items = [
        {"turnId": turn["id"], "item": item, "startedAtMs": None, "completedAtMs": None}
        for turn in thread.turns
        if wanted in (None, turn["id"])
        for item in turn["items"]
    ]
    if call.params.get("sortDirection") == "desc":
        items.reverse()
    page, following = page_of(items, call.params)
    return {"data": page, "nextCursor": following}


def _read(call: Call) -> Json:
    thread = find_thread(call, refused(f"thread not loaded: {call.params['threadId']}"))
    with_turns = bool(call.params.get("includeTurns"))
    if with_turns and thread.ephemeral:
        raise refused("ephemeral threads do not support includeTurns")
    if with_turns and not thread.has_file:
        raise JsonRpcError(-32601, "list_turns is not supported yet")
    return {"thread": thread.summary(with_turns=with_turns)}


def _loaded(call: Call) -> Json:
    page, following = page_of(
        [thread.id for thread in call.server.threads.values() if thread.loaded], call.params
    )
    return {"data": page, "nextCursor": following}


HISTORY_METHODS = {
    "thread/list": _list,
    "thread/turns/list": _turns,
    "thread/items/list": _items,
    "thread/read": _read,
    "thread/loaded/list": _loaded,
}
