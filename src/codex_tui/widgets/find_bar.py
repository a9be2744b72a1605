"""The line above the composer in which one types what to find, and which says how many there are.

It posts what a person wants; the transcript finds.
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
    from codex_tui.ports import Ports
    from codex_tui.widgets.find_term import TermInput
    from codex_tui.widgets.transcript.finding import Finding

MIN_TERM = 12
"""Columns that what is typed keeps beside what is said of it."""


class HitWanted(Message):
    """Another hit is wanted: 1 for the one above, -1 for the one below, 0 for none any more."""

    def __init__(self, step: int) -> None:
        super().__init__()
        self.step = step


class FindBar(Horizontal):
    """Hidden until it is opened, and empty until that is done first: most starts never find anything."""

    class Typed(Message):
        """This is looked for now."""

        def __init__(self, term: str) -> None:
            super().__init__()
            self.term = term

    class Wanted(HitWanted):
        """The same as of the input, behind what was typed before it."""

    def __init__(self, ports: Ports, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._ports = ports
        self._finding: Finding | None = None
        self.term: TermInput | None = None
        """Where the term is typed, once it was opened."""
        self.display = False

    def open(self) -> TermInput:
        """Shows it, what was looked for before selected, so that typing takes its place."""
        term = self._made()
        self.screen.set_focus(term)
        term.select_all()
        return term

    def put(self, text: str) -> TermInput:
        """Shows it with a text that is looked for already; keys go where they went."""
        term = self._made(text)
        with self.prevent(Input.Changed):
            term.value = text
        return term

    def _made(self, text: str = "") -> TermInput:
        self.display = True
        if self.term is None:
            from codex_tui.widgets.find_term import TermInput  # most starts never find anything

            self.term = TermInput(text, placeholder="find in this thread", id="find-term", compact=True)
            lead, count = Static("/", id="find-lead", markup=False), Static(id="find-count", markup=False)
            self.mount(lead, self.term, count)
        return self.term

    def show(self, finding: Finding) -> None:
        """Says how the search stands."""
        self._finding = finding
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        if self._finding is None or self.term is None:
            return
        text = said_of(
            self._finding,
            key_label("find.close", self._ports.keys),
            key_label("find.next", self._ports.keys),
        )
        room = max(0, self.size.width - MIN_TERM - 4)
        text = clip(in_glyphs(text, self._ports.ascii_only), room, self._ports.ascii_only)
        count = self.query_one("#find-count", Static)
        count.styles.width = cell_len(text)
        count.update(Content.styled(text, QUIET if self._finding.busy else STRONG))

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(event.value))

    @on(HitWanted)
    def _wanted(self, event: HitWanted) -> None:
        if not isinstance(event, FindBar.Wanted):
            event.stop()
            self.post_message(self.Wanted(event.step))


def said_of(finding: Finding, stop: str, further: str) -> str:
    """How a search stands, in words."""
    if not finding.term:
        return ""
    if finding.searched is not None:
        side = "newer" if finding.newer else "older"
        of = f" of {finding.of}" if finding.of is not None else ""
        return f"searching {side} turns, {finding.searched}{of} · {stop} stops"
    if finding.busy:
        return "searching"
    more = "+" if finding.more else ""
    counted = f"{finding.at} of {finding.hits}{more}" if finding.hits else ""
    if not counted:
        counted = f"none in what is loaded · {further} looks further" if finding.more else "no hits"
    return f"{finding.said} · {counted}" if finding.said and finding.said != counted else counted
