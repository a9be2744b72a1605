"""Facts reach the widgets that asked for them, once a frame; without news nothing happens at all."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from anyio import fail_after
from textual.app import App, ComposeResult
from textual.widget import Widget

from codex_tui import messages
from codex_tui.model import changes
from codex_tui.model.keys import RequestKey, ThreadKey
from codex_tui.model.safe_text import SafeText
from codex_tui.session.dispatcher import Dispatcher

from .conftest import Ears, as_widget

if TYPE_CHECKING:
    from textual.message import Message

pytestmark = pytest.mark.anyio

T, U = ThreadKey("local", "t"), ThreadKey("local", "u")
ITEM = T.item("T", "i")


class Listener(Widget):
    """Notes what it hears."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.heard: list[Message] = []

    def on_text_appended(self, message: messages.TextAppended) -> None:
        self.heard.append(message)

    def on_said(self, message: messages.Said) -> None:
        self.heard.append(message)


class Outer(Listener):
    def compose(self) -> ComposeResult:
        yield Listener(id="inner")


class Host(App[None]):
    def compose(self) -> ComposeResult:
        yield Outer(id="outer")


async def test_facts_go_to_those_who_asked_and_do_not_bubble() -> None:
    dispatcher = Dispatcher()
    app = Host()
    async with app.run_test() as pilot:
        outer, inner = app.query_one("#outer", Outer), app.query_one("#inner", Listener)
        dispatcher.subscribe(inner, T)
        dispatcher.report([changes.TextGrew(ITEM)])
        await pilot.pause()
        assert len(inner.heard) == 1
        assert not outer.heard

        dispatcher.subscribe(outer, T)
        dispatcher.subscribe(outer, None)
        dispatcher.subscribe(outer, None)
        dispatcher.post(messages.TextAppended(ITEM))
        dispatcher.post(messages.Said(SafeText("hello")))
        await pilot.pause()
        assert len(inner.heard) == 2
        assert len(outer.heard) == 2
        assert outer.heard[0] is not inner.heard[1]

        dispatcher.unsubscribe(outer)
        dispatcher.post(messages.Said(SafeText("nobody")))
        await pilot.pause()
        assert len(outer.heard) == 2


async def test_a_removed_widget_is_forgotten_and_one_not_mounted_yet_is_not() -> None:
    dispatcher = Dispatcher()
    app = Host()
    async with app.run_test() as pilot:
        listener = Listener()
        dispatcher.subscribe(listener, T)
        assert dispatcher.watched(T)
        await app.mount(listener)
        dispatcher.post(messages.TextAppended(ITEM))
        await pilot.pause()
        assert len(listener.heard) == 1
        await listener.remove()
        assert not dispatcher.watched(T)
        dispatcher.post(messages.TextAppended(ITEM))
        assert len(listener.heard) == 1


async def test_who_hears_what() -> None:
    dispatcher = Dispatcher()
    everybody, of_t, of_u = Ears(), Ears(), Ears()
    dispatcher.subscribe(as_widget(everybody), None)
    dispatcher.subscribe(as_widget(of_t), T)
    dispatcher.subscribe(as_widget(of_u), U)
    for message in (
        messages.TurnStarted(T),
        messages.ThreadStatusChanged(T),
        messages.ApprovalRequested(T, RequestKey("local", 0)),
        messages.ApprovalResolved(T, RequestKey("local", 0)),
        messages.BoardChanged(),
        messages.ConnectionChanged("local"),
    ):
        dispatcher.post(message)
    assert [type(one).__name__ for one in of_t.heard] == [
        "TurnStarted",
        "ThreadStatusChanged",
        "ApprovalRequested",
        "ApprovalResolved",
    ]
    assert not of_u.heard
    assert [type(one).__name__ for one in everybody.heard] == [
        "ThreadStatusChanged",
        "ApprovalRequested",
        "ApprovalResolved",
        "BoardChanged",
        "ConnectionChanged",
    ]


async def test_the_first_change_after_a_pause_is_told_at_once_and_the_next_ones_with_the_frame() -> None:
    dispatcher = Dispatcher(frame=3600.0)
    ears = Ears()
    dispatcher.subscribe(as_widget(ears), T)
    dispatcher.report([changes.TextGrew(ITEM)])
    assert not ears.heard
    await ears.until(lambda: len(ears.heard) == 1)
    for _ in range(100):
        dispatcher.report([changes.TextGrew(ITEM)])
    assert len(ears.heard) == 1
    dispatcher.flush()
    assert len(ears.heard) == 2


async def test_nothing_is_scheduled_while_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = asyncio.get_running_loop()
    scheduled: list[float] = []
    later = loop.call_later

    def note_later(delay: float, *arguments: Any, **more: Any) -> Any:
        scheduled.append(delay)
        return later(delay, *arguments, **more)

    dispatcher = Dispatcher()
    monkeypatch.setattr(loop, "call_later", note_later)
    dispatcher.report([])
    dispatcher.flush()
    dispatcher.report([changes.RowsChanged()])
    dispatcher.report([changes.RowsChanged()])
    done = asyncio.Event()
    loop.call_soon(done.set)
    with fail_after(10):
        await done.wait()
    assert not scheduled


async def test_a_returned_prompt_that_nobody_shows_is_not_lost() -> None:
    kept: list[messages.PromptReturned] = []
    dispatcher = Dispatcher(on_unheard=kept.append)
    dispatcher.report([changes.PromptLost(T, SafeText("text"), SafeText("why"))])
    dispatcher.flush()
    assert [one.text for one in kept] == ["text"]
    ears = Ears()
    dispatcher.subscribe(as_widget(ears), T)
    dispatcher.report([changes.PromptLost(T, SafeText("again"), SafeText("why"))])
    dispatcher.flush()
    assert len(kept) == 1
    assert len(ears.of(messages.PromptReturned)) == 1


async def test_a_widget_that_came_and_went_while_nothing_was_told_is_forgotten() -> None:
    dispatcher = Dispatcher()
    app = Host()
    async with app.run_test():
        listener = Listener()
        dispatcher.subscribe(listener, T)
        await app.mount(listener)
        await listener.remove()
        assert not dispatcher.watched(T)
        assert dispatcher._subscriptions == []
