"""The rows of the command palette: what answers on a screen, and with a conversation the slash commands beside it.

Beside `app`. What several keys or commands do stands there once, with all their names.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from codex_tui.keymap import ACTIONS, Action, Scope, bound_by, in_scope, keys_of, spoken
from codex_tui.screens.palette import PaletteRow
from codex_tui.slash import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from textual.app import App
    from textual.dom import DOMNode
    from textual.screen import Screen

    from codex_tui.screens.conversation import ConversationScreen
    from codex_tui.slash import SlashCommand


class PaletteRows:
    """Makes the rows for one look at the palette.

    Args:
        app: where actions run.
        keys: keys that the settings give.
        without: ids of actions of the whole application that do nothing now.
    """

    def __init__(self, app: App[Any], keys: Mapping[str, str], without: Collection[str] = ()) -> None:
        self._app = app
        self._keys = keys
        self._without = without

    def of(self, screen: Screen[object], conversation: ConversationScreen | None) -> Sequence[PaletteRow]:
        """The rows of a screen; those of the conversation, where it is that screen, have its commands too."""
        made = self._commands(conversation) if conversation is not None else self._actions(screen)
        rows: dict[str, PaletteRow] = {}
        for row in (*made, *self._anywhere(named=conversation is not None)):
            if (there := rows.get(row.about)) is not None:
                keys = tuple(dict.fromkeys((*there.keys, *row.keys)))
                row = replace(there, keys=keys, also=(*there.also, *row.also))
            rows[row.about] = row
        return list(rows.values())

    def _actions(self, screen: Screen[object]) -> Iterator[PaletteRow]:
        """What the keys of a screen do that is no conversation, whichever screen it is."""
        for action in bound_by(type(screen)):
            yield self._row(action, screen)

    def _commands(self, conversation: ConversationScreen) -> Iterator[PaletteRow]:
        """Actions of the conversation, and what commands do beside them."""
        actions: list[tuple[Action, DOMNode]] = [
            (action, conversation) for action in in_scope(Scope.CONVERSATION)
        ]
        actions += [
            (action, conversation.transcript) for action in in_scope(Scope.TRANSCRIPT) if action.palette
        ]
        for action, namespace in actions:
            yield self._row(action, namespace, named=True)
        there = {action.id for action, _ in actions}
        for command in COMMANDS:
            scope = ACTIONS[command.action].scope if command.action else None
            if command.action not in there and scope is not Scope.APP:
                keys = self._spoken(command.action) if command.action else ()
                begin = partial(conversation.begin_command, command)
                yield PaletteRow(command.about, (*keys, command.usage), begin, _others(command))

    def _anywhere(self, *, named: bool) -> Iterator[PaletteRow]:
        for action in in_scope(Scope.APP):
            if action.id != "app.palette" and action.id not in self._without:
                yield self._row(action, self._app, named=named)

    def _row(self, action: Action, namespace: DOMNode, *, named: bool = False) -> PaletteRow:
        commands = [command for command in COMMANDS if command.action == action.id]
        names = tuple(f"/{command.name}" for command in commands)
        others = tuple(name for command in commands for name in _others(command))
        # By its command it is found where none can be typed, too, and by the word that the hints have for it.
        also = (*others, action.footer) if named else (*names, *others, action.footer)
        keys = (*self._spoken(action.id), *(names if named else ()))
        return PaletteRow(action.help, keys, partial(self._app.run_action, action.name, namespace), also)

    def _spoken(self, action_id: str) -> Sequence[str]:
        return [spoken(key) for key in keys_of(action_id, self._keys)]


def _others(command: SlashCommand) -> tuple[str, ...]:
    return tuple(f"/{name}" for name in command.aliases)
