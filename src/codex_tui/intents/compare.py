"""What a person wants of one prompt on several models."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from codex_tui.intents.board import KEYS_WAIT
from codex_tui.intents.conversation import ConversationIntents
from codex_tui.intents.desk import handles
from codex_tui.messages import compare as wish
from codex_tui.model.comparison import standing

if TYPE_CHECKING:
    from codex_tui.model.comparison import Comparison, Contender
    from codex_tui.model.draft import Draft
    from codex_tui.model.worktree import WorktreeBase
    from codex_tui.session.runtime import Session


class CompareIntents(ConversationIntents):
    """Begins a comparison, and ends it with the one that is kept."""

    @handles(wish.ComparePrompt)
    async def _compare_prompt(self, intent: wish.ComparePrompt) -> None:
        self._stage.mark_models(intent.prompt)

    @handles(wish.CompareWanted)
    async def _compare_wanted(self, intent: wish.CompareWanted) -> None:
        async def look() -> WorktreeBase | str:
            if not self._state.server.here:
                return (
                    f"worktrees are made on this machine, and the threads run on {self._state.server.label}"
                )
            session = await self.session()
            return await session.worktrees.look(session.compare.folder_of(intent.thread))

        answer = await self._stage.dialogs.plan_comparison(intent, look)

        async def start(session: Session) -> None:
            planned = await answer
            if planned is None:
                return
            comparison, base = planned
            new = intent.thread is None
            if not await self._signed_in(session):
                return
            if new and not await self._may_begin(session):
                self._stage.say("Not sent: the threads have not begun", problem=True)
                return
            self._stage.used(intent.thread, comparison.prompt)
            begun = self.do(lambda session: session.compare.start(comparison, base))
            await self._stage.show_comparison()
            await begun
            for thread in comparison.threads()[:1]:
                await self._list_too(session, thread)

        self.do(start)

    @handles(wish.ComparisonsWanted)
    async def _comparisons_wanted(self, intent: wish.ComparisonsWanted) -> None:
        # What is typed next is meant for what opens; where reading takes its time, what is shown stays usable.
        await asyncio.wait([self.do(lambda _: self._show_one(intent))], timeout=KEYS_WAIT)

    async def _show_one(self, intent: wish.ComparisonsWanted) -> None:
        """Shows the comparison that is meant, or lists those that may be; without any, has models marked."""
        thread, last = intent.thread, self._first_state.last_comparison
        found = await self._known()
        of_thread = [] if thread is None or intent.others else [one for one in found if one.is_about(thread)]
        meant = of_thread or found
        if not meant:
            self._stage.mark_models(intent.prompt)
        elif last in meant and not intent.others:
            await self._stage.show_comparison()
        elif len(of_thread) == 1:
            await self._show(of_thread[0])
        else:
            chosen = await self._stage.dialogs.pick_comparison(meant, of_thread=bool(of_thread))
            self.do(lambda _: self._show_picked(meant, chosen, intent.prompt))

    async def _known(self) -> list[Comparison]:
        """Those of all servers, the newest first."""
        sessions = [await self.session_of(server) for server in self._servers]
        found = [one for session in sessions for one in await session.compare.known()]
        return sorted(found, key=lambda one: one.begun, reverse=True)

    async def _show_picked(
        self, known: list[Comparison], chosen: asyncio.Future[int | None], prompt: Draft
    ) -> None:
        picked = await chosen
        if picked:
            await self._show(known[picked - 1])
        elif picked == 0:
            self._stage.mark_models(prompt)

    async def _show(self, comparison: Comparison) -> None:
        threads = [one.thread for one in comparison.contenders if one.thread is not None]
        session = await self.session_of(threads[0].server if threads else self._state.name)
        session.compare.turn_to(comparison)
        await self._stage.show_comparison()

    @handles(wish.ComparisonLookedAt)
    async def _comparison_looked_at(self, _intent: wish.ComparisonLookedAt) -> None:
        self.do(lambda session: session.compare.open_all())

    @handles(wish.ContenderKept)
    async def _contender_kept(self, intent: wish.ContenderKept) -> None:
        comparison, kept = self._state.comparison, intent.contender
        if comparison is None or kept.thread is None:
            return
        others = [
            one
            for one in comparison.contenders
            if one is not kept and one.thread is not None and not standing(self._state, one).is_put_away
        ]
        if not others:
            self.do(lambda session: self._keep(session, comparison, kept, others, wish.Fate.STAY))
            return
        answer = await self._stage.dialogs.part_from(kept, others)

        async def keep(session: Session) -> None:
            fate = await answer
            if fate is wish.Fate.WITHOUT_WORKTREES and not await self._sure_to_delete(others):
                return
            if fate is not None:
                await self._keep(session, comparison, kept, others, fate)

        self.do(keep)

    async def _sure_to_delete(self, others: list[Contender]) -> bool:
        """Asks before what was changed in worktrees is lost."""
        folders = [one.folder for one in others if one.folder]
        question = (
            f"Delete {'this worktree' if len(folders) == 1 else f'these {len(folders)} worktrees'} for good?"
        )
        detail = "\n".join([*folders, "What was changed there and not committed elsewhere is lost."])
        return bool(await (await self._stage.dialogs.ask(question, detail)))

    async def _keep(
        self,
        session: Session,
        comparison: Comparison,
        kept: Contender,
        others: list[Contender],
        fate: wish.Fate,
    ) -> None:
        from codex_tui.model.row_actions import RowAction

        assert kept.thread is not None
        said = f"Kept {kept.choice.model}"
        if fate is not wish.Fate.STAY:
            threads = [one.thread for one in others if one.thread is not None]
            report = await session.row_actions.act(RowAction.ARCHIVE, threads)
            self._stage.acted_on(tuple(key for key, _ in report.done))
            said += f"; {len(report.done)} archived" if report.done else ""
            if report.refusals:
                said += f", not {report.refusals[0].title}: {report.refusals[0].why}"
        if fate is wish.Fate.WITHOUT_WORKTREES:
            whys = await session.compare.remove_worktrees(others)
            said += f"; not deleted: {whys[0]}" if whys else "; their worktrees are deleted"
        session.compare.end(comparison)
        await self._stage.show_conversation(kept.thread)
        await session.threads.open_thread(kept.thread)
        self._stage.say(f"{said}. It works in {kept.folder}." if kept.folder else f"{said}.")
