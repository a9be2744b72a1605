"""The line above the composer in which one types what an earlier prompt held; the composer shows what was found.

It posts what a person wants; the screen hands the prompts that were found to the composer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import on
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from codex_tui.keymap import key_label
from codex_tui.render.glyphs import in_glyphs
from codex_tui.widgets.line_parts import QUIET, STRONG
from codex_tui.widgets.texts import clip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.model.draft import Draft
    from codex_tui.ports import Ports
    from codex_tui.widgets.history_search import HistorySearch, Recalled
    from codex_tui.widgets.recall_term import RecallInput

MIN_TERM = 10
"""Columns that what is typed keeps beside what is said of it."""


class RecallStepped(Message):
    """Another prompt is wanted: 1 for the next older one, -1 for the next newer one."""

    def __init__(self, by: int) -> None:
        super().__init__()
        self.by = by


class RecallEnded(Message):
    """The search is over; what is shown is taken, or the draft comes back."""

    def __init__(self, *, take: bool) -> None:
        super().__init__()
        self.take = take


class RecallBar(Horizontal):
    """Hidden until it is opened, and empty until that is done first."""

    class Found(Message):
        """This is what the composer shows now; None is the draft."""

        def __init__(self, recalled: Recalled | None) -> None:
            super().__init__()
            self.recalled = recalled

    class Closed(Message):
        """The search is over, behind all that was typed for it."""

        def __init__(self, *, take: bool) -> None:
            super().__init__()
            self.take = take

    def __init__(self, ports: Ports, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._ports = ports
        self._search: HistorySearch | None = None
        self._term: RecallInput | None = None
        self.display = False

    def open(self, prompts: Sequence[Draft]) -> bool:
        """Begins to search; False if there is nothing to search in."""
        from codex_tui.widgets.history_search import HistorySearch  # most starts recall nothing

        search = HistorySearch(prompts)
        if not search.total:
            return False
        self._search = search
        self.display = True
        if self._term is None:
            from codex_tui.widgets.recall_term import RecallInput

            self._term = RecallInput(id="recall-term", compact=True)
            lead = Static("recall", id="recall-lead", markup=False)
            self.mount(lead, self._term, Static(id="recall-count", markup=False))
        else:
            with self.prevent(Input.Changed):
                self._term.value = ""
        self.screen.set_focus(self._term)
        self._draw()
        return True

    def close(self) -> None:
        """Hides it and forgets what was looked for."""
        self._search = None
        self.display = False

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        # An input tells its value when it is made, too.
        if self._search is not None and event.value != self._search.term:
            self._show(self._search.look_for(event.value))

    @on(RecallStepped)
    def _stepped(self, event: RecallStepped) -> None:
        event.stop()
        if self._search is not None:
            self._show(self._search.step(event.by))

    @on(RecallEnded)
    def _search_closed(self, event: RecallEnded) -> None:
        event.stop()
        self.post_message(self.Closed(take=event.take))

    def _show(self, recalled: Recalled | None) -> None:
        self._draw()
        self.post_message(self.Found(recalled))

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        if self._search is None or self._term is None:
            return
        text = said_of(self._search, key_label("recall.older", self._ports.keys))
        in_ascii = self._ports.ascii_only
        text = clip(in_glyphs(text, in_ascii), max(0, self.size.width - MIN_TERM - 11), in_ascii)
        count = self.query_one("#recall-count", Static)
        count.styles.width = cell_len(text)
        count.update(Content.styled(text, STRONG if self._search.number else QUIET))


def said_of(search: HistorySearch, older: str) -> str:
    """How a search stands, in words."""
    if search.number:
        return f"{search.number} of {search.count}"
    if search.term:
        return "no prompt has it"
    return f"{search.total} {'prompt' if search.total == 1 else 'prompts'} · {older} older"
