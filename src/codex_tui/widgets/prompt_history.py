"""Walking through earlier prompts with up and down, as pure state under the composer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


Prompt = TypeVar("Prompt")


class HistoryWalk(Generic[Prompt]):
    """Where a person is between the draft (the newest position) and the oldest prompt.

    What was changed on a recalled prompt, and the draft itself, is kept until `reset`: walking loses nothing.

    Args:
        entries: gives the earlier prompts, oldest first; asked once at the start of each walk.
    """

    def __init__(self, entries: Callable[[], Sequence[Prompt]]) -> None:
        self._read = entries
        self._entries: Sequence[Prompt] = ()
        self._edited: dict[int, Prompt] = {}
        self._position: int | None = None

    @property
    def walking(self) -> bool:
        """Whether something older than the draft is shown."""
        return self._position is not None and self._position < len(self._entries)

    @property
    def draft(self) -> Prompt | None:
        """What was being written as the walk began, while something older is shown; else None."""
        return self._edited.get(len(self._entries)) if self.walking else None

    def draft_behind(self, current: Prompt) -> Prompt | None:
        """What was being written, while an earlier prompt is shown as it was sent; else None."""
        position = self._position
        if position is None or position >= len(self._entries) or current != self._entries[position]:
            return None
        return self.draft

    def older(self, current: Prompt) -> Prompt | None:
        """The prompt before the one that is shown; None at the oldest."""
        if self._position is None:
            self._entries = self._read()
            self._position = len(self._entries)
        return self._move(current, -1)

    def newer(self, current: Prompt) -> Prompt | None:
        """The prompt after the one that is shown, at last the draft; None there."""
        return self._move(current, 1)

    def reset(self) -> None:
        """Ends the walk, as when the text was sent or cleared."""
        self._position = None
        self._edited.clear()

    def _move(self, current: Prompt, step: int) -> Prompt | None:
        if self._position is None:
            return None
        self._edited[self._position] = current
        position = self._position + step
        while 0 <= position <= len(self._entries):
            prompt = self._edited.get(position)
            if prompt is None and position < len(self._entries):
                prompt = self._entries[position]
            # The same prompt sent twice in a row would look as if the key did nothing.
            if prompt is not None and (prompt != current or position == len(self._entries)):
                self._position = position
                return prompt
            position += step
        return None
