"""Commands about what waits until the turn is over, and about the context."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.messages.queue import PromptQueued
from codex_tui.slash.command import Argument, CommandContext, Group, SlashCommand

if TYPE_CHECKING:
    from codex_tui.messages import Intent


def _queue(context: CommandContext, text: str) -> Intent:
    return PromptQueued(context.thread, context.written or text)


QUEUE = (
    SlashCommand(
        "queue",
        Group.CONVERSATION,
        "conversation.queue",
        help="Queue a prompt for when the turn is over; alone, go to what is queued",
        argument=Argument("TEXT"),
        post=_queue,
        takes_images=True,
    ),
    SlashCommand("context", Group.CONVERSATION, "conversation.context"),
)
