"""What is said of each item, as plain sentences: when it begins, and when it has ended. Pure.

States are words. What streams (messages, proposed plans) is said by the teller, piece by piece.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_tui.export.words import change_heading, outcome
from codex_tui.model import items, tool_items
from codex_tui.model.diff import hunks_of
from codex_tui.render.durations import count, duration, item_time, more_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TAIL = 10
"""Lines of a command's output that are said; of more their number."""
_STEPS = {
    items.StepStatus.PENDING: "to do",
    items.StepStatus.IN_PROGRESS: "in progress",
    items.StepStatus.COMPLETED: "done",
}


def began(item: items.Item, number: int, folder: str, *, waits: bool) -> list[str]:
    """What is said as an item begins; of a command also once it is over, as it may be heard of only then.

    Args:
        item: what begins.
        number: what commands are called by.
        folder: that of the thread, which is not named again.
        waits: it waits for an answer first, and what it is was said with that.
    """
    if isinstance(item, items.ReasoningItem):
        return ["Thinking."]
    if isinstance(item, items.CommandItem):
        does = "waits" if waits else "runs" if item.running else "ran"
        who = "Your command" if item.from_user else "Command"
        where = f", in {item.cwd}" if item.cwd and item.cwd != folder else ""
        return [f"{who} {number} {does}{where}: {item.command}"]
    if isinstance(item, items.FileChangeItem):
        return [f"About to change {_counted(len(item.changes), 'file')}."] if item.changes else []
    if isinstance(item, tool_items.ToolItem) and not item.quiet:
        return [f"{item.headline}: begun."]
    return []


def ended(item: items.Item, number: int) -> list[str]:
    """What is said once an item has reached its end."""
    write = _ENDS.get(type(item))
    if write is not None:
        return write(item, number)
    return _tool(item) if isinstance(item, tool_items.ToolItem) else _raw(item)


def plan(item: items.PlanItem, told: Sequence[items.PlanStep]) -> list[str]:
    """The plan: all of it the first time, later only the steps that changed."""
    changed = [
        f"  Step {place}, {_STEPS[step.status]}: {step.text}"
        for place, step in enumerate(item.steps, 1)
        if place > len(told) or told[place - 1] != step
    ]
    return [f"Plan, {item.progress} done:", *changed] if changed else []


def changes(item: items.FileChangeItem) -> list[str]:
    """One line for each file: ``Changed src/a.py, +1 -2``."""
    how = f", {outcome(item)}" if outcome(item) else ""
    heads = [change_heading(change, hunks_of(change)) for change in item.changes]
    return [f"{verb} {path}, {counts}{how}." for verb, path, counts in heads]


def prompt(item: items.UserItem) -> list[str]:
    """A prompt of the history, or of another client."""
    attached = [f"  With {attachment.text}." for attachment in item.attachments]
    return [f"You: {item.text}", *attached]


def _user(item: items.UserItem, _number: int) -> list[str]:
    return prompt(item)


def _reasoning(item: items.ReasoningItem, _number: int) -> list[str]:
    text = item.summary.text().strip()
    return [f"Thought: {text}"] if text else []


def _command(item: items.CommandItem, number: int) -> list[str]:
    how = f"exit {item.exit_code}" if item.exit_code is not None else outcome(item) or "ended"
    took = item_time(item, 0, item.duration_ms)
    lines = item.output.text().rstrip("\n").split("\n")
    said = [f"Command {number} ended: {how}{f', after {took}' if took else ''}."]
    if lines == [""]:
        return [*said, "It printed nothing."]
    left = len(lines) - TAIL
    if left > 0:
        said.append(f"It printed this, after {more_lines(left)} that /output {number} says:")
    else:
        said.append("It printed:")
    return [*said, *(f"  {line}" for line in lines[-TAIL:])]


def _files(item: items.FileChangeItem, _number: int) -> list[str]:
    return changes(item)


def _notice(item: items.NoticeItem, _number: int) -> list[str]:
    again = f" {item.count}" if item.count else ""
    return [f"{item.level.value.capitalize()}{again}: {item.source()}"]


def _turn_end(item: items.TurnEndItem, _number: int) -> list[str]:
    took = f", after {duration(item.duration_ms)}" if item.duration_ms is not None else ""
    tokens = f", {count(item.tokens.total)} tokens" if item.tokens is not None else ""
    return [f"Turn {item.status.value}{took}{tokens}."]


def _tool(item: tool_items.ToolItem) -> list[str]:
    if item.quiet and item.status is items.ItemStatus.COMPLETED:
        return [f"{item.headline}."] if isinstance(item, tool_items.CompactionItem) else []
    if isinstance(item, tool_items.ReviewItem):
        return [f"{item.name}: {item.argument}." if item.argument and not item.over else f"{item.name}."]
    how = item.outcome or outcome(item) or "done"
    first, *rest = [str(section.text) for section in item.sections if section.text] or [""]
    said = [f"{item.headline}: {how}."]
    shown = first.split("\n")
    said += [f"  {line}" for line in shown[:TAIL] if first]
    left = len(shown) - TAIL + sum(text.count("\n") + 1 for text in rest)
    return [*said, f"  {more_lines(left)}."] if left > 0 else said


def _raw(item: items.Item) -> list[str]:
    if isinstance(item, items.RawItem):
        return [f"{item.name} {item.summary}".strip(), f"  {item.body}"]
    return [f"{item.kind.replace('_', ' ')}: {item.source()}"]


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


_ENDS: dict[type[items.Item], Callable[[Any, int], list[str]]] = {
    items.UserItem: _user,
    items.ReasoningItem: _reasoning,
    items.CommandItem: _command,
    items.FileChangeItem: _files,
    items.NoticeItem: _notice,
    items.TurnEndItem: _turn_end,
}
