"""What a turn amounts to is told under it: tokens by kind as far as this client saw them, and what its patches did."""

from __future__ import annotations

from typing import Any

from codex_tui.model.items import TurnEndItem
from codex_tui.model.tallies import Edited, Tokens

from .replay import Player, ended, play, player, recorded, started, thread_of
from .stored import Store


def told(total: int) -> dict[str, int]:
    return {
        "totalTokens": total,
        "inputTokens": total - 10,
        "cachedInputTokens": 5,
        "outputTokens": 10,
        "reasoningOutputTokens": 0,
    }


def usage(at: Player, total: int, turn: str = "T", *, last: int | None = None) -> None:
    used = {"last": told(total if last is None else last), "total": told(total)}
    at.say("thread/tokenUsage/updated", turnId=turn, tokenUsage=used)


def end_of(at: Player, turn: str = "T") -> TurnEndItem:
    end = at.conversation.get(at.conversation.key.item(turn, "local:end"), TurnEndItem)
    assert end is not None
    return end


def test_tokens_that_are_told_after_the_end_still_count() -> None:
    at = player()
    at.say("turn/started", **started())
    at.say("turn/completed", **ended())
    assert end_of(at).tokens is None
    usage(at, 110)
    assert end_of(at).tokens == Tokens(110, 100, 5, 10, 0)


def test_what_was_used_before_is_not_counted_again() -> None:
    at = player()
    usage(at, 1000, "before")  # as after a resume
    at.say("turn/started", **started())
    usage(at, 1500)
    at.say("turn/completed", **ended())
    used = end_of(at).tokens
    assert used is not None
    assert used.input == 500


def test_the_first_turn_of_a_fork_is_not_told_what_its_source_used() -> None:
    at = player()
    at.say("turn/started", **started())
    usage(at, 5200, last=200)
    usage(at, 5500, last=300)
    at.say("turn/completed", **ended())
    used = end_of(at).tokens
    assert used is not None
    assert used.total == 500


def test_a_turn_that_was_joined_half_way_claims_no_tokens() -> None:
    notifications = recorded("rich_turn")
    middle = len(notifications) // 2
    late = Player(thread_of(notifications))
    late.reducer.load_older(
        late.conversation, Store(thread_of(notifications), notifications[:middle]).stretch()
    )
    late.play(notifications[middle:])
    turn = next(iter(late.conversation.turns))
    assert end_of(late, turn).tokens is None
    assert end_of(late, turn).edited == end_of(play("rich_turn"), turn).edited != Edited()


def test_a_full_context_is_not_what_the_turn_used() -> None:
    at = play("failed_turn")
    assert at.conversation.usage.context_tokens == 258_400
    assert end_of(at, next(iter(at.conversation.turns))).tokens is None


def agents(at: Player) -> list[tuple[str, str]]:
    return [(agent.name, agent.state) for agent in at.conversation.agents.values()]


def test_a_sub_agent_is_followed_by_the_status_of_its_thread() -> None:
    notifications = recorded("subagent_turn")
    at = Player(thread_of(notifications))
    states: list[Any] = []
    for one in notifications:
        at.play([one])
        if agents(at) and agents(at) not in states[-1:]:
            states.append(agents(at))
    name = "@@child do it"
    assert states == [[(name, "starting")], [(name, "running")], [(name, "done")]]
    read = Player(thread_of(notifications))
    read.reducer.load_older(read.conversation, Store(thread_of(notifications), notifications).stretch())
    assert [name for name, _ in agents(read)] == [name]
    assert agents(read) != states[1]
