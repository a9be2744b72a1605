"""The words of the approval dock: its question, its answers, and the line of keys under them. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from codex_tui.keymap import ACTIONS, key_label
from codex_tui.model.inbox import Approval, ApprovalKind, Decision
from codex_tui.render.glyphs import glyph
from codex_tui.widgets.line_parts import NEEDS_YOU, QUIET, STRONG, Part, choose, joined, spread
from codex_tui.widgets.texts import clip

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_QUESTIONS: Mapping[ApprovalKind, str] = {
    ApprovalKind.COMMAND: "Run this command?",
    ApprovalKind.FILE_CHANGE: "Make this change?",
    ApprovalKind.OTHER: "This can only be declined here yet",
}
_ANSWERS: Mapping[Decision, tuple[str, str]] = {
    Decision.ACCEPT: ("approval.accept", "yes, once"),
    Decision.ACCEPT_FOR_SESSION: ("approval.session", "yes, for this session"),
    Decision.DECLINE: ("approval.decline", "no"),
    Decision.CANCEL: ("approval.cancel", "no, and stop the turn"),
}
_REFUSALS = (Decision.DECLINE, Decision.CANCEL)
_INDENT = "  "


def allowed(approval: Approval) -> Sequence[Decision]:
    """The answers that this request can be given here."""
    return _REFUSALS if approval.kind is ApprovalKind.OTHER else tuple(_ANSWERS)


def question_line(approval: Approval, place: str, width: int, ascii_only: bool) -> Content:
    """What is asked, and at the right which of how many it is."""
    question = clip(_QUESTIONS[approval.kind], width - len(place) - 4, ascii_only)
    left = Content.assemble((f"{glyph('question', ascii_only)} ", NEEDS_YOU), (question, STRONG))
    return spread(left, Content.styled(place, QUIET), width)


def sent_line(decision: Decision, ascii_only: bool) -> Content:
    """The answer that is on its way."""
    text = f"{_INDENT}sent: {_ANSWERS[decision][1]}{glyph('ellipsis', ascii_only)}"
    return Content.styled(text, STRONG)


def letters_line(approval: Approval, several: bool, width: int, keys: Mapping[str, str]) -> Content:
    """The letters that answer, with what air there is; where it is tight, the less needed go first."""
    letters = _letters(approval, keys)
    if several:
        letters.append(Part(ACTIONS["approval.next"].footer, rank=1, key=key_label("approval.next", keys)))
    for separator, lead in (("   ", _INDENT), ("  ", _INDENT), (" ", "")):
        line = Content.assemble(lead, joined(letters, separator))
        if line.cell_length <= width:
            return line
    return joined(choose(letters, (), width, " ")[0], " ")


def invitation_line(approval: Approval, width: int, keys: Mapping[str, str]) -> Content:
    """The key that enters the dock, and where there is room what the letters in it will be."""
    letters = "  ".join(f"{part.key} {part.text}" for part in _letters(approval, keys))
    enter = Part("to answer", style=NEEDS_YOU, key=key_label("conversation.approvals", keys))
    chosen, _ = choose([enter, Part(f"  then {letters}", rank=1)], (), width - len(_INDENT), " ")
    return Content.assemble(_INDENT, joined(chosen, " "))


def _letters(approval: Approval, keys: Mapping[str, str]) -> list[Part]:
    actions = (*(_ANSWERS[decision][0] for decision in allowed(approval)), "approval.later")
    return [Part(ACTIONS[action].footer, key=key_label(action, keys)) for action in actions]
