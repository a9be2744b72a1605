"""A line that filters a list as one types, and leaves to the screen what is no part of a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.keymap import Scope, in_scope, keys_of
from codex_tui.widgets.line_input import LineInput

if TYPE_CHECKING:
    from collections.abc import Mapping


class FilterInput(LineInput):
    """Every letter is one of the filter; a screen may have the blank for a key of its own.

    Args:
        scope: the keys that the line leaves to its screen.
        keys: keys that the settings give to actions.
        id: of the widget.
    """

    def __init__(self, scope: Scope, *, keys: Mapping[str, str], id: str | None = None) -> None:
        super().__init__(placeholder="filter", id=id, compact=True)
        self._left = frozenset(key for action in in_scope(scope) for key in keys_of(action.id, keys))

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        return key not in self._left and super().check_consume_key(key, character)
