"""The part of the app that leads to what waits for a person: the inbox, and the next thread that needs somebody.

Under `app`. The inbox is a mode of its own, so that what lies under it stays as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import ModalScreen

from codex_tui.attention_stage import AttentionStage
from codex_tui.messages import OpenThread
from codex_tui.model.waiting import next_waiting, waiting_threads

if TYPE_CHECKING:
    from codex_tui.intents import Intents
    from codex_tui.screens.inbox import InboxScreen

INBOX = "inbox"


class InboxStage(AttentionStage, part=True):
    """An app with an inbox."""

    if TYPE_CHECKING:

        @property
        def intents(self) -> Intents: ...

    _left_for_inbox = ""
    """The mode that was shown before."""

    def __init__(self) -> None:
        super().__init__()
        self.add_mode(INBOX, self._inbox_screen)

    def _inbox_screen(self) -> InboxScreen:
        from codex_tui.screens.inbox import InboxScreen  # not before something waits

        return InboxScreen(self.ports)

    def action_show_rules(self) -> None:
        """Shows what is allowed for good, where the thread on the screen works."""
        from codex_tui.screens.rules import RulesScreen  # not before somebody wants to know

        thread = self.shown_thread()
        self.push_screen(RulesScreen(self.ports, thread, self.state.working_folder(thread)))

    @property
    def in_inbox(self) -> bool:
        return self.current_mode == INBOX

    @property
    def only_shows(self) -> bool:
        """Whether the dialog on top takes neither text nor a decision: the help, or the pager."""
        from codex_tui.screens.help import HelpScreen
        from codex_tui.screens.pager import PagerScreen

        return isinstance(self.screen, HelpScreen | PagerScreen)

    async def action_inbox(self) -> None:
        """Goes to everything that waits; the same key leads back."""
        if self.in_inbox:
            await self.action_leave_inbox()
        elif not waiting_threads(self.state):
            self.say("Nothing waits for you.")
        else:
            self._left_for_inbox = self.current_mode
            await self.switch_mode(INBOX)

    async def action_leave_inbox(self, lost: bool | None = None) -> None:
        """Back to where one was; with `lost`, because nothing waits any more: the server is lost, or not."""
        if not self.in_inbox:
            return
        await self.switch_mode(self._left_for_inbox)
        if lost is not None:
            self.say(
                "The server is lost; what waits there is asked again once it is back."
                if lost
                else "Nothing waits for you any more."
            )

    async def action_next_waiting(self) -> None:
        """Goes to the next thread that needs a person, in the order in which they began to; again, to the one after."""
        following = next_waiting(self.state, self.shown_thread())
        if following is None:
            self.say("No other thread needs you.")
            return
        while isinstance(self.screen, ModalScreen):
            await self.pop_screen()
        await self.intents.handle(OpenThread(following))
