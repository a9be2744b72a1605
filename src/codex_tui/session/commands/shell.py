"""A command of one's own: run by the server in the user's shell, outside of the sandbox, and without a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_app_server import CodexError
from codex_tui.model.changes import PromptLost
from codex_tui.model.safe_text import SafeText
from codex_tui.session.link import explain

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey
    from codex_tui.session.commands.turns import TurnCommands
    from codex_tui.session.link import Link


class ShellCommands:
    """Runs what a person types behind an exclamation mark."""

    def __init__(self, link: Link, turns: TurnCommands) -> None:
        self._link = link
        self._turns = turns

    async def run(self, thread: ThreadKey | None, command: str) -> ThreadKey | None:
        """Runs it in a thread, without one in a new one.

        Gives the thread; None if none could be started: the command then belongs back into the composer. One that an
        existing thread did not take comes back as `PromptReturned`, as a prompt does.
        """
        begun = await self._turns.thread_for(thread)
        if begun is None:
            if thread is not None:
                self._give_back(thread, command, SafeText("This thread cannot be run here now"))
            return thread
        # What is no character (half a surrogate pair, pasted) would end the server: it reads UTF-8 only.
        safe = command.encode("utf-8", "replace").decode()
        try:
            await self._link.call("thread/shellCommand", {"threadId": begun.thread, "command": safe})
        except CodexError as error:
            self._give_back(begun, command, explain(error))
            self._link.complain("The command was not run", error)
        return begun

    def _give_back(self, thread: ThreadKey, command: str, why: SafeText) -> None:
        self._link.report(PromptLost(thread, SafeText(f"!{command}"), why))
