"""``/answer``: by number, in words, value by value where there are several, and once more where it holds for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui import messages as wanted
from codex_tui.linear.asking import NoAnswerError, answer, is_filled_in, lasting
from codex_tui.linear.filling import filling
from codex_tui.linear.talk import FillingIn
from codex_tui.model import requests as ask

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_tui.linear.talk import Talk
    from codex_tui.messages import Intent
    from codex_tui.model.answers import Answer
    from codex_tui.model.requests import Request


class Answering:
    """Gives answers to what waits.

    Args:
        talk: what waits, and who says things.
        post: does what a person wants.
        hide: what is typed next is not shown, or is again.
    """

    def __init__(self, talk: Talk, post: Callable[[Intent], None], hide: Callable[[bool], None]) -> None:
        self._talk = talk
        self._post = post
        self._hide = hide

    def say_waiting(self) -> None:
        """Says once more all that waits."""
        requests = self._talk.state.inbox.all()
        if not requests:
            self._talk.say("Nothing waits for you.")
        for request in requests:
            self._talk.announce(request)

    def begin(self, argument: str) -> None:
        """``3 yes``, ``3 no because of this``, or ``3`` alone for what is filled in."""
        first, _, typed = argument.partition(" ")
        request = self._talk.waiting(int(first)) if first.isdecimal() else None
        if request is None:
            self._talk.say(
                f"No request {first} waits. /waiting says what does."
                if first
                else "Which? /answer NUMBER and a word."
            )
            return
        if not typed.strip() and is_filled_in(request):
            self._fill_in(int(first), request)
            return
        try:
            given, reason = answer(request, typed)
        except NoAnswerError as error:
            self._talk.say(str(error))
            return
        if warning := lasting(request, typed):
            self._talk.say(f"{warning} Type yes to allow that. Anything else leaves it unanswered.")
            number = int(first)
            self._talk.ask(
                {"yes": lambda: self._send(number, request, given)},
                lambda: self._talk.say(f"Request {number} is left unanswered."),
            )
            return
        self._send(int(first), request, given, reason)

    def _send(self, number: int, request: Request, given: Answer, reason: str = "") -> None:
        if self._talk.waiting(number) is not request:
            self._talk.say(f"Request {number} does not wait any more.")
            return
        self._talk.answered.add(request.key)
        self._talk.say(f"Request {number}, sent: {given.words}.")
        self._post(wanted.ApprovalAnswered(request, given, reason or None))

    # --- value by value -----------------------------------------------------------------------------------------

    def _fill_in(self, number: int, request: Request) -> None:
        assert isinstance(request, ask.Questions | ask.ElicitationForm)
        self._talk.filling = FillingIn(number, request, filling(request))
        self._talk.say("Each line is one answer now. /later leaves this, and loses what was filled in.")
        self._go_on()

    def take(self, line: str) -> None:
        """A line for what is being filled in."""
        current = self._talk.filling
        assert current is not None
        if line.strip().casefold() == "/later":
            self._talk.filling = None
            self._hide(False)
            self._talk.say(f"Request {current.number} is left unanswered.")
            return
        if why := current.filling.take(line):
            self._talk.say(why)
        self._go_on()

    def _go_on(self) -> None:
        current = self._talk.filling
        assert current is not None
        self._hide(current.filling.is_secret)
        if not current.filling.is_complete:
            for line in current.filling.ask():
                self._talk.say(line)
            return
        request, number = current.request, current.number
        self._talk.filling = None
        if self._talk.waiting(number) is not request:
            self._talk.say(f"Request {number} does not wait any more.")
            return
        for line in current.filling.shown():
            self._talk.say(f"  {line}")
        self._talk.say("Type yes to send that. Anything else leaves it unanswered.")
        self._talk.ask(
            {"yes": lambda: self._send(number, request, current.filling.answer())},
            lambda: self._talk.say(f"Request {number} is left unanswered."),
        )
