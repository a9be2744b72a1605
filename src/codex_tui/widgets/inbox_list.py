"""The left half of the inbox: what waits, two lines each: whose it is and since when, and what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from codex_tui.render.glyphs import glyph
from codex_tui.widgets.texts import fit
from codex_tui.widgets.thread_list.texts import age_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.waiting import Waiting
    from codex_tui.ports import Ports

LINES = 2
"""Lines of an entry."""
_AGE = 5
_AGES_EVERY = 60.0
"""Seconds between looks at the ages; a line is sent only if its text changed."""
ON_ITS_WAY = "waits; what it asks is on its way"


class InboxList(ScrollView, can_focus=True, inherit_bindings=False):
    """A list with a cursor; the screen that holds it has the keys."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "inbox-list--title",
        "inbox-list--quiet",
        "inbox-list--needs-you",
        "inbox-list--cursor",
        "inbox-list--cursor-unfocused",
    }

    class Moved(Message):
        """The cursor stands on another entry."""

    class Picked(Message):
        """The entry under the cursor was clicked."""

    def __init__(self, ports: Ports, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._ports = ports
        self._entries: Sequence[Waiting] = ()
        self._at = 0
        self._ages: dict[int, str] = {}
        """What was drawn last, by entry."""

    @property
    def entry(self) -> Waiting | None:
        """What the cursor stands on."""
        return self._entries[self._at] if self._entries else None

    @property
    def place(self) -> str:
        """Which of how many that is."""
        return f"{self._at + 1} of {len(self._entries)}"

    def lists(self, thread: ThreadKey) -> bool:
        """Whether it shows something of a thread."""
        return any(entry.thread == thread for entry in self._entries)

    def show(self, entries: Sequence[Waiting], wanted: Waiting | None = None) -> None:
        """Shows these; the cursor stays on its entry, or where that is gone on what took its place."""
        wanted = wanted or self.entry
        self._entries, self._ages = entries, {}
        if wanted in entries:
            self._at = entries.index(wanted)
        self._at = max(0, min(self._at, len(entries) - 1))
        self.virtual_size = Size(self.size.width, len(entries) * LINES)
        self._keep_in_view()

    def on_mount(self) -> None:
        self.set_interval(_AGES_EVERY, self.tick)

    def tick(self) -> None:
        """Draws the entries anew whose age is another by now."""
        for index, drawn in list(self._ages.items()):
            if index < len(self._entries) and self._age(self._entries[index]) != drawn:
                self.refresh_line(index * LINES)

    def _age(self, entry: Waiting) -> str:
        return age_text(self._ports.steady() - entry.request.arrived_at) if entry.request is not None else ""

    def move(self, entries: int) -> None:
        """Moves the cursor, not past the ends."""
        at = max(0, min(len(self._entries) - 1, self._at + entries))
        if at != self._at:
            self._at = at
            self._keep_in_view()
            self.post_message(self.Moved())

    def _keep_in_view(self) -> None:
        view, line = max(LINES, self.size.height), self._at * LINES
        top = round(self.scroll_y)
        self.scroll_to(y=max(min(top, line), line + LINES - view), animate=False, force=True)
        self.refresh()

    def on_resize(self) -> None:
        self.virtual_size = Size(self.size.width, len(self._entries) * LINES)
        self._keep_in_view()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def render_line(self, y: int) -> Strip:
        index, line = divmod(y + round(self.scroll_y), LINES)
        width = self.size.width
        if index >= len(self._entries) or width < LINES:
            return Strip.blank(width, self.rich_style)
        here = index == self._at
        parts = self._parts(index, line, width)
        under = Style.null()
        if here:
            look = self._style("cursor" if self.has_focus else "cursor-unfocused")
            under = Style(bgcolor=look.bgcolor)
        segments = [Segment(text, self._style(style) + under) for text, style in parts]
        return Strip(segments).adjust_cell_length(width, self.rich_style + under)

    def _parts(self, index: int, line: int, width: int) -> list[tuple[str, str]]:
        ascii_only, entry, here = self._ports.ascii_only, self._entries[index], index == self._at
        bar = (">" if ascii_only else "▌") if here else " "
        edge = (bar, "cursor" if here else "title")
        request = entry.request
        if line:
            asked = request.title if request is not None else ON_ITS_WAY
            return [edge, ("  ", "quiet"), (fit(_one_line(asked), max(0, width - 4), ascii_only), "quiet")]
        row = self._ports.state.board.rows.get(entry.thread)
        title = row.title if row is not None else f"Thread {entry.thread.short}"
        age = self._ages[index] = self._age(entry)
        return [
            edge,
            (glyph("question", ascii_only) + " ", "needs-you"),
            (fit(_one_line(title), max(0, width - 4 - _AGE), ascii_only), "title"),
            (f"{age:>{_AGE}} ", "quiet"),
        ]

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"inbox-list--{name}")

    def on_click(self, event: events.Click) -> None:
        index = (event.y + round(self.scroll_y)) // LINES
        if 0 <= index < len(self._entries):
            self.move(index - self._at)
            self.post_message(self.Picked())


def _one_line(text: str) -> str:
    return " ".join(text.split())
