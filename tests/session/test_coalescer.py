"""However events are batched, the model ends the same, and so do those who follow the messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from codex_tui import messages
from codex_tui.model import changes
from codex_tui.model.keys import ItemKey, ThreadKey
from codex_tui.model.safe_text import SafeText
from codex_tui.session.coalescer import Coalescer

from .replay import CAPTURES, Player, line, recorded, thread_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.message import Message

THREAD = ThreadKey("local", "t")
A, B = THREAD.item("T", "a"), THREAD.item("T", "b")
NAMES = sorted(path.stem for path in CAPTURES.glob("*.jsonl"))
RECORDINGS = {name: recorded(name) for name in NAMES}


def drain(*frame: changes.Change) -> list[Message]:
    coalescer = Coalescer()
    coalescer.add(frame)
    drained = coalescer.drain()
    assert not coalescer
    assert not coalescer.drain()
    return drained


class Mirror:
    """The keys that somebody has who only follows messages."""

    def __init__(self) -> None:
        self.keys: list[ItemKey] = []

    def follow(self, heard: Iterable[Message]) -> None:
        for message in heard:
            if isinstance(message, messages.ItemStarted):
                self.keys.insert(message.index, message.item)
            elif isinstance(message, messages.ItemRemoved):
                assert self.keys.pop(message.index) == message.item
            elif isinstance(message, messages.ItemFact):
                assert message.item in self.keys


def test_a_thousand_deltas_of_a_frame_are_one_message() -> None:
    heard = drain(changes.ItemAdded(A, 0), *[changes.TextGrew(A)] * 1000, changes.ItemFinished(A))
    assert [type(one) for one in heard] == [
        messages.ItemStarted,
        messages.TextAppended,
        messages.ItemCompleted,
    ]


def test_deltas_of_two_items_are_two_messages_in_order() -> None:
    heard = drain(*[changes.TextGrew(A), changes.TextGrew(B)] * 100)
    assert [one.item for one in heard if isinstance(one, messages.TextAppended)] == [A, B]


def test_each_frame_is_told_anew() -> None:
    coalescer = Coalescer()
    for _ in range(2):
        coalescer.add([changes.TextGrew(A), changes.TextGrew(A)])
        assert len(coalescer.drain()) == 1


def test_a_reset_swallows_what_it_makes_needless() -> None:
    heard = drain(
        changes.ItemAdded(A, 0),
        changes.TurnBegan(THREAD),
        changes.ConversationRenewed(THREAD),
        changes.ItemAdded(B, 1),
        changes.TextGrew(B),
        changes.UsageChanged(THREAD),
    )
    assert [type(one) for one in heard] == [
        messages.TurnStarted,
        messages.ConversationReset,
        messages.UsageUpdated,
    ]


def test_two_pages_of_history_in_a_frame_are_read_anew() -> None:
    told = drain(
        changes.HistoryGrew(THREAD, 0), changes.HistoryGrew(THREAD, 0), changes.HistoryGrew(THREAD, 20)
    )
    assert [one.count for one in told if isinstance(one, messages.HistoryLoaded)] == [0, 20]
    told = drain(changes.HistoryGrew(THREAD, 20), changes.HistoryGrew(THREAD, 7), changes.ItemAdded(A, 27))
    assert [type(one) for one in told] == [messages.ConversationReset]


def test_prompts_and_approvals_are_never_merged() -> None:
    lost = changes.PromptLost(THREAD, SafeText("x"), SafeText("y"))
    assert len(drain(lost, lost)) == 2


def test_every_change_has_its_message() -> None:
    concrete = {one for one in _descendants(changes.Change) if not one.__subclasses__()}
    from codex_tui.session.coalescer import _MESSAGES

    assert set(_MESSAGES) == concrete


def _descendants(kind: type[changes.Change]) -> set[type[changes.Change]]:
    # A dataclass with slots is made twice; the module has the one that counts.
    found = {one for one in kind.__subclasses__() if getattr(changes, one.__name__) is one}
    return found | {deeper for one in found for deeper in _descendants(one)}


@given(name=st.sampled_from(NAMES), frames=st.lists(st.integers(1, 60), min_size=1, max_size=40))
def test_any_batching_ends_in_the_same_conversation(name: str, frames: list[int]) -> None:
    notifications = RECORDINGS[name]
    whole = Player(thread_of(notifications))
    whole.play(notifications)

    player, mirror, coalescer = Player(thread_of(notifications)), Mirror(), Coalescer()
    rest = list(notifications)
    while rest:
        size = frames[len(rest) % len(frames)]
        coalescer.add(player.play(rest[:size]))
        mirror.follow(coalescer.drain())
        del rest[:size]

    assert [line(item) for item in player.conversation.items] == [
        line(item) for item in whole.conversation.items
    ]
    assert mirror.keys == [item.key for item in player.conversation.items]
