"""Requests in words: what is asked, all of it, and what may be answered; and the answer that typed words mean. Pure.

Nothing but an answer that names the number of its request is one, so that a line that was typed for something else
never is; and no answer is given by a single letter or by an empty line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.linear.words import changes
from codex_tui.model import answers, items
from codex_tui.model import requests as ask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_tui.model.answers import Answer

YES, SESSION, ALWAYS, NO, STOP = "yes", "session", "always", "no", "stop"


class NoAnswerError(ValueError):
    """What was typed is no answer to this request; the message says what would be one."""


def announced(request: ask.Request, number: int, item: items.Item | None, title: str) -> list[str]:
    """What is said once, as a request arrives.

    Args:
        request: what is asked.
        number: what it is called by.
        item: the item that it is about, if it is loaded: a patch has its diff there.
        title: that of the thread, if it is another one than the one that is followed.
    """
    where = f" in “{title}”" if title else ""
    return [
        f"Request {number} waits for you{where}: {_what(request)}",
        *(_in_its_place(line) for line in _about(request, item)),
        *_how(request, number),
    ]


def _in_its_place(said: str) -> str:
    """What is asked with nothing hidden in it, and no line of it where one of ours could stand."""
    from codex_tui.render.revealed import revealed_text  # with the first request

    return "\n    ".join(revealed_text(line) for line in said.split("\n"))


def is_filled_in(request: ask.Request) -> bool:
    """Whether it is answered value by value rather than by one word."""
    return isinstance(request, ask.Questions | ask.ElicitationForm)


def answer(request: ask.Request, typed: str) -> tuple[Answer, str]:
    """The answer that was typed, and the reason that goes with a no.

    Raises:
        NoAnswerError: it is none.
    """
    word, _, rest = typed.strip().partition(" ")
    word, rest = word.casefold(), rest.strip()
    try:
        if word == NO:
            return answers.decline(request), rest
        if word == STOP and not rest:
            return answers.cancel(request), ""
        if word == ALWAYS:
            return answers.always(request, tuple(rest.split())), ""
        if word in (YES, SESSION) and isinstance(request, ask.PermissionApproval):
            return answers.grant(
                request, _parts(request, rest), answers.SESSION if word == SESSION else answers.TURN
            ), ""
        if word == YES and not rest:
            return answers.accept(request), ""
        if word == SESSION and not rest:
            return answers.for_session(request), ""
    except answers.NotOfferedError:
        pass
    raise NoAnswerError(f"That is no answer to it. {' '.join(_words(request))}")


def lasting(request: ask.Request, typed: str) -> str:
    """What an answer would allow for good, to be asked once more; empty for any other answer."""
    word, _, rest = typed.strip().partition(" ")
    if word.casefold() != ALWAYS:
        return ""
    if isinstance(request, ask.CommandApproval) and rest:
        return (
            f"From now on every command that begins with “{' '.join(rest.split())}” runs without asking, "
            "in all threads, outside of the sandbox."
        )
    if isinstance(request, ask.CommandApproval) and request.raw_host_rule:
        return (
            "From now on every command reaches this host without asking, at any port and by any protocol, "
            "in all threads."
        )
    return "From now on this is never asked again, in all threads."


def _parts(request: ask.PermissionApproval, typed: str) -> Iterator[ask.PermissionPart]:
    if not typed:
        yield from request.parts
        return
    for word in typed.replace(",", " ").split():
        if not (word.isdecimal() and 1 <= int(word) <= len(request.parts)):
            raise NoAnswerError(f"{word} is no part of it: the parts are 1 to {len(request.parts)}.")
        yield request.parts[int(word) - 1]


_WHAT = {
    ask.RequestKind.COMMAND: "run a command outside of the sandbox?",
    ask.RequestKind.FILES: "change files?",
    ask.RequestKind.PERMISSIONS: "grant permissions?",
    ask.RequestKind.TOOL: "use a tool?",
    ask.RequestKind.QUESTIONS: "answer a question.",
    ask.RequestKind.FORM: "fill in a form.",
    ask.RequestKind.PAGE: "visit a page?",
    ask.RequestKind.UNKNOWN: "something that codex-tui knows no answer to but no.",
}


def _what(request: ask.Request) -> str:
    if isinstance(request, ask.CommandApproval) and request.is_input:
        return "type into a command that runs?"
    if isinstance(request, ask.CommandApproval) and not request.command:
        return "let a command reach a host?"
    return _WHAT[request.kind]


_WITH_REASON = (ask.CommandApproval, ask.FileApproval, ask.PermissionApproval)
_WITH_DETAIL = (*_WITH_REASON, ask.ToolApproval, ask.UnknownRequest)


def _about(request: ask.Request, item: items.Item | None) -> Iterator[str]:
    if isinstance(request, ask.CommandApproval):
        yield from _about_command(request, item)
    elif isinstance(request, ask.FileApproval):
        yield from _about_files(request, item)
    elif isinstance(request, ask.PermissionApproval):
        yield from (f"Part {place}: {part.what}" for place, part in enumerate(request.parts, 1))
    elif isinstance(request, ask.ToolApproval):
        yield f"Tool {request.tool} of {request.server}. {request.message} {request.description}".strip()
        yield from (f"{name}: {value}" for name, value in request.arguments)
    elif isinstance(request, ask.Questions):
        yield from (question.question for question in request.questions)
    elif isinstance(request, ask.ElicitationForm):
        yield f"{request.server} asks: {request.message}"
    elif isinstance(request, ask.ElicitationUrl):
        yield f"{request.server} asks: {request.message}"
        yield f"Address: {request.url}"
    elif isinstance(request, ask.UnknownRequest):
        yield f"{request.method}: {request.message}"
    if isinstance(request, _WITH_REASON) and request.reason:
        yield f"Reason: {request.reason}"
    if isinstance(request, _WITH_DETAIL) and request.detail:
        yield f"Also: {request.detail}"


def _about_command(request: ask.CommandApproval, item: items.Item | None) -> Iterator[str]:
    if request.typed:
        yield f"Input: {request.typed}"
    elif request.command:
        yield f"Command: {request.command}"
    if request.is_input and isinstance(item, items.CommandItem):
        yield f"Into: {item.command}"
    if request.network:
        yield f"It wants to reach {request.network}."
    if request.cwd:
        yield f"Folder: {request.cwd}"
    if request.environment:
        yield f"Environment: {request.environment}"


def _about_files(request: ask.FileApproval, item: items.Item | None) -> Iterator[str]:
    if isinstance(item, items.FileChangeItem):
        yield from changes(item)
        yield "/diff says the changes line by line."
    if request.grant_root:
        yield f"A yes for the session allows every later write under {request.grant_root}."


def _how(request: ask.Request, number: int) -> list[str]:
    if is_filled_in(request):
        return [f"/answer {number} goes through it; /answer {number} no leaves it unanswered."]
    return [f"Answer with /answer {number} and a word. {' '.join(_words(request))}"]


def _words(request: ask.Request) -> Iterator[str]:
    """What may be typed behind the number, as sentences."""
    if isinstance(request, ask.UnknownRequest):
        yield "no: decline it."
        return
    if is_filled_in(request):
        yield "no: leave it unanswered. stop: and stop the turn."
        return
    some = ", or with numbers for those parts" if isinstance(request, ask.PermissionApproval) else ""
    yield f"yes: this once{some}."
    if _may_hold(request):
        yield f"session: for this session{some}."
    if isinstance(request, ask.CommandApproval) and request.may_last and request.raw_amendment:
        yield f"always {' '.join(request.raw_amendment)}: for all commands that begin so; you may shorten it."
    elif (isinstance(request, ask.CommandApproval) and request.may_last) or (
        isinstance(request, ask.ToolApproval) and ALWAYS in request.persist
    ):
        yield "always: from now on."
    yield "no, with a reason if you like: decline. stop: decline, and stop the turn."


def _may_hold(request: ask.Request) -> bool:
    """Whether it can be allowed for the session."""
    if isinstance(request, ask.CommandApproval):
        return request.may_hold_for_session
    if isinstance(request, ask.ToolApproval):
        return answers.SESSION in request.persist
    return isinstance(request, ask.FileApproval | ask.PermissionApproval)
