"""The outline of a thread: one line for each of its turns, loaded or not. Pure.

Summaries of turns cost little on every server; what a turn changed stands in its items only, and is filled in for
turns that somebody looks at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from codex_tui.model.reducer_turns import turn_status
from codex_tui.model.safe_text import SafeText
from codex_tui.model.translate_text import first_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from codex_tui.model.conversation import TurnStatus
    from codex_tui.model.search import Place


@dataclass(frozen=True, slots=True)
class Changed:
    """What a turn did to files."""

    files: int
    added: int
    removed: int


@dataclass(slots=True)
class TurnLine:
    """One turn of the outline. `started_at` is in Unix seconds; `changed` is None until it is known."""

    id: str
    prompt: SafeText
    status: TurnStatus
    started_at: float | None
    place: Place
    changed: Changed | None = None


@dataclass(slots=True)
class Outline:
    """What is loaded of it, newest first, and where the next page begins."""

    turns: list[TurnLine] = field(default_factory=list)
    cursor: str | None = None
    complete: bool = False
    loading: bool = False
    error: SafeText | None = None


def turn_line(turn: Mapping[str, Any], place: Place) -> TurnLine:
    """The line of a turn as `thread/turns/list` gives it."""
    return TurnLine(
        turn["id"],
        _prompt(turn.get("items") or ()),
        turn_status(turn["status"]),
        turn.get("startedAt"),
        place,
    )


def _prompt(items: Sequence[Mapping[str, Any]]) -> SafeText:
    for item in items:
        if item.get("type") == "userMessage":
            parts = item.get("content") or ()
            text = "\n".join(part.get("text") or "" for part in parts if part.get("type") == "text")
            if text.strip():
                return first_line(SafeText(text))
            kinds = ", ".join(str(part.get("type")) for part in parts)
            return SafeText(f"[{kinds}]") if kinds else SafeText("(empty prompt)")
    return SafeText("(no prompt)")


def changed_by(items: Sequence[Mapping[str, Any]]) -> Changed:
    """What the patches among the items of a turn changed; those that were not applied do not count."""
    files: set[str] = set()
    added = removed = 0
    for item in items:
        if item.get("type") != "fileChange" or item.get("status") != "completed":
            continue
        for change in item.get("changes") or ():
            files.add(change["path"])
            lines = (change.get("diff") or "").splitlines()
            kind = (change.get("kind") or {}).get("type")
            # Of a file that is new or deleted the server gives the content, without signs.
            added += len(lines) if kind == "add" else _signed(lines, "+") if kind != "delete" else 0
            removed += len(lines) if kind == "delete" else _signed(lines, "-") if kind != "add" else 0
    return Changed(len(files), added, removed)


def _signed(lines: Sequence[str], sign: str) -> int:
    head = sign * 3 + " "
    return sum(line.startswith(sign) and not line.startswith(head) for line in lines)
