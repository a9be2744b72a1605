"""Commands about prompts that wait in a thread: the server keeps the list, and all its clients change it.

Whoever changed it, the server only says that it is another one (`thread/queue/changed`, to subscribers); it is then
read anew. What is done here to one list is sent one after the other, as the server does not answer in order.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from codex_app_server import CodexError, JsonRpcError
from codex_tui.model.changes import PromptLost, QueueChanged
from codex_tui.model.draft import Draft, draft_of
from codex_tui.model.draft_input import attachments_of
from codex_tui.model.draft_of_input import can_be_edited, draft_of_input
from codex_tui.model.queue import QueuedPrompt, moved
from codex_tui.model.safe_text import SafeText
from codex_tui.model.translate_queue import queued_prompt
from codex_tui.model.translate_text import first_line
from codex_tui.session.link import Link, explain, is_lost
from codex_tui.session.prompt_input import CannotSendError, input_for

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.queue import Queue

PAGE = 100
BEGUN = "It has begun already, or is gone from the queue"


class _GivenBackError(Exception):
    """A prompt went back into the composer before it was its turn to be added."""


class QueueCommands:
    """Reads and changes what waits in threads that are open here."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._reading: dict[ThreadKey, asyncio.Task[None]] = {}
        self._under_way: Counter[ThreadKey] = Counter()
        """Changes that were begun here and are not answered: what is shown is ahead of the server's list."""
        self._drafts: dict[str, Draft] = {}
        """What was queued here, by client id."""
        self._locks: dict[ThreadKey, asyncio.Lock] = {}

    # --- read -----------------------------------------------------------------------------------------------

    def look(self, key: ThreadKey) -> None:
        """Reads the list anew if it is known to be another one."""
        queue = self._queue(key)
        if queue is not None and queue.stale:
            self.read_soon(key)

    def read_soon(self, key: ThreadKey) -> None:
        """Reads what waits in a thread, as when it was opened; nobody waits for it."""
        queue = self._queue(key)
        if queue is not None:
            queue.stale = True
            if key not in self._reading:
                self._reading[key] = asyncio.ensure_future(self._read(key))

    async def read(self, key: ThreadKey) -> None:
        """The same, and waits for it."""
        self.read_soon(key)
        if key in self._reading:
            await asyncio.shield(self._reading[key])

    async def _read(self, key: ThreadKey) -> None:
        try:
            await self._read_while_stale(key)
        finally:
            del self._reading[key]  # at once: whoever hears of another list now is to read it

    async def _read_while_stale(self, key: ThreadKey) -> None:
        while (queue := self._queue(key)) is not None and queue.stale and not self._under_way[key]:
            queue.stale = False
            try:
                prompts = tuple([prompt async for prompt in self._pages(key)])
            except CodexError:
                return  # an old server has none; after a lost connection the thread is opened again
            queue = self._queue(key)
            if queue is None:
                return
            if self._under_way[key]:
                queue.stale = True
                return  # what is shown is ahead of the answer; it is read again once all is answered
            known = {prompt.client_id for prompt in prompts}
            adding = tuple(one for one in queue.adding if one.client_id not in known)
            if (prompts, adding) != (queue.prompts, queue.adding):
                queue.prompts, queue.adding = prompts, adding
                self._link.report(QueueChanged(key))

    async def _pages(self, key: ThreadKey) -> AsyncIterator[QueuedPrompt]:
        cursor: str | None = None
        from codex_app_server.generated.v2_all import ThreadQueueListResponse  # see `ThreadCommands.adopt`

        while True:
            params = {"threadId": key.thread, "limit": PAGE, "cursor": cursor}
            page = await self._link.request("thread/queue/list", params, ThreadQueueListResponse)
            for source in page.data:
                yield queued_prompt(source)
            cursor = page.next_cursor
            if cursor is None:
                return

    def _queue(self, key: ThreadKey) -> Queue | None:
        conversation = self._link.state.conversations.get(key)
        return conversation.queue if conversation is not None else None

    def draft_of(self, prompt: QueuedPrompt) -> Draft:
        """A prompt as it was written: exactly if that was here, else as its input tells."""
        return self._drafts.get(prompt.client_id) or draft_of_input(prompt.input)

    def draft_waiting(self, key: ThreadKey, prompt: str | None) -> Draft | None:
        """A prompt that waits, or the last one, as it was written; None if there is none."""
        queue = self._queue(key)
        if queue is None or not queue.prompts:
            return None
        one = queue.prompts[-1] if prompt is None else queue.find(prompt)
        return self.draft_of(one) if one is not None else None

    # --- change ---------------------------------------------------------------------------------------------

    async def add(self, key: ThreadKey, prompt: str | Draft, place: int | None = None) -> None:
        """Puts a prompt behind the others, or at a place among them; one that cannot be put there comes back."""
        draft = draft_of(prompt)
        try:
            parts = await input_for(draft, self._link.state.server.kind)
        except CannotSendError as error:
            self._link.report(PromptLost(key, draft, SafeText(f"Not queued: {error}")))
            return
        client_id = uuid4().hex
        one = QueuedPrompt("", draft.text, tuple(parts), attachments_of(draft), client_id)
        self._drafts[client_id] = draft
        queue = self._link.state.conversation(key).queue
        queue.adding = (*queue.adding, one)
        self._link.report(QueueChanged(key))
        params = {"threadId": key.thread, "input": parts, "clientUserMessageId": client_id}
        try:
            answer = await self._change(key, "thread/queue/add", params, adding=one)
        except _GivenBackError:
            return
        except CodexError as error:
            # With the connection all are lost that wait for their turn to be added. The last one first: each is put
            # before what is in the composer by then.
            lost = queue.adding if is_lost(error) else (one,)
            self._link.reducer.memory(self._link.name).unsent |= is_lost(error)
            why = SafeText(f"Not queued: {explain(error)}")
            for other in reversed(lost):
                if (back := self._drafts.pop(other.client_id, None)) is not None:
                    self._link.report(PromptLost(key, back, why))
        else:
            added = replace(one, id=answer["queuedSubmission"]["id"])
            if queue.find(added.id) is None:
                queue.prompts = (*queue.prompts, added)
            if place is not None and place < len(queue.prompts) - 1:
                await self.move(key, added.id, place)
        finally:
            queue.adding = tuple(other for other in queue.adding if other is not one)
            self._link.report(QueueChanged(key))

    async def move(self, key: ThreadKey, prompt: str, to: int) -> None:
        """Lets a prompt wait at another place; shown at once."""
        queue = self._queue(key)
        if queue is None or queue.find(prompt) is None:
            return
        queue.prompts = moved(queue.prompts, prompt, to)
        self._link.report(QueueChanged(key))
        try:
            await self._change(key, "thread/queue/reorder", {"threadId": key.thread}, ordered=True)
        except JsonRpcError:
            self._link.say("The queue was changed elsewhere meanwhile; look again")
        except CodexError as error:
            self._link.complain("The queue keeps its order", error)

    async def waits(self, key: ThreadKey) -> bool:
        """Whether a prompt that is added now would wait: a turn runs, or others wait and are held."""
        conversation = self._link.state.conversations.get(key)
        return (
            conversation is not None
            and conversation.ready
            and (conversation.active_turn is not None or len(conversation.queue) > 0)
        )

    async def edit(self, key: ThreadKey, prompt: str | None) -> None:
        """Takes a prompt out of the queue and gives it back to be written, with the place that it had."""
        queue = self._queue(key)
        place = (
            next((at for at, one in enumerate(queue.prompts) if one.id == prompt), None) if queue else None
        )
        known = None if queue is None else queue.find(prompt) if prompt else (queue.prompts or (None,))[-1]
        if known is not None and known.client_id not in self._drafts and not can_be_edited(known.input):
            self._link.say(
                "It has a picture that only its own client has: it can be moved, sent or dropped here"
            )
            return
        one = await self.take(key, prompt)
        if one is not None:
            why = SafeText("Taken out of the queue")
            self._link.report(PromptLost(key, self.draft_of(one), why, problem=False, place=place))

    async def drop(self, key: ThreadKey, prompt: str | None) -> None:
        """Takes a prompt out of the queue for good."""
        one = await self.take(key, prompt)
        if one is not None:
            self._link.say(f"Dropped: {first_line(one.text)}")

    async def take(self, key: ThreadKey, prompt: str | None) -> QueuedPrompt | None:
        """Takes a prompt, or the last one, out of the queue; None if it is not there any more, or cannot be."""
        queue = self._queue(key)
        one = None
        if queue is not None and queue.prompts:
            one = queue.prompts[-1] if prompt is None else queue.find(prompt)
        if queue is None or one is None:
            self._link.say(BEGUN)
            return None
        queue.prompts = tuple(other for other in queue.prompts if other is not one)
        self._link.report(QueueChanged(key))
        params = {"threadId": key.thread, "queuedSubmissionId": one.id}
        try:
            answer = await self._change(key, "thread/queue/delete", params)
        except JsonRpcError as error:
            self._link.complain("It stays in the queue", error)
            return None
        except CodexError as error:
            # Nobody knows whether the server did it: rather twice than never.
            self._link.complain("It may still be queued", error)
            return one
        if not answer.get("deleted"):
            self._link.say(BEGUN)
            return None
        return one

    def give_back(self, key: ThreadKey) -> None:
        """Gives back to be written what waited in a thread that is gone, and its list with it."""
        queue = self._queue(key)
        if queue is None or not queue.prompts:
            return
        waited, queue.prompts = queue.prompts, ()
        self._link.report(QueueChanged(key))
        for one in reversed(waited):  # each is put before what is in the composer by then
            self._link.report(
                PromptLost(key, self.draft_of(one), SafeText("Not sent: the thread was deleted"))
            )

    async def start(self, key: ThreadKey, prompt: str | None = None) -> None:
        """Has the server begin with a prompt that waits, the first if none is named."""
        params: dict[str, Any] = {"threadId": key.thread}
        if prompt is not None:
            params["queuedSubmissionId"] = prompt
        try:
            answer = await self._change(key, "thread/queue/start", params)
        except CodexError as error:
            self._link.complain("The queue does not go on", error)
        else:
            self._link.report(*self._link.reducer.begin_turn(key, answer["turn"]["id"]))

    async def _change(
        self,
        key: ThreadKey,
        method: str,
        params: dict[str, Any],
        *,
        ordered: bool = False,
        adding: QueuedPrompt | None = None,
    ) -> Any:
        """One change after the other; `ordered` sends the order that is shown by then.

        Raises:
            _GivenBackError: what was to be added has been given back meanwhile.
        """
        lock = self._locks.setdefault(key, asyncio.Lock())
        self._under_way[key] += 1
        try:
            async with lock:
                queue = self._queue(key)
                if adding is not None and adding.client_id not in self._drafts:
                    raise _GivenBackError
                if ordered and queue is not None:
                    params = {**params, "queuedSubmissionIds": [prompt.id for prompt in queue.prompts]}
                return await self._link.call(method, params)
        finally:
            self._under_way[key] -= 1
            if not self._under_way[key]:
                del self._under_way[key]
            self.read_soon(key)
