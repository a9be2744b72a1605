"""What a person wants, handed to the session: one place that reads like a table, without Textual in it.

Between the app and the session. Each group of intents is a desk of its own: board, conversation, requests, files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.intents.account import AccountIntents
from codex_tui.intents.around import AroundIntents
from codex_tui.intents.beginning import Meant, by_id, every_thread, latest
from codex_tui.intents.board import BoardIntents
from codex_tui.intents.compare import CompareIntents
from codex_tui.intents.composing import ComposingIntents
from codex_tui.intents.desk import Stage
from codex_tui.intents.drafts import DraftIntents
from codex_tui.intents.files import FileIntents
from codex_tui.intents.hits import HitIntents
from codex_tui.intents.models import ModelIntents
from codex_tui.intents.new_thread import NewThreadIntents
from codex_tui.intents.permissions import PermissionIntents
from codex_tui.intents.queue import QueueIntents
from codex_tui.intents.requests import RequestIntents
from codex_tui.intents.row_actions import RowActionIntents
from codex_tui.intents.settings import SettingsIntents
from codex_tui.model.keys import ThreadKey
from codex_tui.model.named_thread import NotOneError, the_one
from codex_tui.model.state import LOCAL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codex_tui.intents.unsent import UnsentPrompt
    from codex_tui.options import Options
    from codex_tui.session.runtime import Session

__all__ = ["Intents", "Stage"]


class Intents(
    BoardIntents,
    HitIntents,
    NewThreadIntents,
    RowActionIntents,
    AroundIntents,
    CompareIntents,
    QueueIntents,
    ModelIntents,
    ComposingIntents,
    DraftIntents,
    RequestIntents,
    PermissionIntents,
    AccountIntents,
    FileIntents,
    SettingsIntents,
):
    """All desks as one, and what the command line asks for."""

    _first_prompt: UnsentPrompt | None = None

    def expect(self, options: Options) -> None:
        """Holds the prompt of the command line from the start, before there is anybody to send it."""
        if options.prompt is not None:
            thread = ThreadKey(LOCAL, options.resumed_id) if options.resumed_id is not None else None
            self._first_prompt = self.unsent.hold(thread, options.prompt, written=False)

    async def begin(self, session: Session, options: Options) -> None:
        """Does what the command line asked for; the session's commands wait for the server themselves."""
        prompt = self._first_prompt
        sessions = {LOCAL: session, **self._others}
        try:
            thread, not_asked, row = await self._meant(sessions, options)
        except NotOneError as error:
            self._stage.leave(str(error))
            return
        unasked = self._labels(not_asked)
        if options.last and unasked:
            self._stage.say(f"{unasked} did not answer: a later thread may be there.")
        if thread is not None:
            self.turn_to(thread.server)
            session = sessions[thread.server]
        if row is not None and row.key not in self._state.board.rows:
            self._state.board.put(row)  # it has its title before the list of its folder comes, if that has it
        if prompt is not None:
            prompt.thread = thread
        if thread is not None:
            if self._stage.shown_thread() != thread:
                await self._stage.show_conversation(thread)
            if not await session.threads.open_thread(thread) and options.resume is not None:
                if prompt is not None:
                    prompt.thread = None  # a draft of that thread might never be found
                problem = self._state.conversation(thread).history.error or "it cannot be opened"
                self._stage.leave(
                    f"Thread {thread.thread}: {problem}{f' ({unasked} could not be asked)' if unasked else ''}. "
                    f"Run codex-tui without arguments to choose from the list."
                )
                return
        if options.model is not None:
            await session.models.choose_model(thread, options.model, None, None)
        if prompt is not None:
            self.unsent.write(prompt)
            await self._submit(session, prompt)

    async def _meant(self, sessions: Mapping[str, Session], options: Options) -> Meant:
        """The thread in which the command line begins, if any.

        Raises:
            NotOneError: no thread is called so, or more than one.
        """
        if options.resumed_id is not None:
            return await by_id(sessions, options.resumed_id)
        if options.resume is not None:
            listed, not_asked = await every_thread(sessions)
            try:
                row = the_one(listed, options.resume)
            except NotOneError as error:
                unasked = self._labels(not_asked)
                raise NotOneError(f"{error}{f' {unasked} could not be asked.' if unasked else ''}") from None
            return Meant(row.key, not_asked, row)
        if not options.last:
            return Meant(None)
        meant = await latest(sessions)
        if meant.thread is None:
            self._stage.say("There is no thread in this folder yet: this is a new one.")
        return meant

    def _labels(self, servers: tuple[str, ...]) -> str:
        return ", ".join(str(self._first_state.servers[name].label) for name in servers)
