"""The part of the app that intents about one message need: ask before a rewind, put a prompt back, run an editor.

Under `app`, which is this with everything else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import App

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.rewind import RewindLoss
    from codex_tui.ports import Ports
    from codex_tui.screens.conversation import ConversationScreen
    from codex_tui.store.drafts import DraftStore


class MessageStage(App[str]):
    """An app that shows conversations."""

    ports: Ports
    drafts: DraftStore

    def _conversation(self) -> ConversationScreen | None:
        """The conversation screen, if that mode is shown (a dialog may lie above it)."""
        raise NotImplementedError

    def say(self, text: str, *, problem: bool = False) -> None:
        """Says one line, wherever lines are said now."""
        raise NotImplementedError

    async def ask_rewind(self, loss: RewindLoss, folder: str) -> bool:
        from codex_tui.screens.rewind_question import ask_rewind

        return await ask_rewind(self, loss, folder, keys=self.ports.keys)

    def rewound(self, thread: ThreadKey, prompt: str) -> None:
        """A turn is gone; what was asked in it is written again before what is being written."""
        screen = self._conversation()
        if screen is not None and screen.thread == thread:
            screen.rewound(prompt)
        elif prompt:
            draft = self.drafts.get(thread)
            self.drafts.put(thread, f"{prompt}\n{draft}" if draft else prompt)

    async def edit(self, path: str, line: int | None) -> None:
        from codex_tui.editor import edit_file

        if why := await edit_file(self, path, line):
            self.say(why, problem=True)
