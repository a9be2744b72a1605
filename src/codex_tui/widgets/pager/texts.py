"""What the pager says of its text: what it is, where one is in it, and what is missing of it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.exploring import Exploration, headline
from codex_tui.model.items import CommandItem, Item, RawItem
from codex_tui.render.durations import byte_size, item_time
from codex_tui.widgets.line_parts import ACCENT, ERROR, NEEDS_YOU, QUIET, STRONG, Part
from codex_tui.widgets.texts import clip

if TYPE_CHECKING:
    from codex_tui.widgets.pager.view import PagerView

_LONGEST_WORDS = 24
_TITLES = {
    "user": "The prompt",
    "agent": "The answer, as it was written",
    "reasoning": "The reasoning",
    "file_change": "The changes",
    "proposed_plan": "The plan, as it was written",
    "plan": "The plan",
    "notice": "The notice",
}
"""What a text that is no output is called."""


def title_parts(item: Item, now: float, width: int, *, ascii_only: bool) -> tuple[list[Part], list[Part]]:
    """What is read, and how it stands; `now` in Unix seconds."""
    right: list[Part] = []
    if isinstance(item, CommandItem):
        title = f"$ {item.command}"
        if item.running:
            right.append(Part("still running" if item.outlived_turn else "running", style=ACCENT, rank=1))
        elif item.exit_code is not None:
            right.append(Part(f"exit {item.exit_code}", style=ERROR if item.exit_code else QUIET, rank=1))
        else:
            right.append(Part(item.status.value, rank=1))
    else:
        title = _TITLES.get(item.kind, item.kind.replace("_", " "))
        if isinstance(item, Exploration):
            title = headline(item.items)
        elif isinstance(item, RawItem):
            title = f"{item.name} {item.summary}".rstrip()
    time = item_time(item, int(now * 1000), getattr(item, "duration_ms", None))
    if time:
        right.append(Part(time, rank=2))
    room = width - sum(part.width + 2 for part in right)
    return [Part(clip(title, room, ascii_only), style=STRONG)], right


def state_parts(view: PagerView, *, running: bool) -> tuple[list[Part], list[Part]]:
    """Where one is, and what was found; what is missing stands at the right."""
    first, last = view.visible_lines
    count, log = view.count, view.source
    left: list[Part] = []
    if not count:
        nothing = "nothing was printed" + (" yet" if running else "")
        left.append(Part(nothing if view.complete else "reading", rank=0))
    else:
        of = f"{count:,}" + ("" if view.complete else "…")
        left.append(Part(f"lines {first + 1:,} to {last + 1:,} of {of}", rank=0, short=f"{last + 1:,}/{of}"))
        left.append(Part(byte_size(log.size), rank=4))
    if view.following:
        left.append(Part("end", style=ACCENT, rank=3))
    if not view.wrapping:
        left.append(Part("not wrapped", rank=5))
    if view.marking:
        left.append(Part("marking", style=ACCENT, rank=2))
    if view.search is not None:
        left.append(_found(view))
    right = [Part(log.note, style=NEEDS_YOU, rank=2, short="incomplete")] if log.note else []
    return left, right


def _found(view: PagerView) -> Part:
    """How many lines match, and which of them one is at."""
    search = view.search
    assert search is not None
    words = search.words if len(search.words) <= _LONGEST_WORDS else search.words[:_LONGEST_WORDS] + "…"
    total = search.total
    if search.complete and not total:
        return Part(f"{words}: not found", style=STRONG, rank=1, short="not found")
    rank = search.rank(view.here) if view.here is not None else None
    number = f"{total:,}" + ("" if search.complete else "…")
    lines = "line" if total == 1 else "lines"
    text = f"{rank:,} of {number} {lines}" if rank is not None else f"{number} {lines}"
    return Part(f"{words}: {text}", style=STRONG, rank=1, short=f"{rank or 0:,}/{number}")
