"""After the first key of a chord: which keys may follow and what they do, over the last lines of the screen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

from codex_tui.keymap import spoken
from codex_tui.widgets.line_parts import QUIET, STRONG

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from textual.geometry import Size

_GAP = "  "
_KEY = "$footer-key-foreground"
_MOST_LINES = 4
_CLAUSE = re.compile(r"\s*[,;:(]")
"""What ends what is needed to know an action by."""


class ChordHint(Widget):
    """Lies over the line of hints.

    Args:
        first: the key that was pressed.
        following: what each of the keys that may follow does.
        ascii_only: draw with ASCII.
    """

    def __init__(self, first: str, following: Mapping[str, str], *, ascii_only: bool) -> None:
        super().__init__()
        self._first = first
        self._ascii_only = ascii_only
        self._keys: dict[str, list[str]] = {}
        """The keys that may follow, by what they do."""
        for key, does in following.items():
            self._keys.setdefault(_CLAUSE.split(does, maxsplit=1)[0], []).append(spoken(key))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def render(self) -> Content:
        return Content("\n").join(self._lines(self.content_size.width))

    def _lines(self, width: int) -> list[Content]:
        """As many lines as there are keys to tell of, the way out always in the last one."""
        *following, last = self._parts()
        lines = [Content.styled(spoken(self._first), STRONG)]
        for part in following:
            room = width - lines[-1].cell_length - len(_GAP)
            if part.cell_length > room and len(lines) < _MOST_LINES:
                lines.append(Content(""))
                room = width - len(_GAP)
            if len(lines) == _MOST_LINES and part.cell_length + len(_GAP) + last.cell_length > room:
                break
            lines[-1] = Content(_GAP).join([lines[-1], part.truncate(room, ellipsis=not self._ascii_only)])
        if lines[-1].cell_length + len(_GAP) + last.cell_length > width:
            lines.append(Content(""))
        lines[-1] = Content(_GAP).join([lines[-1], last])
        return lines

    def _parts(self) -> Iterator[Content]:
        for does, keys in self._keys.items():
            yield Content.assemble((", ".join(keys), _KEY), f" {does}")
        yield Content.assemble((spoken("escape"), _KEY), (" cancel", QUIET))
