"""Questions of the model while a person answers them: what is chosen, written and noted, and what goes back.

Lives in memory only, and is emptied when it was sent. What is written into a secret goes nowhere but into the answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.model.requests import Question

RAW_OTHER = "None of the above"
"""What the model is told where a person wants none of the options; it is the official client's word for it."""
RAW_NOTE = "user_note: "
"""How what a person wrote begins, beside an option or without one."""
DOTS = "******"
"""Stands for a secret, whatever its length."""


@dataclass(slots=True)
class _Reply:
    """What a person answers to one question; `notes` are by option, None is what is written without one."""

    chosen: int | None = None
    notes: dict[int | None, str] = field(default_factory=dict, repr=False)

    @property
    def note(self) -> str:
        return self.notes.get(self.chosen, "")


class QuestionForm:
    """The questions of one request and the answers to them so far."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self.questions = tuple(questions)
        self.at = 0
        """The question that is looked at; one past the last is the summary."""
        self._replies = [_Reply() for _ in self.questions]

    # --- what can be chosen -------------------------------------------------------------------------------------

    def other(self, number: int) -> int | None:
        """The place of "none of these" among the options; None where it is not offered."""
        question = self.questions[number]
        return len(question.options) if question.is_other and question.options else None

    def is_written(self, number: int) -> bool:
        """Whether the answer is only written: there is nothing to choose."""
        return not self.questions[number].options

    def chosen(self, number: int) -> int | None:
        return self._replies[number].chosen

    def choose(self, number: int, option: int) -> None:
        last = self.other(number)
        if not 0 <= option < (len(self.questions[number].options) if last is None else last + 1):
            raise IndexError(option)
        self._replies[number].chosen = option

    def note(self, number: int) -> str:
        """What is written beside the chosen option, or without one."""
        return self._replies[number].note

    def write(self, number: int, text: str) -> None:
        """Writes beside the chosen option; each keeps its own text, so that one may look at another and come back."""
        reply = self._replies[number]
        reply.notes[reply.chosen] = text

    # --- how far it is ------------------------------------------------------------------------------------------

    def is_answered(self, number: int) -> bool:
        return bool(self.answer(number))

    def open_questions(self) -> list[int]:
        """The numbers of the questions that have no answer yet."""
        return [number for number in range(len(self.questions)) if not self.is_answered(number)]

    def next_open(self) -> int:
        """The next question without an answer, looked for from here and around; the summary if there is none."""
        count = len(self.questions)
        around = [(self.at + step) % count for step in range(1, count + 1)] if count else []
        return next((number for number in around if not self.is_answered(number)), count)

    # --- what goes back -----------------------------------------------------------------------------------------

    def answer(self, number: int) -> list[str]:
        """The texts that answer a question, as the model reads them; none if it is open."""
        question, reply = self.questions[number], self._replies[number]
        note = reply.note.strip()
        noted = [f"{RAW_NOTE}{note}"] if note else []
        if not question.options:
            return noted
        if reply.chosen is None:
            return []
        if reply.chosen == len(question.options):
            return [RAW_OTHER, *noted]
        return [question.options[reply.chosen].raw_label, *noted]

    def answers(self) -> dict[str, list[str]]:
        """The answers by the ids of their questions."""
        return {
            question.raw_id: self.answer(number)
            for number, question in enumerate(self.questions)
            if self.is_answered(number)
        }

    # --- what is shown and kept of it ---------------------------------------------------------------------------

    def shown(self, number: int) -> SafeText:
        """The answer for people; a secret is dots."""
        question, reply = self.questions[number], self._replies[number]
        note = self.shown_note(number)
        chosen = ""
        if reply.chosen is not None and reply.chosen < len(question.options):
            chosen = question.options[reply.chosen].label
        elif reply.chosen is not None and not note:
            chosen = "none of these"
        return SafeText(": ".join(filter(None, (chosen, note))))

    def shown_note(self, number: int) -> SafeText:
        """What is written beside the chosen option, for people; a secret is dots."""
        note = self.note(number).strip()
        return SafeText(DOTS if note and self.questions[number].is_secret else note)

    def typed(self) -> str:
        """What a person wrote here and would have to write again; never a secret."""
        written = [
            (question, note)
            for question, reply in zip(self.questions, self._replies, strict=True)
            for note in reply.notes.values()
            if note.strip() and not question.is_secret
        ]
        if len(written) == 1:
            return written[0][1]
        return "\n".join(f"{question.header or question.question}: {note}" for question, note in written)

    def forget_secrets(self) -> None:
        """Once it was sent or is over, nothing of a secret is held any longer."""
        for question, reply in zip(self.questions, self._replies, strict=True):
            if question.is_secret:
                reply.notes.clear()
