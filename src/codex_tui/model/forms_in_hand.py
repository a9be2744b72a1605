"""What a person is filling in: one form for each request that asks for one, wherever it is shown; and goals.

In memory only. A form outlives its request by a while: asked the same again, as after a lost connection, one goes on
where one was. Secrets do not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from codex_tui.model.keys import RequestKey

if TYPE_CHECKING:
    from codex_tui.model.inbox import Inbox
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.question_form import QuestionForm
    from codex_tui.model.requests import ElicitationForm, PermissionApproval, Questions, Request
    from codex_tui.model.schema_form import SchemaForm

KEPT = 20
"""Forms without a request that are kept, in case they are asked for again."""

_NOBODY = RequestKey("", 0)


@dataclass(slots=True, eq=False, repr=False)
class _Held:
    request: Questions | ElicitationForm
    form: QuestionForm | SchemaForm
    sent: bool = False


class FormsInHand:
    """The forms of the requests that wait."""

    def __init__(self) -> None:
        self._held: dict[RequestKey, _Held] = {}
        self._left: list[tuple[Questions | ElicitationForm, QuestionForm | SchemaForm]] = []
        self._granted: dict[RequestKey, tuple[PermissionApproval, set[int]]] = {}
        self.goals: dict[ThreadKey | None, str] = {}
        """Goals that somebody began to write and left, by thread."""

    def questions(self, request: Questions) -> QuestionForm:
        """The answers to these questions so far."""
        return cast("QuestionForm", self._of(request))

    def fields(self, request: ElicitationForm) -> SchemaForm:
        """The entries of this form so far."""
        return cast("SchemaForm", self._of(request))

    def granted(self, request: PermissionApproval) -> set[int]:
        """The parts of these permissions that are chosen so far, by their numbers; for whoever shows them to change."""
        held = self._granted.get(request.key)
        if held is None or held[0] != request:
            held = self._granted[request.key] = (request, set())
        return held[1]

    def sent(self, key: RequestKey) -> None:
        """The form of a request went out."""
        held = self._held.get(key)
        if held is not None:
            held.sent = True

    def left_over(self, request: Request) -> str:
        """Puts away the form of a request that is over; gives what a person wrote there and did not send, once.

        Empty if there is nothing that would have to be written again.
        """
        held = self._held.get(request.key)
        if held is None or held.request != request:
            return ""
        del self._held[request.key]
        typed = "" if held.sent else held.form.typed()
        held.form.forget_secrets()
        self._left = [*self._left, (_without_key(held.request), held.form)][-KEPT:]
        return typed

    def take_closed(self, inbox: Inbox, thread: ThreadKey | None) -> list[str]:
        """The same for all requests of a thread that ended while nobody looked."""
        self._granted = {key: held for key, held in self._granted.items() if inbox.get(key) is not None}
        over = [
            held.request
            for key, held in self._held.items()
            if held.request.thread == thread and inbox.get(key) != held.request
        ]
        return [text for request in over if (text := self.left_over(request))]

    def _of(self, request: Questions | ElicitationForm) -> QuestionForm | SchemaForm:
        held = self._held.get(request.key)
        if held is None or held.request != request:
            held = self._held[request.key] = _Held(request, self._taken_up(request) or _form(request))
        return held.form

    def _taken_up(self, request: Questions | ElicitationForm) -> QuestionForm | SchemaForm | None:
        wanted = _without_key(request)
        for number, (asked, form) in enumerate(self._left):
            if asked == wanted:
                del self._left[number]
                return form
        return None


def _form(request: Questions | ElicitationForm) -> QuestionForm | SchemaForm:
    # Imported with the first form: most starts have none.
    from codex_tui.model.question_form import QuestionForm
    from codex_tui.model.requests import Questions
    from codex_tui.model.schema_form import SchemaForm

    if isinstance(request, Questions):
        return QuestionForm(request.questions)
    return SchemaForm(request.raw_schema)


def _without_key(request: Questions | ElicitationForm) -> Questions | ElicitationForm:
    """The request without what differs each time that it is asked: its number and its time."""
    return replace(request, key=_NOBODY, arrived_at=0.0)
