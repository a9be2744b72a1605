"""Models side by side, fed from memory: what the columns say, at the widths that matter."""

from __future__ import annotations

import pytest

from codex_tui.messages.compare import ContenderKept
from codex_tui.model.comparison import (
    ComparePlace,
    Comparison,
    Contender,
    Result,
    Stand,
    Standing,
    so_far,
    standing,
)
from codex_tui.model.conversation import Turn, TurnStatus
from codex_tui.model.draft import draft_of
from codex_tui.model.items import AgentItem, ItemStatus, TurnEndItem, UserItem
from codex_tui.model.model_choice import ModelChoice
from codex_tui.model.safe_text import SafeText
from codex_tui.model.tallies import Edited, Tokens
from codex_tui.screens.compare import CompareScreen
from codex_tui.theming import DARK, LIGHT
from codex_tui.widgets.compare.words import facts_line, summary, tabs
from tests.screens.support import NOW, FakePorts, Host, key, ready, row, screen_text

PROMPT = "Why does the cart charge too little?"
ANSWERS = {
    "gpt-6-luna": "`subtotal` forgets the **quantity**.",
    "gpt-6-astra": "## What is wrong\n\nPrices are added, quantities are not:\n\n- `subtotal` in `shop/cart.py`",
    "gpt-6-sol": "",
}


def compared(fake: FakePorts, *, failed: bool = False) -> Comparison:
    """One that is done, one that runs, one that could not begin."""
    state = fake.state
    ready(state)
    contenders = []
    for model, answer in ANSWERS.items():
        thread = key(model)
        contender = Contender(ModelChoice(model, "high"), thread, "t", tokens_before=0)
        contenders.append(contender)
        if not answer:
            contender.thread, contender.problem = None, SafeText("there is a branch of that name already")
            continue
        state.board.put(row(model, f"{model}: {PROMPT}"))
        conversation = state.conversation(thread)
        conversation.ready = conversation.history.complete = True
        runs = model == "gpt-6-astra"
        status = TurnStatus.IN_PROGRESS if runs else TurnStatus.COMPLETED
        conversation.turns["t"] = Turn("t", status, started_at=NOW - 12)
        conversation.active_turn = "t" if runs else None
        asked = UserItem(key=thread.item("t", "u"), status=ItemStatus.COMPLETED, text=SafeText(PROMPT))
        said = AgentItem(key=thread.item("t", "a"), status=ItemStatus.COMPLETED)
        said.text.append(answer)
        conversation.append(asked)
        conversation.append(said)
        if not runs:
            used, changed = Tokens(4170, 4100, 1000, 70), Edited(2, 18, 3)
            end = TurnEndItem(
                key=thread.item("t", "end"),
                status=ItemStatus.COMPLETED,
                duration_ms=4210,
                tokens=used,
                edited=changed,
            )
            conversation.append(end)
            contender.result = Result(4210, used, changed)
    state.comparison = Comparison(draft_of(PROMPT), None, ComparePlace.READ_ONLY, contenders)
    return state.comparison


def test_how_one_stands_is_told_from_its_thread_and_kept_when_that_is_let_go():
    fake = FakePorts()
    luna, astra, sol = compared(fake).contenders
    stands = [standing(fake.state, one).stand for one in (luna, astra, sol)]
    assert stands == [Stand.DONE, Stand.RUNNING, Stand.FAILED]
    assert so_far(fake.state.conversation(key("gpt-6-luna")), luna).ended is Stand.DONE
    fake.state.conversations.clear()
    again = standing(fake.state, luna)
    assert (again.stand, again.result) == (Stand.DONE, luna.result)
    luna.result.ended = Stand.INTERRUPTED
    assert standing(fake.state, luna).stand is Stand.INTERRUPTED
    assert standing(fake.state, sol).why == "there is a branch of that name already"
    assert standing(fake.state, Contender(ModelChoice("x"))).stand is Stand.STARTING


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (60, "4.2s · 4.1k tok · +18 -3 · 2 files"),
        (30, "4.2s · 4.1k tok · +18 -3"),
        (20, "4.2s · +18 -3"),
        (8, "4.2s"),
        (2, ""),
    ],
)
def test_what_matters_least_is_left_out_first(width, line):
    now = Standing(Stand.DONE, NOW - 9, Result(4210, Tokens(4100), Edited(2, 18, 3)))
    assert facts_line(now, NOW, width, ascii_only=False) == line


def test_all_of_them_have_a_place_in_one_line():
    names = ["gpt-6-luna", "gpt-6-astra", "gpt-6.1-sol", "gpt-5.5"]
    stands = [Stand.DONE, Stand.RUNNING, Stand.WAITING, Stand.FAILED]
    assert tabs(names, stands, 1, 80, False).plain == "1✓gpt-6-luna 2⠋gpt-6-astra 3?gpt-6.1-sol 4!gpt-5.5"
    narrow = tabs(names, stands, 1, 38, False)
    assert narrow.cell_length <= 38
    assert narrow.plain == "1✓gpt-6… 2⠋gpt-6… 3?gpt-6… 4!gpt-5…"
    assert summary([*stands, Stand.WAITING]) == "1 running, 2 need you, 1 done, 1 failed"


@pytest.mark.anyio
async def test_why_one_never_began_ends_with_one_full_stop():
    fake = FakePorts()
    lost = compared(fake).contenders[2]
    app = Host(lambda: CompareScreen(fake.ports()))
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        assert "there is a branch of that name already." in " ".join(screen_text(app).split())
    lost.problem = SafeText("Nobody listens. It is tried again by itself.")
    app = Host(lambda: CompareScreen(fake.ports()))
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        assert "by itself." in screen_text(app)
        assert "by itself.." not in screen_text(app)


@pytest.mark.anyio
async def test_one_that_never_began_cannot_be_kept_and_says_why():
    fake = FakePorts()
    compared(fake)
    app = Host(lambda: CompareScreen(fake.ports()))
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("3", "K")
        await pilot.pause()
        assert "It has no thread: there is a branch of that name already" in screen_text(app)
        assert not any(isinstance(intent, ContenderKept) for intent in app.intents)
        await pilot.press("left", "K")
        await pilot.pause()
        [kept] = [intent for intent in app.intents if isinstance(intent, ContenderKept)]
        assert kept.contender.choice.model == "gpt-6-astra"


@pytest.mark.parametrize(("size", "theme"), [((120, 24), DARK), ((40, 14), LIGHT)])
def test_comparison(snap_compare, size, theme):
    fake = FakePorts()
    compared(fake)
    assert snap_compare(Host(lambda: CompareScreen(fake.ports()), theme), terminal_size=size)
