"""The rows of the command palette: actions of the keymap that answer on a screen, and the slash commands beside them.

Beside `app`. What a slash command does by an action of the keymap stands there once, with its keys and its name.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import SystemCommand

from codex_tui.keymap import Action, Scope, in_scope, keys_of, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from textual.app import App
    from textual.dom import DOMNode

    from codex_tui.screens.conversation import ConversationScreen


class PaletteRows:
    """Makes the rows for one look at the palette.

    Args:
        app: where actions run.
        keys: keys that the settings give.
    """

    def __init__(self, app: App[Any], keys: Mapping[str, str]) -> None:
        self._app = app
        self._keys = keys
        self._names: dict[str, str] = {}

    def of(
        self, screen: DOMNode, scope: Scope, conversation: ConversationScreen | None
    ) -> Iterator[SystemCommand]:
        """The rows of a screen; with a conversation its commands, too."""
        from codex_tui.slash import COMMANDS  # the palette is opened after the first paint

        if conversation is not None:
            self._names = {command.action: f"/{command.name}" for command in COMMANDS if command.action}
        for action in in_scope(scope):
            yield self._row(action, screen)
        if conversation is not None:
            for action in in_scope(Scope.TRANSCRIPT):
                if action.palette:
                    yield self._row(action, conversation.transcript)
            for command in COMMANDS:
                if not command.action:
                    yield SystemCommand(
                        command.about, command.usage, partial(conversation.begin_command, command)
                    )
        for action in in_scope(Scope.APP):
            yield self._row(action, self._app)

    def _row(self, action: Action, namespace: DOMNode) -> SystemCommand:
        keys = [spoken(key) for key in keys_of(action.id, self._keys)]
        if name := self._names.get(action.id):
            keys.append(name)
        return SystemCommand(
            action.help, ", ".join(keys), partial(self._app.run_action, action.name, namespace)
        )
