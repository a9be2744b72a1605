"""What a person wants, handed to the session: one place that reads like a table, without Textual in it.

Between the app and the session. An intent that comes before the session does (it is imported after the first paint)
waits for it; nothing pressed early is lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import singledispatchmethod
from typing import TYPE_CHECKING, Protocol

from codex_tui import messages as say
from codex_tui import moving_messages as move
from codex_tui.model.keys import ThreadKey
from codex_tui.model.state import LOCAL, AppState, ConnectionState

if TYPE_CHECKING:
    from codex_tui.model.rewind import RewindLoss
    from codex_tui.options import Options
    from codex_tui.session.runtime import Session
    from codex_tui.store.drafts import DraftStore

Command = Callable[["Session"], Awaitable[object]]


class Stage(Protocol):
    """What intents need of the app."""

    async def show_conversation(self, thread: ThreadKey | None) -> None: ...

    async def show_changes(self, thread: ThreadKey, turn: str | None, path: str | None) -> None: ...

    def show_threads(self) -> None: ...

    def shown_thread(self) -> ThreadKey | None: ...

    def in_conversation(self) -> bool: ...

    def copy(self, text: str) -> None: ...

    def put_back(self, text: str) -> None: ...

    async def ask_rewind(self, loss: RewindLoss, folder: str) -> bool: ...

    def rewound(self, thread: ThreadKey, prompt: str) -> None: ...

    async def edit(self, path: str, line: int | None) -> None: ...

    def say(self, text: str, *, problem: bool = False) -> None: ...

    def leave(self, problem: str | None) -> None: ...


class Intents:
    """Does what intents say, beside the app: a command runs as a task, and never raises into a widget."""

    def __init__(self, stage: Stage, state: AppState, drafts: DraftStore) -> None:
        self._stage = stage
        self._state = state
        self._drafts = drafts
        self._session: asyncio.Future[Session] = asyncio.get_running_loop().create_future()
        self._tasks: set[asyncio.Task[None]] = set()

    def attach(self, session: Session) -> None:
        """Gives the session, once it is imported; what was asked for meanwhile is done now."""
        self._session.set_result(session)

    def cancel(self) -> None:
        """Ends the commands that still run, as the app leaves."""
        for task in tuple(self._tasks):
            task.cancel()

    def do(self, command: Command) -> None:
        """Runs a command as soon as there is a session."""

        async def run() -> None:
            await command(await asyncio.shield(self._session))

        task = asyncio.create_task(run())
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._stage.say(f"That failed inside codex-tui: {type(error).__name__}: {error}", problem=True)

    async def begin(self, session: Session, options: Options) -> None:
        """Does what the command line asked for; the session's commands wait for the server themselves."""
        thread: ThreadKey | None = None
        if options.resume is not None:
            thread = ThreadKey(LOCAL, options.resume)
        elif options.last:
            thread = await session.listing.latest_thread()
            if thread is None:
                self._stage.say("There is no thread in this folder yet: this is a new one.")
        if thread is not None:
            await self._stage.show_conversation(thread)
            if not await session.threads.open_thread(thread) and options.resume is not None:
                problem = self._state.conversation(thread).history.error or "it cannot be opened"
                self._stage.leave(
                    f"Thread {thread.thread}: {problem}. Run codex-tui without arguments to choose from the list."
                )
                return
        if options.model is not None:
            await session.models.choose_model(thread, options.model, None, None)
        if options.prompt is not None:
            await self._submit(session, thread, options.prompt)

    @singledispatchmethod
    async def handle(self, intent: say.Intent) -> None:
        raise TypeError(f"no handler for {type(intent).__name__}")

    @handle.register
    async def _(self, intent: say.OpenThread) -> None:
        await self._stage.show_conversation(intent.thread)
        self.do(lambda session: session.threads.open_thread(intent.thread))

    @handle.register
    async def _(self, _intent: say.NewThread) -> None:
        await self._stage.show_conversation(None)

    @handle.register
    async def _(self, _intent: say.ShowThreads) -> None:
        self._stage.show_threads()

    @handle.register
    async def _(self, intent: say.PromptSubmitted) -> None:
        self.do(lambda session: self._submit(session, intent.thread, intent.text))

    async def _submit(self, session: Session, thread: ThreadKey | None, text: str) -> None:
        started = await session.turns.submit(thread, text)
        stage = self._stage
        # The empty conversation becomes the one of the thread that its prompt started, unless one has left it.
        if (
            thread is None
            and started is not None
            and stage.in_conversation()
            and stage.shown_thread() is None
        ):
            await stage.show_conversation(started)

    @handle.register
    async def _(self, intent: say.InterruptTurn) -> None:
        async def interrupt(session: Session) -> None:
            session.turns.interrupt(intent.thread)

        self.do(interrupt)

    @handle.register
    async def _(self, intent: say.CompactThread) -> None:
        self.do(lambda session: session.turns.compact(intent.thread))

    @handle.register
    async def _(self, intent: say.ForkThread) -> None:
        async def fork(session: Session) -> None:
            copy = await session.threads.fork(intent.thread)
            if copy is not None:
                await self._stage.show_conversation(copy)

        self.do(fork)

    @handle.register
    async def _(self, intent: say.ForkFrom) -> None:
        async def fork(session: Session) -> None:
            copy = await session.rewinding.fork(
                intent.thread, intent.turn, before=intent.before, prompt=intent.prompt
            )
            if copy is not None:
                if intent.before:
                    self._drafts.put(copy, intent.prompt)
                await self._stage.show_conversation(copy)

        self.do(fork)

    @handle.register
    async def _(self, intent: say.RewindWanted) -> None:
        async def rewind(session: Session) -> None:
            loss = await session.rewinding.loss(intent.thread, intent.turn)
            folder = self._state.conversation(intent.thread).settings.cwd or ""
            if loss is None or not await self._stage.ask_rewind(loss, folder):
                return
            if await session.rewinding.rewind(intent.thread, intent.turn):
                self._stage.rewound(intent.thread, intent.prompt)

        self.do(rewind)

    @handle.register
    async def _(self, intent: say.ExportWanted) -> None:
        async def export(session: Session) -> None:
            from codex_tui.exporting import export_to_file  # with every renderer, and only for this

            whole = await session.history.whole(intent.thread)
            if whole is not None:
                said, problem = await export_to_file(
                    whole, intent.format, intent.path, replace=intent.replace
                )
                self._stage.say(said, problem=problem)

        self.do(export)

    @handle.register
    async def _(self, intent: say.EditFile) -> None:
        # As a task: it lasts as long as the person edits.
        self.do(lambda _session: self._stage.edit(intent.path, intent.line))

    @handle.register
    async def _(self, intent: say.ArchiveThread) -> None:
        async def archive(session: Session) -> None:
            if await session.threads.archive(intent.thread) and self._stage.shown_thread() == intent.thread:
                self._stage.show_threads()

        self.do(archive)

    @handle.register
    async def _(self, intent: say.UnarchiveThread) -> None:
        self.do(lambda session: session.threads.unarchive(intent.thread))

    @handle.register
    async def _(self, intent: say.RenameThread) -> None:
        self.do(lambda session: session.threads.rename(intent.thread, intent.name))

    @handle.register
    async def _(self, intent: say.OlderHistoryWanted) -> None:
        self.do(lambda session: session.history.load_older(intent.thread, intent.read))

    @handle.register
    async def _(self, intent: say.NewerHistoryWanted) -> None:
        self.do(lambda session: session.history.load_newer(intent.thread, intent.read))

    @handle.register
    async def _(self, intent: say.StartWanted) -> None:
        self.do(lambda session: session.history.go_to_start(intent.thread))

    @handle.register
    async def _(self, intent: say.EndWanted) -> None:
        self.do(lambda session: session.history.go_to_end(intent.thread))

    @handle.register
    async def _(self, intent: move.PlaceWanted) -> None:
        self.do(lambda session: session.history.go_to(intent.thread, intent.place))

    @handle.register
    async def _(self, intent: move.SearchWanted) -> None:
        self.do(lambda session: session.search.go_on(intent.thread, intent.term, newer=intent.newer))

    @handle.register
    async def _(self, intent: move.SearchEnded) -> None:
        async def end(session: Session) -> None:
            session.search.stop(intent.thread, forget=intent.forget)

        self.do(end)

    @handle.register
    async def _(self, intent: move.OutlineWanted) -> None:
        self.do(lambda session: session.outline.load(intent.thread, anew=intent.anew))

    @handle.register
    async def _(self, intent: move.TurnChangesWanted) -> None:
        self.do(lambda session: session.outline.read_changes(intent.thread, intent.turn))

    @handle.register
    async def _(self, intent: say.ThreadLeft) -> None:
        self.do(lambda session: session.threads.leave_thread(intent.thread, intent.reading))

    @handle.register
    async def _(self, intent: say.ChangesWanted) -> None:
        await self._stage.show_changes(intent.thread, intent.turn, intent.path)

    @handle.register
    async def _(self, intent: say.WorkTreeWanted) -> None:
        self.do(lambda session: session.diffs.read_tree(intent.thread))

    @handle.register
    async def _(self, intent: say.RevertWanted) -> None:
        self.do(lambda session: session.diffs.revert(intent.thread, intent.file, intent.hunk))

    @handle.register
    async def _(self, intent: say.ModelChosen) -> None:
        self.do(
            lambda session: session.models.choose_model(
                intent.thread, intent.model, intent.effort, intent.tier
            )
        )

    @handle.register
    async def _(self, intent: say.ApprovalAnswered) -> None:
        self.do(lambda session: session.approvals.answer(intent.request, intent.decision))

    @handle.register
    async def _(self, intent: say.ListingWanted) -> None:
        self.do(lambda session: session.listing.list_threads(intent.cwd, archived=intent.archived))

    @handle.register
    async def _(self, _intent: say.MoreThreadsWanted) -> None:
        self.do(lambda session: session.listing.more_threads())

    @handle.register
    async def _(self, _intent: say.ReconnectWanted) -> None:
        if self._state.server.state is ConnectionState.LOST and self._session.done():
            self._session.result().reconnect()

    @handle.register
    async def _(self, intent: say.DraftChanged) -> None:
        self._drafts.put(intent.thread, intent.text)

    @handle.register
    async def _(self, intent: say.SaveText) -> None:
        self.do(
            lambda session: session.outputs.save(
                intent.log, intent.path, plain=intent.plain, overwrite=intent.overwrite
            )
        )

    @handle.register
    async def _(self, intent: say.EndCommand) -> None:
        self.do(lambda session: session.outputs.end_command(intent.item, everything=intent.everything))

    @handle.register
    async def _(self, intent: say.CopyRequested) -> None:
        self._stage.copy(intent.text)
        self._stage.say(f"Copied {intent.what}.")
