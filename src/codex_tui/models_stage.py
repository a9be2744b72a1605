"""The part of the app about models: the picker, the effort that is stepped from anywhere, and several models at once.

Under `app`. A comparison is a mode of its own, as the inbox is, so that what lies under it stays as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.screen import ModalScreen

from codex_tui.inbox_stage import InboxStage
from codex_tui.messages.models import EffortStepped, ModelsMarked

if TYPE_CHECKING:
    from codex_tui.model.draft import Draft
    from codex_tui.model.keys import ThreadKey
    from codex_tui.screens.compare import CompareScreen

COMPARISON = "comparison"


class ModelsStage(InboxStage, part=True):
    """An app whose model can be chosen."""

    _left_for_comparison = ""
    """The mode that was shown before."""

    def __init__(self) -> None:
        super().__init__()
        self.add_mode(COMPARISON, self._comparison_screen)

    def _comparison_screen(self) -> CompareScreen:
        from codex_tui.screens.compare import CompareScreen  # not before one compares

        return CompareScreen(self.ports)

    def action_choose_model(self) -> None:
        self._pick()

    def _pick(self, compared: Draft | None = None) -> None:
        from codex_tui.screens.model_picker import ModelPicker  # not before one wants another model

        if not isinstance(self.screen, ModelPicker):
            last = self.state.last_comparison if self.in_comparison and compared is not None else None
            thread = last.source if last is not None else self.shown_thread()
            self.push_screen(ModelPicker(self.ports, thread, compared))

    async def action_step_effort(self, step: int) -> None:
        """Changes the effort of the thread on the screen, or on the board that of new threads."""
        await self.intents.handle(EffortStepped(self.shown_thread(), step))

    # --- several models -------------------------------------------------------------------------------------

    @property
    def in_comparison(self) -> bool:
        return self.current_mode == COMPARISON

    def action_compare(self) -> None:
        """Marks models for what is being written; with nothing written, shows a comparison. The key leads back too."""
        # What was typed just before may still wait in the queue of what has the focus.
        (self.focused or self).call_later(self.call_later, self._compare)

    async def _compare(self) -> None:
        from codex_tui.messages.compare import ComparisonsWanted  # not before one compares

        written = self._written()
        if self.in_comparison:
            await self.action_leave_comparison()
        elif written.is_blank:
            await self.intents.handle(ComparisonsWanted(self.shown_thread(), written))
        else:
            self.mark_models(written)

    def mark_models(self, prompt: Draft) -> None:
        """Has models marked that get this prompt."""
        self._pick(prompt)

    @on(ModelsMarked)
    async def _models_marked(self, event: ModelsMarked) -> None:
        from codex_tui.messages.compare import CompareWanted  # not before one compares

        event.stop()
        prompt = self._written() if event.prompt is None else event.prompt
        await self.intents.handle(CompareWanted(event.thread, event.choices, prompt))

    def _written(self) -> Draft:
        """What is in the composer, if one is shown."""
        from codex_tui.model.draft import Draft

        screen = self.conversation_screen()
        return screen.composer.draft.settled() if screen is not None else Draft()

    async def show_comparison(self) -> None:
        """Shows the last comparison."""
        while isinstance(self.screen, ModalScreen):
            await self.pop_screen()
        if not self.in_comparison:
            self._left_for_comparison = self.current_mode
            await self.switch_mode(COMPARISON)

    async def action_leave_comparison(self) -> None:
        """Back to where one was; all of them go on."""
        if self.in_comparison:
            await self.switch_mode(self._left_for_comparison)

    def used(self, thread: ThreadKey | None, prompt: Draft) -> None:
        """A prompt went to several models: it is a draft no more, and the history of prompts has it."""
        screen = self.conversation_screen()
        if screen is not None and screen.thread == thread and screen.composer.draft.settled() == prompt:
            screen.composer.set_aside()
        else:
            self.ports.history.add(prompt)
