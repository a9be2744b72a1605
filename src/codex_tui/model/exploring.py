"""What commands do by the server's reading of them: which only look around, and how several of them read as one.

Agents read and search in runs of small commands. Each stays an item of its own; together they are shown as one cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from codex_tui.model.items import CommandItem, Item, ItemStatus
from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class StepKind(str, Enum):
    """What a part of a command does; the values are the server's."""

    READ = "read"
    LIST = "listFiles"
    SEARCH = "search"
    OTHER = "unknown"


class CommandStep(NamedTuple):
    """A part of a command: what it does, and to what."""

    kind: StepKind
    target: SafeText = SafeText("")
    """The file that is read, the folder that is listed, or what is searched for."""
    within: SafeText = SafeText("")
    """Where it searches."""


_VERBS = {StepKind.READ: "Read", StepKind.LIST: "List", StepKind.SEARCH: "Search"}
_RUNNING = {StepKind.READ: "Reading", StepKind.LIST: "Listing", StepKind.SEARCH: "Searching"}


def only_looks(item: Item) -> bool:
    """Whether an item is a command of the agent that reads and searches only, and has not failed."""
    if not isinstance(item, CommandItem) or not item.steps or item.from_user or item.outlived_turn:
        return False
    if not (item.running or (item.status is ItemStatus.COMPLETED and not item.exit_code)):
        return False
    return all(step.kind is not StepKind.OTHER for step in item.steps)


@dataclass(slots=True, kw_only=True)
class Exploration(Item):
    """Neighbouring commands that only look around, as one cell shows them; the key is that of the first.

    No item of a conversation: it is made by whoever shows one, and `refresh` brings it in step with its commands.
    """

    kind: ClassVar[str] = "exploration"

    items: tuple[CommandItem, ...]
    opened: bool = False
    """The single commands are shown, under its headline."""

    def refresh(self) -> bool:
        """Takes over where the commands stand; True if any of them changed."""
        revision = sum(item.revision for item in self.items)
        running = any(item.running for item in self.items)
        if revision == self.revision and running == self.running:
            return False
        self.revision = revision
        self.status = ItemStatus.RUNNING if running else ItemStatus.COMPLETED
        self.started_ms = self.items[0].started_ms
        self.began_ms = self.items[0].began_ms
        return True

    @property
    def duration_ms(self) -> int | None:
        """How long its commands took together, as far as that is known."""
        known = [item.duration_ms for item in self.items if item.duration_ms is not None]
        return sum(known) if known else None

    def source(self) -> str:
        return "\n".join(item.source() for item in self.items)


def headline(items: Sequence[CommandItem]) -> str:
    """All of them in one sentence: ``Read 3 files, searched 2 times``."""
    read = {step.target for step in _steps(items, StepKind.READ)}
    lists = sum(1 for _ in _steps(items, StepKind.LIST))
    searches = sum(1 for _ in _steps(items, StepKind.SEARCH))
    parts = []
    if read:
        parts.append(f"read {len(read)} file{'s' if len(read) > 1 else ''}")
    if searches:
        parts.append(f"searched {_times(searches)}")
    if lists:
        parts.append(f"listed files {_times(lists)}" if lists > 1 else "listed files")
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def short_headline(items: Sequence[CommandItem]) -> str:
    """The same in numbers, where there is no room for the sentence: ``Read 3, searched 2``."""
    counts = (
        ("read", len({step.target for step in _steps(items, StepKind.READ)})),
        ("searched", sum(1 for _ in _steps(items, StepKind.SEARCH))),
        ("listed", sum(1 for _ in _steps(items, StepKind.LIST))),
    )
    text = ", ".join(f"{verb} {count}" for verb, count in counts if count)
    return text[:1].upper() + text[1:]


def details(items: Sequence[CommandItem]) -> list[tuple[str, str]]:
    """What was done, in order and each once: pairs of a verb and what it was done to."""
    lines: list[tuple[str, list[str]]] = []
    seen: set[tuple[str, str]] = set()
    for item in items:
        for step in item.steps:
            verb, what = _VERBS.get(step.kind, ""), _what(step)
            if (verb, what) in seen:
                continue
            seen.add((verb, what))
            if lines and lines[-1][0] == verb:
                lines[-1][1].append(what)
            else:
                lines.append((verb, [what]))
    return [(verb, ", ".join(targets)) for verb, targets in lines]


def running_now(items: Sequence[CommandItem]) -> str:
    """What the last one that runs does: ``Reading prices.py``; empty if all are over."""
    running = next((item for item in reversed(items) if item.running), None)
    if running is None:
        return ""
    step = running.steps[-1]
    return f"{_RUNNING.get(step.kind, '')} {_what(step)}".strip()


def _what(step: CommandStep) -> str:
    return f"{step.target} in {step.within}" if step.within and step.target else step.target or step.within


def _steps(items: Sequence[CommandItem], kind: StepKind) -> Iterator[CommandStep]:
    return (step for item in items for step in item.steps if step.kind is kind)


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
