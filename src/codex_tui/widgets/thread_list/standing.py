"""How a row stands in the list: under which others, with which agents, in which section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.safe_path import raw_path
from codex_tui.widgets.thread_list.row import ALONE, Kinship
from codex_tui.widgets.thread_list.sections import SectionKind

if TYPE_CHECKING:
    from codex_tui.model.board import Board, ThreadRow
    from codex_tui.widgets.thread_list.index import ThreadIndex


def standing_of(board: Board, index: ThreadIndex, row: ThreadRow) -> Kinship:
    """What of a row depends on other rows, and on what else is known of it."""
    agents = index.agents_done(row.key)
    source = row.source
    found = index.find(row.key) if board.by_folder else None
    named = found is not None and found[0].kind is SectionKind.FOLDER
    gone = raw_path(row.cwd) in board.gone_folders
    elsewhere = board.listing.cwd is not None and row.cwd in board.worktrees
    if source is None and not (agents or named or gone or elsewhere):
        return ALONE
    known = None if source is None else board.rows.get(source)
    return Kinship(
        index.branch(row.key),
        known,
        agents,
        unfolded=row.key in board.unfolded,
        folder_named=named,
        folder_gone=gone,
        in_worktree=elsewhere,
    )
