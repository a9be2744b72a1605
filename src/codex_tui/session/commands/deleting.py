"""Deleting threads for good, as far as the server lets them go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_app_server import CodexError, JsonRpcError
from codex_tui.model.deletion import in_layers, obstacles
from codex_tui.session.commands.lookup import Lookup, RefusedError, is_unknown
from codex_tui.session.commands.together import together
from codex_tui.session.link import Link, explain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.model.keys import ThreadKey

_FORKED = (
    "a fork of it still exists; delete that first (look in the archive, or for one without a turn of its own)"
)


class Deleting:
    """Deletes threads; the server deletes those of sub-agents with theirs."""

    def __init__(self, link: Link, lookup: Lookup) -> None:
        self._link = link
        self._lookup = lookup

    async def agents_of(self, threads: Sequence[ThreadKey]) -> int:
        """How many threads of sub-agents would go with these."""
        found = await together(
            self._lookup.agents(key, archived=archived) for key in threads for archived in (False, True)
        )
        return len({agent for agents in found for agent in agents}.difference(key.thread for key in threads))

    async def delete(self, threads: Sequence[ThreadKey]) -> dict[ThreadKey, str]:
        """Deletes them, forks before their sources; gives why not, of those that stay."""
        board = self._link.state.board
        whys: dict[ThreadKey, str] = {}

        async def one(key: ThreadKey) -> None:
            try:
                await self._delete(key)
            except RefusedError as refusal:
                whys[key] = str(refusal)
            except CodexError as error:
                whys[key] = explain(error)

        for layer in in_layers(board, threads):
            whys.update(obstacles(board, layer))
            await together(one(key) for key in layer if key not in whys)
        return whys

    async def _delete(self, key: ThreadKey) -> None:
        try:
            await self._link.call("thread/delete", {"threadId": key.thread})
        except JsonRpcError as error:
            if "history still references it" in error.message:
                raise RefusedError(_FORKED) from error
            if not is_unknown(error) or await self._lookup.exists(key):
                raise
            # Deleted by another client: all is as wanted.
        self._lookup.drop(key)
