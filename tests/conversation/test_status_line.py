"""The status line and the header: what they say, and what gives way where it is narrow."""

from dataclasses import replace

import pytest
from rich.cells import cell_len

from codex_tui.messages import ConnectionChanged, Said, TurnCompleted, UsageUpdated
from codex_tui.model.catalogue import Tier
from codex_tui.model.conversation import Turn, TurnStatus, Usage
from codex_tui.model.permissions import Mode, of_mode
from codex_tui.model.safe_text import SafeText
from codex_tui.model.state import AppState, ConnectionState
from codex_tui.widgets.line_parts import ERROR, NEEDS_YOU, QUIET, Part, choose, joined, spread
from codex_tui.widgets.status_view import Doing, doing, status_of
from codex_tui.widgets.texts import clip
from tests.conversation.host import (
    NOW,
    THREAD,
    ConversationApp,
    command_approval,
    idle_state,
    lost_state,
    running_state,
    screen_lines,
    settle,
)
from tests.screens.support import models


def fields(state: AppState) -> list[str]:
    return [part.text for part in status_of(state, THREAD, now=NOW).fields]


def test_a_running_turn_shows_model_folder_context_time_tokens_and_state(monkeypatch):
    monkeypatch.setenv("HOME", "/home/me")
    assert fields(running_state()) == [
        "gpt-6-sol medium",
        "~/src/shop main",
        "ctx 23%",
        "1m12s",
        "41k tok",
        "running",
    ]


def test_the_state_is_one_word_and_what_needs_a_person_comes_first():
    state = idle_state()
    assert doing(state, THREAD) is Doing.IDLE
    assert doing(state, None) is Doing.NEW
    conversation = state.conversation(THREAD)
    conversation.turns["t2"] = Turn("t2", TurnStatus.FAILED)
    assert doing(state, THREAD) is Doing.FAILED
    conversation.ready = False
    assert doing(state, THREAD) is Doing.OPENING
    state = running_state()
    state.inbox.add(command_approval())
    assert doing(state, THREAD) is Doing.WAITING
    state.server.state = ConnectionState.CONNECTING
    assert doing(state, THREAD) is Doing.STARTING
    assert doing(lost_state(), THREAD) is Doing.LOST


@pytest.mark.parametrize(
    ("tokens", "text", "style"),
    [
        (79_000, "ctx 79%", QUIET),
        (80_000, "ctx 80% high", NEEDS_YOU),
        (95_000, "ctx 95% nearly full", ERROR),
    ],
)
def test_the_context_meter_warns_by_a_word_and_offers_the_key(tokens: int, text: str, style: str):
    state = idle_state()
    state.conversation(THREAD).usage = Usage(context_tokens=tokens, window=100_000)
    status = status_of(state, THREAD, now=NOW)
    meter = next(part for part in status.fields if part.text.startswith("ctx"))
    assert (meter.text, meter.style) == (text, style)
    assert any(part.key == "alt+k" for part in status.hints) is (tokens >= 80_000)


def test_without_a_window_the_meter_counts_and_before_the_first_turn_it_stands_at_nothing():
    state = idle_state()
    conversation = state.conversation(THREAD)
    conversation.usage = Usage(context_tokens=62_000)
    assert "ctx 62k" in fields(state)
    conversation.usage = Usage()
    assert not any(field.startswith("ctx") for field in fields(state))
    conversation.turns.clear()
    assert "ctx 0%" in fields(state)


def test_parts_give_way_by_rank_and_never_overflow():
    left = [Part("send", key="enter", rank=2), Part("help", key="?", rank=5)]
    right = [
        Part("gpt-6-sol medium", rank=3, short="gpt-6-sol"),
        Part("~/src/shop main", rank=6, short="shop"),
        Part("ctx 23%", rank=1),
        Part("running", rank=0),
    ]
    for width in range(7, 90):
        chosen_left, chosen_right = choose(left, right, width, " · ")
        halves = [
            sum(part.width for part in half) + 3 * (len(half) - 1)
            for half in (chosen_left, chosen_right)
            if half
        ]
        assert sum(halves) + 2 * (len(halves) - 1) <= width
        assert chosen_right[-1].text == "running"
    assert choose(left, right, 20, " · ")[1] == [right[2], right[3]]
    assert choose(left, right, 44, " · ")[1][0].text == "gpt-6-sol"


@pytest.mark.parametrize("text", ["short", "a longer text than fits", "漢字の長い題名です", "two\nlines"])
@pytest.mark.parametrize("width", [0, 1, 5, 9])
def test_clipped_text_fits_and_says_that_it_was_cut(text: str, width: int):
    cut = clip(text, width)
    assert cell_len(cut) <= width
    assert cut == text or not width or cut.endswith("…")


@pytest.mark.anyio
async def test_at_40_columns_the_state_and_the_context_stay():
    app = ConversationApp(running_state())
    async with app.run_test(size=(40, 14)) as pilot:
        await settle(pilot)
        line = app.conversation.status.line
        assert line.endswith("running")
        assert "ctx 23%" in line
        assert "esc interrupt" in line
        assert screen_lines(app)[-1].strip() == line


@pytest.mark.anyio
async def test_what_was_said_shows_until_the_next_key_and_the_newest_wins():
    app = ConversationApp(idle_state())
    async with app.run_test(size=(80, 24)) as pilot:
        app.facts.tell(Said(SafeText("Copied the last answer")))
        app.facts.tell(Said(SafeText("[b]Archived[/b]")))
        await settle(pilot, lambda: "Archived" in app.conversation.status.line)
        assert app.conversation.status.line.startswith("[b]Archived[/b]")
        assert app.conversation.status.line.endswith("idle")
        await pilot.press("x")
        await settle(pilot, lambda: app.conversation.status.line.startswith("enter send"))


LONG = "The thread could not be forked because its source is gone"


@pytest.mark.anyio
async def test_a_long_sentence_is_read_to_its_end_and_leaves_the_state_where_it_is():
    app = ConversationApp(idle_state())
    async with app.run_test(size=(40, 14)) as pilot:
        app.facts.tell(Said(SafeText(LONG)))
        await settle(pilot, lambda: app.conversation.status.region.height == 2)
        *_, above, last = screen_lines(app)
        assert " ".join(f"{above} {last}".split()).startswith(LONG)
        assert last.endswith("idle")
        await pilot.press("x")
        await settle(pilot, lambda: app.conversation.status.region.height == 1)


@pytest.mark.anyio
async def test_what_takes_more_than_three_lines_is_cut_with_a_mark():
    app = ConversationApp(idle_state())
    async with app.run_test(size=(40, 14)) as pilot:
        app.facts.tell(Said(SafeText(f"{LONG}, {LONG}, {LONG}")))
        await settle(pilot, lambda: app.conversation.status.region.height == 3)
        assert "…" in screen_lines(app)[-1]
        assert screen_lines(app)[-1].endswith("idle")


@pytest.mark.anyio
async def test_a_long_sentence_pushes_nothing_out_where_there_is_no_room():
    app = ConversationApp(running_state())
    async with app.run_test(size=(40, 14)) as pilot:
        app.ask(command_approval(command="rm -rf " + "build/ " * 40))
        await app.let_stand(pilot)
        await pilot.press("alt+a")
        await settle(pilot, lambda: app.conversation.dock.region.height > 9)
        app.facts.tell(Said(SafeText(LONG)))
        await settle(pilot, lambda: "The thread" in app.conversation.status.line)
        assert screen_lines(app)[-1].endswith("waiting")
        assert "…" in screen_lines(app)[-1]


@pytest.mark.anyio
async def test_facts_change_the_line_and_time_stands_still_when_the_turn_ends():
    state = running_state()
    app = ConversationApp(state)
    async with app.run_test(size=(140, 24)) as pilot:
        await settle(pilot, lambda: "1m12s" in app.conversation.status.line)
        conversation = state.conversation(THREAD)
        conversation.usage = Usage(context_tokens=95_000, total_tokens=1_250_000, window=100_000)
        app.facts.tell(UsageUpdated(THREAD))
        await settle(pilot, lambda: "ctx 95% nearly full · 1m12s · 1.2M tok" in app.conversation.status.line)
        conversation.turns["t2"].status = TurnStatus.COMPLETED
        conversation.active_turn = None
        app.facts.tell(TurnCompleted(THREAD))
        await settle(pilot, lambda: app.conversation.status.line.endswith("idle"))
        assert "1m12s" not in app.conversation.status.line


@pytest.mark.anyio
async def test_the_line_is_not_drawn_again_when_it_reads_the_same():
    app = ConversationApp(running_state())
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        status = app.conversation.status
        drawn = status.render()
        app.facts.tell(UsageUpdated(THREAD))
        await settle(pilot)
        assert status.render() is drawn


@pytest.mark.anyio
async def test_the_title_is_cut_with_a_mark_before_the_count_of_others():
    state = running_state()
    state.board.rows[THREAD].name = SafeText("A title that is much too long for forty columns")
    state.inbox.add(command_approval(3, thread=THREAD._replace(thread="another")))
    app = ConversationApp(state)
    async with app.run_test(size=(40, 14)) as pilot:
        await settle(pilot)
        first = screen_lines(app)[0]
        assert "…" in first
        assert first.endswith("1? →")


@pytest.mark.anyio
async def test_a_lost_server_is_said_with_the_key_that_helps_and_goes_when_it_is_back():
    app = ConversationApp(idle_state())
    async with app.run_test(size=(40, 14)) as pilot:
        assert not app.conversation.notice.display
        app.state.server.state = ConnectionState.LOST
        app.state.server.problem = SafeText("The server ended (exit status 101). " * 6)
        app.facts.tell(ConnectionChanged("local"))
        await settle(pilot, lambda: app.conversation.notice.region.height == 4)
        text = "\n".join(screen_lines(app))
        assert "alt+r reconnects; your draft is kept" in text
        assert "…" in text
        assert app.conversation.status.region.y == 13
        app.state.server.state = ConnectionState.READY
        app.facts.tell(ConnectionChanged("local"))
        await settle(pilot, lambda: not app.conversation.notice.display)


@pytest.mark.parametrize("mode", [Mode.READ_ONLY, Mode.ASK, Mode.AUTO_REVIEW, Mode.FULL_ACCESS])
@pytest.mark.parametrize("tokens", [23_000, 85_000])
def test_at_40_columns_the_key_for_what_comes_next_stays_beside_permissions_and_state(
    mode: Mode, tokens: int
):
    def line(state: AppState) -> str:
        conversation = state.conversation(THREAD)
        conversation.settings.permissions = of_mode(mode)
        conversation.usage = Usage(context_tokens=tokens, window=100_000, total_tokens=tokens)
        status = status_of(state, THREAD, now=NOW)
        left, right = choose(status.hints, status.fields, 38, " · ")
        return spread(joined(left, " · "), joined(right, " · "), 38).plain

    idle, running = line(idle_state()), line(running_state())
    assert "enter send" in idle or "alt+k compact" in idle
    assert "esc interrupt" in running or "esc stop" in running
    for shown in (idle, running):
        assert mode.value in shown
        assert len(shown) == 38
    assert f"{tokens // 1000}%" in idle


def test_a_tier_has_the_name_by_which_it_is_chosen():
    state = idle_state()
    tier = Tier("priority", SafeText("Fast"), SafeText("1.5x speed"))
    state.models = [replace(models()[2], tiers=(tier,))]
    state.conversation(THREAD).settings.tier = SafeText("priority")
    assert "gpt-6-sol medium fast" in fields(state)
