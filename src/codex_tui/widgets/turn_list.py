"""The rows of the map: one line a turn, with how it ended, what it changed and its age."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from codex_tui.model.conversation import TurnStatus
from codex_tui.render.glyphs import glyph, spinner
from codex_tui.widgets.texts import fit
from codex_tui.widgets.thread_list.texts import age_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from codex_tui.model.outline import TurnLine

AGE = 4
"""Columns of the age."""
FILES_FROM = 60
"""Columns from which on the number of files stands beside the counts of lines."""


class TurnList(ScrollView, inherit_bindings=False, can_focus=False):
    """A list of any length with a cursor; the screen that holds it has the keys."""

    COMPONENT_CLASSES = {  # noqa: RUF012 - Textual declares it so
        "turn-list--prompt",
        "turn-list--quiet",
        "turn-list--failed",
        "turn-list--running",
        "turn-list--added",
        "turn-list--removed",
        "turn-list--cursor",
    }

    class Moved(Message):
        """Other rows are in view, or the cursor stands elsewhere."""

    class Picked(Message):
        """The turn under the cursor was clicked."""

    def __init__(self, *, now: float, ascii_only: bool, id: str | None = None) -> None:
        super().__init__(id=id)
        self._now = now
        self._ascii_only = ascii_only
        self._turns: Sequence[TurnLine] = ()
        self._at = 0

    @property
    def turn(self) -> TurnLine | None:
        """The turn under the cursor."""
        return self._turns[self._at] if self._turns else None

    @property
    def in_view(self) -> Sequence[TurnLine]:
        """The turns that have a row."""
        top = round(self.scroll_y)
        return self._turns[top : top + max(1, self.size.height)]

    @property
    def near_end(self) -> bool:
        """Whether the last of what is loaded is about to come into view."""
        return round(self.scroll_y) + 2 * max(1, self.size.height) >= len(self._turns)

    def show(self, turns: Sequence[TurnLine], wanted: str | None = None) -> None:
        """Shows these turns; the cursor goes to the wanted one, or stays at its own."""
        at = wanted or (self.turn.id if self.turn is not None else None)
        self._turns = turns
        self._at = next((number for number, turn in enumerate(turns) if turn.id == at), 0)
        self.virtual_size = Size(self.size.width, len(turns))
        self._moved()

    def move(self, rows: int) -> None:
        if self._turns:
            self._at = max(0, min(len(self._turns) - 1, self._at + rows))
            self._moved()

    def _moved(self) -> None:
        view = max(1, self.size.height)
        top = round(self.scroll_y)
        self.scroll_to(y=max(min(top, self._at), self._at - view + 1), animate=False, force=True)
        self.refresh()
        self.post_message(self.Moved())

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Moved())

    def on_resize(self) -> None:
        self.virtual_size = Size(self.size.width, len(self._turns))
        self._moved()

    def render_line(self, y: int) -> Strip:
        index = y + round(self.scroll_y)
        width = self.size.width
        if index >= len(self._turns):
            return Strip.blank(width, self.rich_style)
        turn = self._turns[index]
        here = index == self._at
        cursor = self.get_component_rich_style("turn-list--cursor")
        under = Style(bgcolor=cursor.bgcolor) if here else Style.null()
        mark, mark_style = self._mark(turn)
        right = self._right(turn, width)
        used = sum(cell_len(text) for text, _ in right)
        prompt = fit(turn.prompt, max(0, width - 3 - used), self._ascii_only)
        parts = [
            ((">" if self._ascii_only else "▌") if here else " ", "cursor" if here else "prompt"),
            (mark + " ", mark_style),
            (prompt, "prompt"),
            *right,
        ]
        segments = [
            Segment(text, self.get_component_rich_style(f"turn-list--{style}") + under)
            for text, style in parts
        ]
        return Strip(segments).adjust_cell_length(width)

    def _mark(self, turn: TurnLine) -> tuple[str, str]:
        if turn.status is TurnStatus.FAILED:
            return glyph("notice", self._ascii_only), "failed"
        if turn.status is TurnStatus.IN_PROGRESS:
            return spinner(0, self._ascii_only), "running"
        return glyph("user", self._ascii_only), "quiet"

    def _right(self, turn: TurnLine, width: int) -> list[tuple[str, str]]:
        parts: list[tuple[str, str]] = []
        words = {TurnStatus.INTERRUPTED: "interrupted", TurnStatus.IN_PROGRESS: "running"}
        if turn.status in words and width >= FILES_FROM:
            parts.append((f"  {words[turn.status]}", "quiet"))
        changed = turn.changed
        if changed is not None and changed.files:
            parts += [(f"  +{changed.added}", "added"), (f" -{changed.removed}", "removed")]
            if width >= FILES_FROM:
                parts.append((f" in {changed.files} file{'' if changed.files == 1 else 's'}", "quiet"))
        age = age_text(self._now - turn.started_at) if turn.started_at is not None else ""
        parts.append((f"{age:>{AGE}} ", "quiet"))
        return parts

    def on_click(self, event: events.Click) -> None:
        index = event.y + round(self.scroll_y)
        if not 0 <= index < len(self._turns):
            return
        again = index == self._at
        self._at = index
        self._moved()
        if again or event.chain > 1:
            self.post_message(self.Picked())
