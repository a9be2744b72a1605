"""The part of the app about models: the picker, and the effort that is stepped from anywhere.

Under `app`.
"""

from __future__ import annotations

from codex_tui.inbox_stage import InboxStage
from codex_tui.messages.models import EffortStepped


class ModelsStage(InboxStage):
    """An app whose model can be chosen."""

    def action_choose_model(self) -> None:
        from codex_tui.screens.model_picker import ModelPicker  # not before one wants another model

        if not isinstance(self.screen, ModelPicker):
            self.push_screen(ModelPicker(self.ports, self.shown_thread()))

    async def action_step_effort(self, step: int) -> None:
        """Changes the effort of the thread on the screen, or on the board that of new threads."""
        await self.intents.handle(EffortStepped(self.shown_thread(), step))
