"""The methods that the in-memory server answers by itself; errors are worded as the real server words them."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from ..errors import JsonRpcError
from .threads import StoredThread

if TYPE_CHECKING:
    from .server import InMemoryAppServer
    from .turns import ScriptedTurn

__all__ = ["METHODS", "Call"]

Json = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """A request that came in.

    Attributes:
        followed: The ids of the threads that this client follows.
        afterwards: What is to happen once the request is answered.
    """

    server: InMemoryAppServer
    followed: set[str]
    params: Json
    afterwards: list[Callable[[], None]] = field(default_factory=list)

    def later(self, action: Callable[[], None]) -> None:
        self.afterwards.append(action)


Method: TypeAlias = Callable[[Call], Any]


def _thread(call: Call) -> StoredThread:
    thread = call.server.threads.get(call.params.get("threadId", ""))
    if thread is None:
        raise JsonRpcError(-32600, f"thread not found: {call.params.get('threadId')}")
    return thread


def _running(call: Call, expected: str | None) -> ScriptedTurn:
    turn = _thread(call).running
    if turn is None:
        raise JsonRpcError(-32600, "no active turn to interrupt")
    if expected and expected != turn.turn["id"]:
        raise JsonRpcError(-32600, f"expected active turn id {turn.turn['id']} but got {expected}")
    return turn


def _initialize(call: Call) -> Json:
    return call.server.introduction


def _start(call: Call) -> Json:
    thread = StoredThread(
        id=call.server.new_id("thread"),
        cwd=call.params.get("cwd") or call.server.cwd,
        model=call.params.get("model") or call.server.model,
        created_at=call.server.now_ms() // 1000,
        ephemeral=bool(call.params.get("ephemeral")),
        approval_policy=call.params.get("approvalPolicy") or "on-request",
    )
    call.server.threads[thread.id] = thread
    call.followed.add(thread.id)
    call.later(lambda: call.server.notify("thread/started", {"thread": thread.summary()}))
    return thread.opened()


def _resume(call: Call) -> Json:
    thread = _thread(call)
    if thread.archived:
        raise JsonRpcError(-32600, f"session {thread.id} is archived")
    call.followed.add(thread.id)
    return thread.opened()


def _fork(call: Call) -> Json:
    source = _thread(call)
    fork = copy.copy(source)
    fork.id, fork.forked_from, fork.running = call.server.new_id("thread"), source.id, None
    # A fork keeps the ids of the turns and items that it copies.
    fork.turns = copy.deepcopy([turn for turn in source.turns if turn["status"] != "inProgress"])
    call.server.threads[fork.id] = fork
    call.followed.add(fork.id)
    call.later(lambda: call.server.notify("thread/started", {"thread": fork.summary()}))
    return fork.opened()


def _list(call: Call) -> Json:
    rows = [
        thread
        for thread in call.server.threads.values()
        if thread.turns and not thread.ephemeral and thread.archived == bool(call.params.get("archived"))
    ]
    cwd = call.params.get("cwd")
    if cwd is not None:
        rows = [thread for thread in rows if thread.cwd in ([cwd] if isinstance(cwd, str) else cwd)]
    if call.params.get("searchTerm"):
        rows = [thread for thread in rows if call.params["searchTerm"] in (thread.name or thread.preview)]
    rows.sort(key=lambda thread: thread.created_at, reverse=call.params.get("sortDirection") != "asc")
    page, following = _page([thread.summary() for thread in rows], call.params)
    return {"data": page, "nextCursor": following, "readStates": {}}


def _turns(call: Call) -> Json:
    turns = list(_thread(call).turns)
    if call.params.get("sortDirection") != "asc":
        turns.reverse()
    page, following = _page(turns, call.params)
    return {"data": [{**turn, "itemsView": "full"} for turn in page], "nextCursor": following}


def _items(call: Call) -> Json:
    wanted = call.params.get("turnId")
    items = [
        {"turnId": turn["id"], "item": item, "startedAtMs": None, "completedAtMs": None}
        for turn in _thread(call).turns
        if wanted in (None, turn["id"])
        for item in turn["items"]
    ]
    if call.params.get("sortDirection") == "desc":
        items.reverse()
    page, following = _page(items, call.params)
    return {"data": page, "nextCursor": following}


def _page(rows: list[Json], params: Json) -> tuple[list[Json], str | None]:
    start = int(params.get("cursor") or 0)
    end = start + max(1, min(100, params.get("limit") or 25))
    return rows[start:end], str(end) if end < len(rows) else None


def _read(call: Call) -> Json:
    return {"thread": _thread(call).summary(with_turns=bool(call.params.get("includeTurns")))}


def _archive(call: Call) -> Json:
    return _put_away(call, archived=True)


def _unarchive(call: Call) -> Json:
    _put_away(call, archived=False)
    return {"thread": _thread(call).summary()}


def _put_away(call: Call, *, archived: bool) -> Json:
    thread = _thread(call)
    thread.archived = archived
    said = "thread/archived" if archived else "thread/unarchived"
    call.later(lambda: call.server.notify(said, {"threadId": thread.id}))
    return {}


def _delete(call: Call) -> Json:
    thread = _thread(call)
    del call.server.threads[thread.id]
    call.later(lambda: call.server.notify("thread/deleted", {"threadId": thread.id}))
    return {}


def _set_name(call: Call) -> Json:
    thread = _thread(call)
    thread.name = call.params["name"]
    call.later(
        lambda: call.server.notify("thread/name/updated", {"threadId": thread.id, "threadName": thread.name})
    )
    return {}


def _unsubscribe(call: Call) -> Json:
    known = call.params.get("threadId") in call.followed
    call.followed.discard(call.params.get("threadId", ""))
    return {"status": "unsubscribed" if known else "notSubscribed"}


def _loaded(call: Call) -> Json:
    return {"data": list(call.server.threads), "nextCursor": None}


def _start_turn(call: Call) -> Json:
    thread = _thread(call)
    if thread.running is not None:
        # The real server joins the turn that runs.
        turn = thread.running
        call.later(lambda: turn.steer(call.params["input"], call.params.get("clientUserMessageId")))
        return {"turn": {**turn.turn, "items": []}}
    turn = thread.running = call.server.start_turn(thread, call.params["input"])
    answer = {"turn": {**turn.turn, "items": []}}
    call.later(turn.begin)
    return answer


def _steer(call: Call) -> Json:
    turn = _running(call, call.params.get("expectedTurnId"))
    call.later(lambda: turn.steer(call.params["input"], call.params.get("clientUserMessageId")))
    return {"turnId": turn.turn["id"]}


def _interrupt(call: Call) -> Json:
    call.later(_running(call, call.params.get("turnId")).interrupt)
    return {}


def _models(call: Call) -> Json:
    model = {
        "id": call.server.model,
        "model": call.server.model,
        "displayName": call.server.model,
        "description": "The model of the in-memory server.",
        "hidden": False,
        "isDefault": True,
        "supportedReasoningEfforts": [{"reasoningEffort": "medium", "description": "The only one."}],
        "defaultReasoningEffort": "medium",
    }
    return {"data": [model], "nextCursor": None}


def _account(call: Call) -> Json:
    return {"account": None, "requiresOpenaiAuth": False}


METHODS: dict[str, Method] = {
    "initialize": _initialize,
    "thread/start": _start,
    "thread/resume": _resume,
    "thread/fork": _fork,
    "thread/list": _list,
    "thread/turns/list": _turns,
    "thread/items/list": _items,
    "thread/read": _read,
    "thread/archive": _archive,
    "thread/unarchive": _unarchive,
    "thread/delete": _delete,
    "thread/name/set": _set_name,
    "thread/unsubscribe": _unsubscribe,
    "thread/loaded/list": _loaded,
    "turn/start": _start_turn,
    "turn/steer": _steer,
    "turn/interrupt": _interrupt,
    "model/list": _models,
    "account/read": _account,
}
