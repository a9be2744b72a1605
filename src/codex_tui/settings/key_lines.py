"""The keys of a settings file, checked by the keymap. Apart from `reading`, as it brings Textual with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_tui.keymap.checks import check
from codex_tui.settings.catalogue import KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from codex_tui.settings.reading import Reading


def check_keys(content: Mapping[str, Any], where: Callable[..., str], reading: Reading) -> None:
    """Takes the keys of a file over, without those that cannot hold."""
    wanted: dict[str, tuple[str, ...]] = {}
    places: dict[str, str] = {}
    for name, value, path in _flat(content):
        places[name] = where(KEYS, *path)
        keys = (value,) if isinstance(value, str) else value
        if isinstance(keys, list | tuple) and all(isinstance(key, str) for key in keys):
            wanted[name] = tuple(keys)
        else:
            reading.problems.append(
                f'{places[name]}: the keys of {name} are a list of texts, such as ["f9", "f11"].'
                " They stay as they were."
            )
    preset = reading.explicit.get(KEYS, {}).get("preset", "default")
    chosen, refusals = check(preset, wanted)
    for refusal in refusals:
        reading.problems.append(f"{places[refusal.action]}: {refusal.action}: {refusal.why}")
    if chosen:
        reading.explicit.setdefault(KEYS, {})["actions"] = {name: list(keys) for name, keys in chosen.items()}
    for name in chosen:
        reading.sources[f"{KEYS}.{name}"] = places[name]


def _flat(content: Mapping[str, Any]) -> list[tuple[str, Any, tuple[str, ...]]]:
    """The ids with their keys and their way through the file: an id without quotes makes tables of its parts."""
    found: list[tuple[str, Any, tuple[str, ...]]] = []
    for name, value in content.items():
        if isinstance(value, dict):
            found += [(f"{name}.{rest}", keys, (name, rest)) for rest, keys in value.items()]
        else:
            found.append((name, value, (name,)))
    return found
