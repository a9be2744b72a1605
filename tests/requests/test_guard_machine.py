"""Any keys, pastes and clicks, while requests come, go and change at any moment: no yes that nobody meant."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from textual.events import Key, MouseDown, Paste

from codex_tui.messages import ApprovalAnswered, ApprovalRequested
from codex_tui.model.safe_text import SafeText
from codex_tui.one_piece import in_one_piece
from codex_tui.widgets.requests.body import GUARD
from tests.conversation.host import ConversationApp, command_approval, running_state, settle

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from codex_tui.model.requests import CommandApproval, Request

pytestmark = [pytest.mark.anyio, pytest.mark.long]

ALLOWS = {"y": "accept", "a": "acceptForSession"}
ENTER = {"key", "late key", "piece", "click"}
"""What may give the focus to a request: nothing that the server does."""

key_names = st.sampled_from(
    [
        *"yyyaapsnncjGgz",
        "enter",
        "enter",
        "escape",
        "tab",
        "space",
        "alt+a",
        "alt+a",
        "f7",
        "ctrl+j",
        "x",
        "pagedown",
    ]
)
actions = st.one_of(
    st.tuples(st.just("ask"), st.integers(1, 4)),
    st.tuples(st.just("resolve"), st.integers(0, 3)),
    st.tuples(st.just("replace"), st.integers(0, 3)),
    st.tuples(st.just("wait"), st.sampled_from([0.05, 0.3, 0.6, 3.0, 10.0])),
    st.tuples(st.just("key"), key_names),
    st.tuples(st.just("key"), key_names),
    st.tuples(st.just("key"), key_names),
    st.tuples(st.just("late key"), key_names),
    st.tuples(st.just("piece"), st.lists(key_names, min_size=2, max_size=5)),
    st.tuples(st.just("paste"), st.sampled_from(["y", "y\n", "\x1bay\n", "yes\n"])),
    st.tuples(st.just("click"), st.integers(10, 22)),
)
"""What happens, and whether the application comes to its end before the next thing does."""
stories = st.lists(st.tuples(actions, st.booleans()), min_size=5, max_size=40)


@dataclass
class Story:
    """What was shown, since when, and on what each key was pressed."""

    app: ConversationApp
    pilot: Pilot[None]
    count: int = 0
    shown: Request | None = None
    since: float = 0.0
    meant: list[tuple[str, Request]] = field(default_factory=list)
    """The decisions that a person may have meant, with what he saw."""

    def look(self) -> None:
        """Notes what the dock shows now."""
        shown = self.app.conversation.dock.shown
        if shown != self.shown:
            self.shown, self.since = shown, self.app.monotonic.now

    def press(self, name: str) -> Key:
        self.look()
        dock = self.app.conversation.dock
        stood = self.app.monotonic.now - self.since
        if self.shown is not None and name in ALLOWS and dock.has_focus_within and stood >= GUARD:
            self.meant.append((ALLOWS[name], self.shown))
        return Key(name, name if len(name) == 1 else None)

    def post(self, message: Key | Paste | MouseDown) -> None:
        driver = self.app._driver
        assert driver is not None
        driver.send_message(message)

    def long_command(self) -> CommandApproval:
        self.count += 1
        lines = 40 if self.count % 3 == 0 else 1
        return command_approval(self.count, command="\n".join([f"make step-{self.count}"] * lines))

    async def act(self, what: str, how: object) -> None:
        waiting = self.app.state.inbox.all()
        if what == "ask":
            self.app.ask(self.long_command())
        elif what == "resolve" and waiting:
            self.app.resolve(waiting[int(str(how)) % len(waiting)])
        elif what == "replace" and waiting:
            old = waiting[int(str(how)) % len(waiting)]
            self.count += 1
            new = replace(old, command=SafeText(f"other {self.count}"))  # type: ignore[call-arg]
            self.app.ask(new)
            self.app.facts.tell(ApprovalRequested(new.thread, new.key))
        elif what == "wait":
            self.app.monotonic.now += float(str(how))
        elif what == "key":
            self.post(self.press(str(how)))
        elif what == "late key":
            # Pressed before all that follows, and come to only after the application was at work for long.
            key = self.press(str(how))
            await settle(self.pilot)
            self.app.ask(self.long_command())
            await settle(self.pilot)
            self.look()
            key.time -= 5.0
            self.app.monotonic.now += 5.0
            self.post(key)
        elif what == "piece" and isinstance(how, list):
            for message in in_one_piece([Key(name, name if len(name) == 1 else None) for name in how]):
                assert isinstance(message, Key)
                self.post(message)
        elif what == "paste":
            self.post(Paste(str(how)))
        elif what == "click":
            await self.pilot.click(offset=(8, int(str(how))))

    def check(self) -> None:
        for one in self.app.intents:
            if isinstance(one, ApprovalAnswered) and one.answer.result is not None:
                decision = one.answer.result["decision"]
                assert decision in ("decline", "cancel") or (decision, one.asked) in self.meant, (
                    decision,
                    one.asked,
                )
        keys = [id(one.asked) for one in self.app.intents if isinstance(one, ApprovalAnswered)]
        assert len(keys) == len(set(keys)), "answered twice"


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(stories)
async def test_there_is_no_yes_that_nobody_meant(story: list[tuple[tuple[str, object], bool]]) -> None:
    app = ConversationApp(running_state())
    async with app.run_test(size=(80, 24)) as pilot:
        told = Story(app, pilot)
        inside, since_then = False, set[str]()
        for (what, how), settles in story:
            await told.act(what, how)
            since_then.add(what)
            if settles or what in ("wait", "click"):
                await settle(pilot)
                told.look()
                entered = not inside and app.conversation.dock.has_focus_within
                assert not entered or since_then & ENTER, f"the focus went in by {since_then}"
                inside = app.conversation.dock.has_focus_within
                since_then.clear()
            told.check()
        # And one that is meant counts: nothing of all this may lock a person out.
        await settle(pilot)
        await pilot.press("escape", "escape")
        last = command_approval(999, command="make last")
        for request in app.state.inbox.all():
            app.resolve(request)
        app.ask(last)
        await settle(pilot, lambda: app.conversation.dock.shown == last)
        await pilot.press("alt+a")
        await settle(pilot, lambda: app.conversation.dock.has_focus_within)
        app.monotonic.now += 10
        await pilot.press("y")
        await settle(
            pilot, lambda: any(isinstance(one, ApprovalAnswered) and one.asked is last for one in app.intents)
        )
