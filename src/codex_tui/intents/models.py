"""What a person wants of models."""

from __future__ import annotations

from codex_tui.intents.desk import Desk, handles
from codex_tui.messages import models as wish


class ModelIntents(Desk):
    """Changes what turns run with, beside `ModelChosen`."""

    @handles(wish.EffortStepped)
    async def _effort_stepped(self, intent: wish.EffortStepped) -> None:
        self.do(lambda session: session.models.step_effort(intent.thread, intent.step))

    @handles(wish.EffortChosen)
    async def _effort_chosen(self, intent: wish.EffortChosen) -> None:
        self.do(lambda session: session.models.set_effort(intent.thread, intent.effort))

    @handles(wish.TierChosen)
    async def _tier_chosen(self, intent: wish.TierChosen) -> None:
        self.do(lambda session: session.models.set_tier(intent.thread, intent.tier))

    @handles(wish.DefaultModelWanted)
    async def _default_model_wanted(self, intent: wish.DefaultModelWanted) -> None:
        self.do(lambda session: session.models.make_default(intent.choice))

    @handles(wish.ModelsWanted)
    async def _models_wanted(self, _intent: wish.ModelsWanted) -> None:
        self.do(lambda session: session.models.load_models())
