"""What a person wants of changed files, of texts that are written out, and of the clipboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui import messages as say
from codex_tui.intents.desk import Desk, handles
from codex_tui.model.safe_path import raw_path

if TYPE_CHECKING:
    from codex_tui.session.runtime import Session


class FileIntents(Desk):
    """What a person wants of changed files, of texts that are written out, and of the clipboard."""

    @handles(say.ExportWanted)
    async def _export_wanted(self, intent: say.ExportWanted) -> None:
        async def export(session: Session) -> None:
            from codex_tui.exporting import export_to_file  # with every renderer, and only for this

            whole = await session.history.whole(intent.thread)
            if whole is not None:
                said, problem = await export_to_file(
                    whole, intent.format, intent.path, replace=intent.replace
                )
                self._stage.say(said, problem=problem)

        self.do(export)

    @handles(say.EditFile)
    async def _edit_file(self, intent: say.EditFile) -> None:
        # As a task: it lasts as long as the person edits.
        self.do(lambda _session: self._stage.edit(raw_path(intent.path), intent.line))

    @handles(say.ChangesWanted)
    async def _changes_wanted(self, intent: say.ChangesWanted) -> None:
        await self._stage.show_changes(intent.thread, intent.turn, intent.path)

    @handles(say.WorkTreeWanted)
    async def _work_tree_wanted(self, intent: say.WorkTreeWanted) -> None:
        self.do(lambda session: session.diffs.read_tree(intent.thread))

    @handles(say.RevertWanted)
    async def _revert_wanted(self, intent: say.RevertWanted) -> None:
        self.do(lambda session: session.diffs.revert(intent.thread, intent.file, intent.hunk))

    @handles(say.SaveText)
    async def _save_text(self, intent: say.SaveText) -> None:
        self.do(
            lambda session: session.outputs.save(
                intent.log, intent.path, plain=intent.plain, overwrite=intent.overwrite
            )
        )

    @handles(say.EndCommand)
    async def _end_command(self, intent: say.EndCommand) -> None:
        self.do(lambda session: session.outputs.end_command(intent.item, everything=intent.everything))

    @handles(say.CopyRequested)
    async def _copy_requested(self, intent: say.CopyRequested) -> None:
        instead = self._stage.copy(intent.text)
        doubt = f" if your terminal takes it, which this kind does not as it comes: {instead}"
        self._stage.say(f"Copied {intent.what}{doubt if instead else ''}.")
