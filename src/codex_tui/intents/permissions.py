"""What a person wants threads to be allowed, and the question before nothing is held back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.intents.desk import Desk, Stage, handles
from codex_tui.messages import permissions as say
from codex_tui.model.permissions import Mode, next_mode, permissions_in

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.state import AppState
    from codex_tui.session.runtime import Session
    from codex_tui.store.drafts import DraftStore


class PermissionIntents(Desk):
    """Chooses permissions. Full access is never reached without a yes of its own."""

    def __init__(self, stage: Stage, state: AppState, drafts: DraftStore) -> None:
        super().__init__(stage, state, drafts)
        self._before_plan: dict[ThreadKey | None, Mode] = {}
        self._modes_to_come: dict[ThreadKey | None, Mode] = {}
        """What was chosen and is on its way to the session: the key may be pressed again before that."""

    @handles(say.NextMode)
    async def _next_mode(self, intent: say.NextMode) -> None:
        mode = next_mode(self._state, intent.thread, intent.after or self._modes_to_come.get(intent.thread))
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
        answer = await self._stage.dialogs.ask_full_access(thread)

        async def answered() -> None:
            if await answer:
                self._set(thread, mode)

        self.do(lambda _session: answered())

    def _set(self, thread: ThreadKey | None, mode: Mode) -> None:
        self._modes_to_come[thread] = mode

        async def choose(session: Session) -> None:
            try:
                await session.permissions.choose(thread, mode)
            finally:
                if self._modes_to_come.get(thread) is mode:
                    del self._modes_to_come[thread]

        self.do(choose)
        if thread is None and not self._stage.in_conversation():
            self._stage.say(f"New threads: {mode.value}")
