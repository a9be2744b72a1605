"""Threads of the in-memory server from start to end: opened, copied, named, put away."""

from __future__ import annotations

import copy
from typing import Any

from .calls import Call, find_thread, not_archived, stored_thread
from .checks import check_thread_id, refused
from .threads import StoredThread

__all__ = ["THREAD_METHODS"]

Json = dict[str, Any]


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
    thread = not_archived(stored_thread(call))
    thread.loaded = True
    call.followed.add(thread.id)
    return thread.opened()


def _fork(call: Call) -> Json:
    source = not_archived(stored_thread(call))
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


def _archive(call: Call) -> Json:
    missing = refused(f"no rollout found for thread id {call.params['threadId']}")
    thread = find_thread(call, missing, of="session")
    if thread.ephemeral or thread.archived:
        raise missing
    _unload(call, thread)
    thread.archived = True
    call.later(lambda: call.server.notify("thread/archived", {"threadId": thread.id}))
    return {}


def _unarchive(call: Call) -> Json:
    missing = refused(f"no archived rollout found for thread id {call.params['threadId']}")
    thread = find_thread(call, missing, of="session")
    if thread.loaded and not thread.ephemeral:
        raise refused(f"thread {thread.id} already has an active writer")
    if not thread.archived:
        raise missing
    thread.archived = False
    call.later(lambda: call.server.notify("thread/unarchived", {"threadId": thread.id}))
    return {"thread": thread.summary()}


def _delete(call: Call) -> Json:
    thread = find_thread(call, refused(f"no rollout found for thread id {call.params['threadId']}"))
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
    thread = find_thread(call, missing)
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


THREAD_METHODS = {
    "thread/start": _start,
    "thread/resume": _resume,
    "thread/fork": _fork,
    "thread/archive": _archive,
    "thread/unarchive": _unarchive,
    "thread/delete": _delete,
    "thread/name/set": _set_name,
    "thread/unsubscribe": _unsubscribe,
}
