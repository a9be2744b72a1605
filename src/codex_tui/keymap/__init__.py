"""Every action of the application in one table: id, keys, scope, precedence, help.

Bindings, footer, help and the command palette are made from it, so a key is named in one place only. Keys
that terminals cannot tell from others (ctrl+h, ctrl+i, ctrl+m, ctrl+[) or that they keep for themselves
(ctrl+s, ctrl+q, ctrl+z) are never the only binding of an action; nor are alt+b and alt+f, which most terminals
send as the bytes of ctrl+left and ctrl+right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding, BindingType

from codex_tui.keymap.account import ACCOUNT
from codex_tui.keymap.action import SAME_WIDGET, Action, Scope
from codex_tui.keymap.around import AROUND
from codex_tui.keymap.board import BOARD
from codex_tui.keymap.changes import CHANGES
from codex_tui.keymap.chords import BETWEEN, parts
from codex_tui.keymap.compare import COMPARE
from codex_tui.keymap.composer import COMPOSER, EDITING, RECALL
from codex_tui.keymap.conversation import CONVERSATION
from codex_tui.keymap.dialogs import DIALOGS
from codex_tui.keymap.inbox import INBOX
from codex_tui.keymap.menus import MENUS
from codex_tui.keymap.models import MODELS
from codex_tui.keymap.permissions import PERMISSIONS
from codex_tui.keymap.queue import QUEUE
from codex_tui.keymap.requests import REQUESTS
from codex_tui.keymap.rules import RULES
from codex_tui.keymap.settings import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "ACTIONS",
    "SAME_WIDGET",
    "Action",
    "Scope",
    "arrows_in_words",
    "bindings",
    "bindings_at_once",
    "bound_by",
    "in_scope",
    "key_label",
    "keys_of",
    "speak_arrows_in_words",
    "spoken",
    "tell_enter_keys_apart",
]

ACTIONS: Mapping[str, Action] = {
    action.id: action
    for action in (
        *BOARD,
        *CONVERSATION,
        *QUEUE,
        *PERMISSIONS,
        *ACCOUNT,
        *COMPOSER,
        *MENUS,
        *EDITING,
        *RECALL,
        *REQUESTS,
        *INBOX,
        *CHANGES,
        *DIALOGS,
        *MODELS,
        *COMPARE,
        *RULES,
        *SETTINGS,
        *AROUND,
    )
}


def in_scope(*scopes: Scope) -> Iterator[Action]:
    """The actions of those scopes, in the order of the table."""
    return (action for action in ACTIONS.values() if action.scope in scopes)


def unbound(action_id: str) -> str:
    """Stands for the key of an action that has none, so that the settings can give it one. No key is called so."""
    return f"<{action_id}>"


def bindings(scope: Scope) -> list[BindingType]:
    """Textual bindings of a scope; the ids let the settings give other keys (`App.set_keymap`)."""
    return [
        Binding(
            action.keys or unbound(action.id),
            action.name,
            action.help,
            show=bool(action.footer),
            priority=action.priority,
            id=action.id,
        )
        for action in in_scope(scope)
    ]


def bound_by(kind: type) -> list[Action]:
    """The actions that a class of widgets or screens binds, and its bases do."""
    rows = [row for base in kind.__mro__ for row in vars(base).get("BINDINGS", ())]
    ids = [row.id or "" for row in rows if isinstance(row, Binding)]
    return [ACTIONS[id] for id in ids if id in ACTIONS]


def bindings_at_once(scope: Scope) -> list[BindingType]:
    """Bindings by which a list does what the keys of its screen mean, each before the next is given to anybody.

    As bindings of the screen they would wait until what came in the same breath had been given to the list too: "n"
    and "fix" would fork a thread.
    """
    return [
        Binding(
            action.keys or unbound(action.id),
            f"screen.at_once({action.name!r})",
            action.help,
            priority=True,
            id=action.id,
        )
        for action in in_scope(scope)
    ]


_SPOKEN = {
    "question_mark": "?",
    "asterisk": "*",
    "full_stop": ".",
    "comma": ",",
    "slash": "/",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "escape": "esc",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "left": "←",
    "right": "→",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "up": "↑",
    "down": "↓",
}


_ARROWS = frozenset({"left", "right", "up", "down"})
_in_words = False
"""Whether arrows are spoken by their names: a terminal without the signs shows every label of the process."""


def speak_arrows_in_words(in_words: bool) -> None:
    """Says in which way `spoken` says arrows from now on: by their names, or by signs that are no ASCII."""
    global _in_words
    _in_words = in_words


def arrows_in_words() -> bool:
    """Whether labels are spoken for a terminal that has ASCII only."""
    return _in_words


_enter_keys_apart = True
_LIKE_ENTER = ("shift+enter", "ctrl+enter", "ctrl+shift+enter")


def tell_enter_keys_apart(apart: bool) -> None:
    """Says whether the terminal of the process sends something else than enter for enter with shift or ctrl."""
    global _enter_keys_apart
    _enter_keys_apart = apart


def keys_of(action_id: str, remapped: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """All keys of an action as Textual names them; `remapped` are those that the settings give."""
    keys = (remapped or {}).get(action_id, ACTIONS[action_id].keys)
    return tuple(stripped for key in keys.split(",") if (stripped := key.strip()))


def spoken(key: str) -> str:
    """A key as people write it; of a chord both."""
    if BETWEEN in key:
        return BETWEEN.join(map(spoken, parts(key)))
    *modifiers, last = key.split("+")
    said = last if _in_words and last in _ARROWS else _SPOKEN.get(last, last)
    return "+".join((*modifiers, said))


def key_label(action_id: str, remapped: Mapping[str, str] | None = None) -> str:
    """The first key of an action that the terminal sends, as people write it; empty if it has none."""
    keys = keys_of(action_id, remapped)
    sent = (key for key in keys if _enter_keys_apart or key not in _LIKE_ENTER)
    return next(map(spoken, (*sent, *keys)), "")
