"""A conversation as Markdown: prompts and answers as they were written, everything else set apart from them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from codex_tui.export.words import change_heading, command_outcome, diff_rows, outcome, turn_outcome
from codex_tui.model import items
from codex_tui.model.diff import hunks_of
from codex_tui.model.safe_text import SafeText
from codex_tui.render.markdown.parser import block_tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from codex_tui.export.document import Document

_BACKTICKS = re.compile("`+")
_TAG = re.compile(r"<(?=/?(details|summary)\b)", re.IGNORECASE)


def markdown(document: Document) -> str:
    """The whole document, with its facts as front matter."""
    facts = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in document.facts()]
    blocks = ["\n".join(["---", *facts, "---"]), f"# {_one_line(document.title)}"]
    for turn in document.turns:
        speaker = ""
        for item in turn.items:
            who = "You" if isinstance(item, items.UserItem) else "Codex"
            if who != speaker and not isinstance(item, items.TurnEndItem):
                speaker = who
                blocks.append(f"## {who}")
            blocks += [block for block in _blocks(item) if block]
    return SafeText("\n\n".join(blocks) + "\n")


def fenced(text: str, language: str = "") -> str:
    """Text in a fence that nothing in it can close."""
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text.removesuffix(chr(10))}\n{fence}"


def inline_code(text: str) -> str:
    """Text as inline code, whatever backticks it has."""
    line = _one_line(text)
    ticks = "`" * (max((len(run) for run in _BACKTICKS.findall(line)), default=0) + 1)
    room = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{ticks}{room}{line}{room}{ticks}"


def closed(text: str) -> str:
    """Markdown as it was written, with the end of a fence that was left open, as in an answer that was cut off."""
    text = text.rstrip("\n")
    tokens = block_tokens(text)
    last = tokens[-1] if tokens else None
    if last is None or last.type != "fence" or last.level or last.map is None:
        return text
    lines = text.split("\n")
    is_closed = last.map[1] - last.map[0] > 1 and _is_end(lines[last.map[1] - 1], last.markup)
    return text if is_closed else f"{text}\n{last.markup}"


def _is_end(line: str, markup: str) -> bool:
    bare = line.strip()
    return len(bare) >= len(markup) and set(bare) == {markup[0]}


def _blocks(item: items.Item) -> Iterator[str]:
    return _WRITERS.get(type(item), _other)(item)


def _user(item: items.UserItem) -> Iterator[str]:
    yield closed(item.text)
    yield "\n".join(f"- {inline_code(attachment.text)}" for attachment in item.attachments)


def _agent(item: items.AgentItem | items.ProposedPlanItem) -> Iterator[str]:
    yield closed(item.source())
    if how := outcome(item):
        yield f"*{how}*"


def _reasoning(item: items.ReasoningItem) -> Iterator[str]:
    yield _details("Reasoning", closed(_TAG.sub("&lt;", item.source())))


def _command(item: items.CommandItem) -> Iterator[str]:
    yield fenced(item.source(), "console")
    if how := command_outcome(item):
        yield f"*{how}*"


def _changes(item: items.FileChangeItem) -> Iterator[str]:
    for change in item.changes:
        hunks = hunks_of(change)
        verb, path, counted = change_heading(change, hunks)
        how = f" · {outcome(item)}" if outcome(item) else ""
        yield f"**{verb}** {inline_code(path)} {counted}{how}"
        yield fenced("\n".join(text for _, text in diff_rows(hunks)), "diff")


def _notice(item: items.NoticeItem) -> Iterator[str]:
    text = f"**{item.level.value.capitalize()}:** {item.source()}"
    yield "\n".join(f"> {line}" for line in text.split("\n"))


def _raw(item: items.RawItem) -> Iterator[str]:
    yield _details(f"{item.name} {item.summary}".strip(), fenced(item.body, "json"))


def _turn_end(item: items.TurnEndItem) -> Iterator[str]:
    yield f"*{turn_outcome(item)}*"


def _other(item: items.Item) -> Iterator[str]:
    yield _details(item.kind.replace("_", " "), fenced(item.source()))


def _details(summary: str, body: str) -> str:
    escaped = _one_line(summary).replace("&", "&amp;").replace("<", "&lt;")
    return f"<details><summary>{escaped}</summary>\n\n{body}\n\n</details>"


def _one_line(text: str) -> str:
    return " ".join(text.split())


_WRITERS: dict[type[items.Item], Callable[[Any], Iterator[str]]] = {
    items.UserItem: _user,
    items.AgentItem: _agent,
    items.ProposedPlanItem: _agent,
    items.ReasoningItem: _reasoning,
    items.CommandItem: _command,
    items.FileChangeItem: _changes,
    items.NoticeItem: _notice,
    items.RawItem: _raw,
    items.TurnEndItem: _turn_end,
}
