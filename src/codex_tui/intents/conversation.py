"""What a person wants within one conversation."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from codex_tui import messages as say
from codex_tui.intents.desk import Desk, handles
from codex_tui.messages import moving as move

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_tui.intents.unsent import UnsentPrompt
    from codex_tui.model.keys import ThreadKey
    from codex_tui.session.runtime import Session


class ConversationIntents(Desk):
    """What a person wants within one conversation."""

    _login_was_left = False

    @handles(say.PromptSubmitted)
    async def _prompt_submitted(self, intent: say.PromptSubmitted) -> None:
        prompt = self.unsent.hold(intent.thread, intent.draft)
        written_in = self._stage.new_conversations()
        self.do(lambda session: self._submit(session, prompt, written_in))

    async def _submit(self, session: Session, prompt: UnsentPrompt, written_in: int | None = None) -> None:
        thread = prompt.thread
        if written_in is None:
            written_in = self._stage.new_conversations()
        if not await self._signed_in(session):
            if thread is None:
                self._stage.put_back(prompt.draft)
            else:
                session.turns.refuse(thread, prompt.draft, "Not sent: nobody is logged in")
            self.unsent.settle(prompt)
            return
        if thread is None and not await self._may_begin(session):
            self._stage.put_back(prompt.draft)
            self.unsent.settle(prompt)
            self._stage.say("Not sent: the thread has not begun. Enter asks again", problem=True)
            return
        with self._given_back(prompt):
            started = await session.turns.submit(thread, prompt.draft, partial(self.unsent.settle, prompt))
        if started is None:
            self._stage.put_back(prompt.draft)
        else:
            prompt.left_to_server = self._state.server.kind.goes_on
        if started is not None and started != thread:
            await self._show_begun(session, started, written_in, thread)

    @contextmanager
    def _given_back(self, prompt: UnsentPrompt) -> Iterator[None]:
        """An error of ours is no reason to wait for ever for the thread that a prompt begins."""
        try:
            yield
        except Exception:
            if prompt.thread is None:
                self._stage.put_back(prompt.draft)
            raise

    async def _show_begun(
        self, session: Session, started: ThreadKey, written_in: int, shown: ThreadKey | None = None
    ) -> None:
        """The conversation, mostly an empty one, becomes that of the thread that began in it, unless one left it."""
        if not self._stage.in_conversation():
            self._stage.point_at(started)
        elif self._stage.shown_thread() == shown and written_in == self._stage.new_conversations():
            await self._stage.show_conversation(started)
        await self._list_too(session, started)

    async def _signed_in(self, session: Session) -> bool:
        """Whether the server can run turns; where nobody is logged in, leads there first, once."""
        account = await session.account.known()
        if not account.missing or self._login_was_left:
            return True
        self._login_was_left = True
        await self._stage.dialogs.show_login(
            "Not sent: nobody is logged in, so the turn would fail. Your prompt is kept; enter sends it afterwards."
        )
        return False

    async def _may_begin(self, session: Session) -> bool:
        """Asks whether the folder of a new thread is trusted, where nobody has said; False if that is left open."""
        question = await session.trust.question(self._state.start_folder)
        if question is None:
            return True
        trusted = await (await self._stage.dialogs.ask_trust(question))
        if trusted is None:
            return False
        if trusted:
            if why := await session.trust.trust(question):
                self._stage.say(why, problem=True)
                return False
        else:
            await session.trust.refuse(question)
        await session.permissions.load()
        return True

    async def _list_too(self, session: Session, started: ThreadKey) -> None:
        """Lists the threads of all folders, where one that was begun elsewhere would be in none of those shown."""
        board = self._state.board
        row, cwd = board.rows.get(started), board.listing.cwd
        if row is None or board.covers(cwd, started, row.cwd):
            return
        await session.listing.find_worktrees()  # it may be in one that was made for it
        if not board.covers(cwd, started, row.cwd):
            await session.listing.list_threads(None, archived=False)

    @handles(say.InterruptTurn)
    async def _interrupt_turn(self, intent: say.InterruptTurn) -> None:
        async def interrupt(session: Session) -> None:
            session.turns.interrupt(intent.thread)

        self.do(interrupt)

    @handles(say.InterruptTurns)
    async def _interrupt_turns(self, intent: say.InterruptTurns) -> None:
        self.do(lambda session: session.turns.interrupt_all(intent.threads))

    @handles(say.CompactThread)
    async def _compact_thread(self, intent: say.CompactThread) -> None:
        self.do(lambda session: session.turns.compact(intent.thread))

    @handles(say.ForkFrom)
    async def _fork_from(self, intent: say.ForkFrom) -> None:
        async def fork(session: Session) -> None:
            copy = await session.rewinding.fork(
                intent.thread, intent.turn, before=intent.before, prompt=intent.prompt.text
            )
            if copy is not None:
                if intent.before:
                    self._drafts.put(copy, intent.prompt)
                await self._stage.show_conversation(copy)

        self.do(fork)

    @handles(say.RewindWanted)
    async def _rewind_wanted(self, intent: say.RewindWanted) -> None:
        async def rewind(session: Session) -> None:
            loss = await session.rewinding.loss(intent.thread, intent.turn)
            folder = self._state.conversation(intent.thread).settings.cwd or ""
            if loss is None or not await self._stage.ask_rewind(loss, folder):
                return
            if await session.rewinding.rewind(intent.thread, intent.turn):
                self._stage.rewound(intent.thread, intent.prompt)

        self.do(rewind)

    @handles(say.OlderHistoryWanted)
    async def _older_history_wanted(self, intent: say.OlderHistoryWanted) -> None:
        self.do(lambda session: session.history.load_older(intent.thread, intent.read))

    @handles(say.NewerHistoryWanted)
    async def _newer_history_wanted(self, intent: say.NewerHistoryWanted) -> None:
        self.do(lambda session: session.history.load_newer(intent.thread, intent.read))

    @handles(say.StartWanted)
    async def _start_wanted(self, intent: say.StartWanted) -> None:
        self.do(lambda session: session.history.go_to_start(intent.thread))

    @handles(say.EndWanted)
    async def _end_wanted(self, intent: say.EndWanted) -> None:
        self.do(lambda session: session.threads.go_to_end(intent.thread))

    @handles(move.PlaceWanted)
    async def _place_wanted(self, intent: move.PlaceWanted) -> None:
        self.do(lambda session: session.history.go_to(intent.thread, intent.place))

    @handles(move.SearchWanted)
    async def _search_wanted(self, intent: move.SearchWanted) -> None:
        self.do(lambda session: session.search.go_on(intent.thread, intent.term, newer=intent.newer))

    @handles(move.SearchEnded)
    async def _search_ended(self, intent: move.SearchEnded) -> None:
        async def end(session: Session) -> None:
            session.search.stop(intent.thread, forget=intent.forget)

        self.do(end)

    @handles(move.OutlineWanted)
    async def _outline_wanted(self, intent: move.OutlineWanted) -> None:
        self.do(lambda session: session.outline.load(intent.thread, anew=intent.anew))

    @handles(move.TurnChangesWanted)
    async def _turn_changes_wanted(self, intent: move.TurnChangesWanted) -> None:
        self.do(lambda session: session.outline.read_changes(intent.thread, intent.turn))

    @handles(say.ThreadLeft)
    async def _thread_left(self, intent: say.ThreadLeft) -> None:
        self.do(lambda session: session.threads.leave_thread(intent.thread, intent.reading))

    @handles(say.ModelChosen)
    async def _model_chosen(self, intent: say.ModelChosen) -> None:
        self.do(
            lambda session: session.models.choose_model(
                intent.thread, intent.model, intent.effort, intent.tier
            )
        )

    @handles(say.DraftChanged)
    async def _draft_changed(self, intent: say.DraftChanged) -> None:
        self._drafts.put(intent.thread, intent.draft)
