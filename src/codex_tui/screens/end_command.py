"""Asks before a command is ended, and says what the answer would end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.messages import EndCommand
from codex_tui.render.layout import one_line, truncate
from codex_tui.screens.prompt import ConfirmPrompt

if TYPE_CHECKING:
    from textual.screen import Screen

    from codex_tui.model.items import CommandItem
    from codex_tui.ports import Ports

_LONGEST = 240


def ask_to_end(screen: Screen[None], ports: Ports, item: CommandItem) -> None:
    """Ends a command that runs, if a person says yes; the intent is posted by `screen`."""
    server = ports.state.servers[item.key.server]
    everything = server.ends_all_only
    question = "End this command?"
    if everything:
        conversation = ports.state.conversations.get(item.key.thread_key)
        count = len(conversation.running_on) if conversation is not None else 1
        question = "This server cannot end one command alone. End all that still run in this thread"
        question += f" ({count})?" if count > 1 else "?"

    def answered(yes: bool | None) -> None:
        if yes:
            screen.post_message(EndCommand(item.key, everything=everything))

    command = truncate(one_line(item.command), _LONGEST)
    screen.app.push_screen(ConfirmPrompt(question, f"$ {command}", keys=ports.keys), answered)
