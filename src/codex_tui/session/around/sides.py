"""Commands about side conversations: a copy of a thread that is kept nowhere, to ask something without touching it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from codex_app_server import CodexError, JsonRpcError
from codex_tui.model.changes import PromptLost, SettingsChanged
from codex_tui.model.keys import ThreadKey
from codex_tui.model.safe_text import SafeText
from codex_tui.model.translate_threads import opened_settings
from codex_tui.session.link import explain

if TYPE_CHECKING:
    from codex_tui.session.commands.threads import ThreadCommands
    from codex_tui.session.link import Link

INSTRUCTIONS = (
    "This is a side conversation: the person asks something beside the work of the thread, whose history you have. "
    "Answer it. Change no files and do not go on with the work itself; commands can only read here."
)

NOTHING_YET = "Nothing was said in this thread yet: ask in it itself"


class SideCommands:
    """Begins side conversations and forgets them."""

    def __init__(self, link: Link, threads: ThreadCommands) -> None:
        self._link = link
        self._threads = threads

    async def begin(self, source: ThreadKey, text: str = "") -> ThreadKey | None:
        """Copies a thread, also one that runs, for questions; in the copy commands can only read, and nothing is asked.

        Gives the copy. None where there is none: it was said why, and the `text` that was meant for it comes back.
        """
        from codex_app_server.generated.v2_all import ThreadForkResponse  # heavy; a connection has loaded it

        if source in self._link.state.around.sides:
            self._refuse(source, text, "This is a side conversation: ask here")
            return None
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
        except CodexError as error:
            unsaid = isinstance(error, JsonRpcError) and "no rollout found" in error.message
            why = NOTHING_YET if unsaid else f"No side conversation could begin: {explain(error)}"
            self._refuse(source, text, why)
            return None
        key = ThreadKey(self._link.name, opened.thread.id)
        self._link.state.around.sides.add(key)
        conversation = self._link.state.conversation(key)
        conversation.settings = opened_settings(opened)
        conversation.history.complete = True
        conversation.ready = True
        self._link.report(SettingsChanged(key))
        return key

    def _refuse(self, source: ThreadKey, text: str, why: str) -> None:
        if text:
            self._link.report(PromptLost(source, SafeText(text), SafeText(why)))
        else:
            self._link.say(why, problem=True)

    async def end(self, side: ThreadKey) -> None:
        """Stops what runs there and forgets it; the server unloads a thread that nobody listens to."""
        conversation = self._link.state.conversations.pop(side, None)
        if conversation is not None and conversation.active_turn is not None:
            with suppress(CodexError):  # it may have ended by itself
                await self._link.call("turn/interrupt", {"threadId": side.thread, "turnId": ""}, timeout=10.0)
        self._threads.unsubscribe(side)
