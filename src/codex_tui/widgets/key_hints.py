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
    """Hints for some actions, by their ids; `keys` are keys that the settings give."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-hints--key", "key-hints--said", "key-hints--problem"}

    def __init__(
        self, actions: Sequence[str], *, keys: Mapping[str, str] | None = None, id: str | None = None
    ) -> None:
        super().__init__(id=id)
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
            self.refresh()

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

    def fitting(self, width: int) -> list[_Hint]:
        """The hints that a width has room for: the first ones, and always the last."""
        hints = self._hints
        if not hints:
            return []
        *others, last = hints
        room = width - last.width
        chosen: list[_Hint] = []
        for hint in others:
            room -= hint.width + len(_GAP)
            if room < 0:
                break
            chosen.append(hint)
        return [*chosen, last]

    def render(self) -> Content:
        if self._said is not None:
            text, problem = self._said
            style = self.get_visual_style("key-hints--problem" if problem else "key-hints--said")
            return Content.styled(_in_lines(text, self.content_size.width), style)
        key_style = self.get_visual_style("key-hints--key", partial=True)
        lead = [Content.styled(self._lead, self.get_visual_style("key-hints--said"))] if self._lead else []
        return Content(_GAP).join(
            [
                *lead,
                *(
                    Content.styled(hint.key, key_style) + Content(f" {hint.label}")
                    for hint in self.fitting(self.content_size.width - self._before)
                ),
            ]
        )

    @property
    def _before(self) -> int:
        """Columns before the first hint."""
        return cell_len(self._lead) + len(_GAP) if self._lead else 0

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or self._said is not None:
            return
        start = self._before
        for hint in self.fitting(self.content_size.width - start):
            if start <= offset.x < start + hint.width:
                self.app.simulate_key(keys_of(hint.action, self._keys)[0])
                return
            start += hint.width + len(_GAP)


def _in_lines(text: str, width: int) -> str:
    """A sentence in as many lines as it may have."""
    words = in_words(" ".join(text.split()))
    lines = [line.plain for line in Content(words).wrap(width)] if width else []
    if len(lines) <= _SENTENCE_LINES:
        return words
    *first, last = lines[:_SENTENCE_LINES]
    return "\n".join((*first, clip(f"{last} {lines[_SENTENCE_LINES]}", width, arrows_in_words())))
