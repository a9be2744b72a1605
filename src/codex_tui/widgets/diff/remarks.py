"""Where the comments on a file stand in it: the file goes on being changed after they were written.

A comment belongs to what its line says. With that text at another number the line has moved, and the comment with it;
without it the line is gone, and the comment is kept apart, so that it can be read, changed and deleted before it is
sent.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from codex_tui.model.diff_comments import Comment, Place
    from codex_tui.widgets.diff.document import Document


class Remarks:
    """What was said about one file, by line.

    Attributes:
        unplaced: comments on lines that are not there.

    Args:
        document: the file; its lines are read only if something was said about one.
        path: as people see it.
        comments: on whatever file.
    """

    def __init__(self, document: Document, path: str, comments: Iterable[Comment]) -> None:
        self._by_place: dict[Place, list[Comment]] = {}
        unplaced: list[Comment] = []
        here = [comment for comment in comments if comment.place.path == path]
        numbers = _numbers(document, {(one.place.sign, one.place.quote) for one in here})
        for comment in here:
            place = comment.place
            found = numbers.get((place.sign, place.quote), [])
            if place.number not in found and not place.quote.strip():
                found = []  # one blank line is like another
            if found:
                _, nearest = min((abs(number - place.number), number) for number in found)
                self._by_place.setdefault(replace(place, number=nearest), []).append(comment)
            else:
                unplaced.append(comment)
        self.unplaced: Sequence[Comment] = tuple(unplaced)

    def at(self, place: Place) -> Sequence[Comment]:
        """What was said about a line, in the order in which it was written."""
        return self._by_place.get(place, ())


def _numbers(document: Document, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], list[int]]:
    """By sign and text, the numbers of the lines that are so."""
    numbers: dict[tuple[str, str], list[int]] = {}
    if not wanted:
        return numbers
    for lines in document.hunks:
        for line in lines.lines:
            key = (line.kind.value, line.text)
            if key in wanted:
                numbers.setdefault(key, []).append(line.number or 0)
    return numbers
