"""What a person notes while reading changes: comments on lines, and files that were looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from codex_tui.model.keys import ThreadKey


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a diff.

    Attributes:
        path: of the file, as the thread's folder sees it.
        number: of the line; 0 where it has none.
        sign: ``+``, ``-`` or a space: which file the number counts in.
        quote: the line itself. With another text there it is another line.
    """

    path: str
    number: int
    sign: str
    quote: str


@dataclass(frozen=True, slots=True)
class Comment:
    """What a person has to say about a line, and has not sent yet."""

    place: Place
    text: str


def message_of(comments: Sequence[Comment]) -> str:
    """All comments as one message to the model: file and line, the line itself as a quote, and what is said of it."""
    parts = ["Comments on the changes:" if len(comments) > 1 else "A comment on the changes:"]
    for comment in comments:
        place = comment.place
        line = f":{place.number}" if place.number else ""
        removed = " (removed line)" if place.sign == "-" else ""
        parts.append(f"{place.path}{line}{removed}\n> {place.sign}{place.quote}\n{comment.text.strip()}")
    return "\n\n".join(parts)


class DiffComments:
    """Notes by thread. Comments stay until they are sent; what was looked at is forgotten with the process."""

    def __init__(self) -> None:
        self._comments: dict[ThreadKey, list[Comment]] = {}
        self._viewed: dict[tuple[ThreadKey, str], int] = {}

    def comments(self, thread: ThreadKey) -> Sequence[Comment]:
        """Comments that were not sent, in the order in which they were written."""
        if thread not in self._comments:
            self._comments[thread] = self._read(thread)
        return tuple(self._comments[thread])

    def put(self, thread: ThreadKey, place: Place, text: str) -> None:
        """Keeps a comment in the place of the one that the line has; an empty one takes that away."""
        comments = list(self.comments(thread))
        index = next((at for at, one in enumerate(comments) if one.place == place), None)
        if not text.strip():
            if index is not None:
                del comments[index]
        elif index is None:
            comments.append(Comment(place, text))
        else:
            comments[index] = replace(comments[index], text=text)
        self._comments[thread] = comments
        self._kept(thread)

    def take(self, thread: ThreadKey) -> Sequence[Comment]:
        """Gives all comments of a thread, and forgets them."""
        comments = self.comments(thread)
        self._comments[thread] = []
        self._kept(thread)
        return comments

    def is_viewed(self, thread: ThreadKey, path: str, mark: Callable[[], int]) -> bool:
        """Whether a file was looked at as it is now; `mark` is asked for only where it was looked at at all."""
        known = self._viewed.get((thread, path))
        return known is not None and known == mark()

    def set_viewed(self, thread: ThreadKey, path: str, mark: int | None) -> None:
        """Marks a file as looked at in this state, or with None as not."""
        if mark is None:
            self._viewed.pop((thread, path), None)
        else:
            self._viewed[thread, path] = mark

    # --- for what keeps them on disk --------------------------------------------------------------------------

    def _read(self, thread: ThreadKey) -> list[Comment]:
        return []

    def _kept(self, thread: ThreadKey) -> None:
        """Called when the comments of a thread changed."""
