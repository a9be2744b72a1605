"""The line of keys at the bottom of a screen, made from the keymap.

It takes the width it gets: hints drop out from the right, the last of them (how to get help) stays longest. A
click on a hint presses its key. A short sentence can take the place of the hints for some seconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from codex_tui.keymap import ACTIONS, arrows_in_words, key_label, keys_of
from codex_tui.widgets.texts import clip, in_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual import events
    from textual.geometry import Size
    from textual.timer import Timer

    from codex_tui.model.safe_text import SafeText

_GAP = "  "
_SENTENCE_STAYS = 6.0
"""Seconds."""
_SENTENCE_LINES = 3
"""As many as the stylesheet has; what is longer than that goes on behind a mark."""


class _Hint(NamedTuple):
    action: str
    key: str
    label: str

    @property
    def width(self) -> int:
        return cell_len(f"{self.key} {self.label}")


class KeyHints(Widget):
    """Hints for some actions, by their ids.

    Args:
        keys: keys that the settings give.
        lines: as many as the hints may take.
        id: of the widget.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-hints--key", "key-hints--said", "key-hints--problem"}

    def __init__(
        self,
        actions: Sequence[str],
        *,
        keys: Mapping[str, str] | None = None,
        lines: int = 1,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._lines = lines
        self._keys = keys if keys is not None else {}  # the very same, which may be filled later
        self._wanted: tuple[tuple[str, str], ...] = ()
        self._lead = ""
        self._said: tuple[SafeText, bool] | None = None
        self._silence: Timer | None = None
        self.show(actions)

    def show(
        self, actions: Sequence[str], labels: Mapping[str, str] | None = None, *, lead: str = ""
    ) -> None:
        """Shows other hints, after `lead`; `labels` replaces the footer's words of single actions."""
        wanted = tuple((action, (labels or {}).get(action, ACTIONS[action].footer)) for action in actions)
        if (wanted, lead) != (self._wanted, self._lead):
            self._wanted, self._lead = wanted, lead
            self.refresh(layout=self._lines > 1)

    @property
    def _hints(self) -> list[_Hint]:
        """With the keys as they are now; an action without a key has no hint."""
        return [
            _Hint(action, key, label)
            for action, label in self._wanted
            if (key := key_label(action, self._keys))
        ]

    def say(self, text: SafeText, *, problem: bool = False) -> None:
        """Shows a sentence in the place of the hints for some seconds."""
        self._said = (text, problem)
        if self._silence is not None:
            self._silence.stop()
        self._silence = self.set_timer(_SENTENCE_STAYS, self.hush)
        self.set_class(True, "-said")
        self.refresh(layout=True)

    def hush(self) -> None:
        """Shows the hints again."""
        if self._said is not None:
            self._said = None
            self.set_class(False, "-said")
            self.refresh(layout=True)

    def rows(self, width: int) -> list[list[_Hint]]:
        """The hints line by line, as far as a width has room for them: the first ones, and always the last."""
        rows: list[list[_Hint]] = []
        left = self._hints
        while len(rows) < self._lines - 1 and left:
            fits = _first(left, width)
            rows.append(fits or left[:1])
            left = left[len(rows[-1]) :]
        return [*rows, self._fitting(left, width)] if left or not rows else rows

    @staticmethod
    def _fitting(hints: Sequence[_Hint], width: int) -> list[_Hint]:
        if not hints:
            return []
        *others, last = hints
        return [*_first(others, width - last.width - len(_GAP)), last]

    def render(self) -> Content:
        if self._said is not None:
            text, problem = self._said
            style = self.get_visual_style("key-hints--problem" if problem else "key-hints--said")
            return Content.styled(_in_lines(text, self.content_size.width), style)
        key_style = self.get_visual_style("key-hints--key", partial=True)
        lead = [Content.styled(self._lead, self.get_visual_style("key-hints--said"))] if self._lead else []
        lines: list[Content] = []
        for row in self.rows(self.content_size.width - self._before):
            hints = [Content.styled(hint.key, key_style) + Content(f" {hint.label}") for hint in row]
            lines.append(Content(_GAP).join([*lead, *hints] if not lines else hints))
        return Content("\n").join(lines)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        if self._said is not None or self._lines == 1:
            return super().get_content_height(container, viewport, width)
        return len(self.rows(width - self._before))

    @property
    def _before(self) -> int:
        """Columns before the first hint."""
        return cell_len(self._lead) + len(_GAP) if self._lead else 0

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or self._said is not None:
            return
        start = self._before
        rows = self.rows(self.content_size.width - start)
        if offset.y:
            start = 0
        for hint in rows[offset.y] if offset.y < len(rows) else ():
            if start <= offset.x < start + hint.width:
                self.app.simulate_key(keys_of(hint.action, self._keys)[0])
                return
            start += hint.width + len(_GAP)


def _first(hints: Sequence[_Hint], width: int) -> list[_Hint]:
    """As many of the first hints as a width has room for."""
    end, taken = 0, 0
    for hint in hints:
        end += hint.width + (len(_GAP) if taken else 0)
        if end > width:
            break
        taken += 1
    return list(hints[:taken])


def _in_lines(text: str, width: int) -> str:
    """A sentence in as many lines as it may have."""
    words = in_words(" ".join(text.split()))
    lines = [line.plain for line in Content(words).wrap(width)] if width else []
    if len(lines) <= _SENTENCE_LINES:
        return words
    *first, last = lines[:_SENTENCE_LINES]
    return "\n".join((*first, clip(f"{last} {lines[_SENTENCE_LINES]}", width, arrows_in_words())))
