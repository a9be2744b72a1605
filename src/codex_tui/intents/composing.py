"""What a person wants while a prompt is written: files to mention, and commands of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.intents.conversation import ConversationIntents
from codex_tui.intents.desk import handles
from codex_tui.messages import composing as say

if TYPE_CHECKING:
    from codex_tui.intents.unsent import UnsentPrompt
    from codex_tui.session.runtime import Session


class ComposingIntents(ConversationIntents):
    """What a person wants while a prompt is written."""

    @handles(say.FilesWanted)
    async def _files_wanted(self, intent: say.FilesWanted) -> None:
        self.do(lambda session: session.file_search.search(intent.folder, intent.query))

    @handles(say.FileSearchOver)
    async def _file_search_over(self, _intent: say.FileSearchOver) -> None:
        self.do(lambda session: session.file_search.stop())

    @handles(say.ShellWanted)
    async def _shell_wanted(self, intent: say.ShellWanted) -> None:
        # As a prompt it is found again by whoever leaves before the server has taken it.
        typed = self.unsent.hold(intent.thread, f"!{intent.command}")
        written_in = self._stage.new_conversations()
        self.do(lambda session: self._run_shell(session, typed, intent.command, written_in))

    async def _run_shell(self, session: Session, typed: UnsentPrompt, command: str, written_in: int) -> None:
        if typed.thread is None and not await self._may_begin(session):
            self._stage.put_back(typed.draft)
            self.unsent.settle(typed)
            self._stage.say("Not run: the thread has not begun. Enter asks again", problem=True)
            return
        with self._given_back(typed):
            begun = await session.shell.run(typed.thread, command)
        self.unsent.settle(typed)
        if begun is None:
            self._stage.put_back(typed.draft)
        elif typed.thread is None:
            await self._show_begun(session, begun, written_in)
