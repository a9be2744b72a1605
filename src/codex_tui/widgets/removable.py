"""A text area of which nothing is left once it is removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.widgets.whole_characters import WholeCharacters

if TYPE_CHECKING:
    from textual.reactive import Reactable


class RemovableArea(WholeCharacters, part=True):
    """Base of the text areas that come and go.

    Each watches the theme, and Textual lets go of who watched that only as the theme changes.
    """

    def on_unmount(self) -> None:
        watchers: dict[str, list[tuple[Reactable, object]]] = getattr(self.app, "__watchers", {})
        for watching in watchers.values():
            watching[:] = [one for one in watching if one[0] is not self]
