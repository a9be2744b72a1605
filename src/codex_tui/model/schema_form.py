"""A form that an MCP server asks to be filled in, while a person fills it in: entries, what is wrong, the answer.

Lives in memory only. Nothing is sent but what the fields show, and nothing while a field is wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_tui.model.field_checks import NO, NOTHING, YES, Entry, NotAllowedError, value_of
from codex_tui.model.safe_text import SafeText
from codex_tui.model.schema_fields import Field, FieldKind, fields_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_TYPED = (FieldKind.TEXT, FieldKind.INTEGER, FieldKind.NUMBER, FieldKind.JSON)
_MANY = FieldKind.SOME_OF


class SchemaForm:
    """The fields of a schema and what stands in them; begins with what the server proposes."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.fields = fields_of(schema)
        self.at = 0
        """The field that is looked at; one past the last is the row that sends."""
        self._proposed = [_proposal(field) for field in self.fields]
        self._entries = list(self._proposed)

    def entry(self, number: int) -> Entry:
        return self._entries[number]

    def write(self, number: int, text: str) -> None:
        """Puts a text into a field that takes one."""
        self._entries[number] = Entry(text=text)

    def choose(self, number: int, choice: int) -> None:
        """Chooses, where one is chosen; where several can be, adds it or takes it away.

        What need not be given is taken away by choosing it again.
        """
        field, chosen = self.fields[number], self._entries[number].chosen
        if field.kind is _MANY:
            self._entries[number] = Entry(chosen=chosen ^ {choice})
        elif choice in chosen and not field.required:
            self._entries[number] = Entry()
        else:
            self._entries[number] = Entry(chosen=frozenset({choice}))

    def problem(self, number: int) -> str:
        """What is wrong with a field; empty if nothing is."""
        try:
            value_of(self.fields[number], self._entries[number])
        except NotAllowedError as error:
            return str(error)
        return ""

    def first_problem(self) -> int | None:
        """The first field that cannot be sent as it is."""
        return next((number for number in range(len(self.fields)) if self.problem(number)), None)

    def content(self) -> dict[str, Any]:
        """The values by the names of their fields; those left empty are left out.

        Raises:
            NotAllowedError: a field is wrong.
        """
        content: dict[str, Any] = {}
        for field, entry in zip(self.fields, self._entries, strict=True):
            value = value_of(field, entry)
            if field.raw_name is None:
                return dict(value)
            if value is not NOTHING:
                content[field.raw_name] = value
        return content

    def shown(self) -> list[tuple[SafeText, SafeText]]:
        """Title and value, for people, of each field that is not empty."""
        rows = []
        for field, entry in zip(self.fields, self._entries, strict=True):
            words = SafeText(entry.text) or SafeText(", ".join(_names(field, entry)))
            if words:
                rows.append((field.title, words))
        return rows

    def proposed_text(self, number: int) -> SafeText:
        """What the server would have typed into a field."""
        return SafeText(self._proposed[number].text)

    def forget_secrets(self) -> None:
        """There are none: MCP servers must not ask for secrets in forms."""

    def typed(self) -> str:
        """What a person wrote here and would have to write again, as text; empty if there is nothing of that kind."""
        written = [
            (field.title, entry.text)
            for field, entry, proposed in zip(self.fields, self._entries, self._proposed, strict=True)
            if entry.text.strip() and entry.text != proposed.text
        ]
        if len(written) == 1:
            return written[0][1]
        return "\n".join(f"{title}: {text}" for title, text in written)


def titles_of(field: Field) -> Sequence[SafeText]:
    """The choices of a field as people read them."""
    if field.kind is FieldKind.YES_NO:
        return (SafeText("yes"), SafeText("no"))
    return tuple(choice.title for choice in field.choices)


def is_typed(field: Field) -> bool:
    """Whether its value is typed rather than chosen."""
    return field.kind in _TYPED


def _names(field: Field, entry: Entry) -> list[SafeText]:
    titles = titles_of(field)
    return [titles[number] for number in sorted(entry.chosen)]


def _proposal(field: Field) -> Entry:
    """What the server would have in the field. Hidden characters in it are shown, and sent as they are shown."""
    value = field.raw_default
    if value is None:
        return Entry()
    if field.kind is FieldKind.YES_NO:
        return Entry(chosen=frozenset({YES if value else NO})) if isinstance(value, bool) else Entry()
    if field.kind is FieldKind.ONE_OF:
        return Entry(chosen=frozenset(_positions(field, [value])[:1]))
    if field.kind is FieldKind.SOME_OF:
        return Entry(chosen=frozenset(_positions(field, value if isinstance(value, list) else [])))
    return Entry(SafeText(_written(field, value)))


def _written(field: Field, value: Any) -> str:
    if field.kind is FieldKind.TEXT:
        return value if isinstance(value, str) else ""
    if field.kind is FieldKind.JSON:
        import json  # hardly ever needed

        return json.dumps(value, ensure_ascii=False)
    return _plain_number(value)


def _plain_number(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    # The server sends every number of a schema as a float.
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _positions(field: Field, values: Sequence[Any]) -> list[int]:
    raw = [choice.raw for choice in field.choices]
    # True is no 1 in JSON.
    return [
        number
        for number, one in enumerate(raw)
        if any(type(one) is type(value) and one == value for value in values)
    ]
