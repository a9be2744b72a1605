"""What a person wants while a prompt is written: files to mention, and commands of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.intents.desk import Desk, handles
from codex_tui.messages import composing as say
from codex_tui.model.draft import draft_of

if TYPE_CHECKING:
    from codex_tui.session.runtime import Session


class ComposingIntents(Desk):
    """What a person wants while a prompt is written."""

    @handles(say.FilesWanted)
    async def _files_wanted(self, intent: say.FilesWanted) -> None:
        self.do(lambda session: session.file_search.search(intent.folder, intent.query))

    @handles(say.FileSearchOver)
    async def _file_search_over(self, _intent: say.FileSearchOver) -> None:
        self.do(lambda session: session.file_search.stop())

    @handles(say.ShellWanted)
    async def _shell_wanted(self, intent: say.ShellWanted) -> None:
        async def run(session: Session) -> None:
            thread = await session.shell.run(intent.thread, intent.command)
            stage = self._stage
            if thread is None:
                stage.put_back(draft_of(f"!{intent.command}"))
            # As with a first prompt: the empty conversation becomes the one of the thread that it started.
            if (
                intent.thread is None
                and thread is not None
                and stage.in_conversation()
                and stage.shown_thread() is None
            ):
                await stage.show_conversation(thread)

        self.do(run)
