"""What a terminal answers is taken out of what is typed. Pure, and light: standard library only; under the driver."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable


class TakenOut:
    """Goes through what is typed, piece by piece.

    Args:
        answer: what an answer looks like.
        begun: what a piece looks like at its end that may end with the beginning of one.
        heard: called with each answer.
        lone: whether an escape alone may begin one now, where `begun` wants more: a key of that name waits a moment
            for it.
    """

    def __init__(
        self,
        answer: re.Pattern[str],
        begun: re.Pattern[str],
        heard: Callable[[re.Match[str]], object],
        lone: Callable[[], bool] = lambda: False,
    ) -> None:
        self._answer = answer
        self._is_begun = begun
        self._heard = heard
        self._lone = lone
        self._begun = ""

    def rewrite(self, piece: str) -> str:
        """The same without answers; what may be the beginning of one is held back until more comes, or nothing does."""
        text, self._begun = self._begun + piece, ""
        if "\x1b" not in text:
            return text
        text = self._answer.sub(self._take, text)
        if (begun := self._is_begun.search(text)) is not None:
            self._begun = begun.group()
        elif text.endswith("\x1b") and self._lone():
            self._begun = "\x1b"
        return text[: len(text) - len(self._begun)]

    def silence(self) -> str:
        """What was held back, as nothing followed: it was typed."""
        begun, self._begun = self._begun, ""
        return begun

    def _take(self, answer: re.Match[str]) -> str:
        self._heard(answer)
        return ""
