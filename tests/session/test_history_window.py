"""What is loaded of a long conversation, as a window of pages: pure, against a server made of a list of turns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_app_server.generated.v2_all import Turn as StoredTurn
from codex_tui.model.conversation import Conversation, Turn, TurnStatus
from codex_tui.model.items import AgentItem, CommandItem, Item, ItemStatus, TurnEndItem
from codex_tui.model.keys import ItemKey, ThreadKey
from codex_tui.model.reducer_history import Stretch, drop_far, load_anew, load_newer, load_older, stored
from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Sequence

THREAD = ThreadKey("local", "thread")
FAR = 12


class Store:
    """The turns that the server has. A cursor is the number of a turn; with "+" the page begins with that turn.

    Like the server's, the cursor that leads back gives the turn at which its own page began once more.
    """

    def __init__(self, turns: int) -> None:
        self.turns = [stored_turn(number) for number in range(turns)]

    def newest(self, size: int) -> Stretch:
        return self._stretch(max(0, len(self.turns) - size), len(self.turns))

    def oldest(self, size: int) -> Stretch:
        return self._stretch(0, size, ascending=True)

    def before(self, cursor: str | None, size: int) -> Stretch:
        assert cursor is not None
        end = int(cursor.rstrip("+")) + cursor.endswith("+")
        return self._stretch(max(0, end - size), end)

    def behind(self, cursor: str | None, size: int) -> Stretch:
        assert cursor is not None
        begin = int(cursor.rstrip("+")) + (not cursor.endswith("+"))
        return self._stretch(begin, begin + size, ascending=True)

    def _stretch(self, begin: int, end: int, *, ascending: bool = False) -> Stretch:
        end = min(end, len(self.turns))
        first, last = begin == 0, end == len(self.turns)
        if ascending:
            older: str | None = f"{begin}+"
            newer = None if last else str(end - 1)
        else:
            older, newer = None if first else str(begin), f"{end - 1}+"
        return Stretch(self.turns[begin:end], older, newer, first=first, last=last, ascending=ascending)


def stored_turn(number: int) -> StoredTurn:
    text = [{"type": "text", "text": f"prompt {number}", "text_elements": []}]
    items = [
        {"type": "userMessage", "id": f"user-{number}", "content": text},
        {"type": "agentMessage", "id": f"agent-{number}", "text": f"answer {number}"},
    ]
    turn = {"id": f"turn-{number:03}", "items": items, "status": "completed", "itemsView": "full"}
    return StoredTurn.model_validate(turn)


def begin_live(conversation: Conversation, name: str) -> Item:
    conversation.turns[name] = Turn(name)
    conversation.active_turn = name
    item = AgentItem(key=THREAD.item(name, "agent"))
    conversation.append(item)
    return item


def end_live(conversation: Conversation, item: Item) -> None:
    item.status = ItemStatus.COMPLETED
    conversation.turns[item.key.turn].status = TurnStatus.COMPLETED
    conversation.active_turn = None


def shown(conversation: Conversation) -> list[str]:
    return [f"{item.key.turn}/{item.key.item}" for item in conversation.items]


def expected(numbers: Sequence[int]) -> list[str]:
    return [
        f"turn-{number:03}/{item}"
        for number in numbers
        for item in (f"user-{number}", f"agent-{number}", "local:end")
    ]


def numbers_shown(conversation: Conversation) -> list[int]:
    turns = dict.fromkeys(item.key.turn for item in conversation.items)
    return [int(turn[5:]) for turn in turns if turn.startswith("turn-")]


@given(st.data())
def test_however_one_moves_no_row_is_lost_or_doubled(data: st.DataObject) -> None:
    store = Store(data.draw(st.integers(1, 60), label="turns"))
    conversation = Conversation(THREAD)
    load_older(conversation, store.newest(4))
    live: Item | None = None
    for _ in range(data.draw(st.integers(1, 40), label="steps")):
        what = data.draw(st.sampled_from(["older", "newer", "start", "end", "drop", "live"]), label="what")
        size = data.draw(st.integers(2, 6), label="size")
        if what == "older" and not conversation.history.complete:
            load_older(conversation, store.before(conversation.history.cursor, size))
        elif what == "newer" and not conversation.newer.complete:
            load_newer(conversation, store.behind(conversation.newer.cursor, size))
        elif what == "start":
            load_anew(conversation, store.oldest(size), stored(conversation))
        elif what == "end":
            load_anew(conversation, store.newest(size), stored(conversation))
        elif what == "drop" and conversation.items:
            at = data.draw(st.integers(0, len(conversation.items) - 1), label="read")
            read = conversation.items[at].key
            drop_far(conversation, {read}, FAR)
            assert read in conversation
        elif what == "live" and live is None:
            live = begin_live(conversation, "live")
        numbers = numbers_shown(conversation)
        assert numbers == list(range(numbers[0], numbers[-1] + 1))
        behind = ["live/agent"] if live is not None and conversation.newer.complete else []
        assert shown(conversation) == expected(numbers) + behind
        assert conversation.history.complete is (numbers[0] == 0) or not conversation.history.complete
        assert (numbers[-1] == len(store.turns) - 1) or not conversation.newer.complete
        if live is not None:
            assert conversation.get(live.key, AgentItem) is live
    while not conversation.history.complete:
        load_older(conversation, store.before(conversation.history.cursor, 5))
    while not conversation.newer.complete:
        load_newer(conversation, store.behind(conversation.newer.cursor, 5))
    assert shown(conversation) == expected(range(len(store.turns))) + (["live/agent"] if live else [])


def test_what_is_loaded_stays_bounded_from_one_end_to_the_other_and_back() -> None:
    store = Store(500)
    conversation = Conversation(THREAD)
    load_older(conversation, store.newest(8))
    most = 0
    while not conversation.history.complete:
        drop_far(conversation, {conversation.items[0].key}, FAR)
        load_older(conversation, store.before(conversation.history.cursor, 5))
        most = max(most, len(conversation.items), len(conversation.turns) * 3)
    assert shown(conversation)[:6] == expected([0, 1])
    while not conversation.newer.complete:
        drop_far(conversation, {conversation.items[-1].key}, FAR)
        load_newer(conversation, store.behind(conversation.newer.cursor, 5))
        most = max(most, len(conversation.items), len(conversation.turns) * 3)
    assert shown(conversation)[-6:] == expected([498, 499])
    assert most <= FAR + 3 * 5 * 3
    assert len(conversation.pages) < 8


def test_a_turn_that_runs_while_one_reads_far_above_is_there_when_one_comes_back() -> None:
    store = Store(40)
    conversation = Conversation(THREAD)
    load_older(conversation, store.newest(10))
    running = begin_live(conversation, "live")
    for _ in range(3):
        load_older(conversation, store.before(conversation.history.cursor, 10))
        drop_far(conversation, {conversation.items[0].key}, FAR)
    assert running not in conversation.items
    end_live(conversation, running)
    later = begin_live(conversation, "live later")
    assert list(conversation.open_items("live later")) == [later]
    while not conversation.newer.complete:
        load_newer(conversation, store.behind(conversation.newer.cursor, 10))
    assert conversation.items[-2:] == [running, later]
    assert conversation.index(later.key) == len(conversation.items) - 1


def test_a_command_that_outlives_its_dropped_turn_goes_back_to_its_place() -> None:
    store = Store(40)
    conversation = Conversation(THREAD)
    load_older(conversation, store.newest(10))
    command = CommandItem(key=THREAD.item("turn-035", "agent-35"), command=SafeText("sleep"), cwd=SafeText())
    conversation.replace(command.key, command)
    command.outlived_turn = True
    for _ in range(3):
        load_older(conversation, store.before(conversation.history.cursor, 10))
        drop_far(conversation, {conversation.items[0].key}, FAR)
    assert conversation.ahead == [command]
    command.status = ItemStatus.COMPLETED
    while not conversation.newer.complete:
        load_newer(conversation, store.behind(conversation.newer.cursor, 10))
    assert shown(conversation) == expected(range(numbers_shown(conversation)[0], 40))


@pytest.mark.parametrize("end", ["history", "newer"])
def test_an_end_that_is_being_loaded_is_not_dropped(end: str) -> None:
    store = Store(60)
    conversation = Conversation(THREAD)
    load_anew(conversation, store.before("40", 8), frozenset())
    for _ in range(3):
        load_older(conversation, store.before(conversation.history.cursor, 8))
    items: dict[str, ItemKey] = {"history": conversation.items[-1].key, "newer": conversation.items[0].key}
    edge = conversation.history if end == "history" else conversation.newer
    edge.loading = True
    before = shown(conversation)
    assert not drop_far(conversation, {items[end]}, FAR)
    assert shown(conversation) == before
    edge.loading = False
    assert drop_far(conversation, {items[end]}, FAR)


def test_an_end_of_a_turn_is_not_doubled() -> None:
    conversation = Conversation(THREAD)
    store = Store(6)
    load_older(conversation, store.newest(3))
    load_older(conversation, store.before("4+", 5))
    assert shown(conversation) == expected(range(6))
    assert len([item for item in conversation.items if isinstance(item, TurnEndItem)]) == len(store.turns)
