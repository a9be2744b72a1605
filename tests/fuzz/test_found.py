"""What the fuzzers of this folder found, each by itself."""

from __future__ import annotations

from typing import Any

import pytest
from textual.selection import Selection

from codex_app_server.generated.v2_all import Turn as StoredTurn
from codex_tui.model.board import ThreadState
from codex_tui.model.canonical import canonical
from codex_tui.model.conversation import TurnStatus
from codex_tui.model.items import AgentItem, CommandItem, ItemStatus, ProposedPlanItem, TurnEndItem
from codex_tui.model.keys import ThreadKey
from codex_tui.model.queue import QueuedPrompt
from codex_tui.model.reducer_history import Stretch
from codex_tui.model.safe_text import SafeText
from codex_tui.model.state import LOCAL, AppState
from codex_tui.model.text_buffer import TextBuffer
from codex_tui.render.cells import renderer_for
from codex_tui.render.markdown import stream
from codex_tui.widgets.transcript.copying import joined, parts_of
from codex_tui.widgets.transcript.selection import encode
from tests.fuzz.test_markdown_machine import drawn
from tests.fuzz.window import Window
from tests.render.support import KEY, context
from tests.session.replay import Player, complete, ended, note, player, start, started, user
from tests.session.stored import Store

ANSWER = {"type": "agentMessage", "id": "a", "text": ""}


def turn_that_goes_on_elsewhere() -> tuple[Player, Stretch]:
    """A client that lost the connection in mid-turn and hears of the turn again before it has read the thread."""
    at = player()
    at.say("turn/started", **started())
    at.reducer.lose_connection(LOCAL, "It is gone")
    page = Store("t", [note("turn/started", threadId="t", **started())]).stretch()
    start(at, ANSWER)
    return at, page


def test_a_turn_that_went_on_while_the_connection_was_lost_is_running_again() -> None:
    at, page = turn_that_goes_on_elsewhere()
    at.reducer.load_anew(at.conversation, page, {at.conversation.key.item("T", "local:end")})
    assert at.conversation.active_turn == "T"
    at.say("item/agentMessage/delta", turnId="T", itemId="a", delta="It went on.")
    complete(at, {**ANSWER, "text": "It went on."})
    at.say("turn/completed", **ended(durationMs=7))
    assert at.lines == ["agent: It went on.", "turn completed, None tokens"]
    assert canonical(at.conversation)[0]["duration_ms"] == 7


def test_the_end_of_a_turn_that_was_out_of_sight_counts_though_it_comes_before_its_page() -> None:
    at, page = turn_that_goes_on_elsewhere()
    complete(at, {**ANSWER, "text": "It went on."})
    at.say("turn/completed", **ended(durationMs=7))
    assert [item.status for item in at.conversation.items if isinstance(item, TurnEndItem)] == [
        ItemStatus.COMPLETED
    ]
    at.reducer.load_anew(at.conversation, page, frozenset())
    assert at.conversation.turns["T"].status is TurnStatus.COMPLETED
    assert at.conversation.active_turn is None


def test_a_turn_that_began_while_the_newest_page_was_read_runs_though_nothing_is_heard_of_it_yet() -> None:
    """As of a prompt that is sent as soon as the thread is open: `enter` steers it, `esc` interrupts it."""
    at = player()
    at.say("turn/started", **started())
    complete(at, {**ANSWER, "text": "Before."})
    at.say("turn/completed", **ended())
    stale = {item.key for item in at.conversation.items}
    at.reducer.begin_turn(at.conversation.key, "T2")
    at.reducer.load_anew(at.conversation, Stretch([]), stale)
    assert at.conversation.active_turn == "T2"


@pytest.mark.parametrize("lived", [True, False])
def test_a_turn_that_somebody_took_back_while_the_connection_was_lost_is_gone(lived: bool) -> None:
    """A server that lives has all that it told of. One that was killed may have kept nothing: then it stays."""
    at, _ = turn_that_goes_on_elsewhere()
    complete(at, {**ANSWER, "text": "Seen."})
    at.reducer.lose_connection(LOCAL, "It is gone")
    at.reducer.memory(LOCAL).server_lived = lived
    at.reducer.load_anew(at.conversation, Stretch([]), {item.key for item in at.conversation.items})
    assert ("agent: Seen." in at.lines) is not lived


def test_a_status_with_flags_of_another_shape_is_that_of_a_thread_that_runs() -> None:
    at = player()
    at.say("thread/status/changed", status={"type": "active", "activeFlags": True})
    assert at.state.board.rows[at.conversation.key].state is ThreadState.RUNNING


@pytest.mark.parametrize("text", ["```py\nx = 1\n```", "```py\nx = 1", "```\nx\n```", "a\n\n```py\nx\n```"])
def test_an_answer_that_begins_with_code_is_copied_with_its_fence(text: str) -> None:
    state = AppState("/project")
    conversation = state.conversation(ThreadKey(LOCAL, "t"))
    conversation.append(AgentItem(key=conversation.key.item("T", "a"), text=TextBuffer(text)))
    window = Window(state)
    window.show(conversation)
    window.compose()
    cell = window.cells.column[0]
    window.scene.select(Selection(encode(cell, 0), encode(cell, cell.size)))
    assert window.scene.span is not None
    assert joined(list(parts_of(window.scene.span, window.cells, plain=False)), plain=False) == text


def test_the_narrowest_lines_fit() -> None:
    plan = ProposedPlanItem(key=KEY, text=TextBuffer("# Plan\n1. do it"))
    for item in (plan, TurnEndItem(key=KEY, status=ItemStatus.INTERRUPTED, duration_ms=123_456)):
        renderer = renderer_for(item)
        renderer.update(context(12))
        assert all(line.strip.cell_length <= 12 for line in renderer.lines)


@pytest.mark.parametrize("width", range(1, 12))
def test_lines_of_no_width_have_an_end(width: int) -> None:
    """Code was cut into ever more rows of nothing, until the memory was full."""
    command = CommandItem(key=KEY, command=SafeText("printf '漢字 %s' words"), cwd=SafeText("/src"))
    renderer = renderer_for(command)
    renderer.update(context(width))
    drawn = "".join(line.strip.text[line.gutter :] for line in renderer.lines)
    assert "words" in "".join(drawn.split()).replace("$", "")


def test_text_without_letters_is_cut_and_not_before_what_would_begin_a_list(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else the rest was a list without end, which was drawn again as a whole with each delta."""
    monkeypatch.setattr(stream, "WINDOW", 300)
    text = '\u2764\ufe0f1. """0000\n' * 461
    assert drawn(text, 100) <= 3 * drawn(text[: len(text) // 2], 100) + 300


def stored_turn(name: str, status: str, *items: dict[str, Any]) -> StoredTurn:
    return StoredTurn.model_validate({"id": name, "items": items, "status": status})


def test_the_last_turn_is_the_last_one_also_when_older_ones_were_read_after_it() -> None:
    """Else the queue behind an interrupted turn counts as going on, and the checklist of the last turn is gone."""
    at = player()
    at.reducer.load_older(
        at.conversation, Stretch([stored_turn("new", "interrupted", user("two"))], older="1", first=False)
    )
    at.conversation.queue.prompts = (QueuedPrompt("q", SafeText("waits")),)
    assert at.conversation.queue_is_held
    at.reducer.load_older(at.conversation, Stretch([stored_turn("old", "completed", user("one", "v"))]))
    assert at.conversation.queue_is_held
    assert [turn["turn"] for turn in canonical(at.conversation)] == ["old", "new"]


@pytest.mark.parametrize("with_end", [False, True])
def test_what_is_heard_of_a_turn_that_was_read_to_its_end_leaves_nothing_running(with_end: bool) -> None:
    """The answer with a page may overtake what was said before it, and half an answer is in no page."""
    at = player()
    at.reducer.load_older(at.conversation, Stretch([stored_turn("T", "completed", user("do it"))]))
    if with_end:
        start(at, ANSWER)
    at.say("item/agentMessage/delta", turnId="T", itemId="a", delta="half")
    at.say("item/reasoning/summaryTextDelta", turnId="T", itemId="r", delta="half", summaryIndex=0)
    if with_end:
        at.say("turn/completed", **ended())
    assert not any(item.running for item in at.conversation.items)
    assert len([item for item in at.conversation.items if isinstance(item, TurnEndItem)]) == 1


def test_an_item_that_was_read_before_its_start_was_heard_of_goes_where_it_began() -> None:
    """A page has items in the order in which they ended, and without their times."""
    at = player()
    first, second = ({**ANSWER, "id": name, "text": name} for name in ("ended first", "ended second"))
    page = Stretch([stored_turn("T", "completed", first, second)], times={("T", first["id"]): (20, 30)})
    at.reducer.load_older(at.conversation, page)
    at.say("item/started", turnId="T", item=second, startedAtMs=10)
    assert at.lines[:2] == ["agent: ended second", "agent: ended first"]


@pytest.mark.parametrize(
    "elements", [5, {"a": 1}, [5], [{"byteRange": 3}], [{"byteRange": {"start": "x", "end": 1e999}}]]
)
def test_a_prompt_with_elements_of_another_shape_is_shown_without_them(elements: Any) -> None:
    """One such prompt, read with its thread, and the thread could not be opened."""
    item = {**user("do it"), "content": [{"type": "text", "text": "do it", "text_elements": elements}]}
    at = player()
    at.reducer.load_older(at.conversation, Stretch([stored_turn("T", "completed", item)]))
    assert at.lines[0] == "user: do it"
