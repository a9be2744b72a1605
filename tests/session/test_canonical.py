"""Recorded conversations: seen live, read back, and joined at any moment they have one canonical form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from codex_tui.model.canonical import canonical

from .replay import CAPTURES, Player, complete, play, player, recorded, start, thread_of, user
from .stored import Store

if TYPE_CHECKING:
    from codex_tui.model.conversation import Conversation

ALL = sorted(path.stem for path in CAPTURES.glob("*.jsonl"))
MOMENTS = 40
"""Moments of a recording at which somebody joins."""


def read_back(store: Store, thread: str) -> Conversation:
    reader = Player(thread)
    reader.reducer.load_older(reader.conversation, store.stretch())
    return reader.conversation


def ask_for_times(late: Player, store: Store) -> None:
    """What the session does when an item ended whose start was not seen."""
    untimed = {item.key.turn for item in late.conversation if item.completed_ms and not item.started_ms}
    for turn in untimed:
        late.reducer.put_in_order(late.conversation, turn, store.times)


@pytest.mark.parametrize("name", ALL)
def test_a_recording_reads_back_as_it_was_seen(name: str) -> None:
    notifications = recorded(name)
    thread = thread_of(notifications)
    kept = canonical(read_back(Store(thread, notifications), thread))
    assert kept == canonical(play(name).conversation, kept_only=True)
    assert not any("live_only" in item for turn in kept for item in turn["items"])


@pytest.mark.parametrize("name", ALL)
def test_whoever_joins_in_the_middle_sees_the_same_in_the_end(name: str) -> None:
    notifications = recorded(name)
    thread = thread_of(notifications)
    whole = Store(thread, notifications)
    expected = canonical(play(name).conversation, kept_only=True)
    begun = next(index for index, one in enumerate(notifications) if one.method == "turn/started")
    for moment in range(begun + 1, len(notifications), max(1, len(notifications) // MOMENTS)):
        so_far = Store(thread, notifications[:moment])
        late = Player(thread)
        late.reducer.load_older(late.conversation, so_far.stretch())
        for turn in so_far.resumed():
            late.reducer.show_running(late.conversation, turn)
        late.play(notifications[moment:])
        ask_for_times(late, whole)
        assert canonical(late.conversation, kept_only=True) == expected, moment


@pytest.mark.parametrize("name", ALL)
def test_what_comes_live_while_a_page_is_read_takes_its_place_in_it(name: str) -> None:
    notifications = recorded(name)
    thread = thread_of(notifications)
    whole = Store(thread, notifications)
    expected = canonical(play(name).conversation, kept_only=True)
    begun = next(index for index, one in enumerate(notifications) if one.method == "turn/started")
    step = max(1, len(notifications) // 8)
    for subscribed in range(begun + 1, len(notifications), step):
        for read in range(subscribed, len(notifications), step):
            late = Player(thread)
            late.play(notifications[subscribed:read])
            page = Store(thread, notifications[:read])
            late.reducer.load_anew(late.conversation, page.stretch(), frozenset())
            for turn in Store(thread, notifications[:subscribed]).resumed():
                late.reducer.show_running(late.conversation, turn)
            late.play(notifications[read:])
            ask_for_times(late, whole)
            assert canonical(late.conversation, kept_only=True) == expected, (subscribed, read)


def test_what_is_seen_live_only_is_known_as_such() -> None:
    marked = {
        (item["kind"], item["status"])
        for name in ("rich_turn", "retry_then_ok_turn", "interrupt_text_turn", "steer_turn", "compact")
        for turn in canonical(play(name).conversation)
        for item in turn["items"]
        if "live_only" in item
    }
    assert marked == {
        ("plan", "completed"),
        ("notice", "completed"),  # of a retry, and a warning
        ("agent", "replaced"),
        ("agent", "interrupted"),
    }


def test_an_item_that_was_not_seen_to_begin_goes_to_its_place() -> None:
    late = player()
    late.say("turn/started", turn={"id": "T", "items": [], "status": "inProgress"})
    complete(late, {"type": "agentMessage", "id": "second", "text": "two"})
    start(late, user("three", item="third"))
    complete(late, {"type": "agentMessage", "id": "first", "text": "one"})
    times = {("T", "first"): (10, 40), ("T", "second"): (20, 21), ("T", "third"): (30, 30)}
    late.reducer.put_in_order(late.conversation, "T", times)
    assert [item.key.item for item in late.conversation.items] == ["third", "first", "second"]
