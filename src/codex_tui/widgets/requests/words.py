"""The words of requests: the question above, and the lines of keys below. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from codex_tui.keymap import ACTIONS, key_label
from codex_tui.model.requests import (
    CommandApproval,
    FileApproval,
    PermissionApproval,
    Request,
    RequestKind,
    ToolApproval,
)
from codex_tui.render.glyphs import glyph
from codex_tui.widgets.line_parts import NEEDS_YOU, QUIET, STRONG, Part, choose, joined, spread
from codex_tui.widgets.texts import clip

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_QUESTIONS: Mapping[RequestKind, str] = {
    RequestKind.COMMAND: "Run it outside the sandbox?",
    RequestKind.FILES: "Make this change?",
    RequestKind.PERMISSIONS: "Give these permissions?",
    RequestKind.TOOL: "Run this tool?",
    RequestKind.UNKNOWN: "This can only be declined here yet",
}
_INDENT = "  "


def question_of(request: Request) -> str:
    """What is asked, in some words."""
    if isinstance(request, CommandApproval) and not request.command:
        return "Let it reach this host?"
    if isinstance(request, CommandApproval) and request.is_input:
        return "Type this into the command that runs?"
    return _QUESTIONS.get(request.kind, f"A {request.kind.value} waits for you")


def answers_to(request: Request) -> tuple[str, ...]:
    """The actions that answer a request here, the yes first."""
    if isinstance(request, CommandApproval):
        session = ("approval.session",) if request.may_hold_for_session else ()
        rule = ("approval.always",) if request.may_last else ()
        return ("approval.accept", *session, *rule, "approval.decline", "approval.cancel")
    if isinstance(request, FileApproval):
        return ("approval.accept", "approval.session", "approval.decline", "approval.cancel")
    if isinstance(request, PermissionApproval):
        granting = ("approval.grant", "approval.accept", "approval.session")
        return (*granting, "approval.decline", "approval.cancel")
    if isinstance(request, ToolApproval):
        session = ("approval.session",) if "session" in request.persist else ()
        rule = ("approval.always",) if "always" in request.persist else ()
        return ("approval.accept", *session, *rule, "approval.decline", "approval.cancel")
    return ("approval.decline", "approval.cancel")


def question_line(question: str, place: str, width: int, ascii_only: bool) -> Content:
    """What is asked, and at the right which of how many it is."""
    question = clip(question, width - len(place) - 4, ascii_only)
    left = Content.assemble((f"{glyph('question', ascii_only)} ", NEEDS_YOU), (question, STRONG))
    return spread(left, Content.styled(place, QUIET), width)


def sent_line(words: str, ascii_only: bool) -> Content:
    """The answer that is on its way."""
    return Content.styled(f"{_INDENT}sent: {words}{glyph('ellipsis', ascii_only)}", STRONG)


def key_lines(
    actions: Sequence[str], width: int, keys: Mapping[str, str], words: Mapping[str, str] | None = None
) -> list[Content]:
    """Keys and what they do, with what air there is; where one line has no room for all, as many lines as it takes.

    Args:
        actions: by their ids, in their order.
        width: columns.
        keys: those that the settings give.
        words: what actions do here, where that is not what they do elsewhere.
    """
    named = words or {}
    parts = [
        Part(named.get(action, ACTIONS[action].footer), key=key_label(action, keys)) for action in actions
    ]
    for separator in ("   ", "  "):
        line = Content.assemble(_INDENT, joined(parts, separator))
        if line.cell_length <= width:
            return [line]
    return _lines(parts, width)


def _lines(parts: Sequence[Part], width: int) -> list[Content]:
    lines: list[list[Part]] = [[]]
    used = 0
    for part in parts:
        if lines[-1] and used + 2 + part.width > width - len(_INDENT):
            lines.append([])
            used = 0
        used += part.width + (2 if lines[-1] else 0)
        lines[-1].append(part)
    return [Content.assemble(_INDENT, joined(line, "  ")) for line in lines]


def invitation_lines(
    actions: Sequence[str], width: int, keys: Mapping[str, str], words: Mapping[str, str] | None = None
) -> list[Content]:
    """The key that enters the dock, and what the letters in it will be: beside it, or as far as they go below."""
    named = words or {}
    letters = [f"{key_label(action, keys)} {named.get(action, ACTIONS[action].footer)}" for action in actions]
    enter = Part("to answer", style=NEEDS_YOU, key=key_label("conversation.approvals", keys))
    one = Content.assemble(_INDENT, joined([enter, Part(f"  then {'  '.join(letters)}")], " "))
    if one.cell_length <= width:
        return [one]
    below, _ = choose([Part(letter) for letter in letters], (), width - len(_INDENT), "  ")
    return [Content.assemble(_INDENT, enter.content()), Content.assemble(_INDENT, joined(below, "  "))]
