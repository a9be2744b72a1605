"""What keys a person gives to actions, checked against the table: which hold, and why the others do not. Pure."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from codex_tui.keymap import ACTIONS, keys_of, spoken
from codex_tui.keymap.action import SAME_WIDGET, Action, Scope
from codex_tui.keymap.chords import clash
from codex_tui.keymap.names import normal, types, why_unsure
from codex_tui.keymap.presets import PRESETS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

TYPED_IN = frozenset(
    {
        Scope.COMPOSER,
        Scope.EDITING,
        Scope.RECALL,
        Scope.PALETTE,
        Scope.SETTINGS,
        Scope.KEYS,
        Scope.CONVERSATION,
        Scope.APP,
        Scope.ENTRY,
        Scope.REASON,
        Scope.FIND,
        Scope.COMMENT,
    }
    | {Scope.PROMPT, Scope.FOLDER, Scope.MAP, Scope.PICKER, Scope.WORKTREE, Scope.EXPORT}
)
"""Where text is typed, so that a key that types is no key for an action."""
_IN_CONVERSATION = (
    Scope.COMPOSER,
    Scope.EDITING,
    Scope.APPROVAL,
    Scope.FORM,
    Scope.ENTRY,
    Scope.PAGE,
    Scope.TRANSCRIPT,
)
_DOES_TWO_THINGS = frozenset({"composer.help"})
"""Has a key that types, and leaves it to the text where there is one."""


class Refusal(NamedTuple):
    """Why something that was wanted does not hold, or not everywhere."""

    action: str
    why: str


def check(
    preset: str, wanted: Mapping[str, Sequence[str]]
) -> tuple[dict[str, tuple[str, ...]], list[Refusal]]:
    """The keys that hold, by action, and what was refused.

    Args:
        preset: over which the keys are wanted.
        wanted: keys as a person wrote them, by the id of an action.
    """
    refusals: list[Refusal] = []
    keys: dict[str, tuple[str, ...]] = {}
    for name, written in wanted.items():
        action = ACTIONS.get(name)
        if action is None:
            close = get_close_matches(name, ACTIONS, n=1)
            hint = f" Did you mean {close[0]}?" if close else " codex-tui settings keys lists them."
            refusals.append(Refusal(name, f"there is no action {name[:60]!r}.{hint}"))
            continue
        found = tuple(dict.fromkeys(_understood(action, written, refusals)))
        if found or not written:  # none at all is a choice, too
            keys[name] = found
    _settle(preset, keys, refusals)
    for name, found in keys.items():
        if found and all(why_unsure(key) for key in found):
            whys = "; ".join(f"{spoken(key)}: {why_unsure(key)}" for key in found)
            usual = [key for key in effective(preset, {}, name) if not conflicts(preset, keys, name, key)]
            keys[name] = tuple(dict.fromkeys((*found, *usual)))
            kept = f" The usual keys stay beside it: {', '.join(map(spoken, usual))}." if usual else ""
            refusals.append(Refusal(name, f"{whys}.{kept} Give it a second key of your own."))
    return keys, refusals


def _understood(action: Action, written: Sequence[str], refusals: list[Refusal]) -> Iterator[str]:
    for text in written:
        key = normal(text)
        if key is None:
            refusals.append(
                Refusal(
                    action.id,
                    f"there is no key {text[:40]!r}. Keys are written like f9, ctrl+o, alt+x, /,"
                    " two as one like ctrl+x ctrl+o.",
                )
            )
        elif action.scope in TYPED_IN and types(key) and action.id not in _DOES_TWO_THINGS:
            refusals.append(
                Refusal(
                    action.id,
                    f"{spoken(key)} types a character there. Take it with alt or ctrl, or an F key.",
                )
            )
        else:
            yield key


def effective(preset: str, keys: Mapping[str, Sequence[str]], action: str) -> tuple[str, ...]:
    """The keys of an action: what was chosen, else those of the preset, else those of the table."""
    return tuple(keys[action]) if action in keys else keys_of(action, PRESETS.get(preset))


def rivals(action: Action) -> Iterator[Action]:
    """The actions whose keys may not be those of this one, as both would be meant."""
    for other in ACTIONS.values():
        if other.id != action.id and (_meet(action, other) or _meet(other, action)):
            yield other


def _meet(one: Action, other: Action) -> bool:
    if one.scope is other.scope:
        return True
    if one.scope is Scope.APP:
        return one.priority
    return (
        one.scope is Scope.CONVERSATION
        and other.scope in _IN_CONVERSATION
        and (one.priority or other.scope is not Scope.TRANSCRIPT)
    )


def conflicts(preset: str, keys: Mapping[str, Sequence[str]], action: str, key: str) -> list[str]:
    """The actions that have a key already and would be meant by it where this action is.

    Where one key begins the other, which is a chord then, the first alone is meant: the chord could never be.
    """
    alike = set(keys_of(action)) & {key}
    return [
        other.id
        for other in rivals(ACTIONS[action])
        if any(_takes(ACTIONS[action], key, other, its) for its in effective(preset, keys, other.id))
        and not (alike and key in keys_of(other.id))
    ]


def _takes(one: Action, key: str, other: Action, its: str) -> bool:
    """Whether of two actions that meet one would be meant by the key of the other."""
    if key == its or not clash(key, its):
        return key == its
    if one.scope is other.scope or any({one.scope, other.scope} <= group for group in SAME_WIDGET):
        return True
    # What is nearer to where one is comes first, be it a single key or a chord, but for what has priority.
    return _meet(one, other) if its.startswith(key) else _meet(other, one)


def how_taken(key: str, keys: Sequence[str]) -> str:
    """What a key is to an action that has these keys, one of which clashes with it; its name stands behind that."""
    if key in keys:
        return "is that of"
    its = next((one for one in keys if clash(key, one)), key)
    return f"begins like {spoken(its)} of" if len(its) > len(key) else f"begins with {spoken(its)}, that of"


def _settle(preset: str, keys: dict[str, tuple[str, ...]], refusals: list[Refusal]) -> None:
    """Takes the keys out that another action has; what comes later in the file gives way."""
    for name in reversed(list(keys)):
        free: list[str] = []
        for key in keys[name]:
            taken = conflicts(preset, keys, name, key)
            if own := next((one for one in free if clash(one, key)), None):
                refusals.append(Refusal(name, f"{spoken(key)} and {spoken(own)} cannot both be its keys."))
                continue
            if not taken:
                free.append(key)
                continue
            other = ACTIONS[taken[0]]
            had = how_taken(key, effective(preset, keys, other.id))
            refusals.append(
                Refusal(
                    name,
                    f"{spoken(key)} {had} {other.id} ({other.help})."
                    f" Give {other.id} another key, or take another one here.",
                )
            )
        if free or not keys[name]:
            keys[name] = tuple(free)
        else:
            del keys[name]
