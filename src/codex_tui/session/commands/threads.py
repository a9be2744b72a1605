"""Commands about whole threads: open, leave, fork."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from codex_app_server import CodexError, JsonRpcError
from codex_tui.model.changes import (
    ConversationRenewed,
    HistoryGrew,
    SettingsChanged,
    StatusChanged,
)
from codex_tui.model.items import UserItem
from codex_tui.model.keys import ItemKey, ThreadKey
from codex_tui.model.model_choice import ModelChoice
from codex_tui.model.reducer_history import Stretch, page_of
from codex_tui.model.safe_text import SafeText
from codex_tui.model.translate_text import first_line
from codex_tui.model.translate_threads import opened_settings, thread_row
from codex_tui.page_call import FIRST_PAGE
from codex_tui.session.commands.gone_folders import say_if_gone
from codex_tui.session.commands.survivors import show_survivors
from codex_tui.session.holder import holder_of
from codex_tui.session.link import Link, explain

if TYPE_CHECKING:
    from codex_app_server.generated.v2_all import (
        ThreadForkResponse,
        ThreadResumeResponse,
        ThreadStartResponse,
    )
    from codex_tui.model.conversation import Conversation, Page
    from codex_tui.session.commands.history import HistoryCommands
    from codex_tui.session.commands.queue import QueueCommands

KEPT = 4
"""Conversations that stay loaded after they were left, with nothing going on in them."""
KEPT_CUT_OFF = 20
"""The same, of those with a turn that ran as the server ended: what was seen of it is nowhere else."""


class ThreadCommands:
    """Opens threads and changes what the list shows of them."""

    def __init__(self, link: Link, history: HistoryCommands, queue: QueueCommands) -> None:
        self._link = link
        self._history = history
        self._queue = queue
        self._opening: dict[ThreadKey, asyncio.Task[bool]] = {}
        self._leaving: dict[ThreadKey, asyncio.Task[None]] = {}
        self._places: dict[ThreadKey, Page] = {}
        """The page in which one stopped to read, of threads that were left."""
        self._unasked: set[ThreadKey] = set()
        """Threads that are being opened although no person asked for them."""
        self._shown: dict[ThreadKey, Stretch] = {}
        """What is loaded already of threads that are still to be opened."""
        self.opened = asyncio.Event()
        """Set once a thread was opened or begun."""

    # --- open -----------------------------------------------------------------------------------------------

    async def open_thread(self, key: ThreadKey, *, alone: bool = True) -> bool:
        """Loads a thread with its newest turns and subscribes to it; at once if open. False on failure.

        Of one that is not shown `alone`, nothing is said of its folder: one line could not say whose it is.
        """
        opened = await self._load(key)
        if opened and self._link.state.conversation(key).ready:
            await self._mark_read(key)
        if opened and alone:
            self._link.in_background(say_if_gone(self._link, key))
        return opened

    def has_shown(self, key: ThreadKey, stretch: Stretch) -> None:
        """A thread that is about to be opened has its newest turns already, see `session.early_page`."""
        self._shown[key] = stretch

    async def join(self, key: ThreadKey) -> None:
        """The same for a thread that nobody asked for: it stays unread, and what fails is not said."""
        self._unasked.add(key)
        try:
            await self._load(key)
        finally:
            self._unasked.discard(key)
        self._let_go()

    async def _load(self, key: ThreadKey) -> bool:
        conversations = self._link.state.conversations
        conversation = conversations.pop(key, None)
        if conversation is not None:
            conversations[key] = conversation  # the last one to be let go
        if conversation is not None and conversation.ready:
            return True
        if key in self._link.state.board.deleted:
            return False
        task = self._opening.get(key)
        if task is None:
            task = self._opening[key] = asyncio.ensure_future(self._open(key))
            task.add_done_callback(lambda _: self._opening.pop(key, None))
        return await asyncio.shield(task)

    async def _open(self, key: ThreadKey) -> bool:
        """Shows stored turns as soon as they can be read, and has the server load the thread meanwhile.

        Loading takes 0.3 s for 500 turns and grows with the thread; reading a page of it takes some milliseconds.
        """
        from codex_app_server.generated.v2_all import ThreadResumeResponse  # see `adopt`

        conversation = self._link.state.conversation(key)
        conversation.history.loading = key not in self._shown
        conversation.history.error = None
        self._link.report(HistoryGrew(key, 0))
        leaving = self._leaving.get(key)
        if leaving is not None:
            await asyncio.wait([leaving])
        stale = {item.key for item in (*conversation.items, *conversation.ahead)}
        early = asyncio.ensure_future(self._show_stored(conversation, stale))
        try:
            params: dict[str, Any] = {"threadId": key.thread, "excludeTurns": True}
            known = self._link.state.board.rows.get(key)
            if known is None or known.state.active:
                # Commands that run are in the turn as it is given here, and in no other.
                params["initialTurnsPage"] = {"limit": 1, "itemsView": "full"}
            asked_at = self._link.state.board.moment
            opened = await self._link.request("thread/resume", params, ThreadResumeResponse)
        except CodexError as error:
            return await self._refused(conversation, await early, error)
        self.adopt(opened)
        self._queue.read_soon(key)
        if self._link.state.board.heard_since(key, asked_at):
            self._link.state.board.unsure.add(key)
        shown = await early
        row = self._link.state.board.rows.get(key)
        if (
            shown is None
            or row is None
            or row.state.active
            or (shown.last and shown.newer != opened.turns_backwards_cursor)
        ):
            # There is more than could be read before this client was told of what happens.
            try:
                await self._history.load_newest(conversation, stale)
            except CodexError as error:
                return self._failed(conversation, error)
        for turn in opened.initial_turns_page.data if opened.initial_turns_page is not None else ():
            self._link.report(*self._link.reducer.show_running(conversation, turn))
        if row is not None and not row.state.active:
            self._link.report(*self._link.reducer.give_back_unkept(conversation))
        self._link.in_background(show_survivors(self._link, key))
        return True

    async def _show_stored(self, conversation: Conversation, stale: set[ItemKey]) -> Stretch | None:
        """Shows the page where one stopped to read, or the newest; None if it cannot. What it shows becomes stale."""
        place = self._places.pop(conversation.key, None)
        if (shown := self._shown.pop(conversation.key, None)) is not None:
            return shown
        try:
            if place is None:
                stretch = await self._history.page(conversation.key, limit=FIRST_PAGE)
            else:
                cursor = place.older if place.ascending else place.newer
                stretch = await self._history.page(conversation.key, cursor, newer=place.ascending)
        except CodexError:
            return None  # the answer to loading the thread says why
        if not stretch.turns:
            return None
        self._history.put(conversation, stretch, frozenset(stale))
        turns = {turn.id for turn in stretch.turns}
        stale |= {item.key for item in conversation.items if item.key.turn in turns}
        return stretch

    def adopt(self, opened: ThreadStartResponse | ThreadResumeResponse | ThreadForkResponse) -> Conversation:
        """Takes over what the server says of a thread that it has just loaded for this client."""
        self.opened.set()
        board = self._link.state.board
        key = ThreadKey(self._link.name, opened.thread.id)
        if key not in board.deleted:
            board.put(thread_row(self._link.name, opened.thread, board.rows.get(key)))
        conversation = self._link.state.conversation(key)
        conversation.settings = opened_settings(opened)
        conversation.instructions = tuple(map(SafeText, opened.instruction_sources))
        conversation.ready = True
        if conversation.read_only:
            conversation.read_only = SafeText()
            if (row := board.rows.get(key)) is not None:
                row.activity = SafeText()
        self._link.report(StatusChanged(key), SettingsChanged(key))
        return conversation

    async def _refused(self, conversation: Conversation, shown: Stretch | None, refusal: CodexError) -> bool:
        """The thread cannot be run here. Where its history could be read that is shown, and why it is all."""
        message = refusal.message if isinstance(refusal, JsonRpcError) else ""
        held = "active writer" in message
        if shown is None or not (held or "is archived" in message):
            return self._failed(conversation, refusal)
        why = explain(refusal)
        row = self._link.state.board.rows.get(conversation.key)
        if held:
            holder = await asyncio.to_thread(holder_of, self._link.home, conversation.key.thread)
            why = SafeText(f"{holder} has it open. Close it there, or go on in a copy")
            if row is not None:
                row.activity = SafeText(f"open in {holder}")
        conversation.read_only = why
        self._link.report(StatusChanged(conversation.key))
        return True

    def _failed(self, conversation: Conversation, error: CodexError) -> bool:
        conversation.history.loading = False
        conversation.history.error = explain(error)
        if isinstance(error, JsonRpcError) and conversation.begun_here:
            conversation.nothing_kept = not any(isinstance(item, UserItem) for item in conversation.items)
        self._link.report(HistoryGrew(conversation.key, 0))
        if conversation.key not in self._unasked or self._link.dispatcher.watched(conversation.key):
            self._link.complain("The thread could not be opened", error)
        return False

    async def reload(self, key: ThreadKey) -> None:
        """Shows what the server has of a thread now, after its history became another."""
        opening = self._opening.get(key)
        if opening is not None:
            await asyncio.wait([opening])  # it may have read what was there before
        self._link.state.conversation(key).ready = False
        await self.open_thread(key)

    def reload_soon(self, key: ThreadKey) -> None:
        """Somebody took turns of a thread back, or took it out of the archive."""
        if self._link.dispatcher.watched(key):
            self._link.in_background(self.reload(key))

    # --- leave ----------------------------------------------------------------------------------------------

    async def leave_thread(self, key: ThreadKey, reading: ItemKey | None) -> None:
        """The thread is shown no more, and counts as read; at `reading` one stopped, None at the end."""
        conversation = self._link.state.conversations.get(key)
        if conversation is not None:
            page = page_of(conversation, reading) if reading is not None else None
            if page is not None and page is not conversation.pages[-1]:
                self._places[key] = page
            else:
                self._places.pop(key, None)
        self._let_go()
        await self._mark_read(key)

    async def go_to_end(self, key: ThreadKey) -> None:
        """The end is wanted, also of a thread that is being opened where one stopped to read."""
        opening = self._opening.get(key)
        if opening is not None:
            await asyncio.wait([opening])
        await self._history.go_to_end(key)

    def _let_go(self) -> None:
        """Forgets conversations that were left long ago; opened again they are loaded anew."""
        conversations = self._link.state.conversations
        cut_off = self._link.reducer.memory(self._link.name).cut_off
        idle = [key for key, conversation in conversations.items() if self._is_idle(conversation)]
        whole, halves = ([key for key in idle if (key in cut_off) is half] for half in (False, True))
        for key in (*whole[: max(0, len(whole) - KEPT)], *halves[: max(0, len(halves) - KEPT_CUT_OFF)]):
            self._link.state.work_trees.pop(key, None)
            if conversations.pop(key).ready:
                self.unsubscribe(key)

    def unsubscribe(self, key: ThreadKey) -> None:
        """Asks for no more events of a thread; if it is opened again meanwhile, that waits."""
        task = self._leaving[key] = asyncio.ensure_future(self._unsubscribe(key))
        task.add_done_callback(partial(self._left, key))

    def _left(self, key: ThreadKey, task: asyncio.Task[None]) -> None:
        if self._leaving.get(key) is task:
            del self._leaving[key]

    def _is_idle(self, conversation: Conversation) -> bool:
        """Whether nothing would be lost or missed with a conversation."""
        key, state = conversation.key, self._link.state
        row = state.board.rows.get(key)
        return key.server == self._link.name and not (
            self._link.dispatcher.watched(key)
            or key in self._opening
            or conversation.active_turn is not None
            or (row is not None and row.state.active)
            or state.inbox.of(key)
            or any(prompt.thread == key for prompt in self._link.reducer.memory(key.server).prompts.values())
            or any(item.running for item in (*conversation.items, *conversation.ahead))
        )

    async def _unsubscribe(self, key: ThreadKey) -> None:
        """Its events are not needed; the server unloads a thread that is idle and has no subscriber."""
        try:
            await self._link.call("thread/unsubscribe", {"threadId": key.thread})
        except CodexError:
            return

    # --- change ---------------------------------------------------------------------------------------------

    async def fork(
        self, key: ThreadKey, until: dict[str, str] | None = None, done: str | None = None
    ) -> ThreadKey | None:
        """Copies a thread, with its whole history or `until` a turn; gives the copy, open, and says what was done."""
        try:
            conversation = await self.copy(key, {**self._model_of(key), **(until or {})})
        except CodexError as error:
            self._link.complain("The thread could not be forked", error)
            return None
        self._link.say(done or f"Forked from {key.short}")
        return conversation.key

    def _model_of(self, key: ThreadKey) -> dict[str, Any]:
        """What a copy is to run with, as its source does: by itself it would run with what is configured."""
        conversation = self._link.state.conversations.get(key)
        settings = conversation.settings if conversation is not None and conversation.ready else None
        if settings is not None and settings.model:
            return ModelChoice(settings.model, settings.effort, settings.tier).start_params()
        row = self._link.state.board.rows.get(key)
        return {"model": row.model} if row is not None and row.model else {}

    async def copy(self, key: ThreadKey, params: dict[str, Any]) -> Conversation:
        """Copies a thread, with what else the server is told of the copy, which is open then.

        Raises:
            CodexError: the server refused it.
        """
        from codex_app_server.generated.v2_all import ThreadForkResponse  # see `adopt`

        params = {"threadId": key.thread, "excludeTurns": True, **params}
        forked = await self._link.request("thread/fork", params, ThreadForkResponse)
        conversation = self.adopt(forked)
        await self._history.load_newest(conversation, frozenset())
        rows = self._link.state.board.rows
        source, copy = rows.get(key), rows[conversation.key]
        copy.forked_from = key.thread
        prompts = [item.text for item in conversation.items if isinstance(item, UserItem)]
        copy.fork_prompt = first_line(prompts[-1]) if prompts else None
        if source is not None and copy.name is None and not copy.preview:
            copy.stand_in = source.title
        self._link.state.board.put(copy)
        self._link.report(StatusChanged(copy.key), ConversationRenewed(conversation.key))
        return conversation

    def mark_read_soon(self, key: ThreadKey) -> None:
        """A thread that is on the screen got something new."""
        self._link.in_background(self._mark_read(key))

    async def _mark_read(self, key: ThreadKey) -> None:
        """Tells the server that a thread was read; if that does not work the mark stays, and that is all."""
        row = self._link.state.board.rows.get(key)
        if row is None or not row.unread or row.read_revision is None or not self._link.ready:
            return
        row.unread = False
        self._link.report(StatusChanged(key))
        params = {
            "threadId": key.thread,
            "operation": {"type": "read"},
            "expectedRevision": row.read_revision,
        }
        try:
            await self._link.call("thread/readState/update", params)
        except CodexError:
            return
