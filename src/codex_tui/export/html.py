"""A conversation as one HTML file: nothing in it is fetched, nothing runs, everything said is text."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from codex_tui.export.html_markdown import code_css, code_html, markdown_html
from codex_tui.export.words import change_heading, command_outcome, diff_rows, outcome, turn_outcome
from codex_tui.model import items
from codex_tui.model.diff import DiffKind, hunks_of
from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_tui.export.document import Document, DocumentTurn

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_LIGHT, _DARK = "friendly", "github-dark"
"""Pygments' styles."""
_DIFF_CLASSES = {DiffKind.ADDED: "added", DiffKind.REMOVED: "removed"}


def html(document: Document, css: str) -> str:
    """The whole page; `css` are its looks, to which those of code are added."""
    dark = code_css(_DARK, ".code").replace("\n", "\n  ")
    styles = f"{css}\n{code_css(_LIGHT, '.code')}\n@media (prefers-color-scheme: dark) {{\n  {dark}\n}}\n"
    facts = "".join(
        f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in document.facts() if name != "title"
    )
    body = "\n".join(_turn(turn) for turn in document.turns)
    title = escape(" ".join(document.title.split()))
    page = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
{styles}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<dl>{facts}</dl>
</header>
<main>
{body}
</main>
</body>
</html>
"""
    return SafeText(page)


def _turn(turn: DocumentTurn) -> str:
    return "<section>\n" + "\n".join(_item(item) for item in turn.items) + "\n</section>"


def _item(item: items.Item) -> str:
    return _WRITERS.get(type(item), _other)(item)


def _user(item: items.UserItem) -> str:
    attached = "".join(f"<li>{escape(one.text)}</li>" for one in item.attachments)
    listed = f"<ul>{attached}</ul>" if attached else ""
    return f'<article class="user"><p>{escape(item.text)}</p>{listed}</article>'


def _agent(item: items.AgentItem | items.ProposedPlanItem) -> str:
    how = f'<p class="quiet">{outcome(item)}</p>' if outcome(item) else ""
    return f'<article class="{item.kind}">{markdown_html(item.source())}{how}</article>'


def _reasoning(item: items.ReasoningItem) -> str:
    return _details("reasoning", "Reasoning", markdown_html(item.source()))


def _command(item: items.CommandItem) -> str:
    how = f' <span class="quiet">{escape(command_outcome(item))}</span>'
    summary = f"<code>$ {escape(item.command)}</code>{how}"
    output = item.output.text()
    if not output:
        return f'<p class="command">{summary}</p>'
    return _details("command", summary, f"<pre>{escape(output)}</pre>", escaped=True, shown=True)


def _changes(item: items.FileChangeItem) -> str:
    parts = []
    for change in item.changes:
        hunks = hunks_of(change)
        verb, path, counted = change_heading(change, hunks)
        how = " · ".join(part for part in (counted, outcome(item)) if part)
        summary = f'{verb} <code>{escape(path)}</code> <span class="quiet">{escape(how)}</span>'
        rows = "".join(_diff_row(kind, text) for kind, text in diff_rows(hunks))
        parts.append(_details("change", summary, f'<pre class="diff">{rows}</pre>', escaped=True, shown=True))
    return "\n".join(parts)


def _diff_row(kind: DiffKind | None, text: str) -> str:
    named = "hunk" if kind is None else _DIFF_CLASSES.get(kind)
    row = escape(text) + "\n"
    return f'<span class="{named}">{row}</span>' if named else row


def _notice(item: items.NoticeItem) -> str:
    text = f"<strong>{item.level.value.capitalize()}:</strong> {escape(item.source())}"
    return f'<p class="notice">{text}</p>'


def _raw(item: items.RawItem) -> str:
    body = f'<pre class="code">{code_html(item.body, "json")}</pre>'
    return _details("raw", f"{item.name} {item.summary}".strip(), body)


def _turn_end(item: items.TurnEndItem) -> str:
    return f'<p class="turn-end quiet">{escape(turn_outcome(item))}</p>'


def _other(item: items.Item) -> str:
    return _details("raw", item.kind.replace("_", " "), f"<pre>{escape(item.source())}</pre>")


def _details(kind: str, summary: str, body: str, *, escaped: bool = False, shown: bool = False) -> str:
    head = summary if escaped else escape(summary)
    return f'<details class="{kind}"{" open" if shown else ""}><summary>{head}</summary>\n{body}\n</details>'


_WRITERS: dict[type[items.Item], Callable[[Any], str]] = {
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
