"""Where a person wants a new thread: here, in another folder, in a git worktree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui import messages as say
from codex_tui.intents.desk import Desk, handles
from codex_tui.model.safe_path import raw_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.model.worktree import WorktreeBase
    from codex_tui.session.runtime import Session


class NewThreadIntents(Desk):
    """Begins new threads. What is typed next is their prompt, so nothing here may let a key go elsewhere."""

    @handles(say.NewThread)
    async def _new_thread(self, intent: say.NewThread) -> None:
        if intent.server is not None:
            self._first_state.new_on = intent.server
        await self._begin(intent.folder)

    @handles(say.NewElsewhere)
    async def _new_elsewhere(self, _intent: say.NewElsewhere) -> None:
        here = raw_path(self._state.folder)
        own = [row for row in self._state.board.rows.values() if row.key.server == self._state.name]
        rows = sorted(own, key=lambda row: row.updated_at, reverse=True)
        known = [
            folder for folder in dict.fromkeys(raw_path(row.cwd) for row in rows) if folder and folder != here
        ]

        async def more() -> Sequence[str]:
            session = await self.session()
            return [folder for folder in await session.folders.recent() if folder != here]

        await self._stage.dialogs.pick_folder(known, more, self._begin)

    @handles(say.NewInWorktree)
    async def _new_in_worktree(self, _intent: say.NewInWorktree) -> None:
        server, elsewhere = self._state.server, self._stage.dialogs.key("threads.elsewhere")
        if not server.here:
            self._stage.say(f"Worktrees are made on {server.label}; {elsewhere} starts in one.", problem=True)
            return

        async def look() -> WorktreeBase | str:
            return await (await self.session()).worktrees.look(self._state.folder)

        async def make(base: WorktreeBase, branch: str, path: str) -> tuple[str, str]:
            return await (await self.session()).worktrees.make(base, branch, path)

        await self._stage.dialogs.plan_worktree(look, make, self._begin)

    async def _begin(self, folder: str | None) -> None:
        where = None if folder == raw_path(self._state.folder) else folder
        self.do(lambda session: self._start_in(session, where))
        await self._stage.show_conversation(None)

    async def _start_in(self, session: Session, folder: str | None) -> None:
        await session.models.start_in(folder)
        await session.permissions.load()
