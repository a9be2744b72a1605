"""A page of facts: sections of named facts, each with a few words beside it and more of it underneath, once opened."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Iterator


class Tone(str, Enum):
    """How loud words are; the values are tokens of the theme. What they mean is always said as a word, too."""

    PLAIN = ""
    QUIET = "$quiet"
    STRONG = "$strong"
    ACCENT = "$accent"
    GOOD = "$success"
    WARN = "$needs-you"
    BAD = "$error"


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of text in one tone."""

    text: SafeText
    tone: Tone = Tone.PLAIN


def words(text: str, tone: Tone = Tone.PLAIN) -> Words:
    """Words of any text, made safe."""
    return Words(SafeText(text), tone)


@dataclass(frozen=True, slots=True)
class Detail:
    """What stands under a fact that was opened: a name, if it has one, and a text."""

    text: SafeText
    label: SafeText = SafeText()
    tone: Tone = Tone.PLAIN


def detail(text: str, label: str = "", tone: Tone = Tone.PLAIN) -> Detail:
    """A detail of any text, made safe."""
    return Detail(SafeText(text), SafeText(label), tone)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known.

    Attributes:
        id: tells it from the others of its page, also when the page is made anew.
        title: what it is about.
        words: what is known, the pieces separated by dots.
        details: more of it.
    """

    id: str
    title: SafeText
    words: tuple[Words, ...] = ()
    details: tuple[Detail, ...] = ()

    @property
    def value(self) -> str:
        """What is known, as plain text."""
        return " · ".join(piece.text for piece in self.words)

    def plain(self) -> Iterator[str]:
        """All of it, line by line."""
        yield f"{self.title}: {self.value}" if self.words else self.title
        for one in self.details:
            yield f"  {one.label}: {one.text}" if one.label else f"  {one.text}"


def fact(id: str, title: str, *pieces: Words | str, details: tuple[Detail, ...] = ()) -> Fact:
    """A fact of any texts, made safe; pieces that are empty are left out."""
    made = (piece if isinstance(piece, Words) else words(piece) for piece in pieces)
    return Fact(id, SafeText(title), tuple(piece for piece in made if piece.text), details)


@dataclass(frozen=True, slots=True)
class Section:
    """Facts under a heading; `remarks` stand before them, as where there are none."""

    title: str
    facts: tuple[Fact, ...] = ()
    remarks: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """What a screen shows."""

    sections: tuple[Section, ...] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(one for section in self.sections for one in section.facts)

    def plain(self) -> str:
        """The whole page as text, as for a report."""
        parts: list[str] = []
        for section in self.sections:
            lines = [section.title, *(remark.text for remark in section.remarks)]
            lines += [line for one in section.facts for line in one.plain()]
            parts.append("\n".join(lines))
        return "\n\n".join(parts) + "\n"
