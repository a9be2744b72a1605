"""What a request asks, in short lines: for whoever looks at a thread and does not answer there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.items import FileChangeItem
from codex_tui.model.requests import CommandApproval, FileApproval, PermissionApproval, Questions
from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_tui.model.item import Item
    from codex_tui.model.requests import Request

_FILES = 6
"""Files of a patch that are named."""
_WORDS = {"add": "new file ", "delete": "deletes "}


def asked_in_short(request: Request, item: Item | None, folder: str) -> Iterator[SafeText]:
    """The title, and below it what a person would ask first: which files, which answers, where, and why.

    Args:
        request: what is asked.
        item: the item that it is about, if it is loaded: a patch has its files there.
        folder: that of the thread, from which files are seen, and which is not named again.
    """
    yield request.title
    if isinstance(request, FileApproval):
        yield from _files(item, folder)
    elif isinstance(request, Questions) and len(request.questions) == 1:
        for number, option in enumerate(request.questions[0].options, 1):
            yield SafeText(f"{number} {option.label}")
    elif isinstance(request, CommandApproval | PermissionApproval):
        if request.cwd and request.cwd != folder:
            yield SafeText(f"in {request.cwd}")
        if request.reason:
            yield SafeText(f"because: {request.reason}")


def _files(item: Item | None, folder: str) -> Iterator[SafeText]:
    changes = item.changes if isinstance(item, FileChangeItem) else ()
    within = folder.rstrip("/") + "/"
    for change in changes[:_FILES]:
        yield SafeText(_WORDS.get(change.change, "") + change.path.removeprefix(within))
    if len(changes) > _FILES:
        yield SafeText(f"and {len(changes) - _FILES} more")
