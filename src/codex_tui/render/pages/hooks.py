"""The page of hooks, by the event at which they run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.render.pages.page import Fact, Page, Section, Tone, Words, detail, fact, words
from codex_tui.render.paths import short_folder

if TYPE_CHECKING:
    from codex_tui.model.around import Around
    from codex_tui.model.around_facts import Hook

_EVENTS = {
    "preToolUse": "Before a tool is used",
    "permissionRequest": "When permission is asked for",
    "postToolUse": "After a tool was used",
    "preCompact": "Before the conversation is compacted",
    "postCompact": "After it was compacted",
    "sessionStart": "When a thread is opened",
    "sessionEnd": "When a thread is closed",
    "userPromptSubmit": "When a prompt is sent",
    "subagentStart": "When a sub-agent begins",
    "subagentStop": "When a sub-agent is done",
    "stop": "When a turn is over",
    "interrupt": "When a turn is interrupted",
}
_SOURCES = {
    "user": "yours",
    "project": "of the project",
    "system": "of this machine",
    "plugin": "of a plugin",
    "sessionFlags": "of this server's start",
}
NONE = (
    "There is no hook for this folder. Hooks stand in config.toml, or in .codex/hooks.json of a project "
    "that you trust."
)


def hooks_page(around: Around, home: str) -> Page:
    """The page; `home` is the person's home, which is shown as ``~``."""
    remarks = []
    if "hooks" in around.problems:
        remarks.append(words(f"! They cannot be listed: {around.problems['hooks']}", Tone.BAD))
    elif around.hooks is None:
        remarks.append(words("Asking the server", Tone.QUIET))
    elif not around.hooks:
        remarks.append(words(NONE))
    sections = [Section("", (), tuple(remarks))] if remarks else []
    if around.hook_errors:
        rows = [
            fact(f"error:{number}", "! not read", short_folder(path, home), words(message, Tone.BAD))
            for number, (path, message) in enumerate(around.hook_errors)
        ]
        sections.append(Section("Cannot be used", tuple(rows)))
    events = dict.fromkeys((*_EVENTS, *(hook.event for hook in around.hooks or ())))
    for event in events:
        rows = [_hook(hook, home) for hook in around.hooks or () if hook.event == event]
        if rows:
            sections.append(Section(_EVENTS.get(event, event or "At another event"), tuple(rows)))
    return Page(tuple(sections))


def state_of(hook: Hook) -> Words:
    """Whether it runs, in words."""
    if not hook.enabled:
        return words("off", Tone.QUIET)
    if hook.trust == "untrusted":
        return words("not trusted: does not run", Tone.WARN)
    if hook.trust == "modified":
        return words("changed since it was trusted: does not run", Tone.WARN)
    if hook.trust == "managed":
        return words("runs; managed, not by you", Tone.GOOD)
    return words("runs", Tone.GOOD)


def _hook(hook: Hook, home: str) -> Fact:
    details = [
        detail(hook.runs, "runs" if hook.kind == "command" else f"{hook.kind} of"),
        detail(short_folder(hook.path, home), "file", Tone.QUIET),
    ]
    if hook.seconds:
        details.append(detail(f"{hook.seconds} seconds at most", "takes", Tone.QUIET))
    if hook.says:
        details.append(detail(hook.says, "is shown as", Tone.QUIET))
    return fact(
        hook.key,
        hook.matcher or "always",
        state_of(hook),
        words(hook.runs.strip().partition("\n")[0], Tone.PLAIN),
        words(_SOURCES.get(hook.source, hook.source), Tone.QUIET),
        details=tuple(details),
    )
