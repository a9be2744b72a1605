"""Two small questions that float: one line of text, and yes or no (which is no unless one says yes)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from codex_tui.keymap import Scope, bindings
from codex_tui.screens.floating import FloatingScreen
from codex_tui.theming import stylesheet
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.line_input import LineInput
from codex_tui.widgets.texts import in_words

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from textual import events
    from textual.app import ComposeResult
    from textual.widget import Widget


_ROWS_BESIDE_TEXT = 3
"""The frame and the line of keys."""


async def all_typed(line: Input) -> None:
    """Waits until a line has all that was typed into it: the last keys may lie in its queue still."""
    done = asyncio.Event()
    line.call_later(done.set)
    await done.wait()


def leave_room_for_keys(text: Widget, height: int) -> None:
    """Has a text that scrolls leave the frame and the line of keys their rows, on a screen of some height."""
    text.styles.max_height = max(1, height - _ROWS_BESIDE_TEXT)


class TextPrompt(FloatingScreen[str | None]):
    """Asks for one line; the result is what was typed, or None if it was left.

    Args:
        title: what is asked.
        value: what stands there at first, selected.
        begun: what was typed there before, to be gone on with instead.
        left: told what was typed where it is left.
        keys: keys that the settings give to actions.
    """

    CSS_PATH: ClassVar = [stylesheet("prompt.tcss"), stylesheet("key_hints.tcss")]
    BINDINGS = bindings(Scope.PROMPT)
    AUTO_FOCUS = "#answer"

    def __init__(
        self,
        title: str,
        value: str = "",
        *,
        begun: str = "",
        left: Callable[[str], None] = lambda _text: None,
        keys: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self._question = title
        self._value = begun or value
        self._is_begun = bool(begun)
        self._left = left
        self._keys = keys

    def compose(self) -> ComposeResult:
        with Vertical(id="prompt") as box:
            box.border_title = Content(self._question)
            answer = LineInput(self._value, id="answer", compact=True, select_on_focus=not self._is_begun)
            yield answer
            yield KeyHints(("prompt.accept", "prompt.cancel"), keys=self._keys)

    def action_accept(self) -> None:
        self._with_all_typed(self._accept)

    def action_cancel(self) -> None:
        self._with_all_typed(self._cancel)

    def _with_all_typed(self, act: Callable[[str], None]) -> None:
        # The keys typed just before lie in the queue of the input still: what counts is what it holds after them.
        line = self.query_one("#answer", Input)
        line.call_later(self.call_later, lambda: act(line.value))

    def _accept(self, text: str) -> None:
        self.dismiss(text)

    def _cancel(self, text: str) -> None:
        self._left(text)
        self.dismiss(None)


class ConfirmPrompt(FloatingScreen[bool]):
    """Asks before something that cannot be taken back; anything but the key for yes means no.

    Args:
        question: what would be done.
        detail: what stands under it.
        more: gives what stands under that, once it is known; until then the key for yes does nothing.
        keys: keys that the settings give to actions.
    """

    CSS_PATH: ClassVar = [stylesheet("prompt.tcss"), stylesheet("key_hints.tcss")]
    BINDINGS = bindings(Scope.CONFIRM)

    def __init__(
        self,
        question: str,
        detail: str = "",
        *,
        more: Callable[[], Awaitable[str]] | None = None,
        keys: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self._question = question
        self._detail = detail
        self._more = more
        self._keys = keys

    def compose(self) -> ComposeResult:
        with Vertical(id="prompt"):
            with VerticalScroll(id="confirm-text", can_focus=False) as text:
                yield Static(in_words(self._question), id="question", markup=False)
                if self._detail or self._more is not None:
                    yield Static(in_words(self._detail), id="detail", markup=False)
            yield KeyHints(("confirm.yes", "confirm.no"), keys=self._keys)
        self.watch(text, "show_vertical_scrollbar", self._show_hints, init=False)

    def on_resize(self, event: events.Resize) -> None:
        leave_room_for_keys(self.query_one("#confirm-text"), event.size.height)

    def _show_hints(self, scrolls: bool) -> None:
        more = ("confirm.page_down",) if scrolls else ()
        self.query_one(KeyHints).show(("confirm.yes", "confirm.no", *more))

    def action_page(self, pages: int) -> None:
        text = self.query_one("#confirm-text", VerticalScroll)
        text.scroll_relative(y=pages * max(1, text.size.height - 1), animate=False)

    def on_mount(self) -> None:
        if self._more is not None:
            self.run_worker(self._tell_more(self._more), exit_on_error=False)

    async def _tell_more(self, more: Callable[[], Awaitable[str]]) -> None:
        text = await more()
        if text:
            detail = f"{self._detail}\n{text}" if self._detail else text
            self.query_one("#detail", Static).update(in_words(detail))
        self._more = None

    def action_yes(self) -> None:
        if self._more is None:
            self.dismiss(True)

    def action_no(self) -> None:
        self.dismiss(False)
