"""The rows of the map: one line a turn, with how it ended, what it changed and its age."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len

from codex_tui.model.conversation import TurnStatus
from codex_tui.render.glyphs import glyph, spinner
from codex_tui.widgets.cursor_list import CursorList
from codex_tui.widgets.texts import fit
from codex_tui.widgets.thread_list.texts import age_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.model.outline import TurnLine

AGE = 4
"""Columns of the age."""
FILES_FROM = 60
"""Columns from which on the number of files stands beside the counts of lines."""


class TurnList(CursorList["TurnLine"]):
    """A list of any length, whose end is loaded as one comes near it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"row--{name}" for name in ("prompt", "quiet", "failed", "running", "added", "removed")
    }
    WRAPS = False

    def __init__(self, *, now: float, ascii_only: bool, id: str | None = None) -> None:
        super().__init__(ascii_only=ascii_only, id=id)
        self._now = now

    @property
    def near_end(self) -> bool:
        """Whether the last of what is loaded is about to come into view."""
        return round(self.scroll_y) + 2 * max(1, self.size.height) >= len(self.rows)

    def show(self, turns: Sequence[TurnLine], wanted: str | None = None) -> None:
        """Shows these turns; the cursor goes to the wanted one, or stays at its own."""
        at = wanted or (self.current.id if self.current is not None else None)
        self.put(turns, next((number for number, turn in enumerate(turns) if turn.id == at), 0))

    def parts_of(self, row: TurnLine, width: int) -> Sequence[tuple[str, str]]:
        right = self._right(row, width + 1)
        room = max(0, width - 2 - sum(cell_len(text) for text, _ in right))
        mark, style = self._mark(row)
        return [(mark + " ", style), (fit(row.prompt, room, self.ascii_only), "prompt"), *right]

    def _mark(self, turn: TurnLine) -> tuple[str, str]:
        if turn.status is TurnStatus.FAILED:
            return glyph("notice", self.ascii_only), "failed"
        if turn.status is TurnStatus.IN_PROGRESS:
            return spinner(0, self.ascii_only), "running"
        return glyph("user", self.ascii_only), "quiet"

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
