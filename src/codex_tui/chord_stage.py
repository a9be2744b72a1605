"""The part of the app that makes one key of two: `ctrl+x ctrl+e`, or `g g`.

Under `settings_stage`. A chord is a binding whose key is the names of both with a blank between. After its first key
the second is waited for, however long, and both go on as one key of that name, so that bindings, precedence and what
answers where are those of any key. What begins no chord here and now, or types a character where one types, is never
held back; and where no chord follows, the second key does what it always does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events

from codex_tui.keymap import ACTIONS, keys_of, spoken
from codex_tui.keymap.chords import chord, first_keys, seconds
from codex_tui.late_key_stage import LateKeyStage
from codex_tui.one_piece import sent_on

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codex_tui.widgets.chord_hint import ChordHint


class ChordStage(LateKeyStage, part=True):
    """An app that has keys of two."""

    _first_keys = frozenset[str]()
    """Keys that begin a chord anywhere."""
    _held = ""
    """The first key of a chord whose second is waited for."""
    _unknown = ""
    """What was pressed instead of a chord, until that is said."""
    _chord_hint: ChordHint | None = None

    def chords_changed(self) -> None:
        """Other keys hold now."""
        self._first_keys = first_keys(self.ports.keys)

    async def on_event(self, event: events.Event) -> None:
        if self._held and isinstance(event, events.MouseDown | events.Paste) and not event.is_forwarded:
            self._let_go()
        await super().on_event(event)

    async def _deliver(self, key: events.Key) -> None:
        # Not before what was typed before it was acted on: what a key begins is a matter of where that leads.
        meant = self._completed(key)
        if meant is not None:
            await super()._deliver(meant)
        if self._unknown:
            said, self._unknown = f"{spoken(self._unknown)} is no key here", ""
            # Behind the key, which hushes what was said before it.
            (self.focused or self.screen).call_later(self.call_later, self.say, said)

    def _completed(self, key: events.Key) -> events.Key | None:
        """The key that is meant by it; None where a second one is waited for, or none is meant any more."""
        held = self._held
        if held:
            self._let_go()
            if key.key in self._may_follow(held):
                return sent_on(key, chord(held, key.key))
            if key.key == "escape" or key.key in keys_of("prompt.cancel", self.ports.keys):
                return None
            self._unknown = chord(held, key.key)
        if key.key not in self._first_keys or self.types(key):
            return key
        following = self._may_follow(key.key)
        if not following:
            return key
        self._hold(key.key, following)
        return None

    def _may_follow(self, first: str) -> dict[str, str]:
        """The keys that make a chord of one here, with what each does; none where the key means something alone."""
        active = self.screen.active_bindings  # from what has the focus outwards
        alone = active.get(first)
        if alone is not None and alone.binding.id not in ACTIONS:
            alone = None  # Textual's own, such as cutting by ctrl+x
        if alone is not None and alone.binding.priority:
            return {}
        nearer = list(active)
        if alone is not None:
            del nearer[nearer.index(first) :]
        found: dict[str, str] = {}
        for key, name in seconds(first, nearer).items():
            action = ACTIONS.get(active[name].binding.id or "")
            if action is not None:
                found[key] = action.help
        return found

    def _hold(self, first: str, following: Mapping[str, str]) -> None:
        from codex_tui.widgets.chord_hint import ChordHint  # not before there is a chord

        self._held = first
        self._chord_hint = ChordHint(first, following, ascii_only=self.ports.ascii_only)
        self.screen.mount(self._chord_hint)

    def _let_go(self) -> None:
        self._held = ""
        if self._chord_hint is not None:
            self._chord_hint.remove()
            self._chord_hint = None
