"""Commands about the goal of a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_app_server import CodexError
from codex_tui.messages.around import KEEP_BUDGET
from codex_tui.model.changes import GoalChanged
from codex_tui.model.goal import GoalState, goal_of

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey
    from codex_tui.session.commands.turns import TurnCommands
    from codex_tui.session.link import Link

_OVER = (GoalState.COMPLETE, GoalState.BUDGET_LIMITED)


class GoalCommands:
    """Sets, reads and clears goals; the server works towards an active one turn after turn."""

    def __init__(self, link: Link, turns: TurnCommands) -> None:
        self._link = link
        self._turns = turns

    async def read(self, thread: ThreadKey) -> None:
        """Reads the goal of an open thread anew."""
        from codex_app_server.generated.v2_all import (
            ThreadGoalGetResponse,
        )  # heavy; a connection has loaded it

        try:
            answer = await self._link.request(
                "thread/goal/get", {"threadId": thread.thread}, ThreadGoalGetResponse
            )
        except CodexError as error:
            self._link.complain("The goal could not be read", error)
            return
        self._link.state.conversation(thread).goal = goal_of(answer.goal) if answer.goal is not None else None
        self._link.report(GoalChanged(thread))

    async def set(
        self,
        thread: ThreadKey | None,
        objective: str | None = None,
        *,
        budget: int | None = KEEP_BUDGET,
        status: str | None = None,
    ) -> ThreadKey | None:
        """Gives a thread a goal, or changes it; what is left out stays. Without a thread a new one starts.

        An active goal has the server begin a turn at once. Gives the thread, None if nothing was set.
        """
        thread = await self._turns.thread_for(thread)
        if thread is None:
            return None
        params: dict[str, Any] = {"threadId": thread.thread}
        known = self._link.state.conversation(thread).goal
        if objective is not None:
            params |= {"objective": objective, "status": "active"}
        if status is not None:
            params["status"] = status
        if budget != KEEP_BUDGET:
            params["tokenBudget"] = budget
        try:
            if objective is not None and known is not None and known.state in _OVER:
                # Else the new goal would begin with what the old one has used.
                await self._link.call("thread/goal/clear", {"threadId": thread.thread})
            await self._link.call("thread/goal/set", params)
        except CodexError as error:
            self._link.complain("The goal was not set", error)
            return None
        return thread

    async def clear(self, thread: ThreadKey) -> None:
        """Takes the goal away; a turn that runs goes on."""
        try:
            await self._link.call("thread/goal/clear", {"threadId": thread.thread})
        except CodexError as error:
            self._link.complain("The goal was not taken away", error)
            return
        self._link.say("The goal is gone; a turn that runs goes on to its end")
