"""Recordings of the real server, read the way a person reads the screen."""

import random

import pytest

from codex_tui.model.board import ThreadState
from codex_tui.model.items import AgentItem, CommandItem, FileChangeItem, Phase
from codex_tui.model.keys import ThreadKey
from codex_tui.model.reducer_items import MISSED
from codex_tui.model.state import LOCAL
from codex_tui.model.tool_items import AgentCallItem

from .replay import CAPTURES, Player, play, recorded, thread_of

ALL = sorted(path.stem for path in CAPTURES.glob("*.jsonl"))

EXPECTED = {
    "approval_turn": [
        "user: please @@ap",
        "agent: I need to touch a file and edit another.",
        "command: $ touch /home/dev/project/capt && echo did / did -> 0",
        "file_change: /home/dev/project/a.txt / @@ -1,3 +1,3 @@ /  alpha / -beta / +BETA ",
        "command (declined): $ rm -rf /home/dev/other -> None",
        "agent: All done.",
        "turn completed, 480 tokens",
    ],
    "codemode_turn_gpt6": [
        "user: @@cm",
        "reasoning: **Plan**",
        "command: $ echo from-js; sleep 0.3; echo two / from-js / two -> 0",
        "agent: fin",
        "turn completed, 240 tokens",
    ],
    "compact": [
        "compaction: Context compacted",
        "notice: Heads up: Long threads and multiple compactions can cause the model to b",
        "turn completed, 240 tokens",
    ],
    "failed_turn": [
        "user: @@r400",
        "agent: partial",
        "notice (failed): Codex ran out of room in the model's context window. Start a ne",
        "turn failed, None tokens",
    ],
    "interrupt_command_turn_late_completion": [
        "user: @@cmd",
        "command: $ echo start; sleep 2; echo end / start / end -> 0",
        "turn interrupted, 120 tokens",
    ],
    "plan_mode_turn": [
        "user: @@plan",
        "agent: Here is my plan. / Bye",
        "proposed_plan: # Plan / 1. do / 2. it",
        "turn completed, 120 tokens",
    ],
    "rich_turn": [
        "user: please do it @@rich",
        "reasoning: **Looking at the repo** /  / I need to inspect the files first. /  / ",
        "agent: I'll look around first.",
        "plan: - [x] Look / - [x] Patch / - [~] Test",
        "command: $ for i in 1 2 3 4 5; do echo line $i; sleep 0.15; done; cat a.txt / li",
        "reasoning: **Editing**",
        "file_change: /home/dev/project/a.txt / @@ -1,3 +1,3 @@ /  alpha / -beta / +BETA ",
        "command (failed): $ git diff --stat; ls; exit 3 /  a.txt | 2 +- /  1 file change",
        "agent: Done: changed `a.txt` and added `new.txt`.",
        "turn completed, 600 tokens",
    ],
}


def shortened(lines: list[str]) -> list[str]:
    return [line[:80] for line in lines]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_recording_reads_as_it_was(name: str) -> None:
    assert shortened(play(name).lines) == shortened(EXPECTED[name])


@pytest.mark.parametrize("name", ALL)
def test_nothing_runs_any_more_when_a_recording_is_over(name: str) -> None:
    player = play(name)
    assert not any(item.running for item in player.conversation.items)
    assert player.conversation.active_turn is None
    assert all(turn.status.value != "inProgress" for turn in player.conversation.turns.values())


@pytest.mark.parametrize("name", ALL)
def test_hearing_everything_twice_changes_nothing_a_person_sees(name: str) -> None:
    notifications = recorded(name)
    player = Player(thread_of(notifications))
    player.play(notifications)
    before = player.lines
    player.play(one for one in notifications if one.method.startswith(("item/", "turn/")))
    assert player.lines == before


@pytest.mark.parametrize("name", ALL)
def test_without_any_delta_the_end_is_the_same(name: str) -> None:
    notifications = recorded(name)
    player = Player(thread_of(notifications))
    player.play(one for one in notifications if not one.method.lower().endswith("delta"))
    complete = [line for line in play(name).lines if not line.startswith(("agent (", "reasoning ("))]
    assert [line for line in player.lines if not line.startswith(("agent (", "reasoning ("))] == complete


@pytest.mark.parametrize("name", ALL)
def test_items_whose_start_was_missed_are_there_all_the_same(name: str) -> None:
    notifications = recorded(name)
    player = Player(thread_of(notifications))
    player.play(one for one in notifications if one.method != "item/started")
    # What was cut off keeps the mark that its beginning may be missing.
    assert sorted(line.replace(MISSED, "") for line in player.lines) == sorted(play(name).lines)


def test_streamed_text_grows_and_the_completed_text_wins() -> None:
    notifications = recorded("plain_200_deltas")
    player = Player(thread_of(notifications))
    lengths = []
    for one in notifications:
        player.play([one])
        answers = [item for item in player.conversation.items if isinstance(item, AgentItem)]
        lengths.append(len(answers[0].text) if answers else 0)
    assert lengths == sorted(lengths)
    assert answers[0].text.text().count("word") == 200


def test_an_agent_that_has_ended_is_not_said_to_start() -> None:
    (agent,) = [item for item in play("subagent_turn").conversation.items if isinstance(item, AgentCallItem)]
    assert agent.source().endswith("agents\n2e3d")


def test_an_interrupted_answer_keeps_what_was_said() -> None:
    lines = play("interrupt_text_turn").lines
    assert lines[0] == "user: please @@slow"
    assert lines[2].startswith("agent (interrupted): word0 word1 word2")
    assert lines[3].startswith("turn interrupted")


def test_steering_stands_where_the_server_took_it_up() -> None:
    lines = play("steer_turn").lines
    assert lines[1].startswith("agent (interrupted): word0")
    assert lines[2:] == ["user: also do Y", "agent: after steer", "turn completed, 120 tokens"]


def test_a_retry_marks_the_half_answer_and_is_told_once() -> None:
    lines = play("retry_then_ok_turn").lines
    assert "agent (replaced): half a mess" in lines
    assert next(line for line in lines if "Reconnecting" in line).startswith(
        "notice: Reconnecting (1 of 5): "
    )
    assert len([line for line in lines if line.startswith("notice")]) == 1
    assert "agent: second try" in lines


def test_a_command_that_outlives_its_turn_says_so_and_ends_later() -> None:
    notifications = recorded("interrupt_command_turn_late_completion")
    player = Player(thread_of(notifications))
    over = next(index for index, one in enumerate(notifications) if one.method == "turn/completed")
    player.play(notifications[: over + 1])
    command = next(item for item in player.conversation.items if isinstance(item, CommandItem))
    assert command.running
    assert command.outlived_turn
    player.play(notifications[over + 1 :])
    assert command.exit_code == 0
    assert not command.running


def test_a_child_agent_of_the_thread_does_not_mix_in() -> None:
    player = play("subagent_turn")
    assert [line.split(":")[0] for line in player.lines[:3]] == ["user", "agent_call", "agent"]
    assert player.lines[1].startswith("agent_call: Started an agent @@child do it / model / gpt-5.5 medium")
    assert set(player.state.conversations) == {player.conversation.key}
    assert player.state.board.rows == {}


def test_the_row_follows_the_turn() -> None:
    notifications = recorded("rich_turn")
    player = Player(thread_of(notifications))
    seen: list[tuple[ThreadState, str]] = []
    for one in notifications:
        player.play([one])
        row = player.state.board.rows.get(player.conversation.key)
        if row is not None and (not seen or seen[-1] != (row.state, row.activity)):
            seen.append((row.state, row.activity))
    assert (ThreadState.RUNNING, "thinking") in seen
    assert (ThreadState.RUNNING, "$ git diff --stat; ls; exit 3") in seen
    assert (ThreadState.RUNNING, "changing a.txt, new.txt") in seen
    assert seen[-1] == (ThreadState.IDLE, "+3 -1 in 2 files")
    assert player.state.board.rows[player.conversation.key].title == "please do it @@rich"


def test_phases_and_files_come_through() -> None:
    player = play("rich_turn")
    phases = [item.phase for item in player.conversation.items if isinstance(item, AgentItem)]
    assert phases == [Phase.COMMENTARY, Phase.FINAL]
    patch = next(item for item in player.conversation.items if isinstance(item, FileChangeItem))
    update, addition = patch.changes
    assert (update.change, addition.change) == ("update", "add")
    signs = [line[:1] for line in update.diff.splitlines()]
    assert (signs.count("+"), signs.count("-")) == (1, 1)
    assert len(addition.diff.splitlines()) == 2


def test_two_servers_and_a_fork_with_the_same_ids_stay_apart() -> None:
    notifications = recorded("rich_turn")
    player = Player(thread_of(notifications))
    elsewhere = player.state.conversation(ThreadKey("elsewhere", player.conversation.key.thread))
    player.play(notifications)
    assert not elsewhere.items
    fork = player.state.conversation(ThreadKey(LOCAL, "fork"))
    for one in recorded("rich_turn"):
        if one.method.startswith(("item/", "turn/")):
            params = {**one.params, "threadId": "fork"}
            player.play([type(one)(one.method, params, one.emitted_at_ms)])
    assert [item.key.item for item in fork.items] == [item.key.item for item in player.conversation.items]
    assert fork.items[0] is not player.conversation.items[0]


def test_a_shuffled_recording_never_breaks_the_reducer() -> None:
    for name in ALL:
        notifications = recorded(name)
        for seed in range(5):
            random.Random(seed).shuffle(notifications)
            player = Player(thread_of(notifications))
            player.play(notifications)
            keys = [item.key for item in player.conversation.items]
            assert len(keys) == len(set(keys))
