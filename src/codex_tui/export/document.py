"""What the readable forms of an export are made from: the thread's facts, and its items turn by turn.

The items are those of the transcript, so an export says what the screen says, and all text in it is safe.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from codex_tui.model.conversation import Conversation
from codex_tui.model.items import Item, ItemStatus, RawItem
from codex_tui.model.reducer_history import Stretch, load_older
from codex_tui.model.safe_text import SafeText
from codex_tui.model.state import LOCAL
from codex_tui.model.thread_rows import row_of
from codex_tui.model.translate_text import pretty_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.whole_thread import WholeThread


@dataclass(frozen=True, slots=True)
class DocumentTurn:
    """One turn: when it began, in UTC, and its items with the line that says how it ended."""

    started: SafeText | None
    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Document:
    """A conversation to be read. Times are ISO 8601 in UTC."""

    key: ThreadKey
    title: SafeText
    folder: SafeText
    model: SafeText
    branch: SafeText
    created: SafeText
    updated: SafeText
    turns: Sequence[DocumentTurn]

    def facts(self) -> list[tuple[str, SafeText]]:
        """What stands at its head, by name; what is not known is left out."""
        named = {
            "title": self.title,
            "id": SafeText(self.key.thread),
            "folder": self.folder,
            "branch": self.branch,
            "model": self.model,
            "created": self.created,
            "updated": self.updated,
        }
        return [(name, value) for name, value in named.items() if value]


def document_of(whole: WholeThread) -> Document:
    """Reads what the server gave; a turn that does not fit the protocol is kept as its JSON."""
    row = row_of(LOCAL, whole.thread)
    return Document(
        key=row.key,
        title=row.title,
        folder=row.cwd,
        model=row.model or SafeText(),
        branch=row.branch or SafeText(),
        created=_time(row.created_at),
        updated=_time(row.updated_at),
        turns=[_turn(row.key, turn) for turn in whole.turns],
    )


def _turn(thread: ThreadKey, source: dict[str, Any]) -> DocumentTurn:
    from pydantic import ValidationError

    from codex_app_server.generated.v2_all import Turn  # heavy, as everywhere

    try:
        stored = Turn.model_validate(source)
    except ValidationError:
        key = thread.item(str(source.get("id")), "local:turn")
        raw = RawItem(key=key, status=ItemStatus.COMPLETED, name=SafeText("turn"), body=pretty_json(source))
        return DocumentTurn(None, [raw])
    conversation = Conversation(thread)
    load_older(conversation, Stretch([stored]))
    return DocumentTurn(_time(stored.started_at) or None, conversation.items)


def _time(seconds: float | None) -> SafeText:
    if not seconds:
        return SafeText()
    try:
        when = datetime.fromtimestamp(seconds, timezone.utc)
    except (OverflowError, OSError, ValueError):
        return SafeText()
    return SafeText(when.strftime("%Y-%m-%dT%H:%M:%SZ"))
