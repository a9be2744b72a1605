"""What a server says of a thread, turn by turn: recordings and samples, varied within what the protocol allows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from codex_app_server import Notification
from tests.session.replay import CAPTURES
from tests.support.item_samples import ITEMS

if TYPE_CHECKING:
    from collections.abc import Iterable

RECORDINGS = sorted(path.stem for path in CAPTURES.glob("*.jsonl"))
SAMPLES = "samples"
BETWEEN = 1_000
"""Items can be put between those of a recording: its milliseconds are stretched by so much."""
STEPS_OF_DELTAS = 12
"""Deltas of the long recording that are kept of each item: more of them say nothing else."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of the server."""

    number: int
    method: str
    params: dict[str, Any]


Told = Notification | Asked


@dataclass(frozen=True, slots=True)
class Variation:
    """How one turn differs from its recording.

    Attributes:
        name: of the recording, or `SAMPLES` for a turn with one item of every kind.
        late: commands are completed behind the end of their turn, as those are that outlive it.
        resolved: requests are resolved as recorded, at once, or behind the end of the turn.
        strange: where in the turn something stands that this client does not know, and what, with a word in it.
        status: a status that no schema has, for the items that have one and are not over.
    """

    name: str
    late: bool = False
    resolved: str = "recorded"
    strange: tuple[tuple[int, str, str], ...] = ()
    status: bool = False


WORDS = st.integers(0, 10**6).map("zq{}qz".format)
"""Words that stand nowhere else, so that they can be looked for on the screen."""
STRANGE = st.tuples(st.integers(0, 60), st.sampled_from(("method", "kind", "delta", "text")), WORDS)
VARIATIONS = st.builds(
    Variation,
    st.sampled_from((*RECORDINGS, SAMPLES)),
    st.booleans(),
    st.sampled_from(("recorded", "at once", "late")),
    st.lists(STRANGE, max_size=3, unique_by=lambda one: one[2]).map(tuple),
    st.booleans(),
)


@cache
def _lines(name: str) -> tuple[dict[str, Any], ...]:
    """The messages of the server in a recording that belong to threads; long runs of deltas are cut short."""
    kept: list[dict[str, Any]] = []
    run = 0
    for line in (CAPTURES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        message = entry["msg"]
        if entry["dir"] != "in" or "method" not in message:
            continue
        run = run + 1 if message["method"].endswith("elta") else 0
        if run <= STEPS_OF_DELTAS and "threadId" in message.get("params", {}):
            kept.append({name: message[name] for name in ("id", "method", "params") if name in message})
    return tuple(kept)


def _samples() -> Iterable[dict[str, Any]]:
    yield {"method": "thread/status/changed", "params": {"status": {"type": "active", "activeFlags": []}}}
    yield {"method": "turn/started", "params": {"turn": {"id": "T", "items": [], "status": "inProgress"}}}
    for number, (kind, content) in enumerate(ITEMS.items()):
        item = {"type": kind, "id": f"sample-{kind}", **content}
        params = {"turnId": "T", "item": item, "startedAtMs": 1_000 + number}
        begun = {**item, "status": "inProgress"} if "status" in item else item
        yield {"method": "item/started", "params": {**params, "item": begun}}
        yield {"method": "item/completed", "params": {**params, "completedAtMs": 1_000 + number}}
    yield {"method": "thread/status/changed", "params": {"status": {"type": "idle"}}}
    yield {
        "method": "turn/completed",
        "params": {"turn": {"id": "T", "items": [], "status": "completed", "durationMs": 5}},
    }


def turn_of(variation: Variation, thread: str, number: int) -> list[Told]:
    """What the server says of one turn: the `number`-th one of its thread.

    All turns of a kind have the same ids in all threads; only a second one of the same thread has another.
    """
    if variation.name == SAMPLES:
        messages = [{**one, "params": {"threadId": "main", **one["params"]}} for one in _samples()]
        main = "main"
    else:
        messages = list(_lines(variation.name))
        main = next(one["params"]["threadId"] for one in messages if one["method"] == "turn/started")
    text = json.dumps(messages)
    # Thread ids have the form of turn and item ids; a child thread becomes one of this thread's own.
    for other in sorted({one["params"]["threadId"] for one in messages} - {main}):
        text = text.replace(other, f"child-of-{thread}")
    text = text.replace(f'"{main}"', json.dumps(thread))
    for turn in {one["params"]["turn"]["id"] for one in messages if one["method"] == "turn/started"}:
        text = text.replace(f'"{turn}"', json.dumps(f"{turn}/{number}"))
    told = [_told(message, 1_000 * number) for message in json.loads(text)]
    return _varied(told, variation, thread, number)


def _told(message: dict[str, Any], base: int) -> Told:
    params = message["params"]
    for time in ("startedAtMs", "completedAtMs"):
        if time in params:
            params = {**params, time: params[time] * BETWEEN}
    if "id" in message:
        return Asked(base + message["id"], message["method"], params)
    if message["method"] == "serverRequest/resolved":
        params = {**params, "requestId": base + params["requestId"]}
    return Notification(message["method"], params, emitted_at_ms=1)


def _varied(told: list[Told], variation: Variation, thread: str, number: int) -> list[Told]:
    end = next(index for index, one in enumerate(told) if _is_of(one, "turn/completed", thread))
    behind: list[Told] = []
    varied: list[Told] = []
    for index, one in enumerate(told):
        item = one.params.get("item", {})
        if (
            variation.late
            and index < end
            and is_a(one, "item/completed")
            and item["type"] == "commandExecution"
        ):
            behind.append(one)
        elif is_a(one, "serverRequest/resolved") and variation.resolved != "recorded":
            if variation.resolved == "late":
                behind.append(one)
        elif variation.status and is_a(one, "item/started") and item.get("status") == "inProgress":
            strange = {**one.params, "item": {**item, "status": "pausedForTea"}}
            varied.append(Notification("item/started", strange, emitted_at_ms=1))
        else:
            varied.append(one)
        if isinstance(one, Asked) and variation.resolved == "at once":
            params = {"threadId": one.params["threadId"], "requestId": one.number}
            varied.append(Notification("serverRequest/resolved", params, emitted_at_ms=1))
    for at, what, word in variation.strange:
        _insert(varied, at, what, word, thread)
    return varied + behind


def _insert(told: list[Told], at: int, what: str, word: str, thread: str) -> None:
    """Puts what this client does not know between the beginning of a turn and its end."""
    begin = next(index for index, one in enumerate(told) if _is_of(one, "turn/started", thread))
    # Behind the error that ends it a turn has nothing more.
    last = [one for one in told if _is_of(one, "turn/completed", thread) or _is_of(one, "error", thread)]
    end = told.index(next(one for one in last if not one.params.get("willRetry")))
    place = min(begin + 1 + at, end)
    began = max([one.params["startedAtMs"] for one in told[:place] if is_a(one, "item/started")], default=0)
    where = {"threadId": thread, "turnId": told[begin].params["turn"]["id"]}

    def note(method: str, **params: Any) -> Notification:
        return Notification(method, {**where, **params}, emitted_at_ms=1)

    if what == "method":
        told.insert(place, note("turn/weather/changed", weather=word))
    elif what == "delta":  # of an item that nobody heard begin, and that never ends
        told.insert(place, note("item/agentMessage/delta", itemId=f"orphan-{word}", delta=f"half {word}"))
    else:
        kind = {"type": "hologram"} if what == "kind" else {"type": "agentMessage", "phase": "aside"}
        item = {**kind, "id": f"strange-{word}", "text": f"says {word}"}
        told[place:place] = [
            note("item/started", item={**item, "text": ""}, startedAtMs=began + 1),
            note("item/completed", item=item, completedAtMs=began + 1),
        ]


def is_a(one: Told, method: str) -> bool:
    return isinstance(one, Notification) and one.method == method


def _is_of(one: Told, method: str, thread: str) -> bool:
    return is_a(one, method) and one.params["threadId"] == thread
