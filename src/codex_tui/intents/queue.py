"""What a person wants with prompts that wait for the end of a turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.intents.conversation import ConversationIntents
from codex_tui.intents.desk import handles
from codex_tui.messages import queue as say

if TYPE_CHECKING:
    from codex_tui.intents.unsent import UnsentPrompt
    from codex_tui.model.keys import ThreadKey
    from codex_tui.session.runtime import Session


class QueueIntents(ConversationIntents):
    """What a person wants with prompts that wait for the end of a turn."""

    @handles(say.PromptQueued)
    async def _prompt_queued(self, intent: say.PromptQueued) -> None:
        prompt = self.unsent.hold(intent.thread, intent.draft)

        async def queue(session: Session) -> None:
            thread = intent.thread
            if thread is None or not await session.queue.waits(thread):
                await self._submit(session, prompt)
                return
            await session.queue.add(thread, intent.draft, intent.place)
            self.unsent.settle(prompt)

        self.do(queue)

    @handles(say.EditQueued)
    async def _edit_queued(self, intent: say.EditQueued) -> None:
        async def edit(session: Session) -> None:
            held = self._hold_queued(session, intent.thread, intent.prompt)
            await session.queue.edit(intent.thread, intent.prompt)
            if held is not None:
                self.unsent.settle(held)

        self.do(edit)

    def _hold_queued(self, session: Session, thread: ThreadKey, prompt: str | None) -> UnsentPrompt | None:
        """Keeps what is about to be taken out of the server's list, for whoever comes after a crash."""
        draft = session.queue.draft_waiting(thread, prompt)
        return self.unsent.hold(thread, draft) if draft is not None else None

    @handles(say.DropQueued)
    async def _drop_queued(self, intent: say.DropQueued) -> None:
        self.do(lambda session: session.queue.drop(intent.thread, intent.prompt))

    @handles(say.MoveQueued)
    async def _move_queued(self, intent: say.MoveQueued) -> None:
        self.do(lambda session: session.queue.move(intent.thread, intent.prompt, intent.to))

    @handles(say.SendQueued)
    async def _send_queued(self, intent: say.SendQueued) -> None:
        async def send(session: Session) -> None:
            if self._state.conversation(intent.thread).active_turn is None:
                await session.queue.start(intent.thread, intent.prompt)
                return
            held = self._hold_queued(session, intent.thread, intent.prompt)
            taken = await session.queue.take(intent.thread, intent.prompt)
            if held is not None and taken is not None:
                await self._submit(session, held)
            elif held is not None:
                self.unsent.settle(held)

        self.do(send)
