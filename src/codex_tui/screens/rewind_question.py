"""What is asked before a rewind: how many turns go, and which files stay as they were changed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from codex_tui.model.diff import hunks_of
from codex_tui.render.paths import path_in
from codex_tui.screens.prompt import ConfirmPrompt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import App

    from codex_tui.model.rewind import RewindLoss

FILES_SHOWN = 6
"""Files that are named; of more their number is told."""


async def ask_rewind(app: App[str], loss: RewindLoss, folder: str, *, keys: Mapping[str, str]) -> bool:
    """Asks over whatever the app shows; True for yes."""
    answer: asyncio.Future[bool | None] = asyncio.get_running_loop().create_future()
    await app.push_screen(ConfirmPrompt(*rewind_question(loss, folder), keys=keys), answer.set_result)
    return bool(await answer)


def rewind_question(loss: RewindLoss, folder: str) -> tuple[str, str]:
    """The question and what stands under it; paths are seen from the thread's folder."""
    if loss.turns == 1:
        question = "Take back this turn? It leaves the history for good."
    else:
        after = _counted(loss.turns - 1, "turn")
        question = f"Take back this turn and the {after} after it? They leave the history for good."
    parts = [_files(loss, folder), "The prompt comes back to the composer."]
    if loss.attachments:
        parts.append(f"Its {_counted(loss.attachments, 'attachment')} will have to be attached again.")
    return question, "\n".join(parts)


def _files(loss: RewindLoss, folder: str) -> str:
    changed: dict[str, tuple[int, int]] = {}
    for change in loss.changes:
        hunks = hunks_of(change)
        path = path_in(change.moved_to or change.path, folder)
        added, removed = changed.pop(path, (0, 0))
        changed[path] = (
            added + sum(hunk.added for hunk in hunks),
            removed + sum(hunk.removed for hunk in hunks),
        )
    if not changed:
        return "Files are not restored. No patch changed one since; what commands changed stays."
    rows = [f"  {path}  +{added}\u00a0-{removed}" for path, (added, removed) in changed.items()]
    if len(rows) > FILES_SHOWN:
        rest = _counted(len(rows) - FILES_SHOWN, "more file")
        rows = [*rows[:FILES_SHOWN], f"  and {rest}"]
    head = "Files are not restored; they stay as they are. Changed since:"
    return "\n".join([head, *rows, "What commands changed is not listed, and stays as well."])


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
