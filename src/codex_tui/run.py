"""Runs the application: the screen first, what speaks to the server once that is painted, both until the person leaves.

Between the command line and the app.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import time
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from codex_tui import collector
from codex_tui.app import CodexTui, StartsInConversation
from codex_tui.background import answered
from codex_tui.crash_stage import survive_handlers
from codex_tui.crashes import CRASHED
from codex_tui.job_control import JobControl
from codex_tui.keyboard_driver import with_keyboard
from codex_tui.made_late import kitty_pictures
from codex_tui.messages import BoardChanged
from codex_tui.model.keys import ThreadKey
from codex_tui.model.state import LOCAL
from codex_tui.session.first_page import FirstPage
from codex_tui.theming import UNSEEN, Seen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import IO, Any

    from codex_tui.model.reducer_history import Stretch
    from codex_tui.session.runtime import Session
    from codex_tui.start import Start
    from codex_tui.typed_ahead import TypedAhead


COULD_NOT_START = 2
"""The command's exit code of failure."""
_LEAVE_AT_ONCE = (
    () if sys.platform == "win32" else (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)
)
"""Nobody can be asked: turns on a shared server go on until they are done."""


def make_app(start: Start, *, seen: Seen = UNSEEN) -> CodexTui:
    """The application for what was asked for; needs a running event loop.

    Args:
        start: what was asked for.
        seen: of the terminal, if it is drawn on one.
    """
    options = start.options
    in_conversation = options.new or options.last or options.resume is not None or options.prompt is not None
    app = (StartsInConversation if in_conversation else CodexTui)(start.folder, start.settings, seen=seen)
    app.state.server.kind = start.kind
    if options.prompt is not None:
        app.intents.expect(options)
    return app


def _import_session() -> None:
    from codex_tui.late_openssl import import_streams
    from codex_tui.no_plugins import look_for_none

    look_for_none()
    import_streams()
    import_module("codex_tui.session.runtime")
    from codex_tui.session import warm_up

    warm_up.load()


def _load_rendering() -> None:
    from codex_tui.render import warm_up

    warm_up.load()


def _load_lexers() -> None:
    from codex_tui.render import warm_up

    warm_up.load_lexers()


async def _prepare_colours(sessions: Sequence[Session]) -> None:
    """Imports what colours code once there may be some: it holds 2 MB for good.

    Not before a thread is open: its first page has the interpreter first, and brings what it needs of it.
    """
    openings = [asyncio.create_task(session.threads.opened.wait()) for session in sessions]
    try:
        await asyncio.wait(openings, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for opening in openings:
            opening.cancel()
    await asyncio.to_thread(_load_lexers)


async def _prepare_rendering(session: Session, *, items_come_first: bool) -> None:
    """Imports what draws items before there are any; where the list comes first, it gets the interpreter first."""
    if not items_come_first:
        await session.loaded.wait()
    await asyncio.to_thread(_load_rendering)


async def _keep_stylesheets(app: CodexTui, session: Session) -> None:
    """Keeps what was parsed for the next start, once nobody waits for this one."""
    await session.loaded.wait()
    if (keep := app.stylesheet.take_new()) is not None:
        await asyncio.to_thread(keep)


async def _show_early(app: CodexTui, first: FirstPage, thread: ThreadKey) -> Stretch | None:
    """Shows the newest turns of a thread before the session is imported, which takes longer than all they need.

    Returns:
        What is shown, if the session need not read it once more.
    """
    await asyncio.to_thread(_load_rendering)
    early_page = await asyncio.to_thread(import_module, "codex_tui.session.early_page")
    conversation = app.state.conversation(thread)
    stretch: Stretch | None = early_page.put_early_page(conversation, *await first.turns())
    if conversation.items:
        drawn = asyncio.Event()

        async def show() -> None:
            await app.show_conversation(thread)
            app.call_after_refresh(drawn.set)

        app.call_later(show)  # in the app's own context, as all that is shown
        await drawn.wait()
    return stretch


async def _leave_out_hidden(app: CodexTui) -> None:
    """Reads which threads are hidden, after the paint: finding the folder of the state takes a while."""
    board = app.state.board
    board.hidden = await asyncio.to_thread(app.hidden.load)
    if board.hidden:
        for row in board.rows.values():
            row.hidden = row.key.thread in board.hidden
        app.dispatcher.post(BoardChanged())


async def serve(app: CodexTui, start: Start) -> None:
    """Imports what speaks to the server once the screen is painted, and runs it until it is cancelled."""
    shown: Stretch | None = None
    resumed = start.options.resumed_id
    if resumed is not None:
        await app.painted.wait()  # turns may be large, and are parsed where they are read
    with FirstPage(start.begun, app.state, app.dispatcher) as first:
        await app.painted.wait()
        if resumed is not None:
            shown = await _show_early(app, first, ThreadKey(LOCAL, resumed))
        await _leave_out_hidden(app)
        # Brings pydantic and anyio with it, a third of the time until the first paint. In a thread, so that what is
        # typed meanwhile is echoed: the loop waits for the interpreter's switch of threads, not for the whole import.
        await asyncio.to_thread(_import_session)
    from codex_tui.crashes.kept import unwatch
    from codex_tui.other_sessions import other_sessions
    from codex_tui.session.launch import Launch
    from codex_tui.session.runtime import Session
    from codex_tui.store.comparisons import ComparisonStore
    from codex_tui.store.origins import OriginStore
    from codex_tui.store.spool import Spool
    from codex_tui.store.trust_answers import TrustAnswers

    watched = await asyncio.to_thread(_look_for_crashes, app)
    sweeper = collector.Sweeper(asyncio.get_running_loop(), app.key_hold.quiet_for)
    if collector.settle():
        sweeper.watch()
    spool = Spool()
    session = Session(
        app.state,
        app.dispatcher,
        Launch(start.config, start.process, start.joining, start.wire_log(LOCAL, start.config)),
        drafts=app.drafts,
        clock=time.time,
        hold=app.key_hold.left,
        spool=spool,
        hidden=app.hidden,
        origins=OriginStore(on_problem=app.say_not_kept),
        comparisons=ComparisonStore(on_problem=app.say_not_kept),
        trust_answers=TrustAnswers(on_problem=app.say_not_kept),
    )
    others = other_sessions(
        app.state,
        start,
        app.dispatcher,
        drafts=app.drafts,
        hidden=app.hidden,
        hold=app.key_hold.left,
        say=lambda text: app.say(text, problem=True),
        on_problem=app.say_not_kept,
    )
    if shown is not None and resumed is not None:
        session.threads.has_shown(ThreadKey(LOCAL, resumed), shown)
    app.intents.attach(session, others)

    def begin() -> None:
        # What it may ask is answered by keys: the app must not wait for it.
        app.intents.do(lambda session: app.intents.begin(session, start.options))

    # By the app: a timer that is set outside of its context would be an error as it leaves.
    app.call_later(begin)
    colours = asyncio.create_task(_prepare_colours([session, *others.values()]))
    items_come_first = start.options.last or start.options.resume is not None
    try:
        await asyncio.gather(
            session.run(),
            _prepare_rendering(session, items_come_first=items_come_first),
            _keep_stylesheets(app, session),
            *(other.run() for other in others.values()),
        )
    finally:
        colours.cancel()
        sweeper.unwatch()
        await spool.close()
        unwatch(watched)
    if session.first_error is not None:
        app.leave(str(session.first_error))


def _leave_if_broken(app: CodexTui, serving: asyncio.Task[None]) -> None:
    """An error of ours beside the screen: without this the server would seem to start forever."""
    if not serving.cancelled() and (error := serving.exception()) is not None:
        app.broke(error if isinstance(error, Exception) else RuntimeError())


def _failed_aside(app: CodexTui, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A task that nobody waits for failed, or a callback."""
    error = context.get("exception")
    if isinstance(error, Exception):
        app.failed(error)
    else:
        loop.default_exception_handler(context)


def _failed_unseen(app: CodexTui, failure: threading.ExceptHookArgs | sys.UnraisableHookArgs) -> None:
    """A thread failed, or something where nothing can be raised, as when an object goes: Python would print it."""
    if isinstance(failure.exc_value, Exception):
        app.call_later(app.failed, failure.exc_value)


def _look_for_crashes(app: CodexTui) -> IO[bytes] | None:
    """Tells of a crash that nobody was told of at a start, and has the next one leave a trace if it is a signal."""
    from codex_tui.crashes.kept import untold, watch_for_signals
    from codex_tui.crashes.words import told_of

    if (report := untold()) is not None:
        app.call_later(app.say, told_of(report), problem=True)
    return watch_for_signals()


def _leave_at(app: CodexTui, number: signal.Signals) -> None:
    """A person's ctrl+c comes as a key, and as a signal only to whom the terminal is lent, such as an editor."""
    if number == signal.SIGINT and app.jobs is not None and app.jobs.lent:
        return
    app.call_later(app.leave_now, 128 + number)


async def _run(start: Start, typed: TypedAhead) -> tuple[int, str | None]:
    app = make_app(start, seen=Seen(answered(typed), on_terminal=True))
    app.jobs = JobControl(app.not_suspended)
    app.ports.kitty_pictures = kitty_pictures(os.environ)
    app.driver_class = with_keyboard(
        app.driver_class, typed, app.key_hold, app.window_title, app.jobs, app.ports.kitty_pictures
    )
    for number in _LEAVE_AT_ONCE:
        asyncio.get_running_loop().add_signal_handler(number, _leave_at, app, number)
    survive_handlers(app)
    asyncio.get_running_loop().set_exception_handler(partial(_failed_aside, app))
    threading.excepthook = sys.unraisablehook = partial(_failed_unseen, app)
    serving = asyncio.create_task(serve(app, start))
    serving.add_done_callback(partial(_leave_if_broken, app))
    try:
        problem = await app.run_async(mouse=app.ports.settings.input.mouse)
    finally:
        app.intents.cancel()
        kept = app.intents.unsent.keep()
        app.drafts.flush()
        serving.cancel()
        await asyncio.wait([serving])
    code = COULD_NOT_START if problem else app.return_code or 0
    if app.crash:
        code, problem = CRASHED, app.crash
    from codex_tui.intents.unsent import said_at_the_end  # not needed before the first paint

    return code, said_at_the_end(problem, kept)


def run_app(start: Start, typed: TypedAhead) -> tuple[int, str | None]:
    """Runs the application until the person leaves; what was `typed` before comes first.

    Returns:
        The exit code: Textual's, 70 after a crash, 2 if it could not start; and what to print, if anything.
    """
    return asyncio.run(_run(start, typed))
