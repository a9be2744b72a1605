"""What the diff screen shows of a conversation: the files that one turn changed, and those of all that is loaded."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from codex_tui.model.diff import FilePatch, cut
from codex_tui.model.git_diff import files_of_git, locator
from codex_tui.model.items import FileChangeItem, ItemStatus
from codex_tui.model.safe_path import raw_path
from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from codex_tui.model.conversation import Conversation
    from codex_tui.model.items import FileChange

_SHOWN = (ItemStatus.RUNNING, ItemStatus.COMPLETED)
"""What became of a patch that counts as a change; what was declined or failed changed nothing."""


class DiffView(str, Enum):
    """Which changes are shown."""

    TURN = "turn"
    THREAD = "thread"
    TREE = "working tree"


class TreeState(str, Enum):
    """Where reading the working tree stands."""

    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class WorkTree:
    """What differs in a thread's folder from the last commit.

    Attributes:
        problem: why it could not be read, or why a part is missing.
    """

    state: TreeState = TreeState.LOADING
    files: tuple[FilePatch, ...] = ()
    problem: SafeText = SafeText("")


def patches(conversation: Conversation, turn: str | None = None) -> Iterator[FileChangeItem]:
    """The patches of a turn, or of all that is loaded, in order."""
    for item in (*conversation.items, *conversation.ahead):
        if (
            isinstance(item, FileChangeItem)
            and item.status in _SHOWN
            and item.changes
            and turn in (None, item.key.turn)
        ):
            yield item


def turn_to_show(conversation: Conversation) -> str | None:
    """The turn that runs if it changed something, else the newest that did."""
    active = conversation.active_turn
    if active is not None and (active in conversation.turn_diffs or any(patches(conversation, active))):
        return active
    changed = [item.key.turn for item in patches(conversation)]
    return changed[-1] if changed else active


def turn_files(conversation: Conversation, turn: str) -> tuple[FilePatch, ...]:
    """What a turn changed: as the server sums it up where it was seen live, else patch by patch."""
    items = list(patches(conversation, turn))
    diff = conversation.turn_diffs.get(turn)
    if not diff:
        return merged(items, folder_of(conversation))
    known = frozenset(_place(change, folder_of(conversation)) for item in items for change in item.changes)
    waiting = merged((item for item in items if item.running), folder_of(conversation))
    return files_of_git(diff, locator(folder_of(conversation), known)) + waiting


def thread_files(conversation: Conversation) -> tuple[FilePatch, ...]:
    """Every change of what is loaded of a thread, by file, in the order in which they were made."""
    return merged(patches(conversation), folder_of(conversation))


def folder_of(conversation: Conversation) -> str:
    """The thread's folder as it is on the disk, never to be drawn; empty where it is not known."""
    return raw_path(conversation.settings.cwd)


def merged(items: Iterable[FileChangeItem], folder: str) -> tuple[FilePatch, ...]:
    """The files of several patches; one that changed more than once has the hunks of all of them, in order."""
    files: dict[str, FilePatch] = {}
    for item in items:
        for change in item.changes:
            path = _place(change, folder)
            moved_from = posixpath.join(folder, raw_path(change.path)) if change.moved_to else None
            known = files.pop(moved_from, None) if moved_from is not None else files.get(path)
            patch = 1 + max((hunk.patch for hunk in known.hunks), default=-1) if known is not None else 0
            hunks = cut(change.raw or change.diff, change.change, patch)
            applied = item.status is ItemStatus.COMPLETED
            if known is None:
                note = "" if hunks else _without_hunks(change)
                files[path] = FilePatch(path, change.change, hunks, moved_from, SafeText(note), applied)
            else:
                files[path] = replace(
                    known,
                    path=path,
                    change=_both(known.change, change.change),
                    hunks=(*known.hunks, *hunks),
                    moved_from=known.moved_from or moved_from,
                    applied=known.applied and applied,
                    note=SafeText("") if known.hunks or hunks else known.note,
                )
    return tuple(files.values())


def _place(change: FileChange, folder: str) -> str:
    return posixpath.join(folder, raw_path(change.moved_to or change.path))


def _both(before: str, after: str) -> str:
    """What two changes one after the other come to."""
    if after == "update":
        return before if before != "delete" else "update"
    return after


def _without_hunks(change: FileChange) -> str:
    if change.moved_to:
        return "Moved, and not changed."
    return {"add": "A new file without content.", "delete": "An empty file was deleted."}.get(
        change.change, "Nothing in it changed."
    )
