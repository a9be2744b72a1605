"""The keys screen: every action with its keys, what a key does, and other keys for an action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.widgets import Input

from codex_tui.keymap import ACTIONS, Action, Scope, bindings, keys_of, spoken
from codex_tui.keymap.checks import conflicts
from codex_tui.keymap.chords import BETWEEN, clash, parts
from codex_tui.keymap.presets import PRESETS
from codex_tui.messages.settings import SettingsChosen
from codex_tui.model.safe_text import SafeText
from codex_tui.screens.filtered_list import FilteredList
from codex_tui.screens.key_capture import KeyCapture, Pressed
from codex_tui.theming import stylesheet
from codex_tui.widgets.cursor_list import CursorList
from codex_tui.widgets.texts import fit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_KEYS = 26
_SCOPE = 24
_WIDE = 76
"""Columns from which on it is said where an action answers."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An action with the keys that it has now."""

    action: Action
    keys: tuple[str, ...]
    changed: bool

    @property
    def spoken(self) -> str:
        return ", ".join(map(spoken, self.keys)) or "no key"

    @property
    def text(self) -> str:
        action = self.action
        return f"{self.spoken} {action.help} {action.footer} {action.scope.value} {action.id}"


class KeyList(CursorList[Entry]):
    """The actions; one whose keys are not those of the table has a mark."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row--value", "row--quiet", "row--wrong"}

    def parts_of(self, row: Entry, width: int) -> Sequence[tuple[str, str]]:
        scope = _SCOPE if width >= _WIDE else 0
        keys = min(_KEYS, width // 3)
        mark = ("*" if self.ascii_only else "•") if row.changed else " "
        return [
            (f"{mark} ", "value"),
            (f"{fit(row.spoken, keys, self.ascii_only)} ", "value"),
            (fit(row.action.help, max(0, width - 3 - keys - scope), self.ascii_only), ""),
            (fit(f" {row.action.scope.value}", scope, self.ascii_only) if scope else "", "quiet"),
        ]


class KeysScreen(FilteredList[Entry]):
    """Shows all keys, finds what one does, and gives actions others; written to the settings file."""

    CSS_PATH: ClassVar = [
        stylesheet(name) for name in ("filtered_list.tcss", "key_hints.tcss", "key_capture.tcss")
    ]
    BINDINGS = bindings(Scope.KEYS)
    HEADING = "Keys"
    HINTS = ("keys.change", "keys.find", "keys.preset", "keys.none", "keys.reset", "keys.close")
    _key: str | None = None
    """The key of which one wants to know what it does."""

    def make_list(self) -> KeyList:
        return KeyList(ascii_only=self._ports.ascii_only, id="rows")

    def find_rows(self, words: Sequence[str]) -> Sequence[Entry]:
        given = self._ports.keys
        entries = [
            Entry(action, keys, keys != keys_of(action.id))
            for action in ACTIONS.values()
            for keys in (keys_of(action.id, given),)
            if self._key is None or any(self._key in (key, parts(key)[0]) for key in keys)
        ]
        found = [entry for entry in entries if all(word in entry.text.casefold() for word in words)]
        order = {scope: number for number, scope in enumerate(Scope)}
        return sorted(found, key=lambda entry: order[entry.action.scope])

    def same(self, one: Entry, other: Entry) -> bool:
        return one.action is other.action

    def about(self, row: Entry) -> list[Content]:
        action = row.action
        lines = [Content(f"{row.spoken}: {action.help}.")]
        lines.append(Content.styled(f"{action.id}, answers in: {action.scope.value}", "$quiet"))
        if row.changed:
            usual = ", ".join(map(spoken, keys_of(action.id))) or "no key"
            source = self._ports.loaded.sources.get(f"keys.{action.id}", f"preset {self._preset}")
            lines.append(Content.styled(f"From {SafeText(source)}; usually {usual}", "$quiet"))
        return lines

    @property
    def _preset(self) -> str:
        return self._ports.settings.keys.preset

    # --- keys

    def action_find(self) -> None:
        """The next key that is pressed is looked for."""
        if self._key is not None:
            self._look_for(None)
            return

        def pressed(found: Pressed | None) -> None:
            self._look_for(found.key if found is not None else None)

        self.app.push_screen(KeyCapture("Press a key to see what it does", keys=self._ports.keys), pressed)

    def _look_for(self, key: str | None) -> None:
        self._key = key
        self.query_one("#filtered").border_title = f"Keys: {spoken(key)}" if key else self.HEADING
        self.query_one("#list-filter", Input).value = ""
        self.fill()
        if key is not None and not self.rows.rows:
            self._key = None
            self.query_one("#filtered").border_title = self.HEADING
            self.fill()
            self.say(f"{spoken(key)} does nothing anywhere.")

    def action_close(self) -> None:
        if self._key is not None:
            self._look_for(None)
        else:
            super().action_close()

    @on(CursorList.Picked)
    def action_change(self) -> None:
        # The keys typed just before lie in the queue of the filter still; what it says of them may come later yet.
        self.query_one("#list-filter", Input).call_later(self.call_later, self._change)

    def _change(self) -> None:
        self.fill()
        entry = self.rows.current
        if entry is None:
            return

        def pressed(found: Pressed | None) -> None:
            if found is not None:
                self._give(entry, found)

        self.app.push_screen(
            KeyCapture(
                f"{entry.action.help}: press the new key",
                action=entry.action,
                has=entry.keys,
                taken=lambda key: conflicts(
                    self._preset, self._ports.settings.keys.actions, entry.action.id, key
                ),
                keys=self._ports.keys,
            ),
            pressed,
        )

    def _give(self, entry: Entry, found: Pressed) -> None:
        """Gives a key to an action, and takes it from those that had it and would be meant as well."""
        now = self._ports.keys
        taken = conflicts(self._preset, self._ports.settings.keys.actions, entry.action.id, found.key)
        changes: dict[str, tuple[str, ...] | None] = {
            f"keys.{other}": tuple(key for key in keys_of(other, now) if not clash(key, found.key))
            for other in taken
        }
        keep = () if found.instead else tuple(key for key in entry.keys if not clash(key, found.key))
        changes[f"keys.{entry.action.id}"] = (*keep, found.key)
        self._choose(changes)

    def _choose(self, changes: Mapping[str, tuple[str, ...] | None]) -> None:
        written = {
            key: tuple(map(spoken_in_file, keys)) if keys is not None else None
            for key, keys in changes.items()
        }
        self.post_message(SettingsChosen(written))

    def action_none(self) -> None:
        entry = self.rows.current
        if entry is not None:
            self._choose({f"keys.{entry.action.id}": ()})

    def action_reset(self) -> None:
        entry = self.rows.current
        if entry is not None:
            self._choose({f"keys.{entry.action.id}": None})

    def action_preset(self) -> None:
        names = list(PRESETS)
        following = names[(names.index(self._preset) + 1) % len(names)]
        self.post_message(SettingsChosen({"keys.preset": following}))
        self.say(f"Preset: {following}")


def spoken_in_file(key: str) -> str:
    """A key as it is written into the file: with its sign where it has one."""
    if BETWEEN in key:
        return BETWEEN.join(map(spoken_in_file, parts(key)))
    *modifiers, last = key.split("+")
    sign = spoken(last)
    return "+".join((*modifiers, sign if len(sign) == 1 and sign.isascii() else last))
