"""What a person wants done with rows of the board: asked about where something would be lost, and reported."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

from codex_tui import messages as say
from codex_tui.intents.desk import Desk, handles
from codex_tui.model.board import IN_ARCHIVE
from codex_tui.model.deletion import obstacles
from codex_tui.model.row_actions import Report, RowAction
from codex_tui.model.safe_path import raw_path
from codex_tui.model.translate_text import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from codex_tui.model.keys import ThreadKey
    from codex_tui.session.runtime import Session

NAMED = 6
"""Threads that a question names; of more their number is told."""
_LONGEST = 60
SLOW = 1.0
"""Seconds after which it is said what is being done: with very many threads the server looks for one that long."""


class RowActionIntents(Desk):
    """Acts on threads, one or many."""

    @handles(say.ActOnThreads)
    async def _act_on_threads(self, intent: say.ActOnThreads) -> None:
        if intent.action is RowAction.DELETE:
            await self._ask_to_delete(intent.threads)
        elif intent.action is RowAction.ARCHIVE:
            await self._archive(intent.threads)
        else:
            self._do(intent.action, intent.threads)

    @handles(say.ArchiveThread)
    async def _archive_thread(self, intent: say.ArchiveThread) -> None:
        conversation = self._state.conversations.get(intent.thread)
        if conversation is not None and conversation.read_only == IN_ARCHIVE:
            self._do(RowAction.UNARCHIVE, (intent.thread,))
        else:
            await self._archive((intent.thread,))

    @handles(say.RenameThread)
    async def _rename_thread(self, intent: say.RenameThread) -> None:
        self.do(lambda session: session.row_actions.rename(intent.thread, intent.name))

    @handles(say.UndoWanted)
    async def _undo_wanted(self, _intent: say.UndoWanted) -> None:
        async def undo(session: Session) -> None:
            with self._said_if_slow("Taking it back"):
                report = await session.row_actions.undo()
            if report is None:
                self._stage.say("Nothing was done here that could be undone.")
            else:
                await self._report(report, undoable=False)

        self.do(undo)

    @handles(say.HiddenWanted)
    async def _hidden_wanted(self, intent: say.HiddenWanted) -> None:
        async def show(session: Session) -> None:
            hidden = session.row_actions.show_hidden(intent.wanted)
            if intent.wanted:
                self._stage.say(
                    f"Hidden ones are listed too: {hidden}." if hidden else "No thread is hidden."
                )
            else:
                self._stage.say("Hidden threads are left out.")

        self.do(show)

    def _do(self, action: RowAction, threads: Sequence[ThreadKey]) -> None:
        async def act(session: Session) -> None:
            await self._act(session, action, threads)

        self.do(act)

    async def _act(self, session: Session, action: RowAction, threads: Sequence[ThreadKey]) -> Report:
        one = len(threads) == 1
        what = self._named(threads[0]) if one else f"{len(threads):,} threads"
        with self._said_if_slow(f"{action.under_way}: {what}"):
            report = await session.row_actions.act(action, threads)
        await self._report(report)
        return report

    @contextmanager
    def _said_if_slow(self, what: str) -> Iterator[None]:
        timer = asyncio.get_running_loop().call_later(SLOW, self._stage.say, f"{what}…")
        try:
            yield
        finally:
            timer.cancel()

    async def _archive(self, threads: Sequence[ThreadKey]) -> None:
        """Archives; the server interrupts what runs in a thread then, so that is asked about."""
        rows = self._state.board.rows
        running = [key for key in threads if (row := rows.get(key)) is not None and row.state.active]
        if not running:
            self._do(RowAction.ARCHIVE, threads)
            return
        if len(threads) == 1:
            question = f"Archive {self._named(threads[0])}?"
            detail = "A turn runs in it: archiving interrupts that."
        else:
            question = f"Archive {len(threads):,} threads?"
            detail = f"Archiving interrupts the turns that run in:\n{self._names(running)}"
        answer = await self._stage.dialogs.ask(question, detail)

        async def act(session: Session) -> None:
            if await answer:
                await self._act(session, RowAction.ARCHIVE, threads)

        self.do(act)

    async def _ask_to_delete(self, threads: Sequence[ThreadKey]) -> None:
        whys = obstacles(self._state.board, threads)
        going = [key for key in threads if key not in whys]
        if not going:
            if len(whys) == 1:
                self._stage.say(f"Not deleted: {next(iter(whys.values()))}.", problem=True)
            else:
                await self._stage.dialogs.tell("None can be deleted", self._reasons(whys))
            return
        one = len(going) == 1
        question = f"Delete {self._named(going[0]) if one else f'{len(going):,} threads'} for good?"
        detail = f"{'Its' if one else 'Their'} whole history goes, and nothing brings it back."
        if not one:
            detail = f"{self._names(going)}\n{detail}"
        if whys:
            detail += f"\nStays: {self._reasons(whys)}"

        async def more() -> str:
            agents = await (await self.session()).row_actions.deleting.agents_of(going)
            if not agents:
                return ""
            whose = "its" if one else "their"
            # Above it may stand what stays.
            return (
                f"{_counted(agents, 'thread')} of {whose} sub-agents {'goes' if agents == 1 else 'go'}, too."
            )

        rows = self._state.board.rows
        folders = {key: raw_path(row.cwd) for key in going if (row := rows.get(key)) is not None and row.cwd}
        answer = await self._stage.dialogs.ask(question, detail, more)

        async def delete(session: Session) -> None:
            if await answer:
                report = await self._act(session, RowAction.DELETE, going)
                if not report.refusals:
                    await self._offer_worktrees(
                        session, [folders[key] for key, _ in report.done if key in folders]
                    )

        self.do(delete)

    async def _offer_worktrees(self, session: Session, folders: Sequence[str]) -> None:
        """Asks whether worktrees in which no thread is any more shall go, too."""
        trees = await session.row_actions.old_worktrees.of(folders)
        if not trees:
            return
        one = len(trees) == 1
        question = f"Remove {'its worktree' if one else f'{len(trees)} worktrees'}, too?"
        detail = "\n".join(f"  {tree.path} (branch {tree.branch})" for tree in trees[:NAMED])
        if len(trees) > NAMED:
            detail += f"\n  and {len(trees) - NAMED} more"
        detail += "\nNo other thread is there, and nothing is uncommitted. The branch stays; files that git ignores go."
        if not await (await self._stage.dialogs.ask(question, detail)):
            return
        whys = [
            (tree, why) for tree in trees if (why := await session.row_actions.old_worktrees.remove(tree))
        ]
        if whys:
            await self._stage.dialogs.tell(
                "Not removed", "\n".join(f"{tree.path}: {why}" for tree, why in whys)
            )
        else:
            self._stage.say(f"Removed: {trees[0].path if one else f'{len(trees)} worktrees'}")

    async def _report(self, report: Report, *, undoable: bool = True) -> None:
        """Says how it went: in a line, or where several were meant and some refused, at length."""
        stage, action = self._stage, report.action
        if report.done:
            done = tuple(key for key, _ in report.done)
            stage.acted_on(done)
            if action in (RowAction.ARCHIVE, RowAction.DELETE) and stage.shown_thread() in done:
                await stage.show_threads()
        if report.refusals and report.total > 1:
            title = f"{action.value}: {len(report.done):,} of {report.total:,}"
            text = "\n".join(sentence(f"“{_short(one.title)}”: {one.why}") for one in report.refusals)
            await stage.dialogs.tell(title, f"{action.not_done}:\n{text}")
        elif report.refusals:
            refusal = report.refusals[0]
            stage.say(f"{action.not_done}: {refusal.why} (“{_short(refusal.title)}”)", problem=True)
        elif report.done:
            undoable = undoable and action.inverse is not None
            key = stage.dialogs.key("threads.undo") if undoable else ""
            undo = f" ({key} undoes)" if key else ""
            what = f"“{_short(report.done[0][1])}”" if report.total == 1 else f"{report.total:,} threads"
            stage.say(f"{action.value}{undo}: {what}")

    def _named(self, key: ThreadKey) -> str:
        row = self._state.board.rows.get(key)
        return f"“{_short(row.title)}”" if row is not None else f"the thread {key.short}"

    def _names(self, threads: Sequence[ThreadKey]) -> str:
        names = [f"  {self._named(key)}" for key in threads]
        if len(names) > NAMED:
            names = [*names[:NAMED], f"  and {len(names) - NAMED:,} more"]
        return "\n".join(names)

    def _reasons(self, whys: dict[ThreadKey, str]) -> str:
        return "\n".join(sentence(f"{self._named(key)}: {why}") for key, why in whys.items())


def _short(title: str) -> str:
    flat = " ".join(title.split())
    return flat if len(flat) <= _LONGEST else f"{flat[: _LONGEST - 1]}…"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
