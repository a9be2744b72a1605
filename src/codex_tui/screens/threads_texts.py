"""What the threads screen says beside its rows: header, and what an empty list means. Pure functions."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from rich.cells import cell_len

from codex_tui.keymap import key_label
from codex_tui.model.state import AppState, ConnectionState
from codex_tui.render.glyphs import glyph
from codex_tui.widgets.texts import short_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from codex_tui.model.board import Listing
    from codex_tui.model.state import Server


_SHORT_NAME = 8
"""Columns of a server's name that the narrow screen has room for."""


def scope_text(listing: Listing, ascii_only: bool) -> str:
    """Which threads are listed, with the sign that it can be changed."""
    what = "all folders" if listing.cwd is None else "this folder"
    return f"{'archive, ' if listing.archived else ''}{what} {glyph('unfolded', ascii_only)}"


def waiting_elsewhere(state: AppState) -> int:
    """How many threads that are not in the listing need somebody."""
    listing = state.board.listing
    rows = state.board.rows
    waiting = {approval.thread for approval in state.inbox.all()}
    if listing.archived:
        return len(waiting)
    if listing.cwd is None:
        return 0
    covers = state.board.covers
    return sum(
        (row := rows.get(thread)) is None or not covers(listing.cwd, thread, row.cwd) for thread in waiting
    )


def model_text(state: AppState) -> str:
    """The model of new threads, with its effort as chosen, or as the catalogue says."""
    state = state.of(None)
    chosen = state.new_thread
    if chosen.model is None:
        return ""
    found = next((model for model in state.models if model.id == chosen.model), None)
    words = (found.name if found else chosen.model, state.effort(chosen))
    return " ".join(word for word in words if word)


def server_text(state: AppState) -> str:
    """The server, and how its connection is: in words; of several those that are not there, else their names."""
    if state.is_one_of_several:
        return _servers_text(list(state.servers.values()))
    server = state.server
    if server.state is ConnectionState.CONNECTING:
        return f"{server.label} starting"
    if server.state is ConnectionState.LOST:
        return f"! {server.label} lost"
    return f"{server.label} {server.version}".strip()


def short_away_text(state: AppState) -> str:
    """Which of several servers is away, where there is little room: a name, or how many."""
    away = [server.label for server in state.servers.values() if server.away]
    if not (away and state.is_one_of_several):
        return ""
    named = len(away) == 1 and cell_len(away[0]) <= _SHORT_NAME
    return f"! {away[0] if named else len(away)} away"


def server_words(server: Server) -> str:
    """How one of several servers is; of one that is away, first why."""
    if server.away:
        # What is the same for each that is away comes first there, and would be all that is read on a narrow screen.
        said = server.problem.partition(f"{server.address}: ")[2] if server.address else ""
        return f"away: {said or server.problem.partition(': ')[2] or server.problem}"
    if server.state is ConnectionState.CONNECTING:
        return "starting"
    return f"{server.kind.value} {server.version}".strip()


def _servers_text(servers: Sequence[Server]) -> str:
    away = [server.label for server in servers if server.away]
    if away:
        return f"! not reached: {', '.join(away)}"
    starting = [server.label for server in servers if server.state is ConnectionState.CONNECTING]
    return f"{', '.join(starting)} starting" if starting else ", ".join(server.label for server in servers)


def tail_text(listing: Listing, ascii_only: bool) -> str:
    """The line under the last row."""
    if listing.error is not None:
        return f"! more could not be listed: {listing.error}"
    return f"more{glyph('ellipsis', ascii_only)}" if listing.loading or not listing.complete else ""


def empty_text(state: AppState, filter_text: str, total: int, keys: Mapping[str, str]) -> str:
    """Why there are no rows, and what to do; empty where the connection's notice says it."""

    def key(action: str) -> str:
        return key_label(action, keys)

    listing = state.board.listing
    wanted = filter_text.strip()
    if wanted and total:
        loading = "" if listing.complete else "; more are being listed"
        return (
            f"No title of {total} holds “{wanted}”{loading}.\n\n"
            f"{key('threads.clear_filter')}  clears the filter\n"
            f"{key('threads.scope')}  the threads of all folders, or of this one"
        )
    if state.server.state is ConnectionState.LOST and not state.is_one_of_several:
        return ""
    if listing.error is not None:
        return f"The threads could not be listed: {listing.error}\n\n{key('threads.reload')}  tries again"
    if listing.loading or not listing.loaded_once:
        starting = state.server.state is ConnectionState.CONNECTING
        return "Starting the server" if starting else "Listing the threads"
    return _none_yet(listing, key)


def _none_yet(listing: Listing, key: Callable[[str], str]) -> str:
    if listing.archived:
        where = "" if listing.cwd is None else " of this folder"
        return f"The archive{where} is empty.\n\n{key('threads.archived')}  leaves the archive"
    if listing.cwd is None:
        return (
            f"No threads.\n\n{key('threads.new')}  starts one\n{key('threads.archived')}  shows the archive"
        )
    folder = short_folder(listing.cwd, os.path.expanduser("~"))
    return (
        f"No threads in {folder}.\n\n"
        f"{key('threads.new')}  starts one here\n{key('threads.scope')}  shows those of all folders\n"
        f"{key('threads.archived')}  shows the archive"
    )
