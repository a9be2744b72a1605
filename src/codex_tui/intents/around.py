"""What a person wants around a day's work: pages, skills, hooks, MCP servers, goals, reviews, side conversations."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from codex_tui.intents.conversation import ConversationIntents
from codex_tui.intents.desk import handles
from codex_tui.messages import around as say
from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey
    from codex_tui.session.runtime import Session


class AroundIntents(ConversationIntents):
    """What a person wants around a day's work."""

    @handles(say.FactsWanted)
    async def _facts_wanted(self, intent: say.FactsWanted) -> None:
        async def read(session: Session) -> None:
            around = session.around
            if intent.what == "doctor":
                await around.doctor.examine(self._stage.settings_in_force())
            elif intent.what == "status":
                await around.status.read(intent.folder)
            elif intent.what == "mcp":
                await around.mcp.read(intent.thread)
            elif intent.what == "skills":
                await around.skills.read(intent.folder, anew=intent.anew)
            elif intent.what == "hooks":
                await around.hooks.read(intent.folder)
            elif intent.what == "review":
                await around.reviews.look(intent.folder)
            elif intent.what == "goal" and intent.thread is not None:
                await around.goals.read(intent.thread)

        self.do(read)

    @handles(say.SkillSwitched)
    async def _skill_switched(self, intent: say.SkillSwitched) -> None:
        self.do(
            lambda session: session.around.skills.switch(intent.path, intent.folder, enabled=intent.enabled)
        )

    @handles(say.HookSwitched)
    async def _hook_switched(self, intent: say.HookSwitched) -> None:
        self.do(
            lambda session: session.around.hooks.switch(intent.key, intent.folder, enabled=intent.enabled)
        )

    @handles(say.HookTrusted)
    async def _hook_trusted(self, intent: say.HookTrusted) -> None:
        self.do(lambda session: session.around.hooks.trust(intent.key, intent.trusted, intent.folder))

    @handles(say.McpReloadWanted)
    async def _mcp_reload_wanted(self, intent: say.McpReloadWanted) -> None:
        self.do(lambda session: session.around.mcp.reload(intent.thread))

    @handles(say.McpSwitched)
    async def _mcp_switched(self, intent: say.McpSwitched) -> None:
        self.do(lambda session: session.around.mcp.switch(intent.name, intent.thread, enabled=intent.enabled))

    @handles(say.McpLoginWanted)
    async def _mcp_login_wanted(self, intent: say.McpLoginWanted) -> None:
        async def log_in(session: Session) -> None:
            servers = session.around.mcp
            before = servers.is_logged_in(intent.name)
            page = await servers.log_in(intent.name, intent.thread)
            if not page:
                return
            from codex_tui.browser import open_page  # hardly ever needed

            said, problem = await open_page(page)
            self._stage.copy(page)
            lead = "Open this page in a browser, and log in" if problem else said
            text = f"{lead}. It comes back by itself; the address was copied, too:\n\n{page}"
            over = None if before else partial(servers.is_logged_in, intent.name)
            await self._stage.dialogs.tell(f"Log in to {intent.name}", SafeText(text), over)

        self.do(log_in)

    # --- goals and reviews, which begin turns ---------------------------------------------------------------

    @handles(say.GoalWanted)
    async def _goal_wanted(self, intent: say.GoalWanted) -> None:
        async def set_goal(session: Session) -> None:
            shown = self._stage.shown_thread()
            if intent.thread is None and not await self._may_begin(session):
                self._stage.say("No goal was set: the thread has not begun", problem=True)
                return
            thread = await session.around.goals.set(
                intent.thread, intent.objective, budget=intent.budget, status=intent.status
            )
            await self._follow(intent.thread, thread, shown)

        self.do(set_goal)

    @handles(say.GoalUnwanted)
    async def _goal_unwanted(self, intent: say.GoalUnwanted) -> None:
        self.do(lambda session: session.around.goals.clear(intent.thread))

    @handles(say.ReviewWanted)
    async def _review_wanted(self, intent: say.ReviewWanted) -> None:
        async def review(session: Session) -> None:
            shown = self._stage.shown_thread()
            if self._runs(intent.thread):
                answer = await self._stage.dialogs.ask(
                    "A turn runs here. Interrupt it for the review?",
                    "The server interrupts it before it begins to review; what it changed stays.",
                )
                if not await answer:
                    return
            if intent.thread is None and not await self._may_begin(session):
                self._stage.say("No review began: the thread has not begun", problem=True)
                return
            thread = await session.around.reviews.start(intent.thread, intent.target)
            await self._follow(intent.thread, thread, shown)

        self.do(review)

    def _runs(self, thread: ThreadKey | None) -> bool:
        conversation = self._state.conversations.get(thread) if thread is not None else None
        return conversation is not None and conversation.active_turn is not None

    async def _follow(
        self, asked: ThreadKey | None, thread: ThreadKey | None, shown: ThreadKey | None
    ) -> None:
        """Shows the thread that was begun for it, if one has not gone elsewhere meanwhile."""
        if asked is None and thread is not None and self._stage.shown_thread() == shown:
            await self._stage.show_conversation(thread)

    # --- side conversations ---------------------------------------------------------------------------------

    @handles(say.SideWanted)
    async def _side_wanted(self, intent: say.SideWanted) -> None:
        async def begin(session: Session) -> None:
            side = await session.around.sides.begin(intent.thread, intent.text)
            if side is None:
                return
            if not await self._stage.show_side(intent.thread, side):
                await session.around.sides.end(side)
            elif intent.text:
                await session.turns.submit(side, intent.text)

        self.do(begin)

    @handles(say.SideOver)
    async def _side_over(self, intent: say.SideOver) -> None:
        self._drafts.put(intent.thread, "")
        self.do(lambda session: session.around.sides.end(intent.thread))
