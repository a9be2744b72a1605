"""The in-memory server refuses what the real one refuses, in the same words, and knows of a thread what it knows."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import anyio
import pytest

from codex_app_server import AppServerConfig, AsyncCodex, AsyncThread, JsonRpcError
from codex_app_server.testing import InMemoryAppServer, Pause, Say, Think
from codex_tui.demo.script import Gate, Reasoning, Script, Text
from codex_tui.demo.server import ScriptedModel

from .capabilities import SERVER_UNDER_TEST

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(SERVER_UNDER_TEST is not None, reason="it follows the pinned server"),
]

Call: TypeAlias = tuple[str, dict[str, Any]]
Answers: TypeAlias = dict[Any, Any]

UNKNOWN_ID = "01a21667-0f1a-7b93-98a8-f9f407761891"
HELLO = [{"type": "text", "text": "hello"}]

OF_A_THREAD: list[Call] = [
    ("thread/read", {}),
    ("thread/read", {"includeTurns": True}),
    ("thread/turns/list", {}),
    ("thread/items/list", {}),
    ("thread/items/list", {"turnId": "no turn"}),
    ("thread/resume", {"excludeTurns": True}),
    ("thread/fork", {"excludeTurns": True}),
    ("thread/fork", {"excludeTurns": True, "lastTurnId": UNKNOWN_ID}),
    ("thread/fork", {"ephemeral": True}),
    ("thread/name/set", {"name": ""}),
    ("thread/name/set", {"name": " \n"}),
    ("thread/name/set", {}),
    ("turn/start", {"input": [{"type": "image", "url": "https://example.com/a.png"}]}),
    ("turn/start", {"input": [{"type": "text", "text": "x" * (2**20 + 1)}]}),
    ("turn/steer", {"input": [], "expectedTurnId": UNKNOWN_ID}),
    ("turn/interrupt", {"turnId": ""}),
    ("turn/interrupt", {"turnId": UNKNOWN_ID}),
    ("thread/unarchive", {}),
    ("thread/unsubscribe", {}),
]
"""What is asked of each kind of thread."""

PUT_AWAY: list[Call] = [
    ("thread/name/set", {"name": " a name "}),
    ("thread/read", {}),
    ("thread/archive", {}),
    ("thread/archive", {}),
    ("thread/read", {}),
    ("thread/turns/list", {}),
    ("thread/name/set", {"name": "another"}),
    ("thread/resume", {}),
    ("thread/fork", {}),
    ("turn/start", {"input": HELLO}),
    ("thread/unsubscribe", {}),
    ("thread/unarchive", {}),
    ("thread/unarchive", {}),
    ("turn/start", {"input": HELLO}),
    ("turn/interrupt", {"turnId": ""}),
    ("thread/delete", {}),
    ("thread/delete", {}),
    ("thread/read", {}),
]

OF_NO_THREAD: list[Call] = [
    *(
        (method, {"limit": limit})
        for method in ("thread/list", "model/list")
        for limit in (-1, 2**32, "a", 1.5)
    ),
    *((method, {"cursor": "garbage"}) for method in ("thread/list", "thread/loaded/list", "model/list")),
    ("thread/list", {"limit": 0}),
    ("thread/list", {"sortKey": "up"}),
    ("thread/list", {"sortDirection": "up"}),
    ("thread/start", {"sandbox": "workspace_write"}),
    ("thread/start", {"model": 5}),
    ("turn/start", {"threadId": UNKNOWN_ID}),
    ("turn/start", {"threadId": UNKNOWN_ID, "input": [{"type": "video"}]}),
    ("turn/start", {"threadId": UNKNOWN_ID, "input": [{"type": "text"}]}),
    ("thread/read", {"threadId": "no-such-thread"}),
    ("thread/read", {"threadId": "dead"}),
    ("thread/resume", {"threadId": ""}),
    ("thread/read", {}),
    ("initialize", {"clientInfo": {"name": "again", "version": "1"}}),
]


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


async def answer(codex: AsyncCodex, method: str, params: dict[str, Any]) -> Any:
    """What a caller can tell apart: the refusal, or what the answer says of threads and rows."""
    try:
        result: dict[str, Any] = await codex.request(method, params, dict)
    except JsonRpcError as error:
        return error.code, error.message.replace(str(params.get("threadId")), "<id>"), error.data
    if "data" in result:
        return len(result["data"]), result["nextCursor"] is None
    if "thread" not in result:
        return {name: value for name, value in result.items() if name != "turn"}
    thread = result["thread"]
    told = {name: thread[name] for name in ("name", "preview", "ephemeral", "status")}
    return {**told, "turns": len(thread["turns"]), "is a fork": thread["forkedFromId"] is not None}


async def ask(codex: AsyncCodex, calls: list[Call], kind: str, thread_id: str) -> Answers:
    return {
        f"{kind}, {number}: {method} {str(params)[:80]}": await answer(
            codex, method, {"threadId": thread_id, **params}
        )
        for number, (method, params) in enumerate(calls)
    }


async def refusals(codex: AsyncCodex) -> Answers:
    stored, ephemeral = [await codex.thread_start(ephemeral=e) for e in (False, True)]
    for thread in (stored, ephemeral):
        await thread.run("hello")
    ids = {"stored": stored.id, "ephemeral": ephemeral.id, "unknown": UNKNOWN_ID}
    answers: Answers = {}
    for call in OF_A_THREAD:
        # A new one each time: to some of them the real server writes an empty file.
        answers |= await ask(codex, [call], f"without a turn, {call[0]}", (await codex.thread_start()).id)
    for kind, thread_id in ids.items():
        answers |= await ask(codex, OF_A_THREAD, kind, thread_id)
    for number, (method, params) in enumerate(OF_NO_THREAD):
        answers[f"{number}: {method} {params}"] = await answer(codex, method, params)
    return answers


async def put_away(codex: AsyncCodex) -> Answers:
    stored, ephemeral = [await codex.thread_start(ephemeral=e) for e in (False, True)]
    for thread in (stored, ephemeral):
        await thread.run("hello")
    answers: Answers = {}
    for kind, thread_id in {"stored": stored.id, "ephemeral": ephemeral.id, "unknown": UNKNOWN_ID}.items():
        answers |= await ask(codex, PUT_AWAY, kind, thread_id)
    return answers


async def views(codex: AsyncCodex) -> Answers:
    thread = await codex.thread_start()
    await thread.run("@@think")
    seen: Answers = {}
    for view in (None, "summary", "full", "notLoaded"):
        turns = await thread.turns(items_view=view).next_page()
        seen[view] = [[item.root.type for item in turn.items] for turn in turns]
    return seen


async def forks(codex: AsyncCodex) -> Answers:
    source = await codex.thread_start()
    first, last = [(await (await source.turn(text)).run()).id for text in ("first", "last")]
    await source.set_name("source")
    whole = await codex.thread_fork(source.id)
    begin = await codex.thread_fork(source.id, last_turn_id=first)
    empty = await codex.thread_fork(source.id, before_turn_id=first)
    listed = [row.preview for row in (await codex.thread_list()).data]
    copied = len([turn async for turn in begin.turns()])
    await begin.run("of the fork")
    return {
        "named": whole.opened["thread"]["name"],
        "copied": (len([turn async for turn in whole.turns()]), copied),
        "the same ids": {turn.id async for turn in whole.turns()} == {first, last},
        "nothing": await answer(codex, "thread/turns/list", {"threadId": empty.id}),
        "listed": (listed, sorted(row.preview for row in (await codex.thread_list()).data)),
        "source": await answer(codex, "thread/delete", {"threadId": source.id}),
        "forks": [await answer(codex, "thread/delete", {"threadId": f.id}) for f in (whole, begin, empty)],
        "source, then": await answer(codex, "thread/delete", {"threadId": source.id}),
    }


async def running(codex: AsyncCodex) -> Answers:
    thread = await codex.thread_start()
    await thread.run("hello")
    everything = codex.notifications(include_turns=True)
    handle = await thread.turn("@@hold")
    async for notification in everything:
        if notification.method == "turn/started":
            break

    def there(method: str, **params: Any) -> Awaitable[Any]:
        return answer(codex, method, {"threadId": thread.id, **params})

    wrong = await there("turn/steer", input=HELLO, expectedTurnId=UNKNOWN_ID)
    answers = {
        "steered with nothing": await there("turn/steer", input=[], expectedTurnId=handle.id),
        "steered wrongly": (wrong[0], wrong[1].replace(handle.id, "<turn>")),
        "forked up to it": str(await there("thread/fork", lastTurnId=handle.id)).replace(handle.id, "<turn>"),
        "forked": [str(turn.status) async for turn in (await codex.thread_fork(thread.id)).turns()],
        "archived": await there("thread/archive"),
    }
    return {**answers, "ended": str((await handle.run()).status), "told": await told(codex, thread)}


async def told(codex: AsyncCodex, thread: AsyncThread) -> Any:
    return await answer(codex, "thread/read", {"threadId": thread.id})


@pytest.mark.parametrize("compared", [refusals, put_away, views, forks, running])
async def test_it_answers_as_the_real_server_does(
    server_config: AppServerConfig,
    scripted_model: ScriptedModel,
    compared: Callable[[AsyncCodex], Awaitable[Answers]],
):
    scripted_model.on("@@hold", Script([[Text(["one ", Gate()])]]))
    server = InMemoryAppServer()
    server.script("@@hold", [Say("one"), Pause()])
    scripted_model.on(
        "@@think", Script([[Reasoning(["Hm."]), Text("I look.", phase="commentary"), Text("Done.")]])
    )
    server.script("@@think", [Think("Hm."), Say("I look.", phase="commentary"), Say("Done.")])
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            real = await compared(codex)
        async with AsyncCodex(transport=server.transport()) as codex:
            played = await compared(codex)
    assert {name: (real[name], played.get(name)) for name in real if played.get(name) != real[name]} == {}
