"""What a session does by itself about what it hears: reads what was only announced, and joins what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.changes import (
    AccountChanged,
    HistoryTakenBack,
    ItemFinished,
    QueueChanged,
    SettingsChanged,
    StatusChanged,
    ThreadReturned,
)
from codex_tui.model.items import Item
from codex_tui.session.kept_origins import KeptOrigins
from codex_tui.session.row_upkeep import RowUpkeep
from codex_tui.session.waiting import WaitingThreads

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codex_tui.model.changes import Change
    from codex_tui.model.keys import ItemKey, ThreadKey
    from codex_tui.session.command_groups import CommandGroups
    from codex_tui.session.link import Link
    from codex_tui.store.origins import OriginStore


class Reactions:
    """Hears of changes behind the dispatcher.

    Args:
        link: the connection; what commands change is heard of by it.
        commands: what reads and joins.
        origins: where the origins of threads are kept; None keeps them for as long as the session lasts.
    """

    def __init__(self, link: Link, commands: CommandGroups, origins: OriginStore | None) -> None:
        self._link = link
        self._commands = commands
        self.rows = RowUpkeep(link, commands.threads.unsubscribe)
        self._origins = KeptOrigins(link, origins) if origins is not None else None
        self._waiting = WaitingThreads(link, commands.threads)
        link.on_report = self._commands_changed

    # --- a connection begins and ends -------------------------------------------------------------------------

    def connected(self) -> None:
        """Reads what is kept, and what another client has heard while there was no connection here."""
        if self._origins is not None:
            self._link.in_background(self._origins.load())

    async def loaded(self, listed: Iterable[ThreadKey]) -> None:
        """The list was read: sees to what waits or runs on it, and to what the server has loaded beside it."""
        self.listed(listed)
        await self._waiting.look_at_loaded()
        self.keep_rows()

    def lost(self) -> None:
        """The connection is over, and what was read or asked for with it."""
        self.rows.forget()
        self._commands.account.lost()
        self._commands.kin.forget()

    # --- what is heard ----------------------------------------------------------------------------------------

    def told(self, changes: Iterable[Change]) -> None:
        """Sees to what the server told by itself."""
        commands = self._commands
        commands.compare.look(changes)
        commands.turns.settle()
        for change in changes:
            if isinstance(change, ItemFinished):
                self._time_if_needed(change.item)
            elif isinstance(change, AccountChanged) and change.told:
                self._link.in_background(commands.account.load())
            elif isinstance(change, QueueChanged):
                commands.queue.look(change.thread)
            elif isinstance(change, (HistoryTakenBack, ThreadReturned)):
                commands.threads.reload_soon(change.thread)
            elif isinstance(change, SettingsChanged):
                commands.models.settings_told(change.thread)
                commands.permissions.heard(change.thread)
            elif isinstance(change, StatusChanged):
                self._waiting.look_at(change.thread)
                self._read_as_it_comes(change.thread)
                if change.thread in self._link.state.board.deleted and self._link.dispatcher.shown(
                    change.thread
                ):
                    commands.queue.give_back(change.thread)
        self.keep_rows()

    def listed(self, threads: Iterable[ThreadKey]) -> None:
        """Sees to the threads of a page of the list."""
        self._waiting.look_at_listed(threads)
        self.keep_rows()

    def keep_rows(self) -> None:
        """Sees to what was heard of rows, and is not all that is to be known of them."""
        self.rows.look()
        if self._origins is not None:
            self._origins.keep_soon()

    def _commands_changed(self, changes: Iterable[Change]) -> None:
        self._waiting.look(changes)
        self._commands.turns.settle()
        for change in changes:
            if isinstance(change, SettingsChanged):
                self._commands.models.show_held(change.thread)
        self.keep_rows()

    def _read_as_it_comes(self, key: ThreadKey) -> None:
        """Marks a thread read that is on the screen while it goes on."""
        row = self._link.state.board.rows.get(key)
        if row is not None and row.unread and self._link.dispatcher.shown(key):
            self._commands.threads.mark_read_soon(key)

    def _time_if_needed(self, key: ItemKey) -> None:
        conversation = self._link.state.conversations.get(key.thread_key)
        item = conversation.get(key, Item) if conversation is not None else None
        if item is not None and item.started_ms is None and item.completed_ms is not None:
            self._commands.history.time_soon(key.turn_key)
