"""A session for each further server of a start; used by the application and by the linear mode."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from codex_tui.messages import BoardChanged
from codex_tui.model.safe_text import SafeText
from codex_tui.model.server_kind import ServerKind
from codex_tui.model.state import ConnectionState, Server
from codex_tui.ports import nobody_types
from codex_tui.servers.several import first_name, other_servers
from codex_tui.session.launch import Launch
from codex_tui.session.runtime import Session
from codex_tui.store.comparisons import ComparisonStore
from codex_tui.store.origins import OriginStore
from codex_tui.store.trust_answers import TrustAnswers

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_tui.model.state import AppState
    from codex_tui.session.dispatcher import Dispatcher
    from codex_tui.start import Start
    from codex_tui.store.drafts import DraftStore
    from codex_tui.store.hidden_threads import HiddenStore


def other_sessions(
    state: AppState,
    start: Start,
    dispatcher: Dispatcher,
    *,
    drafts: DraftStore,
    hidden: HiddenStore,
    say: Callable[[str], None],
    hold: Callable[[], float] = nobody_types,
    on_problem: Callable[[str], None] | None = None,
    asks_for_trust: bool = True,
) -> dict[str, Session]:
    """A session for each further server; what is wrong with one is said, and its rows stay away.

    Args:
        state: that of the first server, to which the others' are added.
        start: what was asked for.
        dispatcher: told of what happens on all of them.
        drafts: those of the application.
        hidden: which threads are hidden.
        say: says what is wrong with a server.
        hold: gives the seconds for which a key that was typed should have the loop for itself.
        on_problem: told of what cannot be kept.
        asks_for_trust: somebody is there who can say whether a folder is trusted.
    """
    named = start.settings.settings.servers if start.settings is not None else {}
    sessions: dict[str, Session] = {}
    for other in other_servers(start.options, named, start.config):
        server = Server(other.name, SafeText(other.name), kind=ServerKind.REMOTE)
        view = state.add_server(server, other.folder)
        view.board.hidden = state.board.hidden
        if other.config is None:
            server.state, server.problem = ConnectionState.LOST, SafeText(other.problem)
            say(f"{other.name}: {other.problem}")
            continue
        sessions[other.name] = Session(
            view,
            dispatcher,
            Launch(other.config, wire_log=start.wire_log(other.name, other.config)),
            drafts=drafts,
            clock=time.time,
            hold=hold,
            hidden=hidden,
            origins=OriginStore(on_problem=on_problem),
            comparisons=ComparisonStore(on_problem=on_problem),
            trust_answers=TrustAnswers(on_problem=on_problem) if asks_for_trust else None,
        )
    if state.is_one_of_several:
        state.server.title = SafeText(first_name(start.options))
        dispatcher.post(BoardChanged())
    return sessions
