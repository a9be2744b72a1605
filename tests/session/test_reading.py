"""A thread that is on the screen counts as read while its turns end; one that is not becomes unread."""

from __future__ import annotations

from typing import ClassVar

import pytest
from textual.app import App
from textual.screen import Screen
from textual.widget import Widget

from codex_tui.model.items import TurnEndItem

from .conftest import Stage, items

pytestmark = pytest.mark.anyio


class Modes(App[None]):
    MODES: ClassVar = {"conversation": Screen, "threads": Screen}
    DEFAULT_MODE = "conversation"


async def test_what_is_read_as_it_comes_is_not_unread(stage: Stage) -> None:
    app = Modes()
    async with app.run_test():
        shown = Widget()
        await app.mount(shown)
        first = await stage.submit("one @@plain")
        stage.dispatcher.subscribe(shown, first.key)
        row = stage.state.board.rows[first.key]
        await stage.turn_over(first)
        await stage.session.turns.submit(first.key, "two @@plain")
        await stage.ears.until(lambda: len(items(first, TurnEndItem)) == 2 and not row.unread)
        assert stage.dispatcher.shown(first.key)

        await app.switch_mode("threads")
        assert not stage.dispatcher.shown(first.key)
        await stage.session.turns.submit(first.key, "three @@plain")
        await stage.ears.until(lambda: row.unread)
