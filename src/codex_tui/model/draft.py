"""A draft: the text of the composer, and the elements in it that are one piece each. Pure; under composer and store.

An element stands in the text by its label and is never cut: an edit that would touch a part of it takes all of it, and
nothing is typed into it. What is sent is `Draft.expanded`, the text with each element's own; `draft_input` makes the
server's input of it.

A menu puts an element in by the composer's `put(draft, start, end)`: the text between two offsets (what was typed to
find it, such as ``@ma``) gives way to the element's label, one step of undoing. Everything that takes a prompt takes a
`Draft`; a plain text becomes one by `draft_of`, an element by `of_element`.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from codex_tui.model.draft_elements import Element


class Placed(NamedTuple):
    """An element and where its label begins, in characters."""

    start: int
    element: Element

    @property
    def end(self) -> int:
        return self.start + len(self.element.label)


Places = tuple[Placed, ...]
"""The elements of a text in their order; no two touch the same character."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A text and its elements.

    Raises:
        ValueError: an element is not where the text has its label, or two overlap.
    """

    text: SafeText = SafeText("")
    places: Places = ()

    def __post_init__(self) -> None:
        end = 0
        for place in self.places:
            if place.start < end or self.text[place.start : place.end] != place.element.label:
                raise ValueError(f"no element {place.element.label!r} at {place.start}")
            end = place.end

    @property
    def elements(self) -> tuple[Element, ...]:
        return tuple(place.element for place in self.places)

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to send."""
        return not self.text.strip()

    @property
    def has_images(self) -> bool:
        if not self.places:
            return False
        from codex_tui.model.draft_elements import AttachedImage  # not before there is an element

        return any(isinstance(element, AttachedImage) for element in self.elements)

    @property
    def expanded(self) -> str:
        """The text with what each element stands for."""
        return "".join(text for text, _ in self.pieces())

    def pieces(self) -> Iterator[tuple[str, Element | None]]:
        """What is sent, piece by piece: text between elements, and the text of each element with it."""
        at = 0
        for place in self.places:
            if at < place.start:
                yield self.text[at : place.start], None
            yield place.element.sent, place.element
            at = place.end
        if at < len(self.text):
            yield self.text[at:], None

    def replaced(self, start: int, end: int, by: Draft) -> Draft:
        """With another draft in the place of a range, which grows to whole elements."""
        start, end = widened(self.places, start, end)
        return Draft(
            SafeText(self.text[:start] + by.text + self.text[end:]),
            moved(self.places, start, end, len(by.text), by.places),
        )

    def part(self, start: int, end: int) -> Draft:
        """A range of it, grown to whole elements."""
        start, end = widened(self.places, start, end)
        return Draft(
            SafeText(self.text[start:end]),
            tuple(
                Placed(place.start - start, place.element)
                for place in self.places
                if start <= place.start and place.end <= end
            ),
        )

    def trimmed(self) -> Draft:
        """Without blank ends, as it is sent."""
        start = len(self.text) - len(self.text.lstrip("\n"))
        return self.part(start, max(start, len(self.text.rstrip())))

    def before(self, other: Draft) -> Draft:
        """This one, and on the next line the other; either alone where the other one is blank."""
        if other.is_blank:
            return self
        return joined((self, draft_of("\n"), other)).numbered() if self.text else other

    def numbered(self) -> Draft:
        """With pastes and images counted in the order in which they stand."""
        draft = self
        for place in reversed(numbers_off(self.places)):
            old = self.places[bisect_right(self.places, place.start, key=_start) - 1]
            draft = draft.replaced(old.start, old.end, of_element(place.element))
        return draft

    def settled(self) -> Draft:
        """With what nobody has looked at yet as plain text."""
        if not self.places:
            return self
        from codex_tui.model.draft_elements import PastedPath  # not before there is an element

        return Draft(
            self.text, tuple(place for place in self.places if not isinstance(place.element, PastedPath))
        )

    def folded_again(self, edited: str) -> Draft:
        """What became of the expanded text in an editor: elements whose text is still there are elements again."""
        text = SafeText(edited)
        places: list[Placed] = []
        built, at = "", 0
        for element in self.elements:
            found = text.find(element.sent, at)
            if found < 0 or not element.sent:
                continue
            built += text[at:found]
            places.append(Placed(len(built), element))
            built += element.label
            at = found + len(element.sent)
        return Draft(SafeText(built + text[at:]), tuple(places)).numbered()


MOST_CHARACTERS = 1_048_576
"""The server takes no longer prompt."""


def too_long(draft: Draft) -> str:
    """Why a draft cannot be sent, if it has more text than the server takes."""
    count = sum(len(text) for text, _ in draft.pieces())
    if count <= MOST_CHARACTERS:
        return ""
    return f"Not sent: {count:,} characters, but the server takes {MOST_CHARACTERS:,}: mention a file instead"


def draft_of(text: str | Draft) -> Draft:
    """A plain text as a draft; a draft as it is."""
    return text if isinstance(text, Draft) else Draft(SafeText(text))


def of_element(element: Element) -> Draft:
    """A draft of one element alone."""
    return Draft(SafeText(element.label), (Placed(0, element),))


def joined(drafts: Iterable[Draft]) -> Draft:
    """Several, one directly behind the other."""
    return reduce(lambda one, other: one.replaced(len(one.text), len(one.text), other), drafts, Draft())


# --- places of elements while a text is edited ---


def _start(place: Placed) -> int:
    return place.start


def element_at(places: Places, offset: int) -> Placed | None:
    """The element that has an offset strictly inside of its label."""
    number = bisect_right(places, offset, key=_start) - 1
    if number < 0:
        return None
    place = places[number]
    return place if place.start < offset < place.end else None


def widened(places: Places, start: int, end: int) -> tuple[int, int]:
    """A range grown to whole elements; an empty one inside of an element goes behind it."""
    start, end = min(start, end), max(start, end)
    if start == end:
        inside = element_at(places, start)
        return (start, end) if inside is None else (inside.end, inside.end)
    if (first := element_at(places, start)) is not None:
        start = first.start
    if (last := element_at(places, end)) is not None:
        end = last.end
    return start, end


def moved(places: Places, start: int, end: int, length: int, new: Places = ()) -> Places:
    """Where elements are once a range (widened) gave way to so many characters, with elements of their own."""
    shift = length - (end - start)
    return (
        *(place for place in places if place.end <= start),
        *(Placed(start + place.start, place.element) for place in new),
        *(Placed(place.start + shift, place.element) for place in places if place.start >= end),
    )


def numbers_off(places: Places) -> Places:
    """The pastes and images whose number is not the one of their order, each with the right one, where they stand."""
    if not places:
        return ()
    from codex_tui.model.draft_elements import AttachedImage, PastedText  # not before there is an element

    counts = {PastedText: 0, AttachedImage: 0}
    wrong: list[Placed] = []
    for place in places:
        element = place.element
        if isinstance(element, (PastedText, AttachedImage)):
            counts[type(element)] += 1
            number = counts[type(element)]
            if element.number != number:
                wrong.append(Placed(place.start, replace(element, number=number)))
    return tuple(wrong)
