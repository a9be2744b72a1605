"""Of a screen that was closed nothing is left: neither its widgets nor the lines that they drew."""

from __future__ import annotations

import gc
import weakref

import pytest
from textual.app import App, ComposeResult
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from codex_tui import line_caches
from codex_tui.widgets.diff.comment_box import CommentBox
from codex_tui.widgets.requests.entry_box import EntryBox

pytestmark = pytest.mark.anyio


class Dialog(ModalScreen[None]):
    def compose(self) -> ComposeResult:
        yield Static("What is it?")
        yield EntryBox(lambda _widget, _action: None)
        yield CommentBox()


async def test_a_dialog_that_was_closed_leaves_no_widget_and_no_lines() -> None:
    line_caches.let_go()
    app: App[None] = App()
    async with app.run_test() as pilot:
        dialog = Dialog()
        await app.push_screen(dialog)
        await pilot.pause()
        left = [
            weakref.ref(one)
            for widget in (dialog, *dialog.walk_children(Widget))
            for one in (widget, widget._styles_cache)
        ]
        await app.pop_screen()
        del dialog
        await pilot.pause()
        gc.collect()
        assert [one() for one in left if one() is not None] == []
