"""Which threads can be deleted, by what the board knows, and in which order. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.keys import ThreadKey
from codex_tui.model.translate_text import first_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.model.board import Board

_LONGEST = 40
"""Characters of a title: what to do stands behind it, and three short rows are all there may be."""
RUNS = "a turn runs in it; interrupt it, or wait for its end"


def obstacles(board: Board, threads: Sequence[ThreadKey]) -> dict[ThreadKey, str]:
    """Why some of these threads cannot be deleted, if all are tried: one that runs, or of which a fork stays."""
    whys: dict[ThreadKey, str] = {}
    for layer in in_layers(board, threads):
        going = [key for key in threads if key not in whys]
        forks = _forks(board, going)
        for key in layer:
            row = board.rows.get(key)
            # A server refuses to delete the source of a fork, but only after it has interrupted what runs in it.
            if row is not None and row.state.active:
                whys[key] = RUNS
            elif key in forks:
                whys[key] = f"its fork {forks[key]} still exists; delete that first"
    return whys


def in_layers(board: Board, threads: Sequence[ThreadKey]) -> list[list[ThreadKey]]:
    """The threads in the order in which they can be deleted: forks before their sources."""
    depths = {key: _depth(board, key) for key in threads}
    deepest_first = sorted(set(depths.values()), reverse=True)
    return [[key for key in threads if depths[key] == depth] for depth in deepest_first]


def _forks(board: Board, besides: Sequence[ThreadKey]) -> dict[ThreadKey, str]:
    """The threads of which a fork is known, with its name; forks among some others do not count."""
    left_out = set(besides)
    return {
        ThreadKey(row.key.server, row.forked_from): f"“{first_line(row.title, _LONGEST)}” ({row.key.short})"
        for row in board.rows.values()
        # An agent may begin as a copy of its thread, and goes with it.
        if row.forked_from is not None and row.parent is None and row.key not in left_out
    }


def _depth(board: Board, key: ThreadKey) -> int:
    """How many forks led to a thread."""
    seen = {key}
    row = board.rows.get(key)
    while row is not None and row.forked_from is not None:
        source = ThreadKey(key.server, row.forked_from)
        if source in seen:
            break
        seen.add(source)
        row = board.rows.get(source)
    return len(seen)
