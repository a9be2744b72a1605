"""The methods that the in-memory server answers by itself; errors are worded as the real server words them."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from ..errors import JsonRpcError
from .checks import check_images, check_length, check_thread_id, refused
from .threads import StoredThread

if TYPE_CHECKING:
    from .server import InMemoryAppServer

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


def _thread(call: Call, otherwise: JsonRpcError, *, of: str = "thread") -> StoredThread:
    """Return the thread that is meant; ``of`` is what the server calls the id for this method."""
    thread = call.server.threads.get(call.params["threadId"])
    if thread is None:
        check_thread_id(call.params["threadId"], of=of)
        raise otherwise
    return thread


def _on_disk(call: Call, *, of: str = "session") -> StoredThread:
    """Return a thread that has a file, which it has from its first turn or name on."""
    missing = refused(f"no rollout found for thread id {call.params['threadId']}")
    thread = _thread(call, missing, of=of)
    if not thread.has_file:
        raise missing
    return thread


def _opened(call: Call) -> StoredThread:
    """Return a thread that the server has in memory."""
    missing = refused(f"thread not found: {call.params['threadId']}")
    thread = _thread(call, missing)
    if not thread.loaded:
        raise missing
    return thread


def _not_archived(thread: StoredThread) -> StoredThread:
    if thread.archived:
        mend = f"Run `codex unarchive {thread.id}` to unarchive it first."
        raise refused(f"session {thread.id} is archived. {mend}")
    return thread


def _initialize(call: Call) -> Json:
    return call.server.introduction


def _start(call: Call) -> Json:
    thread = StoredThread(
        id=call.server.new_thread_id(),
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
    thread = _not_archived(_on_disk(call))
    thread.loaded = True
    call.followed.add(thread.id)
    return thread.opened()


def _fork(call: Call) -> Json:
    source = _not_archived(_on_disk(call))
    if call.params.get("ephemeral") and not call.params.get("excludeTurns"):
        raise refused("ephemeral paginated thread/fork requires `excludeTurns: true`")
    turns = copy.deepcopy(_copied(source, call.params.get("lastTurnId"), call.params.get("beforeTurnId")))
    for turn in turns:
        if turn["status"] == "inProgress":
            turn["status"] = "interrupted"
    # A fork keeps the name, and the ids of the turns and items that it copies.
    fork = StoredThread(
        id=call.server.new_thread_id(),
        cwd=call.params.get("cwd") or source.cwd,
        model=call.params.get("model") or source.model,
        created_at=call.server.now_ms() // 1000,
        ephemeral=bool(call.params.get("ephemeral")),
        approval_policy=call.params.get("approvalPolicy") or source.approval_policy,
        name=source.name,
        forked_from=source.id,
        turns=turns,
        copied=len(turns),
    )
    call.server.threads[fork.id] = fork
    call.followed.add(fork.id)
    call.later(lambda: call.server.notify("thread/started", {"thread": fork.summary()}))
    return fork.opened()


def _copied(source: StoredThread, last_id: str | None, before_id: str | None) -> list[Json]:
    ids = [turn["id"] for turn in source.turns]
    named = last_id or before_id
    if named is None:
        return source.turns
    if named not in ids:
        raise refused(f"turn not found: {named}")
    if last_id is None:
        return source.turns[: ids.index(named)]
    if source.turns[ids.index(named)]["status"] == "inProgress":
        raise refused(f"lastTurnId '{named}' identifies an in-progress turn")
    return source.turns[: ids.index(named) + 1]


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
    page, following = _page([thread.summary() for thread in rows], call.params)
    return {"data": page, "nextCursor": following, "readStates": {}}


def _turns(call: Call) -> Json:
    thread = _thread(call, refused(f"thread not loaded: {call.params['threadId']}"))
    if thread.ephemeral:
        raise refused("ephemeral threads do not support thread/turns/list")
    if not thread.has_file:
        what = "thread/turns/list is unavailable before first user message"
        raise refused(f"thread {thread.id} is not materialized yet; {what}")
    turns = list(thread.turns)
    if call.params.get("sortDirection") != "asc":
        turns.reverse()
    page, following = _page(turns, call.params)
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
    thread = _thread(call, missing)
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
    page, following = _page(items, call.params)
    return {"data": page, "nextCursor": following}


def _page(rows: list[Any], params: Json) -> tuple[list[Any], str | None]:
    cursor = params.get("cursor") or "0"
    if not cursor.isdecimal():
        raise refused(f"invalid cursor: {cursor}")
    start, limit = int(cursor), params.get("limit")
    end = start + (25 if limit is None else max(1, min(100, limit)))
    return rows[start:end], str(end) if end < len(rows) else None


def _read(call: Call) -> Json:
    thread = _thread(call, refused(f"thread not loaded: {call.params['threadId']}"))
    with_turns = bool(call.params.get("includeTurns"))
    if with_turns and thread.ephemeral:
        raise refused("ephemeral threads do not support includeTurns")
    if with_turns and not thread.has_file:
        raise JsonRpcError(-32601, "list_turns is not supported yet")
    return {"thread": thread.summary(with_turns=with_turns)}


def _archive(call: Call) -> Json:
    missing = refused(f"no rollout found for thread id {call.params['threadId']}")
    thread = _thread(call, missing, of="session")
    if thread.ephemeral or thread.archived:
        raise missing
    _unload(call, thread)
    thread.archived = True
    call.later(lambda: call.server.notify("thread/archived", {"threadId": thread.id}))
    return {}


def _unarchive(call: Call) -> Json:
    missing = refused(f"no archived rollout found for thread id {call.params['threadId']}")
    thread = _thread(call, missing, of="session")
    if thread.loaded and not thread.ephemeral:
        raise refused(f"thread {thread.id} already has an active writer")
    if not thread.archived:
        raise missing
    thread.archived = False
    call.later(lambda: call.server.notify("thread/unarchived", {"threadId": thread.id}))
    return {"thread": thread.summary()}


def _delete(call: Call) -> Json:
    thread = _thread(call, refused(f"no rollout found for thread id {call.params['threadId']}"))
    if thread.ephemeral:
        raise refused(f"thread is not persisted and cannot be deleted: {thread.id}")
    forks = [other for other in call.server.threads.values() if other.forked_from == thread.id]
    if any(fork.copied and not fork.ephemeral for fork in forks):
        raise refused(f"cannot delete thread {thread.id}: forked history still references it")
    _unload(call, thread)
    del call.server.threads[thread.id]
    call.later(lambda: call.server.notify("thread/deleted", {"threadId": thread.id}))
    return {}


def _unload(call: Call, thread: StoredThread) -> None:
    if thread.running is not None:
        thread.running.interrupt()
    if thread.loaded:
        thread.loaded = False
        call.server.notify("thread/status/changed", {"threadId": thread.id, "status": thread.status})


def _set_name(call: Call) -> Json:
    name = call.params["name"].strip()
    if call.params["threadId"] not in call.server.threads:
        check_thread_id(call.params["threadId"], of="thread")
    if not name:
        raise refused("thread name must not be empty")
    missing = refused(f"no rollout found for thread id {call.params['threadId']}")
    thread = _thread(call, missing)
    if thread.ephemeral:
        raise refused(f"ephemeral thread does not support metadata updates: {thread.id}")
    if thread.archived:
        raise missing
    thread.name = name
    call.later(
        lambda: call.server.notify("thread/name/updated", {"threadId": thread.id, "threadName": thread.name})
    )
    return {}


def _unsubscribe(call: Call) -> Json:
    thread_id = call.params["threadId"]
    thread = call.server.threads.get(thread_id)
    if thread is None:
        check_thread_id(thread_id, of="thread")
    if thread is None or not thread.loaded:
        return {"status": "notLoaded"}
    known = thread_id in call.followed
    call.followed.discard(thread_id)
    return {"status": "unsubscribed" if known else "notSubscribed"}


def _loaded(call: Call) -> Json:
    page, following = _page(
        [thread.id for thread in call.server.threads.values() if thread.loaded], call.params
    )
    return {"data": page, "nextCursor": following}


def _start_turn(call: Call) -> Json:
    check_images(call.params["input"])
    thread = _opened(call)
    check_length(call.params["input"])
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
    turn, expected = _opened(call).running, call.params["expectedTurnId"]
    if turn is None:
        raise refused("no active turn to steer")
    check_images(call.params["input"])
    check_length(call.params["input"])
    if not call.params["input"]:
        raise refused("input must not be empty")
    if expected != turn.turn["id"]:
        raise refused(f"expected active turn id `{expected}` but found `{turn.turn['id']}`")
    call.later(lambda: turn.steer(call.params["input"], call.params.get("clientUserMessageId")))
    return {"turnId": turn.turn["id"]}


def _interrupt(call: Call) -> Json:
    turn, expected = _opened(call).running, call.params["turnId"]
    if turn is None:
        if expected:
            raise refused("no active turn to interrupt")
        return {}
    if expected and expected != turn.turn["id"]:
        raise refused(f"expected active turn id {expected} but found {turn.turn['id']}")
    call.later(turn.interrupt)
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
    page, following = _page([model], call.params)
    return {"data": page, "nextCursor": following}


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
