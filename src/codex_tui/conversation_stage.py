"""The part of the app that knows which conversation is shown, and where a line is said.

Above `crash_stage` alone of the parts of `app`; those above it (attention, inbox) ask it and do not need to know the
screens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events

from codex_tui.crash_stage import CrashStage
from codex_tui.keymap import key_label
from codex_tui.messages import Said
from codex_tui.model.safe_text import SafeText
from codex_tui.screens.hears_keys import HearsKeys

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.state import AppState
    from codex_tui.ports import Ports
    from codex_tui.screens.conversation import ConversationScreen
    from codex_tui.session.dispatcher import Dispatcher

THREADS = "threads"
"""The mode whose screen is the board."""
CONVERSATION = "conversation"
"""The mode whose screen is the conversation."""


class ConversationStage(CrashStage, part=True):
    """An app with a conversation screen."""

    state: AppState
    ports: Ports
    dispatcher: Dispatcher

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded:
            for screen in self.screen_stack:
                if isinstance(screen, HearsKeys):
                    screen.key_pressed(event.time)
        await super().on_event(event)

    def conversation_screen(self) -> ConversationScreen | None:
        """The conversation screen, if that mode is shown (a dialog may lie above it)."""
        if self.current_mode != CONVERSATION:
            return None
        from codex_tui.screens.conversation import ConversationScreen

        screen = self.screen_stack[0]
        return screen if isinstance(screen, ConversationScreen) else None

    def shown_thread(self) -> ThreadKey | None:
        """The thread whose conversation is shown."""
        screen = self.conversation_screen()
        return screen.thread if screen is not None else None

    def in_conversation(self) -> bool:
        """Whether the conversation is shown, or something above it."""
        return self.current_mode == CONVERSATION

    async def action_help_quit(self) -> None:  # type: ignore[override]  # Textual awaits what can be awaited
        """Textual's ctrl+c, where no screen gives that key a meaning: closes a page, as a dialog."""
        if len(self.screen_stack) > 1 or self.current_mode != THREADS:
            from codex_tui.screens.way_out import leave

            await leave(self.screen)
        elif key := key_label("threads.quit", self.ports.keys) or key_label("app.quit", self.ports.keys):
            self.say(f"{key} leaves codex-tui.")
        else:
            await self.action_quit()

    def say_not_kept(self, why: str) -> None:
        """Says that a file could not be written; from any thread."""
        self.call_later(self.say, why, problem=True)

    def say(self, text: str, *, problem: bool = False) -> None:
        """Says one line, wherever lines are said now."""
        self.dispatcher.post(Said(SafeText(text), problem=problem))

    def keep_what_is_typed(self) -> None:
        screen = self.conversation_screen()
        if screen is not None:
            screen.flush_draft()

    def what_is_kept(self) -> str:
        if self.state.server.kind.goes_on:
            return "What you typed is kept, and what runs goes on in the server; codex-tui shows it again."
        return "What you typed is kept, and so is every thread; turns that ran have ended with their server."

    def crash_facts(self) -> dict[str, str]:
        server = self.state.server
        shown = [type(screen).__name__ for screen in self.screen_stack]
        return {
            "shown": " > ".join(shown),
            "server": f"{server.kind.name.lower()} {server.version}, {server.state.value}",
            "servers": str(len(self.state.views)),
            "threads": f"{len(self.state.board.rows)} listed, {len(self.state.conversations)} loaded",
        }
