"""What goes back to the server for each thing a person may say to a request. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from codex_tui.model.requests import (
    CommandApproval,
    ElicitationForm,
    ElicitationUrl,
    FileApproval,
    PermissionApproval,
    Questions,
    Request,
    ToolApproval,
)
from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from codex_tui.model.requests import PermissionPart

TURN, SESSION = "turn", "session"
"""How long permissions hold."""


_PERMISSIONS = SafeText("More permissions?")
"""Nothing else of the conversation tells of them."""

Told = tuple[tuple[SafeText, SafeText], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back to the server.

    Attributes:
        result: the payload; None refuses the request in the way that lets the turn go on.
        words: the same for people, as in ``sent: yes, once``. Never holds what was typed into a secret.
        saves: the words of the rule that the server saves with it.
        told: what was asked and answered, for people, where there is more to say than a word; a secret is dots.
        interrupts: the turn is to be stopped too, which this answer alone does not do.
    """

    result: Mapping[str, Any] | None = field(repr=False)
    words: str
    told: Told = ()
    interrupts: bool = False
    saves: tuple[str, ...] = ()


class NotOfferedError(ValueError):
    """The request cannot be answered so."""


def accept(request: Request) -> Answer:
    """Yes, this once.

    Raises:
        NotOfferedError: a yes needs more than that, or is not known to this client.
    """
    if isinstance(request, CommandApproval | FileApproval):
        return Answer({"decision": "accept"}, "yes, once")
    if isinstance(request, PermissionApproval):
        return grant(request, request.parts, TURN)
    if isinstance(request, ToolApproval):
        return Answer({"action": "accept", "content": {}, "_meta": None}, "yes, once")
    if isinstance(request, ElicitationUrl):
        return Answer({"action": "accept", "content": None, "_meta": None}, "yes")
    raise NotOfferedError(request.method)


def for_session(request: Request) -> Answer:
    """Yes, and not asked again for the same in this thread, as long as it is loaded.

    Raises:
        NotOfferedError: the request has no such answer.
    """
    words = "yes, for this session"
    if isinstance(request, FileApproval) or (
        isinstance(request, CommandApproval) and request.may_hold_for_session
    ):
        return Answer({"decision": "acceptForSession"}, words)
    if isinstance(request, PermissionApproval):
        return grant(request, request.parts, SESSION)
    if isinstance(request, ToolApproval) and SESSION in request.persist:
        return Answer({"action": "accept", "content": {}, "_meta": {"persist": SESSION}}, words)
    raise NotOfferedError(request.method)


def always(request: Request, prefix: Sequence[str] = ()) -> Answer:
    """Yes, from now on: saved as a rule that holds for all threads.

    Args:
        request: a command, or a call of a tool.
        prefix: for a command, the first words of the commands that are never asked about again: the beginning of the
            words that the server proposes, at least one. None where a host is to be allowed.

    Raises:
        NotOfferedError: the request offers no such answer, or not for that prefix.
    """
    if isinstance(request, CommandApproval):
        words = tuple(prefix)
        if words and words == request.raw_amendment[: len(words)]:
            rule = {"acceptWithExecpolicyAmendment": {"execpolicy_amendment": list(words)}}
            return Answer({"decision": rule}, "yes, always", saves=words)
        if not words and not request.raw_amendment and (host := request.raw_host_rule) is not None:
            amendment = {"applyNetworkPolicyAmendment": {"network_policy_amendment": dict(host)}}
            return Answer({"decision": amendment}, "yes, always")
    elif isinstance(request, ToolApproval) and "always" in request.persist:
        return Answer({"action": "accept", "content": {}, "_meta": {"persist": "always"}}, "yes, always")
    raise NotOfferedError(request.method)


def grant(request: PermissionApproval, parts: Iterable[PermissionPart], scope: str) -> Answer:
    """Grants these parts and no others, for the ``turn`` or the ``session``; none at all is a no.

    Raises:
        NotOfferedError: a part was not asked for.
    """
    granted: dict[str, Any] = {}
    count = 0
    what: list[str] = []
    for part in parts:
        if part not in request.parts:
            raise NotOfferedError(request.method)
        count += 1
        what.append(part.what)
        for area, profile in part.raw.items():
            known = granted.setdefault(area, {})
            for name, value in profile.items():
                known[name] = [*known.get(name, ()), *value] if isinstance(value, list) else value
    if not count:
        return decline(request)
    some = "all of it" if count == len(request.parts) else f"{count} of {len(request.parts)}"
    until = "for this session" if scope == SESSION else "for this turn"
    told = ((_PERMISSIONS, SafeText(f"yes, {until}: {', '.join(what)}")),)
    return Answer({"permissions": granted, "scope": scope}, f"yes, {some}, {until}", told=told)


def decline(request: Request) -> Answer:
    """No; the turn goes on."""
    if isinstance(request, CommandApproval | FileApproval):
        return Answer({"decision": "decline"}, "no")
    if isinstance(request, PermissionApproval):
        return Answer({"permissions": {}, "scope": TURN}, "no", told=((_PERMISSIONS, SafeText("no")),))
    if isinstance(request, ToolApproval | ElicitationForm | ElicitationUrl):
        return Answer({"action": "decline", "content": None, "_meta": None}, "no")
    if isinstance(request, Questions):
        return Answer({"answers": {}}, "no answer")
    return Answer(None, "no")


def cancel(request: Request) -> Answer:
    """No, and the turn stops. An elicitation is closed without a word: its server goes on, and so does the turn."""
    words = "no, and stop the turn"
    if isinstance(request, CommandApproval | FileApproval):
        return Answer({"decision": "cancel"}, words)
    if isinstance(request, ElicitationForm | ElicitationUrl):
        return Answer({"action": "cancel", "content": None, "_meta": None}, "closed without an answer")
    return replace(decline(request), words=words, interrupts=True)


def fill_form(request: ElicitationForm, content: Mapping[str, Any], told: Told = ()) -> Answer:
    """The values of a form, by the names of its fields."""
    return Answer({"action": "accept", "content": dict(content), "_meta": None}, "the form", told)


def answer_questions(request: Questions, answers: Mapping[str, Sequence[str]], told: Told = ()) -> Answer:
    """Answers by the ids of the questions; those left out stay unanswered."""
    raw = {name: {"answers": list(texts)} for name, texts in answers.items()}
    return Answer({"answers": raw}, "your answers", told)
