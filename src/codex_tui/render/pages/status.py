"""The status page: what codex-tui and its server are, and what the thread runs with."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from codex_app_server import __version__
from codex_tui.model.permissions import permissions_in
from codex_tui.render.durations import byte_size, count, whole_seconds
from codex_tui.render.pages.page import Fact, Page, Section, Tone, detail, fact, words
from codex_tui.render.paths import short_folder

if TYPE_CHECKING:
    from codex_tui.model.around_facts import ConfigLayer, ServerFacts
    from codex_tui.model.conversation import Conversation
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.permissions import Permissions
    from codex_tui.model.settings import Settings
    from codex_tui.model.state import AppState

_LAYERS = {
    "packagedDefaults": "built in",
    "mdm": "managed device",
    "system": "system",
    "enterpriseManaged": "managed by your organisation",
    "user": "yours",
    "project": "project",
    "sessionFlags": "this server's start",
    "legacyManagedConfigTomlFromFile": "managed",
    "legacyManagedConfigTomlFromMdm": "managed device",
}
_KINDS = {
    "local": "a process of this codex-tui alone; it ends with it",
    "shared": "shared by all codex-tui of this user",
    "daemon": "the codex daemon of this user",
    "remote": "at the address that was given",
}
_NO_LIMITS = "known only with a ChatGPT login"
NEARLY, ALMOST = 80, 95
"""Per cent of a limit from which on it is said louder."""


def status_page(state: AppState, thread: ThreadKey | None, folder: str, now: float, home: str) -> Page:
    """The page.

    Args:
        state: the model.
        thread: the thread that one came from, if any.
        folder: where that works, or where a new one would.
        now: Unix seconds.
        home: the person's home, which is shown as ``~``.
    """
    conversation = state.conversations.get(thread) if thread is not None else None
    told = state.around.server
    sections = [
        _thread(state, conversation, thread, folder, home)
        if thread is not None
        else Section(
            "The next new thread",
            tuple(_settings(state, state.new_thread, permissions_in(state, None), folder, home)),
        ),
    ]
    if conversation is not None:
        sections.append(Section("Context and tokens", tuple(_usage(conversation))))
    sections.append(Section("Account", tuple(_account(told, now))))
    sections.append(Section("Versions and server", tuple(_versions(state, told, home))))
    if told is not None:
        sections.append(
            Section("Configuration, the first that says something counts", tuple(_layers(told, home)))
        )
    if state.server.warnings:
        warnings = [
            fact(
                f"warning:{number}",
                "Warning",
                text.partition("\n")[0],
                details=tuple(map(detail, text.split("\n")[1:])),
            )
            for number, text in enumerate(dict.fromkeys(state.server.warnings))
        ]
        sections.append(Section("What the server warns of", tuple(warnings)))
    problem = state.around.problems.get("status")
    if problem:
        sections.insert(0, Section("", (), (words(f"! The server cannot be asked: {problem}", Tone.BAD),)))
    return Page(tuple(sections))


def _versions(state: AppState, told: ServerFacts | None, home: str) -> list[Fact]:
    server = state.server
    rows = [
        fact("client", "codex-tui", __version__),
        fact("server", "codex app-server", server.version or "not connected", server.state.value),
        fact("kind", "Server", server.label, _KINDS.get(server.kind.value, "")),
    ]
    if told is not None:
        rows += [
            fact("address", "Address", told.endpoint or "standard input and output"),
            fact("home", "Its home", short_folder(told.home, home)),
            fact("platform", "Runs on", told.platform, *_process(told)),
        ]
    if server.problem:
        rows.append(fact("problem", "Problem", words(server.problem, Tone.BAD)))
    return rows


def _process(told: ServerFacts) -> list[str]:
    parts = [f"process {told.process}"] if told.process is not None else []
    parts += [byte_size(told.memory)] if told.memory is not None else []
    if told.threads is not None:
        parts.append(f"{told.threads} thread{'' if told.threads == 1 else 's'} loaded")
    return parts


def _thread(
    state: AppState, conversation: Conversation | None, thread: ThreadKey | None, folder: str, home: str
) -> Section:
    row = state.board.rows.get(thread) if thread is not None else None
    rows = [fact("thread", "Id", thread.thread)] if thread is not None else []
    if row is not None:
        rows.append(fact("title", "Title", row.title.partition("\n")[0]))
        rows.append(fact("state", "State", row.state.value))
        if row.branch:
            rows.append(fact("branch", "Branch", row.branch))
    if conversation is not None:
        rows += _settings(state, conversation.settings, conversation.settings.permissions, folder, home)
        if conversation.goal is not None:
            rows.append(fact("goal", "Goal", conversation.goal.objective, conversation.goal.state.said))
        names = [short_folder(path, home) for path in conversation.instructions] or ["none: no AGENTS.md"]
        rows.append(fact("instructions", "Instructions", *names))
    return Section("This thread", tuple(rows))


def _settings(
    state: AppState, settings: Settings, permissions: Permissions | None, folder: str, home: str
) -> list[Fact]:
    rows = [fact("folder", "Folder", short_folder(settings.cwd or folder, home))]
    rows.append(
        fact(
            "model",
            "Model",
            settings.model or "the server's default",
            state.effort(settings) or "",
            f"{state.tier(settings) or 'standard'} tier",
        )
    )
    if permissions is not None:
        rows.append(
            fact("permissions", "Permissions", words(permissions.name, Tone.STRONG), *permissions.parts)
        )
        writes = [short_folder(root, home) for root in permissions.roots]
        rows.append(
            fact(
                "sandbox",
                "Sandbox",
                permissions.sandbox_words,
                f"network {'on' if permissions.online else 'off'}",
                f"also writes {', '.join(writes)}" if writes else "",
            )
        )
    return rows


def _usage(conversation: Conversation) -> list[Fact]:
    usage = conversation.usage
    if not usage.total_tokens:
        return [fact("context", "Context", "nothing used yet")]
    share = ""
    if usage.fraction is not None and usage.window is not None:
        share = f"{round(usage.fraction * 100)}% of {count(usage.window)}"
    return [
        fact("context", "Context", f"{count(usage.context_tokens)} tokens", share),
        fact("tokens", "Used in all", f"{count(usage.total_tokens)} tokens"),
    ]


def _account(told: ServerFacts | None, now: float) -> list[Fact]:
    if told is None:
        return [fact("account", "Account", "asking the server")]
    rows = [fact("account", "Account", told.account)]
    for name, used, resets in told.limits:
        tone = Tone.BAD if used >= ALMOST else Tone.WARN if used >= NEARLY else Tone.PLAIN
        again = f"begins anew {_when(resets, now)}" if resets is not None else ""
        rows.append(fact(f"limit:{name}", name, words(f"{used}% used", tone), again))
    if not told.limits:
        why = told.limits_problem or "none were told"
        rows.append(fact("limits", "Limits", _NO_LIMITS if "authentication required" in why else why))
    return rows


def _when(at: float, now: float) -> str:
    left = whole_seconds(int(max(0.0, at - now)) * 1000)
    clock = time.strftime("%H:%M" if at - now < 86_400 else "%a %d %b %H:%M", time.localtime(at))
    return f"in {left}, at {clock}"


def _layers(told: ServerFacts, home: str) -> list[Fact]:
    return [_layer(number, layer, home) for number, layer in enumerate(told.layers)]


def _layer(number: int, layer: ConfigLayer, home: str) -> Fact:
    sets = f"{len(layer.keys)} setting{'' if len(layer.keys) == 1 else 's'}"
    details = [detail(", ".join(layer.keys), "sets")] if layer.keys else []
    details += [detail(layer.disabled, "does not count", Tone.WARN)] if layer.disabled else []
    off = words("does not count", Tone.WARN) if layer.disabled else words("")
    return fact(
        f"layer:{number}",
        _LAYERS.get(layer.source, layer.source),
        short_folder(layer.path, home),
        sets,
        off,
        details=tuple(details),
    )
