"""Commands about changed files: read the working tree, take changes back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codex_tui.model.changes import WorkTreeRead
from codex_tui.model.diff_views import TreeState, WorkTree, folder_of
from codex_tui.model.safe_text import SafeText
from codex_tui.session.git import GitError
from codex_tui.session.revert import take_back
from codex_tui.session.work_tree import read_work_tree

if TYPE_CHECKING:
    from codex_tui.model.diff import FilePatch, Hunk
    from codex_tui.model.keys import ThreadKey
    from codex_tui.session.link import Link


class DiffCommands:
    """What the diff screen asks for."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._reading: dict[ThreadKey, bool] = {}
        """Threads whose working tree is being read, and whether it has to be read once more."""

    async def read_tree(self, thread: ThreadKey) -> None:
        """Reads what differs in the thread's folder from the last commit."""
        if thread in self._reading:
            self._reading[thread] = True
            return
        trees = self._link.state.work_trees
        trees.setdefault(thread, WorkTree())
        again = True
        try:
            while again:
                self._reading[thread] = False
                folder = self._folder(thread)
                if folder:
                    trees[thread] = await read_work_tree(folder)
                else:
                    problem = SafeText("The server has not said yet in which folder this thread works.")
                    trees[thread] = WorkTree(TreeState.FAILED, problem=problem)
                self._link.report(WorkTreeRead(thread))
                again = self._reading[thread]
        finally:
            del self._reading[thread]

    async def revert(self, thread: ThreadKey, file: FilePatch, hunk: Hunk | None) -> None:
        """Takes back one hunk, or all that changed in a file, and says how that went."""
        folder = self._folder(thread)
        name = SafeText(file.path.removeprefix(f"{folder}/"))
        what = f"The changes in {name} are" if hunk is None else f"The hunk in {name} is"
        try:
            await self._take_back(thread, file, hunk, folder)
        except GitError as error:
            self._link.say(f"Not taken back: {error}", problem=True)
            return
        for one in file.hunks if hunk is None else (hunk,):
            self._link.state.reverted.add((thread, file.path, hash(one.raw)))
        self._link.say(f"{what} taken back")
        self._link.report(WorkTreeRead(thread))
        if thread in self._link.state.work_trees:
            await self.read_tree(thread)

    async def _take_back(self, thread: ThreadKey, file: FilePatch, hunk: Hunk | None, folder: str) -> None:
        try:
            await take_back(file, hunk, folder)
        except GitError:
            known = self._link.state.reverted
            left = tuple(one for one in file.hunks if (thread, file.path, hash(one.raw)) not in known)
            # Some of it was taken back before. Only now: the agent may have made the same change once more since.
            if hunk is not None or len(left) == len(file.hunks) or not (left or file.moved_from):
                raise
            await take_back(replace(file, hunks=left), None, folder)

    def _folder(self, thread: ThreadKey) -> str:
        conversation = self._link.state.conversations.get(thread)
        return folder_of(conversation) if conversation is not None else ""
