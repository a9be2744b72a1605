"""What a person wants threads to be allowed, and the question before nothing is held back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.intents.desk import Desk, Stage, handles
from codex_tui.messages import permissions as say
from codex_tui.model.permissions import Mode, next_mode, permissions_in

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.state import AppState
    from codex_tui.store.drafts import DraftStore


class PermissionIntents(Desk):
    """Chooses permissions. Full access is never reached without a yes of its own."""

    def __init__(self, stage: Stage, state: AppState, drafts: DraftStore) -> None:
        super().__init__(stage, state, drafts)
        self._before_plan: dict[ThreadKey | None, Mode] = {}

    @handles(say.NextMode)
    async def _next_mode(self, intent: say.NextMode) -> None:
        mode = next_mode(self._state, intent.thread)
        if mode is None:
            self._stage.say("Your organisation allows no other permissions.", problem=True)
        else:
            await self._choose(intent.thread, mode)

    @handles(say.ModeChosen)
    async def _mode_chosen(self, intent: say.ModeChosen) -> None:
        await self._choose(intent.thread, intent.mode)

    @handles(say.PlanToggled)
    async def _plan_toggled(self, intent: say.PlanToggled) -> None:
        now = permissions_in(self._state, intent.thread)
        before = self._before_plan
        if now is not None and now.plan:
            await self._choose(intent.thread, before.pop(intent.thread, Mode.ASK))
            return
        mode = now.mode if now is not None else None
        # Full access was for what came before the plan.
        before[intent.thread] = mode if mode not in (None, Mode.FULL_ACCESS) else Mode.ASK
        await self._choose(intent.thread, Mode.PLAN)

    @handles(say.PermissionsWanted)
    async def _permissions_wanted(self, _intent: say.PermissionsWanted) -> None:
        self.do(lambda session: session.permissions.load())

    async def _choose(self, thread: ThreadKey | None, mode: Mode) -> None:
        if mode is not Mode.FULL_ACCESS:
            self._set(thread, mode)
            return
        # Opened at once: the next press of the key is the question's.
        answer = await self._stage.dialogs.ask_full_access(new=thread is None)

        async def answered() -> None:
            said = await answer
            if said == "yes":
                self._set(thread, mode)
            elif said == "next":
                following = self._after_full_access()
                if following is not None:
                    self._set(thread, following)

        self.do(lambda _session: answered())

    def _after_full_access(self) -> Mode | None:
        after = (Mode.PLAN, Mode.READ_ONLY, Mode.ASK, Mode.AUTO_REVIEW)
        return next((mode for mode in after if mode not in self._state.access.forbidden), None)

    def _set(self, thread: ThreadKey | None, mode: Mode) -> None:
        self.do(lambda session: session.permissions.choose(thread, mode))
        if thread is None and not self._stage.in_conversation():
            self._stage.say(f"New threads: {mode.value}")
