"""Which thread a person means by what was typed: its id, the beginning or the end of that, or its title. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codex_tui.model.board import ThreadRow

LISTED, NAMED = 5, 40
"""Threads that are named where one is not clear, and characters of their titles."""


class NotOneError(LookupError):
    """No thread is meant, or more than one; the message says so in a sentence."""


def title_of(row: ThreadRow) -> str:
    """The title in one line."""
    return " ".join(row.title.split())


def the_one(rows: Iterable[ThreadRow], named: str, *, archived: bool = False) -> ThreadRow:
    """The one thread that has this id, the beginning or the end of it, or this title.

    Args:
        rows: those among which it is.
        named: what was typed.
        archived: they are those of the archive only, which is said where it is none of them.

    Raises:
        NotOneError: there is none, or more than one.
    """
    found = [row for row in rows if _is_called(row, named)]
    exact = [row for row in found if row.key.thread == named.casefold()]
    if len(exact or found) == 1:
        return (exact or found)[0]
    if not found:
        kind, option = (" of the archive", " --archived") if archived else ("", "")
        raise NotOneError(
            f"No thread{kind} has the id or the title {SafeText(named)}. codex-tui threads{option} lists them."
        )
    told = "".join(f"\n  {row.key.thread}  {title_of(row)[:NAMED]}" for row in found[:LISTED])
    raise NotOneError(f"{SafeText(named)} stands for {len(found)} threads: give more of the id.{told}")


def _is_called(row: ThreadRow, named: str) -> bool:
    wanted, thread = named.casefold().strip(), row.key.thread
    return bool(wanted) and (
        thread.startswith(wanted) or thread.endswith(wanted) or title_of(row).casefold() == wanted
    )
