"""Commands that begin at an earlier turn: a copy of the thread that ends there, and taking back what followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_app_server import CodexError
from codex_tui.model.conversation import Conversation
from codex_tui.model.reducer_history import Stretch, load_older
from codex_tui.model.rewind import RewindLoss, loss_of
from codex_tui.model.translate_text import first_line

if TYPE_CHECKING:
    from codex_app_server.generated.v2_all import Turn as StoredTurn
    from codex_tui.model.keys import ThreadKey
    from codex_tui.session.commands.history import HistoryCommands
    from codex_tui.session.commands.threads import ThreadCommands
    from codex_tui.session.link import Link

NAMED = 40
"""Characters of a prompt that name its turn."""


class RewindCommands:
    """Forks from a turn, and goes back to one."""

    def __init__(self, link: Link, threads: ThreadCommands, history: HistoryCommands) -> None:
        self._link = link
        self._threads = threads
        self._history = history

    async def fork(self, key: ThreadKey, turn: str, *, before: bool, prompt: str) -> ThreadKey | None:
        """Copies a thread up to a turn, without it (before) or with it; gives the copy, open."""
        conversation = self._link.state.conversations.get(key)
        if not before and conversation is not None and conversation.active_turn == turn:
            self._link.say("This turn still runs: interrupt it, or fork from its prompt", problem=True)
            return None
        name = first_line(prompt, NAMED) or "a turn without a prompt"
        return await self._threads.fork(
            key,
            {"beforeTurnId" if before else "lastTurnId": turn},
            f"Forked {'before' if before else 'behind'}: {name}",
        )

    async def loss(self, key: ThreadKey, turn: str) -> RewindLoss | None:
        """What going back to before a turn would take; None if that cannot be done, which is said."""
        if self._runs(key):
            return None
        lost: list[StoredTurn] = []
        cursor = None
        try:
            while not any(stored.id == turn for stored in lost):
                stretch = await self._history.page(key, cursor)
                lost[:0] = stretch.turns
                cursor = stretch.older
                if cursor is None:
                    break
        except CodexError as error:
            self._link.complain("The thread cannot be rewound", error)
            return None
        place = next((number for number, stored in enumerate(lost) if stored.id == turn), None)
        if place is None:
            self._link.say("The server does not have this turn any more", problem=True)
            return None
        scratch = Conversation(key)
        load_older(scratch, Stretch(lost[place:]))
        return loss_of(scratch.items, turn, len(lost) - place)

    async def rewind(self, key: ThreadKey, turn: str) -> bool:
        """Takes a turn and all behind it back, and shows what is left. Files stay as they are."""
        if not await self._threads.open_thread(key) or self._runs(key):
            return False
        try:
            await self._link.call("thread/revert", {"threadId": key.thread, "beforeTurnId": turn})
        except CodexError as error:
            self._link.complain("The thread could not be rewound", error)
            return False
        await self._threads.reload(key)
        self._link.say("Rewound; files are as they were")
        return True

    def _runs(self, key: ThreadKey) -> bool:
        """Whether a turn runs, which the server would interrupt without a word."""
        conversation = self._link.state.conversations.get(key)
        runs = conversation is not None and conversation.active_turn is not None
        if runs:
            self._link.say("A turn runs: interrupt it, or wait for its end, before rewinding", problem=True)
        return runs
