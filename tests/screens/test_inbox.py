"""The inbox over a state in memory: pictures, and what the real server does not do on demand."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, cast

import pytest

from codex_tui import messages as say
from codex_tui.model.board import ThreadState
from codex_tui.model.items import FileChange, FileChangeItem
from codex_tui.model.keys import RequestKey, ThreadKey
from codex_tui.model.requests import CommandApproval, FileApproval, Request
from codex_tui.model.safe_text import SafeText
from codex_tui.screens.inbox import InboxScreen
from codex_tui.theming import DARK, LIGHT
from codex_tui.widgets.inbox_list import InboxList
from tests.screens.support import (
    HOUR,
    MINUTE,
    NOW,
    PAY,
    SHOP,
    FakePorts,
    Host,
    key,
    ready,
    row,
    screen_text,
    tell,
)

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from codex_tui.model.state import AppState

ORDERS, SENDER, NOTES, TOTALS = key("7f3a"), key("c21d"), key("e870"), key("b90c")
TURNS = 50
SIZES = {40: (40, 14), 80: (80, 24), 120: (120, 30), 160: (160, 30)}
EVERY_WIDTH = {width: pytest.param(width, DARK, marks=pytest.mark.long) for width in SIZES}
DIFF = "@@ -41,2 +41,2 @@\n def send(event):\n-    return post(event)\n+    return retry(post, event)\n"


def command(number: int, thread: ThreadKey, text: str, *, age: float) -> CommandApproval:
    return CommandApproval(
        key=RequestKey("local", number),
        thread=thread,
        turn="t1",
        method="item/commandExecution/requestApproval",
        command=SafeText(text),
        cwd=SafeText(SHOP),
        reason=SafeText("stale artefacts break the run"),
        raw_amendment=tuple(text.split()),
        arrived_at=NOW - age,
    )


def patch(state: AppState, number: int, thread: ThreadKey, *, age: float) -> FileApproval:
    item = FileChangeItem(
        key=thread.item("t1", "p1"),
        changes=(FileChange(SafeText("src/hooks/sender.py"), "update", SafeText(DIFF)),),
    )
    state.conversation(thread).append(item)
    return FileApproval(
        key=RequestKey("local", number),
        thread=thread,
        item=item.key,
        turn="t1",
        method="item/fileChange/requestApproval",
        arrived_at=NOW - age,
    )


def inbox_of(fake: FakePorts, requests: list[Request]) -> None:
    for request in requests:
        fake.state.inbox.add(request)


@pytest.fixture
def fake() -> FakePorts:
    """Three threads ask, one of them twice; of a fourth it is only known that it waits."""
    fake = FakePorts()
    state = fake.state
    ready(state)
    waits = ThreadState.NEEDS_APPROVAL
    for entry in (
        row("7f3a", "Migrate orders to the new schema, with every index that the reports need", state=waits),
        row("c21d", "Add retry to the webhook sender", state=waits),
        row("e870", "見積書のテンプレートを更新して [b]テストを追加[/b] する", cwd=PAY, state=waits),
        row("b90c", "Fix flaky test_totals", state=waits),
    ):
        state.board.put(entry)
    inbox_of(
        fake,
        [
            patch(state, 1, SENDER, age=2 * HOUR),
            command(2, ORDERS, "rm -rf build/ && make all", age=11 * MINUTE),
            command(3, NOTES, "touch notes.txt", age=MINUTE),
            command(4, SENDER, "pytest -q tests/hooks", age=4),
        ],
    )
    return fake


def host(fake: FakePorts, theme: str = DARK, *, ascii_only: bool = False) -> Host:
    return Host(lambda: InboxScreen(fake.ports(ascii_only=ascii_only)), theme)


def shown(app: Host) -> str:
    return screen_text(app)


async def shows(pilot: Pilot[None], *texts: str) -> str:
    """The screen, once it shows all of these; as many turns of the loop as that may take."""
    for _ in range(TURNS):
        text = shown(cast("Host", pilot.app))
        if all(wanted in text for wanted in texts):
            return text
        await pilot.pause()
    raise AssertionError(f"never showed {texts}:\n{text}")


pictures = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="one Python owns the pictures")


@pictures
@pytest.mark.parametrize(
    ("width", "theme"), [(40, DARK), EVERY_WIDTH[80], EVERY_WIDTH[120], (120, LIGHT), (160, DARK)]
)
def test_inbox(snap_compare, fake, width, theme):
    assert snap_compare(host(fake, theme), terminal_size=SIZES[width])


@pictures
@pytest.mark.parametrize("width", [40, 120])
def test_inbox_inside(snap_compare, fake, width):
    assert snap_compare(host(fake), terminal_size=SIZES[width], press=["j", "enter"])


pytestmark = pytest.mark.anyio


async def test_ages_go_on_while_one_looks_and_nothing_is_drawn_for_those_that_stay(fake, monkeypatch):
    app = host(fake)
    async with app.run_test(size=SIZES[120]) as pilot:
        await shows(pilot, "rm -rf build", " 11m")
        inbox = app.screen.query_one(InboxList)
        drawn: list[int] = []
        redraw = inbox.refresh_line
        monkeypatch.setattr(inbox, "refresh_line", drawn.append)
        fake.now += 30
        inbox.tick()
        assert drawn == []
        fake.now += 60
        inbox.tick()
        for line in drawn:
            redraw(line)
        assert len(drawn) == 3
        await shows(pilot, " 12m")


async def test_by_thread_what_one_thread_asks_stands_together(fake):
    app = host(fake)
    async with app.run_test(size=SIZES[120]) as pilot:
        text = await shows(pilot, "4 waiting in 3 threads", "oldest first")
        assert text.index("rm -rf build") < text.index("run: pytest -q")
        await pilot.press("s")
        # The one that is read stays the one that is read.
        text = await shows(pilot, "by thread", "src/hooks/sender.py")
        assert text.index("change files") < text.index("run: pytest -q") < text.index("run: rm -rf build")


async def test_of_a_thread_whose_request_is_not_here_yet_it_says_so(fake):
    app = host(fake)
    async with app.run_test(size=SIZES[120]) as pilot:
        await pilot.press("G")
        await shows(pilot, "Fix flaky test_totals · ~/src/shop", "It waits; what it asks is on its way.")
        await pilot.press("enter")  # nothing to go into
        await pilot.press("o")
        assert [intent.thread for intent in app.intents if isinstance(intent, say.OpenThread)] == [TOTALS]


async def test_what_is_answered_elsewhere_makes_place_for_the_next_and_what_was_typed_is_kept(fake):
    app = host(fake)
    async with app.run_test(size=SIZES[120]) as pilot:
        await pilot.press("j", "enter")
        await shows(pilot, "y once")
        fake.ticks += 1
        await pilot.press("n", *"keep it")
        await shows(pilot, "keep it")
        gone = fake.state.inbox.take(RequestKey("local", 2))
        assert gone is not None
        await tell(pilot, fake, lambda: say.ApprovalResolved(gone.thread, gone.key))
        await shows(pilot, "3 waiting", "answered elsewhere", "  touch notes.txt")
        [lost] = [intent for intent in app.intents if isinstance(intent, say.AnswerLost)]
        assert (lost.thread, lost.text) == (ORDERS, "keep it")
        # The letter that was on its way does not answer the one that took its place.
        await pilot.press("y")
        assert not [intent for intent in app.intents if isinstance(intent, say.ApprovalAnswered)]


async def test_letters_of_the_list_do_nothing_in_a_request_and_the_other_way_round(fake):
    app = host(fake)
    async with app.run_test(size=SIZES[120]) as pilot:
        fake.ticks += 1
        await pilot.press("y", "a", "c")
        await pilot.press("j", "enter")
        await shows(pilot, "y once")
        await pilot.press("o", "s", "q")
        await shows(pilot, "oldest first", "2 of 5")
        assert app.intents == []


async def test_zoomed_the_request_has_the_whole_width(fake):
    app = host(fake)
    async with app.run_test(size=SIZES[120]) as pilot:
        await pilot.press("enter")
        await shows(pilot, "y once", "run: rm -rf build")
        await pilot.press("z")
        await pilot.pause()
        assert "run: rm -rf build" not in await shows(pilot, "return retry(post, event)")
        await pilot.press("escape")
        await shows(pilot, "run: rm -rf build")


async def test_without_unicode_everything_is_told_by_plain_characters(fake):
    fake.state.inbox.take(RequestKey("local", 3))
    fake.state.board.drop(NOTES)
    app = host(fake, ascii_only=True)
    async with app.run_test(size=SIZES[40]) as pilot:
        assert (await shows(pilot, "Inbox", "change files")).isascii()
        await pilot.press("enter")
        assert (await shows(pilot, "y once")).isascii()
