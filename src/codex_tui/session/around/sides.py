"""Commands about side conversations: a copy of a thread that is kept nowhere, to ask something without touching it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from codex_app_server import CodexError, JsonRpcError
from codex_tui.model.changes import SettingsChanged
from codex_tui.model.keys import ThreadKey
from codex_tui.model.translate_threads import opened_settings

if TYPE_CHECKING:
    from codex_tui.session.commands.threads import ThreadCommands
    from codex_tui.session.link import Link

INSTRUCTIONS = (
    "This is a side conversation: the person asks something beside the work of the thread, whose history you have. "
    "Answer it. Change no files and do not go on with the work itself; commands can only read here."
)


class SideCommands:
    """Begins side conversations and forgets them."""

    def __init__(self, link: Link, threads: ThreadCommands) -> None:
        self._link = link
        self._threads = threads

    async def begin(self, source: ThreadKey) -> ThreadKey | None:
        """Copies a thread, also one that runs, for questions; gives the copy, None after it has said why there is none.

        In the copy commands can only read, and nothing is asked for approval.
        """
        from codex_app_server.generated.v2_all import ThreadForkResponse  # heavy; a connection has loaded it

        params = {
            "threadId": source.thread,
            "ephemeral": True,
            "excludeTurns": True,
            "sandbox": "read-only",
            "approvalPolicy": "never",
            "developerInstructions": INSTRUCTIONS,
        }
        try:
            opened = await self._link.request("thread/fork", params, ThreadForkResponse)
        except JsonRpcError as error:
            if "no rollout found" in error.message:
                self._link.say("Nothing was said in this thread yet: ask in it itself", problem=True)
            else:
                self._link.complain("No side conversation could begin", error)
            return None
        except CodexError as error:
            self._link.complain("No side conversation could begin", error)
            return None
        key = ThreadKey(self._link.name, opened.thread.id)
        conversation = self._link.state.conversation(key)
        conversation.settings = opened_settings(opened)
        conversation.history.complete = True
        conversation.ready = True
        self._link.report(SettingsChanged(key))
        return key

    async def end(self, side: ThreadKey) -> None:
        """Stops what runs there and forgets it; the server unloads a thread that nobody listens to."""
        conversation = self._link.state.conversations.pop(side, None)
        if conversation is not None and conversation.active_turn is not None:
            with suppress(CodexError):  # it may have ended by itself
                await self._link.call("turn/interrupt", {"threadId": side.thread, "turnId": ""}, timeout=10.0)
        self._threads.unsubscribe(side)
