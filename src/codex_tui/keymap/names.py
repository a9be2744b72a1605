"""Names of keys: as people write them, as Textual has them, and which of them a terminal can send."""

from __future__ import annotations

from textual.keys import Keys, _character_to_key

from codex_tui.keymap.chords import BETWEEN, parts

_MODIFIERS = {
    **dict.fromkeys(("ctrl", "control", "c", "^"), "ctrl"),
    **dict.fromkeys(("alt", "meta", "option", "opt", "m"), "alt"),
    **dict.fromkeys(("shift", "s"), "shift"),
    **dict.fromkeys(("super", "cmd", "command", "win"), "super"),
    "hyper": "hyper",
}
_ALIASES = {
    **{
        "esc": "escape",
        "return": "enter",
        "cr": "enter",
        "bs": "backspace",
        "del": "delete",
        "ins": "insert",
    },
    **{"pgup": "pageup", "pgdn": "pagedown", "page_up": "pageup", "page_down": "pagedown"},
    **{"spacebar": "space", "←": "left", "→": "right", "↑": "up", "↓": "down", "dot": "full_stop"},
    **{"comma": "comma", "period": "full_stop", "hash": "number_sign", "pipe": "vertical_line"},
}
_NAMED = frozenset(
    {key.value for key in Keys if "+" not in key.value and not key.value.startswith("<")} - {"return"}
    | {"space", "tab", "enter", "backspace", "escape"}
)
_PUNCTUATION = {_character_to_key(sign): sign for sign in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"}
"""Signs by the name that Textual gives their keys."""

_ANOTHER = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+left_square_bracket": "esc",
    "ctrl+h": "backspace",
    "alt+b": "ctrl+←",
    "alt+f": "ctrl+→",
}
"""What most terminals send as something else, by what arrives here."""
_OF_CHORD = 2
"""Keys of a chord."""
_KEPT = frozenset({"ctrl+s", "ctrl+q", "ctrl+z"})
_WITH_CTRL = frozenset(
    {"space", "at", "backslash", "right_square_bracket", "circumflex_accent", "underscore"}
)
"""Beside letters, all that has a code of its own together with ctrl."""
_MOVING = frozenset({"left", "right", "up", "down", "home", "end", "insert", "delete", "pageup", "pagedown"})


def normal(written: str) -> str | None:
    """A key as Textual names it, of a chord both, from what a person wrote; None if there is no such key."""
    keys = written.split()
    if len(keys) == _OF_CHORD:
        both = tuple(map(_one, keys))
        return None if None in both else BETWEEN.join(filter(None, both))
    return _one(keys[0]) if len(keys) == 1 else None


def _one(text: str) -> str | None:
    head, last = _split(text)
    modifiers: set[str] = set()
    for name in head:
        modifier = _MODIFIERS.get(name.lower())
        if modifier is None:
            return None
        modifiers.add(modifier)
    found = _last(last)
    if found is None:
        return None
    name = found
    if len(name) == 1 and name.isalpha() and modifiers:
        name = name.lower()  # Ctrl+O is what most people write for it; shift has to be named
        if modifiers == {"shift"}:
            return name.upper()
    return "+".join((*sorted(modifiers), name))


def _split(text: str) -> tuple[list[str], str]:
    """The modifiers, and the key: `+` itself may be that."""
    if text == "+" or text.endswith("++"):
        return [part for part in text[:-1].split("+") if part], "+"
    if "+" not in text and len(text) > 2 and text[1] == "-" and text[0] in "CMS":
        return [text[0]], text[2:]  # as Emacs and vim write C-x
    *head, last = text.split("+")
    return head, last


def _last(name: str) -> str | None:
    if len(name) == 1 and name not in _ALIASES:
        return _character_to_key(name) if name.isprintable() and name != " " else None
    lowered = name.lower()
    lowered = _ALIASES.get(lowered, lowered)
    return lowered if lowered in _NAMED or lowered in _PUNCTUATION else None


def types(key: str) -> bool:
    """Whether a key, or the first one of a chord, puts a character where text is typed."""
    key = parts(key)[0]
    return len(key) == 1 or key in _PUNCTUATION or key == "space"


def why_unsure(key: str) -> str:
    """Why a key may never arrive; empty where it arrives in every terminal."""
    if BETWEEN in key:
        return next(filter(None, map(why_unsure, parts(key))), "")
    if key in _ANOTHER:
        return f"most terminals send {_ANOTHER[key]} for it"
    if key in _KEPT:
        return "some terminals keep it for themselves"
    *modifiers, last = key.split("+")
    if modifiers == ["alt"] and last in _PUNCTUATION and last not in ("comma", "full_stop"):
        return "most terminals send the sign alone"
    return "" if _has_sequence(frozenset(modifiers), last) else _KITTY


def _has_sequence(held: frozenset[str], last: str) -> bool:
    """Whether terminals have something to send for a key with modifiers, without the protocol of kitty."""
    function = last[0] == "f" and last[1:].isdigit()
    if held & {"super", "hyper"} or (function and int(last[1:]) > 12):
        return False
    if not held or function or last in _MOVING or held == {"alt"}:
        return True
    letter = len(last) == 1 and last.isalpha()
    if held == {"ctrl"}:
        return letter or last in _WITH_CTRL
    return letter if held == {"alt", "shift"} else held == {"shift"} and last == "tab"


_KITTY = "only terminals with the keyboard protocol of kitty send it"
