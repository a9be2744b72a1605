"""Questions and forms, one value after another: what is said for each, and what a typed line means for it. Pure.

A person begins this themselves (``/answer 3``), so that no line that was meant for something else fills anything in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from codex_tui.model import answers
from codex_tui.model import requests as ask
from codex_tui.model.field_checks import allowed
from codex_tui.model.question_form import QuestionForm
from codex_tui.model.schema_fields import FieldKind
from codex_tui.model.schema_form import SchemaForm, is_typed, titles_of

if TYPE_CHECKING:
    from codex_tui.model.answers import Answer
    from codex_tui.model.field_checks import Entry


class Filling(Protocol):
    """A request that is being filled in."""

    def ask(self) -> list[str]:
        """What is said of the value that is wanted next."""

    @property
    def is_secret(self) -> bool: ...

    def take(self, line: str) -> str:
        """Takes a line for the value that is wanted; says why it is none, or nothing."""

    @property
    def is_complete(self) -> bool: ...

    def shown(self) -> list[str]:
        """All that was filled in, as it is read out before it is sent."""

    def answer(self) -> Answer: ...


def filling(request: ask.Questions | ask.ElicitationForm) -> Filling:
    """What goes through a request value by value."""
    return AskedQuestions(request) if isinstance(request, ask.Questions) else AskedForm(request)


class AskedQuestions:
    """The questions of the model."""

    def __init__(self, request: ask.Questions) -> None:
        self._request = request
        self._form = QuestionForm(request.questions)
        self._at = 0

    def ask(self) -> list[str]:
        question = self._request.questions[self._at]
        said = [f"Question {self._at + 1} of {len(self._request.questions)}: {question.question}"]
        for place, option in enumerate(question.options, 1):
            about = f". {option.description}" if option.description else ""
            said.append(f"  {place}: {option.label}{about}")
        if not question.options:
            said.append("Type the answer.")
        elif question.is_other:
            said.append("Type a number, with a note behind it if you like, or an answer of your own.")
        else:
            said.append("Type a number, with a note behind it if you like.")
        return said

    @property
    def is_secret(self) -> bool:
        return not self.is_complete and self._request.questions[self._at].is_secret

    def take(self, line: str) -> str:
        question, typed = self._request.questions[self._at], line.strip()
        if not typed:
            return "An empty line is no answer."
        word, _, note = typed.partition(" ")
        word = word.rstrip(":.,")
        if question.options and word.isdecimal():
            if not 1 <= int(word) <= len(question.options):
                return f"There are {len(question.options)} options."
            self._form.choose(self._at, int(word) - 1)
            self._form.write(self._at, note.strip())
        elif question.options:
            named = [option.label.casefold() for option in question.options]
            other = self._form.other(self._at)
            if typed.casefold() in named:
                self._form.choose(self._at, named.index(typed.casefold()))
            elif other is not None:
                self._form.choose(self._at, other)
                self._form.write(self._at, typed)
            else:
                return "Type the number of an option."
        else:
            self._form.write(self._at, typed)
        self._at += 1
        return ""

    @property
    def is_complete(self) -> bool:
        return self._at >= len(self._request.questions)

    def shown(self) -> list[str]:
        return [
            f"{question.header or question.question}: {self._form.shown(place)}"
            for place, question in enumerate(self._request.questions)
        ]

    def answer(self) -> Answer:
        told = tuple(
            (question.question, self._form.shown(place))
            for place, question in enumerate(self._request.questions)
        )
        answer = answers.answer_questions(self._request, self._form.answers(), told)
        self._form.forget_secrets()
        return answer


class AskedForm:
    """The fields of a form of an MCP server."""

    def __init__(self, request: ask.ElicitationForm) -> None:
        self._request = request
        self._form = SchemaForm(request.raw_schema)
        self._at = 0

    def ask(self) -> list[str]:
        field = self._form.fields[self._at]
        needed = "needed" if field.required else "may be left empty"
        said = [
            f"Field {self._at + 1} of {len(self._form.fields)}: {field.title}, {needed}. {field.description}".strip()
        ]
        if not is_typed(field):
            said += [f"  {place}: {title}" for place, title in enumerate(titles_of(field), 1)]
            several = field.kind is FieldKind.SOME_OF
            said.append("Type the numbers that you want." if several else "Type a number.")
        if hint := allowed(field):
            said.append(f"It takes {hint}.")
        proposed = self._shown(self._at)
        if proposed:
            said.append(f"An empty line leaves it as proposed: {proposed}")
        return said

    @property
    def is_secret(self) -> bool:
        return False

    def take(self, line: str) -> str:
        field, typed = self._form.fields[self._at], line.strip()
        before = self._form.entry(self._at)
        if typed and is_typed(field):
            self._form.write(self._at, line)
        elif typed and (why := self._choose(typed)):
            return why
        if why := self._form.problem(self._at):
            self._put_back(before)
            return f"{why[0].upper()}{why[1:]}."
        self._at += 1
        return ""

    def _put_back(self, before: Entry) -> None:
        """A line was no value: what was there before stays what is proposed."""
        now = self._form.entry(self._at)
        if now.text != before.text:
            self._form.write(self._at, before.text)
        for choice in now.chosen ^ before.chosen:
            self._form.choose(self._at, choice)

    def _choose(self, typed: str) -> str:
        field = self._form.fields[self._at]
        titles = titles_of(field)
        named = [title.casefold() for title in titles]
        chosen = []
        for word in [typed] if typed.casefold() in named else typed.replace(",", " ").split():
            if word.casefold() in named:
                chosen.append(named.index(word.casefold()))
            elif word.isdecimal() and 1 <= int(word) <= len(titles):
                chosen.append(int(word) - 1)
            else:
                return f"{word} is none of them."
        if field.kind is not FieldKind.SOME_OF:
            if len(chosen) != 1:
                return "One of them, please."
            if chosen[0] not in self._form.entry(self._at).chosen:
                self._form.choose(self._at, chosen[0])
            return ""
        for choice in set(chosen) ^ self._form.entry(self._at).chosen:
            self._form.choose(self._at, choice)
        return ""

    def _shown(self, place: int) -> str:
        field, entry = self._form.fields[place], self._form.entry(place)
        return entry.text or ", ".join(titles_of(field)[number] for number in sorted(entry.chosen))

    @property
    def is_complete(self) -> bool:
        return self._at >= len(self._form.fields)

    def shown(self) -> list[str]:
        return [f"{title}: {value}" for title, value in self._form.shown()]

    def answer(self) -> Answer:
        return answers.fill_form(self._request, self._form.content(), tuple(self._form.shown()))
