"""The part of the app that opens the screens around a day's work, each imported when it is first wanted.

Under `app`, on what chooses permissions.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from textual.actions import parse
from textual.screen import ModalScreen

from codex_tui.keymap import Scope, bound_by, in_scope
from codex_tui.messages.around import SideWanted
from codex_tui.permission_stage import PermissionStage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codex_tui.model.keys import ThreadKey
    from codex_tui.screens.around.side import SideScreen

SIDE_ONLY_READS = "A side conversation only reads, and asks nothing"
PAGES: Mapping[str, tuple[str, str]] = {
    "status": ("status", "StatusScreen"),
    "mcp": ("mcp", "McpScreen"),
    "skills": ("skills", "SkillScreen"),
    "hooks": ("hooks", "HookScreen"),
    "goal": ("goal", "GoalScreen"),
    "doctor": ("doctor", "DoctorScreen"),
    "review": ("review", "ReviewScreen"),
}
"""Module in `screens.around`, and class, of each page."""


class AroundStage(PermissionStage, part=True):
    """An app with the screens around a day's work."""

    _side: SideScreen | None = None

    def action_show_page(self, name: str) -> None:
        """Opens a page over what is shown."""
        module, screen = PAGES[name]
        made = getattr(import_module(f"codex_tui.screens.around.{module}"), screen)
        thread = self.shown_thread()
        self.push_screen(made(self.ports, thread, self.state.working_folder(thread)))

    def action_side(self) -> None:
        """Opens a side conversation beside the thread that is shown."""
        thread = self.shown_thread()
        if thread is None:
            self.say("A side conversation is beside a thread: open one first")
        else:
            self.post_message(SideWanted(thread))

    async def show_side(self, thread: ThreadKey, side: ThreadKey) -> bool:
        """Shows a side conversation over the thread that it is beside, if that is shown still."""
        if self.shown_thread() != thread:
            return False
        from codex_tui.screens.around.side import SideScreen  # a conversation screen more

        beside = SideScreen(self.ports, thread, side)

        def left(_: None) -> None:
            screen = self.conversation_screen()
            if beside.taken and screen is not None and screen.thread == thread:
                screen.composer.quote(beside.taken.strip("\n").split("\n"))

        self._side = beside
        await self.push_screen(beside, left)
        return True

    def side_shown(self) -> SideScreen | None:
        """The side conversation that lies over the conversation, if one does; a dialog may lie above it."""
        side = self._side if self.in_conversation() else None
        if side is not None and side not in self.screen_stack:
            side = self._side = None
        return side

    def shown_thread(self) -> ThreadKey | None:
        side = self.side_shown()
        return side.thread if side is not None else super().shown_thread()

    # A side conversation only reads and asks nothing, whatever the thread may do that it is beside.

    def action_show_permissions(self) -> None:
        if self.side_shown() is None:
            super().action_show_permissions()
        else:
            self.say(SIDE_ONLY_READS)

    async def action_next_mode(self) -> None:
        if self.side_shown() is None:
            await super().action_next_mode()
        else:
            self.say(SIDE_ONLY_READS)

    async def action_toggle_plan(self) -> None:
        if self.side_shown() is None:
            await super().action_toggle_plan()
        else:
            self.say(SIDE_ONLY_READS)

    @property
    def help_scopes(self) -> tuple[Scope, ...]:
        """Of what is on top: whose keys its help names, if it has one of its own, as every dialog has."""
        if not isinstance(self.screen, ModalScreen):
            return getattr(self.screen, "HELP_SCOPES", ())
        bound = dict.fromkeys(action.scope for action in bound_by(type(self.screen)))
        return getattr(self.screen, "HELP_SCOPES", tuple(bound))

    def without_effect(self) -> frozenset[str]:
        """Ids of the actions of the whole application that do nothing under the dialog on top."""
        parsed = {action.id: parse(action.name) for action in in_scope(Scope.APP)}
        return frozenset(id for id, (_, name, given) in parsed.items() if not self.check_action(name, given))
