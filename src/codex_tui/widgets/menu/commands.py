"""What is offered behind ``/``: commands by group, and what their arguments may be. Pure, on the table of `slash`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.keymap import ACTIONS, Scope, key_label
from codex_tui.slash import COMMANDS, Group, by_name
from codex_tui.widgets.menu.fuzzy import match
from codex_tui.widgets.menu.rows import Entry, Heading, Offer, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from codex_tui.messages import Intent
    from codex_tui.slash import CommandContext, Completion, SlashCommand

_IN_HELP = -10.0
"""The score of a command in whose help the query stands, but not in its name."""
MOST = 200
"""Completions that are shown of more."""


def commands(query: str, context: CommandContext, keys: Mapping[str, str]) -> Offer:
    """The commands that match: by group as long as nothing is looked for, then the best first."""
    if not query:
        rows: list[Row] = []
        for group in Group:
            own = [command for command in COMMANDS if command.group is group]
            if own:
                rows += [Heading(group.value), *(_entry(command, (), context, keys) for command in own)]
        return Offer("Commands", tuple(rows), total=len(COMMANDS))
    found = [(*best, command) for command in COMMANDS if (best := _match(query, command)) is not None]
    found.sort(key=lambda one: -one[0])
    entries = tuple(_entry(command, indices, context, keys, alias) for _, indices, alias, command in found)
    return Offer("Commands", entries, total=len(COMMANDS))


def _match(query: str, command: SlashCommand) -> tuple[float, tuple[int, ...], str] | None:
    """The best match of a command: score, characters of the name, and the alias that matched."""
    best: tuple[float, tuple[int, ...], str] | None = None
    if (found := match(query, command.name)) is not None:
        best = (found.score, found.indices, "")
    for alias in command.aliases:
        if (found := match(query, alias)) is not None and (best is None or found.score > best[0] + 1):
            best = (found.score - 1, (), alias)
    if best is None and len(query) > 2 and query.lower() in command.about.lower():
        best = (_IN_HELP, (), "")
    return best


def _entry(
    command: SlashCommand,
    indices: tuple[int, ...],
    context: CommandContext,
    keys: Mapping[str, str],
    alias: str = "",
) -> Entry:
    why = (context.thread is None and command.needs_thread) or (context.runs and command.idle_only)
    name = f"/{command.name}"
    names = ", ".join(f"/{one}" for one in command.aliases)
    said = f"Not now: {why}" if why else command.about
    return Entry(
        name,
        f"not now: {command.about}" if why else command.about,
        tuple(at + 1 for at in indices),
        command.name,
        tail=f"(/{alias})" if alias else command.usage[len(name) + 1 :],
        key=_key(command.action, keys),
        whole=f"{said} · also {names}" if names else said,
    )


def _key(action: str, keys: Mapping[str, str]) -> str:
    """The key that does the same from where one types; that of the transcript would be a letter there."""
    if not action or ACTIONS[action].scope is Scope.TRANSCRIPT:
        return ""
    return key_label(action, keys)


def arguments(name: str, query: str, context: CommandContext) -> Offer | None:
    """What the argument of a command may be; None where nothing is offered for it."""
    command = by_name(name)
    argument = command.argument if command is not None else None
    if command is None or argument is None or argument.completions is None:
        return None
    found = _matching(query, argument.completions(context))
    title = f"/{command.name} {argument.name}"
    note = "" if found else argument.none
    return Offer(title, tuple(found[:MOST]), total=len(found), note=note)


def wanted_for(name: str, context: CommandContext) -> Intent | None:
    """What has the session load what an argument may be."""
    command = by_name(name)
    argument = command.argument if command is not None else None
    return argument.wanted(context) if argument is not None and argument.wanted is not None else None


def _matching(query: str, completions: Iterable[Completion]) -> list[Entry]:
    scored: list[tuple[float, Entry]] = []
    for one in completions:
        shown = one.label or one.text
        best = match(query, shown)
        score = best.score if best is not None else None
        for other in (one.text, one.help) if query else ():
            if score is None and other and query.lower() in other.lower():
                score = _IN_HELP
        if score is not None:
            indices = best.indices if best is not None else ()
            scored.append(
                (score, Entry(shown, one.help, indices, one.text, is_path=one.is_path, now=one.now))
            )
    if query:
        scored.sort(key=lambda pair: -pair[0])
    return [entry for _, entry in scored]
