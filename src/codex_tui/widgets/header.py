"""The first line of the conversation: the way back, the title, and what needs a person elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from codex_tui.messages import ShowThreads
from codex_tui.render.glyphs import glyph, in_glyphs
from codex_tui.widgets.in_glyphs import InGlyphs
from codex_tui.widgets.line_parts import ACCENT, NEEDS_YOU, QUIET, STRONG, spread
from codex_tui.widgets.texts import clip

if TYPE_CHECKING:
    from textual import events

    from codex_tui.model.conversation import Conversation
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.state import AppState

NARROW = 60
"""Columns below which the words give way to their glyphs."""
LEAST_TITLE = 16
"""Columns that a goal leaves to the title; where there are fewer, it is one word."""


def waiting_elsewhere(state: AppState, thread: ThreadKey | None) -> int:
    """How many other threads wait for a person."""
    waiting = {approval.thread for approval in state.inbox.all()}
    waiting.update(row.key for row in state.board.rows.values() if row.state.needs_you)
    return len(waiting - {thread})


def goal_words(conversation: Conversation | None) -> str:
    """How the goal of a conversation stands, in a few words; empty if it has none."""
    if conversation is None or conversation.goal is None:
        return ""
    from codex_tui.render.pages.goal import short_goal  # few threads have one

    return short_goal(conversation.goal)


class Header(InGlyphs, Widget):
    """Draws the title and the count; draws again only if they changed."""

    def __init__(self, *, ascii_only: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self.ascii_only = ascii_only
        self._title = ""
        self._elsewhere = 0
        self._goal = ""
        self._back = 0
        self._forward = 0

    def show(self, title: str, elsewhere: int, goal: str = "") -> None:
        if (title, elsewhere, goal) != (self._title, self._elsewhere, self._goal):
            self._title, self._elsewhere, self._goal = title, elsewhere, goal
            self.refresh()

    def render(self) -> Content:
        width = self.content_size.width
        wide = width >= NARROW
        back = ("<" if self.ascii_only else "‹") + (" threads" if wide else "")
        arrow = glyph("right", self.ascii_only)
        count = ""
        if self._elsewhere:
            verb = "needs" if self._elsewhere == 1 else "need"
            count = (
                f"{self._elsewhere} {verb} you elsewhere {arrow}" if wide else f"{self._elsewhere}? {arrow}"
            )
        self._back, self._forward = cell_len(back), cell_len(count)
        gap = "   " if wide else " "
        room = width - self._back - len(gap) - (self._forward + 2 if count else 0)
        goal = in_glyphs(self._goal if wide else self._goal.partition(" · ")[0], self.ascii_only)
        if goal and room - cell_len(goal) - 3 < LEAST_TITLE:
            goal = "goal"
        title = clip(
            in_glyphs(self._title, self.ascii_only),
            room - (cell_len(goal) + 3 if goal else 0),
            self.ascii_only,
        )
        left = Content.assemble((back, QUIET), gap, (title, STRONG))
        right = Content.styled(count, NEEDS_YOU)
        if goal:
            right = Content.assemble((goal, ACCENT), "  " if count else "", right)
        return spread(left, right, width)

    async def on_click(self, event: events.Click) -> None:
        """A click on the way back, or on what needs a person."""
        at = event.get_content_offset(self)
        if at is None:
            return
        if at.x < self._back:
            self.post_message(ShowThreads())
        elif self._forward and at.x >= self.content_size.width - self._forward:
            await self.run_action("app.next_waiting")
