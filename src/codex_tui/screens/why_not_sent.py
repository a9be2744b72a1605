"""Why a prompt cannot go out now, by what is known of the server and the thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.state import ConnectionState

if TYPE_CHECKING:
    from codex_tui.model.conversation import Conversation
    from codex_tui.model.state import Server


def why_no_server(server: Server, key: str) -> str:
    """A server that is lost, and not started again by itself; `key` has it tried again."""
    lost = server.state is ConnectionState.LOST and not server.returns
    return f"Not sent: the server is lost; {key} reconnects" if lost else ""


def why_no_thread(server: Server, conversation: Conversation | None) -> str:
    """A thread that cannot be run yet."""
    if conversation is not None and conversation.takes_prompts:
        return ""
    if server.state is ConnectionState.LOST:
        return "Not sent: the server is away for a moment; once it is back, press again"
    error = conversation.history.error if conversation is not None else None
    return f"Not sent: {error}" if error else "Not sent: the thread is still being opened"
