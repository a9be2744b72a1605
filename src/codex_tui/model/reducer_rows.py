"""What rows say of turns, also of threads that nobody opened here: what goes on, and what came of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_tui.model.board import Ending
from codex_tui.model.changes import StatusChanged
from codex_tui.model.items import FileChangeItem, UserItem
from codex_tui.model.tallies import edited
from codex_tui.model.translate import fill_item, new_item, status_of
from codex_tui.model.translate_text import first_line, plain_error

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codex_app_server.generated.v2_all import (
        ItemCompletedNotification,
        ThreadItem,
        TurnCompletedNotification,
    )
    from codex_app_server.generated.v2_all import Turn as StoredTurn
    from codex_tui.model.items import Item
    from codex_tui.model.keys import ItemKey, ThreadKey
    from codex_tui.model.reducer_base import Reduction
    from codex_tui.model.safe_text import SafeText

_MARKUP = " \t#*_`>|-"
"""What may stand around the words of a line of Markdown."""
_FENCES = ("```", "~~~")
_NUMBER = re.compile(r"^\d{1,3}[.)]\s+")
"""Of a row of a list."""


def item_of(key: ItemKey, source: ThreadItem) -> Item:
    """An item as it was told, for whoever keeps no conversation of it."""
    item = new_item(key, source)
    fill_item(item, source)
    return item


def note_patch(reduction: Reduction, note: ItemCompletedNotification) -> None:
    """Keeps a patch of a thread that nobody opened, to be summed up at the end of its turn."""
    if note.item.root.type != "fileChange" or reduction.row(note.thread_id) is None:
        return
    key = reduction.key(note.thread_id)
    patch = item_of(key.item(note.turn_id, note.item.root.id), note.item)
    if isinstance(patch, FileChangeItem):
        patch.status = status_of(note.item, over=True)
        reduction.memory.patches.setdefault(key, []).append(patch)


def name_by_prompt(reduction: Reduction, thread: ThreadKey, items: Iterable[ThreadItem]) -> None:
    """Gives a row without a title the first prompt of its thread, which is all the server would take, too."""
    row = reduction.row(thread.thread)
    for source in items:
        if row is not None and not row.preview and source.root.type == "userMessage":
            prompt = item_of(thread.item("", source.root.id), source)
            row.preview = prompt.text if isinstance(prompt, UserItem) else row.preview


def running_item(turn: StoredTurn, key: ItemKey) -> Item | None:
    """What runs in a turn as it is told to whoever joins it; None for what cannot be told apart from what is over."""
    last = turn.items[-1] if turn.items else None
    if last is None or "status" not in last.root.model_fields_set:
        return None
    item = item_of(key, last)
    item.status = status_of(last, over=False)
    return item if item.running else None


def turn_over(reduction: Reduction, note: TurnCompletedNotification) -> None:
    """Says in the row of a thread what came of its turn."""
    key, row = reduction.key(note.thread_id), reduction.row(note.thread_id)
    waited = reduction.state.board.unheard.pop(key, False)
    if row is not None and row.state.active:
        reduction.memory.ended.add(key)
        waited = row.state.needs_you
    show_outcome(reduction, note.thread_id, note.turn, waited=waited)


def show_outcome(reduction: Reduction, thread: str, turn: StoredTurn, *, waited: bool) -> None:
    """Says in a row how the last turn of its thread ended; `waited`: it was waiting for somebody."""
    patches = reduction.memory.patches.pop(reduction.key(thread), [])
    row = reduction.row(thread)
    if row is None:
        return
    interrupted = turn.status.value == "interrupted"
    failed = turn.error is not None or turn.status.value == "failed"
    ending = Ending.FAILED if failed else Ending.INTERRUPTED if interrupted else None
    if row.ending is not ending:
        row.ending = ending
        reduction.note(StatusChanged(row.key))
    if interrupted and waited:
        reduction.show_activity(thread, "interrupted while it waited for you")
    else:
        reduction.show_activity(thread, _outcome(reduction, thread, turn, patches))


def _outcome(reduction: Reduction, thread: str, turn: StoredTurn, patches: list[FileChangeItem]) -> str:
    """What a row says once a turn is over: why it failed, else what it changed, else how its answer ends."""
    if turn.error is not None:
        return f"failed: {first_line(plain_error(turn.error.message)[0])}"
    conversation = reduction.conversation(thread)
    if conversation is not None:
        patches = list(conversation.of_turn(turn.id, FileChangeItem))
    changed = edited(patches)
    if changed is not None:
        files = "1 file" if changed.files == 1 else f"{changed.files} files"
        return f"+{changed.added} -{changed.removed} in {files}"
    if turn.status.value == "interrupted":
        return "interrupted"
    answers = [getattr(item.root, "text", "") for item in turn.items if item.root.type == "agentMessage"]
    return last_line(answers[-1]) if answers else ""


def last_line(text: str) -> SafeText:
    """The last line that says something, without its Markdown: of a table or of code only where there is no other."""
    said = other = fence = ""
    for line in text.splitlines():
        words = line.strip()
        mark = words[:3] if words.startswith(_FENCES) else ""
        if mark and not fence:
            fence = mark
        elif fence and mark == fence and not words.strip(fence[0]):
            fence = ""
        elif any(character.isalnum() for character in words):
            if fence or words.startswith("|"):
                other = words
            else:
                said = words
    # What stands around the words, and in them what makes them bold or code.
    words = (said or other).strip(_MARKUP).replace("**", "").replace("`", "")
    return first_line(_NUMBER.sub("", words))
